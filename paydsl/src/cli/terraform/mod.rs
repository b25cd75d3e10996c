//! The terraform command.

mod cli_config;
mod diagnostics;
mod init;
mod lock_file;
mod mirror;
mod requirements;
mod state;
mod stream;

use std::io;
use std::process::{Command, ExitStatus};

pub(crate) use cli_config::CliConfig;
pub(crate) use diagnostics::{Places, without_colours};
pub(crate) use init::{Initialised, initialise};
pub(crate) use lock_file::LockFile;
pub(crate) use requirements::providers;
pub(crate) use state::is_empty;
pub(crate) use stream::{Stream, stream};

/// Tells a terraform command where to install providers from, as this crate's own commands do: from where terraform's own
/// settings say, else from a filesystem mirror of this machine, else from the registry through a shared cache.
///
/// `required` are source addresses with versions; `private` is a directory in which a CLI configuration may be written.
///
/// # Errors
///
/// If that file, or the cache's directory, cannot be made.
pub fn provider_installation(
    command: &mut Command,
    required: &[(&str, &str)],
    private: &std::path::Path,
) -> Result<(), String> {
    let required: Vec<requirements::RequiredProvider> = required
        .iter()
        .map(|(source, version)| requirements::RequiredProvider {
            source: (*source).to_owned(),
            version: (*version).to_owned(),
        })
        .collect();
    let found = CliConfig::find(&required, private).map_err(|failure| failure.to_string())?;
    found.apply_to(command, true);
    Ok(())
}

use super::failure::Failure;
use crate::synth::REQUIRED_VERSION;

const HOW_TO_INSTALL: &str = "\
terraform was not found on PATH.
  paydsl writes plain Terraform and has the terraform command apply it. Install version 1.11 or later:
    https://developer.hashicorp.com/terraform/install
    macOS: brew install hashicorp/tap/terraform
  and see that `terraform version` answers in this shell.";

/// The terraform command on PATH, of a version that can apply what paydsl writes.
#[derive(Clone, Debug)]
pub(crate) struct Terraform {
    version: String,
}

impl Terraform {
    /// Finds it and asks for its version.
    pub(crate) fn find() -> Result<Self, Failure> {
        let mut command = Terraform::bare();
        let output = match command.args(["version", "-json"]).output() {
            Ok(output) => output,
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                return Err(Failure::new(HOW_TO_INSTALL).with_code(127));
            }
            Err(error) => return Err(Failure::new(format!("terraform on PATH cannot be run: {error}"))),
        };
        let answer: Option<serde_json::Value> = serde_json::from_slice(&output.stdout).ok();
        let version = answer
            .as_ref()
            .and_then(|answer| answer.get("terraform_version")?.as_str());
        let Some(version) = version else {
            return Err(Failure::new(
                "terraform on PATH does not tell its version; is it Terraform?",
            ));
        };
        if !is_recent_enough(version) {
            return Err(Failure::new(format!(
                "terraform on PATH is version {version}; what paydsl writes needs {REQUIRED_VERSION} \
                 (https://developer.hashicorp.com/terraform/install)"
            )));
        }
        Ok(Terraform {
            version: version.to_owned(),
        })
    }

    /// Its version.
    pub(crate) fn version(&self) -> &str {
        &self.version
    }

    /// A command that does not ask the network for newer versions, which would slow down every run.
    fn bare() -> Command {
        let mut command = Command::new("terraform");
        if std::env::var_os("CHECKPOINT_DISABLE").is_none() {
            command.env("CHECKPOINT_DISABLE", "1");
        }
        command
    }

    /// A new command.
    pub(crate) fn command(&self) -> Command {
        Terraform::bare()
    }
}

fn is_recent_enough(version: &str) -> bool {
    let mut numbers = version
        .split(['.', '-'])
        .map(|number| number.parse::<u32>().unwrap_or(0));
    (numbers.next(), numbers.next()) >= (Some(1), Some(11))
}

/// The exit code of a command; as in a shell, 128 and the number of a signal that ended it.
pub(crate) fn exit_code(status: ExitStatus) -> u8 {
    #[cfg(unix)]
    if let Some(signal) = std::os::unix::process::ExitStatusExt::signal(&status) {
        return u8::try_from(128 + signal).unwrap_or(u8::MAX);
    }
    status.code().map_or(1, |code| u8::try_from(code).unwrap_or(1))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_compare_by_number() {
        for (version, enough) in [
            ("1.11.0", true),
            ("1.12.0-beta1", true),
            ("2.0.0", true),
            ("1.9.8", false),
            ("0.15.5", false),
        ] {
            assert_eq!(is_recent_enough(version), enough, "{version}");
        }
    }
}
