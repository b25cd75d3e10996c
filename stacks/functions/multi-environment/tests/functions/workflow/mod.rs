//! The payment workflow with the real programs, their real database, and AWS as moto plays it: a request to the API in;
//! recorded, audited, queued, settled.

mod journey;
mod kills;
mod latency;
mod load;
mod world;
