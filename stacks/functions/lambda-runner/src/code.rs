//! Where a function's code lies on this machine.

use std::{
    fs, io,
    path::{Path, PathBuf},
};

use tokio::process::Command;

/// Our side of a managed Python runtime.
const BOOTSTRAP: &str = include_str!("bootstrap.py");

/// What runs when a function is invoked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Code {
    /// A program that speaks the Runtime API: what an archive for `provided.al2023` calls `bootstrap`.
    Executable(PathBuf),
    /// The directory that a Python function's archive is packed from. The handler is the deployed one.
    Python {
        /// The interpreter, with whatever Lambda's own Python has (boto3).
        interpreter: PathBuf,
        /// The directory.
        directory: PathBuf,
    },
}

impl Code {
    /// The program to start.
    pub(crate) fn program(&self) -> &Path {
        match self {
            Self::Executable(program) => program,
            Self::Python { interpreter, .. } => interpreter,
        }
    }

    /// The directory Lambda calls `LAMBDA_TASK_ROOT`.
    pub(crate) fn root(&self) -> &Path {
        match self {
            Self::Executable(program) => program.parent().unwrap_or(Path::new("/")),
            Self::Python { directory, .. } => directory,
        }
    }

    /// A command that starts it; `scratch` is a directory of the runner's own.
    pub(crate) fn command(&self, scratch: &Path) -> Command {
        let mut command = Command::new(self.program());
        if let Self::Python { .. } = self {
            command.arg("-u").arg(bootstrap(scratch));
        }
        command.current_dir(self.root());
        command
    }
}

/// Lays down what Python functions are started by.
pub(crate) fn lay_down(scratch: &Path) -> io::Result<()> {
    fs::write(bootstrap(scratch), BOOTSTRAP)
}

fn bootstrap(scratch: &Path) -> PathBuf {
    scratch.join("bootstrap.py")
}
