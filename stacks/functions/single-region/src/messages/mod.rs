//! What travels in the queues.

mod news;
mod transaction;

pub use news::News;
