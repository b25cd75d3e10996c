//! From selected stacks to files: run the stacks, collect every mistake, and only then write.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;

use super::failure::Failure;
use super::root::Root;
use super::target::Selected;
use crate::emit::Format;
use crate::project::Backend;
use crate::synth::{Directory, Files, LOCK, Lock, Module, Sources, render, synthesize};

/// A stack, ready to be written.
pub(crate) struct Prepared<'p> {
    /// Which stack.
    pub(crate) selected: Selected<'p>,
    /// Its root module.
    pub(crate) module: Module,
    /// Where each of its addresses is declared.
    pub(crate) sources: Sources,
    /// Where it is written to.
    pub(crate) directory: Directory,
    /// What is written.
    pub(crate) files: Files,
}

impl Prepared<'_> {
    /// Whether the stack exports anything.
    pub(crate) fn has_outputs(&self) -> bool {
        let mut files = self.module.files.iter();
        files.any(|(name, body)| *name == "outputs" && !body.items.is_empty())
    }
}

/// Runs the stacks for what only looks at them: nothing is written, and no address is missed.
pub(crate) fn synthesized<'p>(root: &Root, stacks: &[Selected<'p>]) -> Result<Vec<Prepared<'p>>, Failure> {
    let synthesis = Synthesis {
        root: root.path(),
        out: &root.generated(),
        format: None,
        forget: &[],
        emulated: true,
    };
    synthesis.prepare(stacks)
}

/// How stacks are synthesized.
pub(crate) struct Synthesis<'s> {
    /// What source paths are relative to.
    pub(crate) root: &'s Path,
    /// Where the projects' directories are.
    pub(crate) out: &'s Path,
    /// The syntax; none keeps the one that is there, JSON at first.
    pub(crate) format: Option<Format>,
    /// The addresses that are given up.
    pub(crate) forget: &'s [String],
    /// Whether it is for an emulated run: state in local files, and no lock of addresses, as nothing there is lasting.
    pub(crate) emulated: bool,
}

impl Synthesis<'_> {
    /// Runs all stacks. If anything is wrong with any of them, all that is wrong with all of them.
    pub(crate) fn prepare<'p>(&self, stacks: &[Selected<'p>]) -> Result<Vec<Prepared<'p>>, Failure> {
        let (prepared, failed) = self.prepare_sound(stacks);
        if failed.is_empty() {
            Ok(prepared)
        } else {
            Err(Failure::all(failed))
        }
    }

    /// Runs all stacks; returns those without mistakes, and the mistakes of the others.
    pub(crate) fn prepare_sound<'p>(&self, stacks: &[Selected<'p>]) -> (Vec<Prepared<'p>>, Vec<String>) {
        let mut prepared = Vec::new();
        let mut mistakes = Vec::new();
        for selected in stacks {
            match self.stack(*selected) {
                Ok(stack) => prepared.push(stack),
                Err(errors) => mistakes.extend(errors),
            }
        }
        (prepared, mistakes)
    }

    fn stack<'p>(&self, selected: Selected<'p>) -> Result<Prepared<'p>, Vec<String>> {
        let module = self.module(selected)?;
        let one = |error: String| vec![error];
        let directory = Directory::new(self.out, module.project.as_str(), module.stack).map_err(one)?;
        let lock = match self.emulated {
            true => None,
            false => Some(self.lock(&module, &directory)?),
        };
        let format = match self.format {
            Some(format) => format,
            None => format_of(&directory).map_err(one)?,
        };
        let sources = Sources::of(&module, self.root);
        let files = render(&module, format, &sources, lock.as_ref());
        Ok(Prepared {
            selected,
            module,
            sources,
            directory,
            files,
        })
    }

    fn module(&self, selected: Selected<'_>) -> Result<Module, Vec<String>> {
        let emulated = Backend::local();
        let backend = if self.emulated {
            &emulated
        } else {
            &selected.project.backend
        };
        // The panic's own message has been printed with its place.
        let run = AssertUnwindSafe(|| synthesize(selected.project, selected.stack, backend));
        let module = catch_unwind(run).map_err(|_| {
            let site = selected.stack.site;
            vec![format!(
                "{site}: the function of stack {selected} panicked; its message is above"
            )]
        })?;
        if module.errors.is_empty() {
            Ok(module)
        } else {
            Err(module.errors)
        }
    }

    fn lock(&self, module: &Module, directory: &Directory) -> Result<Lock, Vec<String>> {
        let file = format!("{}/{LOCK}", directory.name());
        let of_file = |error: String| format!("{file}: {error}");
        let known = directory.read(LOCK).map_err(|error| vec![error])?;
        let known = Lock::parse(&known.unwrap_or_default()).map_err(|error| vec![of_file(error)])?;
        known
            .after(module, self.forget)
            .map_err(|errors| errors.into_iter().map(of_file).collect())
    }
}

/// The format that a stack is written in already.
fn format_of(directory: &Directory) -> Result<Format, String> {
    let has_hcl = directory.ours()?.iter().any(|name| name.ends_with(".tf"));
    Ok(if has_hcl { Format::Hcl } else { Format::Json })
}
