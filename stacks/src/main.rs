//! The payment systems: the command line of their projects.

mod components;
mod multi_environment;

use std::process::ExitCode;

fn main() -> ExitCode {
    paydsl::run([multi_environment::project()])
}
