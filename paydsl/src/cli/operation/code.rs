//! Putting the archives of functions' code where Terraform looks for them.

use std::fs;
use std::path::{Path, PathBuf};

use super::Action;
use crate::cli::failure::Failure;
use crate::cli::prepare::Prepared;
use crate::cli::session::Session;
use crate::code::DIRECTORY;
use crate::package::{self, Archive, Function, PackageError, Source};
use crate::project::AnyProject;

/// Puts the archives that the stacks deploy into their directories.
///
/// For AWS they are built; cargo does nothing where nothing has changed. An emulated AWS does not run them: there an
/// archive that was built before serves, or a placeholder.
pub(crate) fn place(session: &Session<'_>, action: Action) -> Result<(), Failure> {
    if !matches!(action, Action::Plan | Action::Apply) {
        return Ok(());
    }
    let mut placeholders = Vec::new();
    for stack in &session.stacks {
        let project = stack.selected.project;
        for name in &stack.module.code {
            let Some(function) = project.functions.iter().find(|function| function.name == *name) else {
                continue;
            };
            let built = built_directory(&session.private(), project).join(format!("{name}.zip"));
            if !session.is_local() {
                build_code(session.root(), &session.private(), project, function)?;
            } else if !built.exists() {
                stand_in(stack, name)?;
                placeholders.push(*name);
                continue;
            }
            copy(&built, stack, name)?;
        }
    }
    if !placeholders.is_empty() {
        eprintln!(
            "note: the emulated AWS runs no code, so placeholders stand in for {}; `package` builds the real archives",
            placeholders.join(", ")
        );
    }
    Ok(())
}

/// Builds the archive of a function.
pub(crate) fn build_code(
    root: &Path,
    private: &Path,
    project: &AnyProject,
    function: &Function,
) -> Result<Archive, Failure> {
    let function = Function {
        name: function.name.clone(),
        source: anchored(&function.source, root),
    };
    let mut progress = |line: &str| eprintln!("{}/{}: {line}", project.name, function.name);
    package::build(&function, &built_directory(private, project), &mut progress).map_err(failure)
}

fn built_directory(private: &Path, project: &AnyProject) -> PathBuf {
    private.join("code").join(&project.name)
}

/// The source with its path from the root.
fn anchored(source: &Source, root: &Path) -> Source {
    match source {
        Source::Cargo { manifest, package, bin } => Source::Cargo {
            manifest: root.join(manifest),
            package: package.clone(),
            bin: bin.clone(),
        },
        Source::Directory { path } => Source::Directory { path: root.join(path) },
    }
}

fn directory(stack: &Prepared<'_>) -> PathBuf {
    stack.directory.path().join(DIRECTORY)
}

fn stand_in(stack: &Prepared<'_>, name: &str) -> Result<(), Failure> {
    package::placeholder(name, &directory(stack)).map_err(failure)
}

/// Copies an archive, unless an equal one is there.
fn copy(from: &Path, stack: &Prepared<'_>, name: &str) -> Result<(), Failure> {
    let directory = directory(stack);
    let to = directory.join(format!("{name}.zip"));
    let error =
        |error: std::io::Error| Failure::new(format!("cannot copy {} to {}: {error}", from.display(), to.display()));
    let contents = fs::read(from).map_err(error)?;
    if fs::read(&to).is_ok_and(|there| there == contents) {
        return Ok(());
    }
    fs::create_dir_all(&directory).map_err(error)?;
    let mut file = tempfile::NamedTempFile::new_in(&directory).map_err(error)?;
    std::io::Write::write_all(&mut file, &contents).map_err(error)?;
    file.persist(&to).map_err(|failed| error(failed.error))?;
    Ok(())
}

fn failure(error: PackageError) -> Failure {
    Failure::new(error.to_string())
}
