//! Terraform stacks written in Rust.

pub mod builder;
pub mod emit;
mod for_each;
pub mod local;
pub mod prelude;
#[doc(hidden)]
#[path = "private.rs"]
pub mod __private;
pub mod project;
pub mod resource;
pub mod synth;
pub mod tree;
pub mod value;

pub use project::{Backend, Project};

paydsl_macros::catalogue!();
