//! What the tests of the Lambda functions stand on: AWS as moto plays it, PostgreSQL, Lambda's side of a function, and
//! functions that are killed in the middle of their work.

// Tests have no better answer to a missing program or a full disk than to stop.
#![allow(clippy::missing_panics_doc)]

pub mod buckets;
#[cfg(feature = "postgres")]
pub mod certificates;
mod emulator;
mod lambda;
pub mod life;
mod mortal_client;
#[cfg(feature = "postgres")]
mod mortal_database;
mod port;
#[cfg(feature = "postgres")]
pub mod postgres;
pub mod queues;
pub mod secrets;

pub use emulator::Emulator;
pub use lambda::Lambda;
#[cfg(feature = "postgres")]
pub use mortal_database::MortalDatabase;
pub use port::free as free_port;
