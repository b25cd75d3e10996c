//! What the commands that run terraform have in common: the selected stacks, written, and how to run terraform on them.

use std::path::{Path, PathBuf};

use clap::ArgMatches;

use super::args;
use super::environment::Chosen;
use super::failure::Failure;
use super::local;
use super::policies;
use super::prepare::{Prepared, Synthesis};
use super::root::Root;
use super::target::Selected;
use super::terraform::{CliConfig, Initialised, Terraform, providers};
use crate::local::Emulator;

/// Written stacks and the terraform to run on them.
pub(crate) struct Session<'p> {
    pub(crate) terraform: Terraform,
    /// The stacks in dependency order.
    pub(crate) stacks: Vec<Prepared<'p>>,
    /// The environment; none for what needs no state.
    pub(crate) chosen: Option<Chosen>,
    emulator: Option<Emulator>,
    private: PathBuf,
    root: Root,
}

impl<'p> Session<'p> {
    /// Synthesizes and writes the stacks, and starts the emulator for `--local`.
    pub(crate) fn new(
        selected: &[Selected<'p>],
        chosen: Option<Chosen>,
        matches: &ArgMatches,
    ) -> Result<Self, Failure> {
        Session::open(selected, chosen, matches, |_, _| Ok(()))
    }

    /// The same for stacks that keep the rules of their projects; fails with what they do not keep, and writes nothing.
    /// `complete` says whether these are all stacks there are.
    pub(crate) fn judged(
        selected: &[Selected<'p>],
        chosen: Option<Chosen>,
        matches: &ArgMatches,
        complete: bool,
    ) -> Result<Self, Failure> {
        Session::open(selected, chosen, matches, |stacks, root| {
            policies::enforce(stacks, complete, root.path())
        })
    }

    fn open(
        selected: &[Selected<'p>],
        chosen: Option<Chosen>,
        matches: &ArgMatches,
        judge: impl FnOnce(&[Prepared<'p>], &Root) -> Result<(), Failure>,
    ) -> Result<Self, Failure> {
        let root = Root::find()?;
        let terraform = Terraform::find()?;
        let emulated = args::is_given(matches, "local");
        let out = if emulated {
            local::directory(&root)?
        } else {
            root.generated()
        };
        let synthesis = Synthesis {
            root: root.path(),
            out: &out,
            format: None,
            forget: &[],
            emulated,
        };
        let stacks = synthesis.prepare(selected)?;
        judge(&stacks, &root)?;
        let emulator = if emulated { Some(local::up(&root)?) } else { None };
        for stack in &stacks {
            stack.directory.write(&stack.files)?;
        }
        Ok(Session {
            terraform,
            stacks,
            chosen,
            emulator,
            private: root.private()?,
            root,
        })
    }

    /// Whether it is against the emulated AWS.
    pub(crate) fn is_local(&self) -> bool {
        self.emulator.is_some()
    }

    /// A stack in the chosen workspace, with a data directory that no other stack, workspace or mode has.
    pub(crate) fn on<'s>(&'s self, stack: &'s Prepared<'p>) -> Result<Initialised<'s, 'p>, Failure> {
        let workspace = self.chosen.as_ref().map(|chosen| chosen.workspace().to_owned());
        let mode = match (&workspace, self.is_local()) {
            (None, _) => "validate",
            (Some(_), true) => "local",
            (Some(_), false) => "real",
        };
        let data = self.private.join("data").join(mode).join(stack.selected.to_string());
        Ok(Initialised {
            stack,
            data: data.join(workspace.as_deref().unwrap_or("none")),
            workspace,
            cli_config: CliConfig::find(&providers(&stack.module), &self.private)?,
            emulator: self.emulator.as_ref(),
        })
    }

    /// What source paths are relative to.
    pub(crate) fn root(&self) -> &Path {
        self.root.path()
    }

    /// What is kept for this machine only.
    pub(crate) fn private(&self) -> PathBuf {
        self.private.clone()
    }

    /// Where locks between processes are.
    pub(crate) fn locks(&self) -> PathBuf {
        self.private.join("locks")
    }
}
