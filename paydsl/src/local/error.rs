//! What can go wrong with the emulator, and what to do about it.

use std::fmt;
use std::io;
use std::path::{Path, PathBuf};

/// Why the emulated AWS could not be started, reset or stopped.
#[derive(Debug)]
#[non_exhaustive]
pub enum LocalError {
    /// A file or directory could not be read, made or written.
    File {
        /// What was being done: "write", "read", …
        action: &'static str,
        /// With which file.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// No usable Python is on the path.
    Python(PythonProblem),
    /// Neither `PAYDSL_CACHE_DIR`, `XDG_CACHE_HOME` nor `HOME` says where the Python environment may be kept.
    NoCacheDirectory,
    /// The Python packages could not be installed.
    Install {
        /// The whole log.
        log: PathBuf,
        /// Its last lines.
        tail: String,
    },
    /// The server could not be started.
    Start {
        /// The whole log.
        log: PathBuf,
        /// Its last lines.
        tail: String,
    },
    /// A server that holds this workspace does not answer.
    NotAnswering {
        /// The server's log.
        log: PathBuf,
    },
    /// The server would not forget what was made in it.
    Reset {
        /// Where it listens.
        endpoint: String,
        /// What went wrong.
        reason: String,
    },
    /// The server's process would not end.
    Stop {
        /// Its process id.
        pid: u32,
    },
}

/// What is wrong with the Pythons on the path.
#[derive(Debug)]
#[non_exhaustive]
pub enum PythonProblem {
    /// There is none.
    Missing,
    /// The newest one is older than the emulator runs on.
    TooOld {
        /// Its version.
        version: String,
    },
    /// It cannot make virtual environments: distributions put `venv` into a package of its own.
    NoVenv {
        /// The command.
        command: String,
        /// Its version.
        version: String,
    },
}

impl LocalError {
    /// The error for `action` on `path`, for `map_err`.
    pub(super) fn file(action: &'static str, path: &Path) -> impl FnOnce(io::Error) -> Self {
        let path = path.to_owned();
        move |source| Self::File { action, path, source }
    }
}

impl fmt::Display for LocalError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::File { action, path, source } => write!(f, "cannot {action} {}: {source}", path.display()),
            Self::Python(problem) => problem.fmt(f),
            Self::NoCacheDirectory => f.write_str(
                "there is no place for the emulator's Python packages: set HOME, or PAYDSL_CACHE_DIR to a directory",
            ),
            Self::Install { log, tail } => write!(
                f,
                "pip could not install the emulator's packages (it uses your own pip configuration: check the package \
                 index and the network, then try again).\n{tail}\nThe whole log: {}",
                log.display()
            ),
            Self::Start { log, tail } => {
                write!(
                    f,
                    "the emulator did not start.\n{tail}\nThe whole log: {}",
                    log.display()
                )
            }
            Self::NotAnswering { log } => write!(
                f,
                "an emulator holds this workspace and does not answer: stop it (`local down`) and try again. Its log: {}",
                log.display()
            ),
            Self::Reset { endpoint, reason } => write!(
                f,
                "the emulator at {endpoint} was not reset: {reason}. Stop it (`local down`): the next one starts empty"
            ),
            Self::Stop { pid } => write!(
                f,
                "the emulator's process {pid} does not end: end it with `kill -9 {pid}`"
            ),
        }
    }
}

impl fmt::Display for PythonProblem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Missing => f.write_str("there is no python3 on the PATH")?,
            Self::TooOld { version } => write!(f, "the python3 on the PATH is {version}")?,
            Self::NoVenv { command, version } => {
                return write!(
                    f,
                    "{command} ({version}) cannot make virtual environments: install its venv module \
                     (Debian and Ubuntu: `apt install python3-venv`)"
                );
            }
        }
        f.write_str(
            ", and the emulator behind --local needs 3.10 or newer: install it (Debian and Ubuntu: \
             `apt install python3 python3-venv`; macOS: `brew install python3`)",
        )
    }
}

impl std::error::Error for LocalError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::File { source, .. } => Some(source),
            _ => None,
        }
    }
}
