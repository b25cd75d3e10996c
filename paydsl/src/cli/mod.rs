//! The command line of a project crate: `fn main() -> ExitCode { paydsl::run([..]) }`.

mod args;
mod commands;
mod environment;
mod failure;
mod hints;
mod interrupt;
mod local;
mod nearest;
mod operation;
mod out;
mod plans;
mod policies;
mod prepare;
mod progress;
mod root;
mod schedule;
mod session;
mod target;
mod terraform;

pub use terraform::provider_installation;

use std::process::ExitCode;

use crate::project::{AnyProject, IntoProjects};
use failure::Failure;

/// Runs the command line of a project crate.
///
/// ```no_run
/// use paydsl::prelude::*;
///
/// # #[environments]
/// # pub mod env {
/// #     pub struct Env { pub region: Str }
/// #     pub const DEV: Env = Env { region: "us-east-1" };
/// # }
/// # #[stack]
/// # pub fn network(env: &Env) {}
/// fn main() -> std::process::ExitCode {
///     paydsl::run([Project::new("shop", env::all()).stack(network)])
/// }
/// ```
pub fn run(projects: impl IntoProjects) -> ExitCode {
    let projects = projects.into_projects();
    let matches = match args::command().try_get_matches() {
        Ok(matches) => matches,
        Err(error) => {
            // Nobody to tell when the terminal is gone.
            let _ = error.print();
            return code(error.exit_code());
        }
    };
    match sound(&projects).and_then(|()| commands::run(&projects, &matches)) {
        Ok(status) => ExitCode::from(status),
        Err(failure) => {
            eprint!("{failure}");
            ExitCode::from(failure.code)
        }
    }
}

fn code(code: i32) -> ExitCode {
    ExitCode::from(u8::try_from(code).unwrap_or(1))
}

/// All that is wrong with the projects, and with the archives that they are checked against, before any stack is run.
fn sound(projects: &[AnyProject]) -> Result<(), Failure> {
    let archives = paydsl_schema::Providers::builtin_errors()
        .iter()
        .map(ToString::to_string);
    let mut mistakes: Vec<String> = archives.chain(projects.iter().flat_map(AnyProject::mistakes)).collect();
    for (index, project) in projects.iter().enumerate() {
        if projects[..index].iter().any(|other| other.name == project.name) {
            mistakes.push(format!(
                "two projects are called {}; give one another name",
                project.name
            ));
        }
    }
    if mistakes.is_empty() {
        Ok(())
    } else {
        Err(Failure::all(mistakes))
    }
}
