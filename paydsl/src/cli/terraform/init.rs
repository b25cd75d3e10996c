//! `terraform init`, only when something that it installs has changed.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use super::{LockFile, requirements};
use crate::cli::failure::Failure;
use crate::cli::prepare::Prepared;
use crate::cli::terraform::{CliConfig, Terraform, exit_code};
use crate::local::Emulator;

/// A stack, with all that is needed to run terraform on it in one workspace.
pub(crate) struct Initialised<'s, 'p> {
    /// The stack.
    pub(crate) stack: &'s Prepared<'p>,
    /// Where terraform keeps what it installed, and which state it works on.
    pub(crate) data: PathBuf,
    /// The workspace; none for what needs no state.
    pub(crate) workspace: Option<String>,
    /// Where providers come from.
    pub(crate) cli_config: CliConfig,
    /// The emulated AWS that every command is turned to.
    pub(crate) emulator: Option<&'s Emulator>,
}

impl Initialised<'_, '_> {
    /// A terraform command on this stack in this workspace.
    pub(crate) fn command(&self, terraform: &Terraform) -> Command {
        let mut command = terraform.command();
        command
            .current_dir(self.stack.directory.path())
            .env("TF_DATA_DIR", &self.data);
        // `default` always exists; another need not exist before something is applied to it.
        command.env("TF_WORKSPACE", self.workspace.as_deref().unwrap_or("default"));
        self.cli_config.apply_to(&mut command);
        if let Some(emulator) = self.emulator {
            emulator.apply_to(&mut command);
        }
        command
    }

    fn stamp(&self) -> PathBuf {
        self.data.join("paydsl-initialised")
    }

    /// Has the next run initialise again.
    pub(crate) fn forget(&self) {
        // If it cannot be removed, it is not there.
        let _ = fs::remove_file(self.stamp());
    }

    /// All that `terraform init` depends on.
    fn needs(&self, terraform: &Terraform) -> String {
        let file = |name: &str| self.stack.files.get(name).cloned().unwrap_or_default();
        let module = [file("terraform.tf.json"), file("terraform.tf")].concat();
        let locked = fs::read_to_string(self.stack.directory.path().join(".terraform.lock.hcl")).unwrap_or_default();
        let called = requirements::modules(&self.stack.module);
        format!("terraform {}\n{module}\n{called}\n{locked}", terraform.version())
    }
}

/// Runs `terraform init` if needed. Returns its text and exit code if it failed.
pub(crate) fn initialise(
    stack: &Initialised<'_, '_>,
    terraform: &Terraform,
    locks: &Path,
) -> Result<Option<(String, u8)>, Failure> {
    if is_current(stack, terraform) {
        return Ok(None);
    }
    let selected = stack.stack.selected;
    // Environments of one stack share the directory's dependency lock file.
    let own = locks.join(format!("{}-{}.lock", selected.project.name, selected.stack.name));
    let lock = stack.cli_config.shared_lock().unwrap_or(own);
    let failed = |error: std::io::Error| Failure::new(format!("cannot initialise {selected}: {error}"));
    let _held = LockFile::acquire(&lock).map_err(failed)?;
    fs::create_dir_all(&stack.data).map_err(failed)?;
    let mut command = stack.command(terraform);
    // The workspace need not exist yet, which init alone would mind.
    command
        .env("TF_WORKSPACE", "default")
        .args(["init", "-input=false", "-no-color"]);
    if stack.workspace.is_none() {
        command.arg("-backend=false");
    }
    let output = command.output().map_err(failed)?;
    if !output.status.success() {
        let text = [output.stdout, output.stderr].concat();
        return Ok(Some((
            String::from_utf8_lossy(&text).into_owned(),
            exit_code(output.status),
        )));
    }
    fs::write(stack.stamp(), stack.needs(terraform)).map_err(failed)?;
    Ok(None)
}

fn is_current(stack: &Initialised<'_, '_>, terraform: &Terraform) -> bool {
    fs::read_to_string(stack.stamp()).is_ok_and(|stamp| stamp == stack.needs(terraform))
}
