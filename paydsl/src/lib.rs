//! Terraform stacks written in Rust.
