//! `graph`: a project's architecture as a picture made from the code.

use std::fs;
use std::path::{Path, PathBuf};

use clap::ArgMatches;

use crate::cli::args;
use crate::cli::failure::Failure;
use crate::cli::out::{out, outln};
use crate::cli::prepare::synthesized;
use crate::cli::root::Root;
use crate::cli::target::{Selection, select};
use crate::graph::{mermaid, replaced};
use crate::project::AnyProject;
use crate::synth::replace;

pub(super) fn run(projects: &[AnyProject], matches: &ArgMatches) -> Result<u8, Failure> {
    let root = Root::find()?;
    let selection = select(projects, &args::values(matches, "targets"))?;
    of_one_project(&selection)?;
    let stacks = synthesized(&root, &selection.stacks)?;
    let modules: Vec<_> = stacks.iter().map(|stack| &stack.module).collect();
    let picture = mermaid(&modules);
    match matches.get_one::<PathBuf>("out") {
        None => out!("{picture}"),
        Some(file) => put(file, &picture, args::is_given(matches, "check"))?,
    }
    Ok(0)
}

fn of_one_project(selection: &Selection<'_>) -> Result<(), Failure> {
    let mut names: Vec<&str> = selection
        .stacks
        .iter()
        .map(|stack| stack.project.name.as_str())
        .collect();
    names.dedup();
    match names.as_slice() {
        [] | [_] => Ok(()),
        several => Err(Failure::new(format!(
            "a picture shows one project; name one of {}",
            several.join(", ")
        ))),
    }
}

/// Writes the picture to a file, or compares it with what is there. In a Markdown file it is what is between the markers.
fn put(file: &Path, picture: &str, only_check: bool) -> Result<(), Failure> {
    let name = file.display();
    let failed = |error: std::io::Error| Failure::new(format!("{name}: {error}"));
    let is_markdown = file.extension().is_some_and(|extension| extension == "md");
    let there = match fs::read_to_string(file) {
        Ok(text) => Some(text),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound && !is_markdown => None,
        Err(error) => return Err(failed(error)),
    };
    let wanted = match &there {
        Some(text) if is_markdown => {
            replaced(text, picture).map_err(|error| Failure::new(format!("{name}: {error}")))?
        }
        _ => picture.to_owned(),
    };
    if there.as_deref() == Some(&wanted) {
        outln!("{name}: unchanged");
        return Ok(());
    }
    if only_check {
        return Err(Failure::new(format!(
            "{name} does not show what the code declares; run the same command without --check and commit the result"
        )));
    }
    replace(file, &wanted).map_err(failed)?;
    outln!("{name}: written");
    Ok(())
}
