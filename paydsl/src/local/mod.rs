//! The emulated AWS behind `--local`: moto's server on loopback, with what it answers differently from AWS mended.
//!
//! [`Emulator`] is the whole of it: [`Emulator::up`] starts one for a workspace (or finds the one that runs),
//! [`Emulator::apply_to`] turns a command, such as terraform, away from any real account and towards it.

mod environment;
mod error;
mod files;
mod http;
mod process;
mod python;
mod server;
mod state;

pub use error::LocalError;
pub use server::Emulator;
