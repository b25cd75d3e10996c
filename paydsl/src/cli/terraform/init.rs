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
        self.cli_config.apply_to(&mut command, self.emulator.is_some());
        if let Some(emulator) = self.emulator {
            emulator.apply_to(&mut command);
        }
        command
    }

    /// Whether `terraform init` has run for the module as it is.
    pub(crate) fn is_current(&self, terraform: &Terraform) -> bool {
        fs::read_to_string(self.stamp()).is_ok_and(|stamp| stamp == self.needs(terraform))
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

/// Runs `terraform init`. Returns its text and exit code if it failed.
pub(crate) fn initialise(
    stack: &Initialised<'_, '_>,
    terraform: &Terraform,
    locks: &Path,
) -> Result<Option<(String, u8)>, Failure> {
    let selected = stack.stack.selected;
    let failed = |error: std::io::Error| Failure::new(format!("cannot initialise {selected}: {error}"));
    let _held = LockFile::acquire(&stack.cli_config.lock(&selected, locks)).map_err(failed)?;
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
    if output.status.success() {
        fs::write(stack.stamp(), stack.needs(terraform)).map_err(failed)?;
        return Ok(None);
    }
    let text = [output.stdout, output.stderr].concat();
    let mut text = String::from_utf8_lossy(&text).into_owned();
    if text.contains("migrat") {
        text.push_str(&how_to_migrate(stack));
    }
    Ok(Some((text, exit_code(output.status))))
}

/// Moving states is for a person to decide, and to be done once for all workspaces.
fn how_to_migrate(stack: &Initialised<'_, '_>) -> String {
    format!(
        "The backend of stack {} is not the one that its state is in. To move the state, run:\n  \
         cd {:?} && TF_DATA_DIR={:?} TF_WORKSPACE=default terraform init -migrate-state\n",
        stack.stack.selected,
        stack.stack.directory.path(),
        stack.data
    )
}
