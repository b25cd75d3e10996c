//! Terraform stacks written in Rust.

#[doc(hidden)]
#[path = "private.rs"]
pub mod __private;
pub mod builder;
mod cache;
pub mod cli;
pub mod code;
#[cfg(feature = "provider")]
pub mod command;
mod difference;
mod drift;
pub mod emit;
mod for_each;
pub mod functions;
mod graph;
pub mod local;
pub mod package;
pub mod policy;
pub mod prelude;
pub mod project;
mod references;
pub mod resource;
mod sarif;
pub mod synth;
pub mod tree;
pub mod validation;
pub mod value;

pub use cli::run;
pub use project::{Backend, Project};

paydsl_macros::catalogue!();
