//! The payment systems' workflows for real: terraform applies their stacks to the emulated AWS, the functions' programs
//! run with the variables it deployed, and payments go all the way.

// Tests have no better answer to what is missing than to stop.
#![allow(clippy::missing_panics_doc)]

mod api;
pub mod card;
pub mod cloud;
pub mod database;
pub mod load;
pub mod merchant;
mod programs;
mod project;
pub mod signature;
pub mod stream;
mod system;
pub mod systems;

pub use api::{Answer, Api, Request};
pub use project::{ENVIRONMENT, Outputs, Project};
pub use system::{Counts, System, settled};
