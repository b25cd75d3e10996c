//! Terraform stacks written in Rust.

pub mod builder;
pub mod emit;
pub mod project;
pub mod synth;
pub mod tree;
pub mod value;

pub use project::Backend;
