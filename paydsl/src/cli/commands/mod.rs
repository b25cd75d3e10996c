//! One file for each command.

mod diff;
mod drift;
mod graph;
mod list;
mod local;
mod output;
mod package;
mod policies;
mod synth;

use clap::ArgMatches;

use super::failure::Failure;
use super::operation::{self, Action};
use crate::project::AnyProject;

/// Runs the command that was given; returns the exit code.
pub(crate) fn run(projects: &[AnyProject], matches: &ArgMatches) -> Result<u8, Failure> {
    match matches.subcommand() {
        Some(("list", matches)) => list::run(projects, matches),
        Some(("synth", matches)) => synth::run(projects, matches),
        Some(("validate", matches)) => operation::run(projects, Action::Validate, matches),
        Some(("plan", matches)) => operation::run(projects, Action::Plan, matches),
        Some(("apply", matches)) => operation::run(projects, Action::Apply, matches),
        Some(("destroy", matches)) => operation::run(projects, Action::Destroy, matches),
        Some(("diff", matches)) => diff::run(projects, matches),
        Some(("drift", matches)) => drift::run(projects, matches),
        Some(("graph", matches)) => graph::run(projects, matches),
        Some(("output", matches)) => output::run(projects, matches),
        Some(("package", matches)) => package::run(projects, matches),
        Some(("policies", matches)) => policies::run(projects, matches),
        Some(("local", matches)) => local::run(matches),
        _ => Ok(0),
    }
}
