//! `synth`: writing the modules.

use std::path::{Path, PathBuf};

use clap::ArgMatches;

use crate::cli::args;
use crate::cli::failure::Failure;
use crate::cli::out::outln;
use crate::cli::policies;
use crate::cli::prepare::{Prepared, Synthesis};
use crate::cli::root::Root;
use crate::cli::target::{Selection, select};
use crate::emit::Format;
use crate::project::AnyProject;
use crate::synth::{Directory, LOCK, Lock, differences};

pub(super) fn run(projects: &[AnyProject], matches: &ArgMatches) -> Result<u8, Failure> {
    let root = Root::find()?;
    let out = matches
        .get_one::<PathBuf>("out")
        .cloned()
        .unwrap_or_else(|| root.generated());
    let selection = select(projects, &args::values(matches, "targets"))?;
    let forget = args::values(matches, "forget");
    let synthesis = Synthesis {
        root: root.path(),
        out: &out,
        format: matches.get_one::<Format>("format").copied(),
        forget: &forget,
        emulated: false,
    };
    let (prepared, mut mistakes) = synthesis.prepare_sound(&selection.stacks);
    let (gone, vanished) = gone(&selection, &out, &forget)?;
    mistakes.extend(vanished);
    if mistakes.is_empty() {
        mistakes = not_forgotten(&prepared, &gone, &forget);
    }
    if !mistakes.is_empty() {
        return Err(Failure::all(mistakes));
    }
    policies::enforce(&prepared, policies::are_all(&selection.stacks, projects), root.path())?;
    if args::is_given(matches, "check") {
        check(&prepared, &gone)
    } else {
        write(&prepared, &gone)
    }
}

fn write(prepared: &[Prepared<'_>], gone: &[Directory]) -> Result<u8, Failure> {
    for stack in prepared {
        let written = stack.directory.write(&stack.files)?;
        let mut changes = vec![
            format!("{} written", written.written),
            format!("{} unchanged", written.unchanged),
        ];
        if written.removed > 0 {
            changes.push(format!("{} removed", written.removed));
        }
        let addresses = stack.module.sources.len();
        outln!(
            "{}: {addresses} addresses, {}",
            stack.directory.name(),
            changes.join(", ")
        );
    }
    for directory in gone {
        directory.clear()?;
        outln!("{}: removed", directory.name());
    }
    Ok(0)
}

fn check(prepared: &[Prepared<'_>], gone: &[Directory]) -> Result<u8, Failure> {
    let mut differing = Vec::new();
    for stack in prepared {
        let found = differences(&stack.directory, &stack.files)?;
        differing.extend(
            found
                .into_iter()
                .map(|difference| format!("{} {}", difference.file, difference.hint)),
        );
    }
    differing.extend(
        gone.iter()
            .map(|directory| format!("{} is no longer part of the project", directory.name())),
    );
    if differing.is_empty() {
        outln!("{} stacks are as synth writes them", prepared.len());
        return Ok(0);
    }
    differing.push("what is written is not what the stacks say; run synth and commit the result".into());
    Err(Failure::all(differing))
}

/// The directories of stacks that whole projects no longer have, and what speaks against removing them.
///
/// A stack that is gone takes all its addresses with it: while its lock has any, somebody has to say so.
fn gone(selection: &Selection<'_>, out: &Path, forget: &[String]) -> Result<(Vec<Directory>, Vec<String>), Failure> {
    let mut gone = Vec::new();
    let mut errors = Vec::new();
    for project in &selection.whole {
        for stack in stack_directories(&out.join(&project.name)) {
            if project.stacks.iter().any(|known| known.name == stack) {
                continue;
            }
            let directory = Directory::new(out, &project.name, &stack)?;
            let Some(lock) = directory.read(LOCK)? else { continue };
            let count = Lock::parse(&lock)?.written().count();
            let name = format!("{}/{stack}", project.name);
            if count > 0 && !forget.contains(&name) {
                errors.push(format!(
                    "stack {name} is gone from the project, and {}/{LOCK} has {count} addresses that were written.\n  \
                     Destroy it first in each environment (bring it back, or run terraform in that directory), then \
                     run synth with --forget {name}",
                    directory.name()
                ));
            } else {
                gone.push(directory);
            }
        }
    }
    Ok((gone, errors))
}

fn stack_directories(project: &Path) -> Vec<String> {
    let entries = std::fs::read_dir(project).into_iter().flatten().flatten();
    let names = entries.filter_map(|entry| entry.file_name().into_string().ok());
    let mut names: Vec<String> = names.filter(|name| crate::project::is_name(name)).collect();
    names.sort();
    names
}

/// What `--forget` names although it is still there, or never was.
fn not_forgotten(prepared: &[Prepared<'_>], gone: &[Directory], forget: &[String]) -> Vec<String> {
    let declared = |address: &String| {
        prepared
            .iter()
            .any(|stack| stack.module.sources.iter().any(|(known, _)| known == address))
    };
    let locked = |address: &str| {
        let mut lines = prepared
            .iter()
            .filter_map(|stack| stack.files.get(LOCK))
            .flat_map(|text| text.lines());
        lines.any(|line| line.split(' ').next() == Some(address))
    };
    let is_stack = |name: &str| gone.iter().any(|directory| directory.path().ends_with(name));
    let mistakes = forget.iter().filter_map(|address| {
        if declared(address) {
            Some(format!(
                "--forget {address}: it is still declared; take it out of its stack first"
            ))
        } else if !locked(address) && !is_stack(address) {
            Some(format!("--forget {address}: no selected stack has ever written it"))
        } else {
            None
        }
    });
    mistakes.collect()
}
