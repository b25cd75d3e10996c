//! What the tests of the Lambda functions stand on: AWS as moto plays it, and Lambda's side of a function.

// Tests have no better answer to a missing program or a full disk than to stop.
#![allow(clippy::missing_panics_doc)]

mod emulator;
mod lambda;
mod port;

pub use emulator::Emulator;
pub use lambda::Lambda;
pub use port::free as free_port;
