//! What can go wrong while packaging, said to whoever runs the command.

use std::{
    error::Error,
    fmt, io,
    path::{Path, PathBuf},
};

/// Why an archive was not built.
#[derive(Debug)]
pub enum PackageError {
    /// A function's name cannot name a file.
    Name(String),
    /// A file or directory could not be used.
    Io {
        /// What was tried.
        action: &'static str,
        /// With what.
        path: PathBuf,
        /// What the system said.
        cause: io::Error,
    },
    /// A program could not be started.
    Start {
        /// The program.
        program: String,
        /// What the system said.
        cause: io::Error,
    },
    /// A program failed.
    Command {
        /// The command.
        command: String,
        /// The end of what it wrote.
        output: String,
    },
    /// A program answered something else than expected.
    Answer {
        /// The program.
        program: &'static str,
        /// What was expected of it.
        expected: &'static str,
    },
    /// Cargo built, but not the binary.
    NoBinary {
        /// The package.
        package: String,
        /// The binary.
        bin: String,
    },
    /// No directory can be found to keep the tools in.
    NoCache,
    /// A directory holds nothing to deploy.
    Empty(PathBuf),
    /// A file cannot go into an archive.
    Entry {
        /// The file.
        path: PathBuf,
        /// Why.
        reason: &'static str,
    },
    /// An archive would be larger than Lambda takes.
    TooLarge,
}

impl PackageError {
    /// Makes an error of what the system said about a path.
    pub(super) fn io(action: &'static str, path: &Path) -> impl FnOnce(io::Error) -> Self {
        move |cause| Self::Io {
            action,
            path: path.to_owned(),
            cause,
        }
    }
}

impl fmt::Display for PackageError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Name(name) => {
                write!(
                    formatter,
                    "the function name {name:?} may have letters, digits, '-' and '_' only"
                )
            }
            Self::Io { action, path, cause } => write!(formatter, "cannot {action} {}: {cause}", path.display()),
            Self::Start { program, cause } => write!(formatter, "cannot run {program}, which packaging needs: {cause}"),
            Self::Command { command, output } => write!(formatter, "`{command}` failed:\n{output}"),
            Self::Answer { program, expected } => write!(formatter, "{program} did not tell {expected}"),
            Self::NoBinary { package, bin } => {
                write!(
                    formatter,
                    "the package {package} was built, but no binary {bin} came of it"
                )
            }
            Self::NoCache => formatter.write_str(
                "there is no directory to keep the build tools in: set PAYDSL_CACHE_DIR, XDG_CACHE_HOME or HOME",
            ),
            Self::Empty(path) => write!(formatter, "{} holds no file to deploy", path.display()),
            Self::Entry { path, reason } => write!(formatter, "{} cannot be packed: {reason}", path.display()),
            Self::TooLarge => formatter.write_str("the archive would be larger than 4 GiB; Lambda takes 250 MB"),
        }
    }
}

impl Error for PackageError {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        match self {
            Self::Io { cause, .. } | Self::Start { cause, .. } => Some(cause),
            _ => None,
        }
    }
}
