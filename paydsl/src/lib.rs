//! Terraform stacks written in Rust.

pub mod builder;
pub mod emit;
pub mod tree;
pub mod value;
