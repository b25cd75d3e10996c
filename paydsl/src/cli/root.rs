//! Where the project's files are.

use std::fs;
use std::path::{Path, PathBuf};

use super::failure::Failure;

/// The root that `generated/` and `.paydsl/` are in.
///
/// It is found when a command runs, from the current directory upwards: the nearest directory whose `Cargo.toml` has a
/// `[workspace]`, else the nearest with a `Cargo.toml`, else the current directory.
#[derive(Clone, Debug)]
pub(crate) struct Root(PathBuf);

impl Root {
    /// Finds it.
    pub(crate) fn find() -> Result<Self, Failure> {
        let here = std::env::current_dir()
            .map_err(|error| Failure::new(format!("the current directory cannot be read: {error}")))?;
        Ok(Root(root_of(&here)))
    }

    /// The root itself.
    pub(crate) fn path(&self) -> &Path {
        &self.0
    }

    /// What is written for people and committed.
    pub(crate) fn generated(&self) -> PathBuf {
        self.0.join("generated")
    }

    /// What is kept for this machine only; made with a `.gitignore` of its own.
    pub(crate) fn private(&self) -> Result<PathBuf, Failure> {
        let private = self.0.join(".paydsl");
        let ignore = private.join(".gitignore");
        let made = fs::create_dir_all(&private).and_then(|()| {
            if ignore.exists() {
                Ok(())
            } else {
                fs::write(&ignore, "*\n")
            }
        });
        made.map_err(|error| Failure::new(format!("cannot make {}: {error}", private.display())))?;
        Ok(private)
    }
}

fn root_of(here: &Path) -> PathBuf {
    let manifest = |directory: &&Path| fs::read_to_string(directory.join("Cargo.toml"));
    let is_workspace = |text: &str| text.lines().any(|line| line.trim_start().starts_with("[workspace"));
    let mut ancestors = here.ancestors();
    let workspace = ancestors.find(|directory| manifest(directory).is_ok_and(|text| is_workspace(&text)));
    let package = || {
        here.ancestors()
            .find(|directory| directory.join("Cargo.toml").is_file())
    };
    workspace.or_else(package).unwrap_or(here).to_owned()
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test fails by it")]
mod tests {
    use super::*;

    #[test]
    fn the_workspace_wins_over_a_nearer_package() {
        let directory = tempfile::tempdir().unwrap();
        let crate_directory = directory.path().join("stacks");
        fs::create_dir_all(crate_directory.join("src")).unwrap();
        fs::write(crate_directory.join("Cargo.toml"), "[package]\n").unwrap();
        assert_eq!(root_of(&crate_directory.join("src")), crate_directory);
        fs::write(directory.path().join("Cargo.toml"), "[workspace]\n").unwrap();
        assert_eq!(root_of(&crate_directory.join("src")), directory.path());
    }
}
