//! Runs Lambda functions' real programs on this machine, without Docker.
//!
//! A [`Setup`] names the functions as they are deployed in the emulated AWS and where their code lies; the
//! [`Runner`] that comes of it starts the programs with the deployed environment variables, speaks Lambda's Runtime
//! API with them on loopback, and feeds them: [`Runner::invoke`] by hand, [`Runner::poll`] from their queues.
//!
//! What Lambda does and this does not: limit memory and processor, freeze a program between invocations, check
//! permissions.

mod api_event;
mod code;
mod deploy;
mod deployed;
mod emulator;
mod environment;
mod error;
mod hook;
mod host;
mod loopback;
mod measure;
mod poller;
mod queue;
mod runner;
mod runtime_api;
mod setup;
mod sqs_event;
mod tap;
mod variables;

pub use api_event::ApiRequest;
pub use code::Code;
pub use deployed::{Function, Mapping};
pub use emulator::{Answer, Ask, Emulator};
pub use error::{Error, FunctionError};
pub use hook::{Call, Hook, Moment, Verdict};
pub use measure::{Distribution, Invocations, Measured, Report};
pub use poller::Polling;
pub use queue::Depth;
pub use runner::Runner;
pub use setup::{Redelivery, Setup};
