//! Terraform stacks written in Rust.

pub mod emit;
pub mod tree;
