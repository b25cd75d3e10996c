//! The command line of a project, run as users run it, with the real terraform.
//!
//! The project is `examples/cli_fixture.rs`; all its resources are `terraform_data`, so nothing is downloaded.

#![allow(clippy::unwrap_used, reason = "a test fails by it")]

mod environments;
mod lock;
mod names;
mod order;
mod policies;
mod support;
mod synth;
mod terraform;
mod validation;
