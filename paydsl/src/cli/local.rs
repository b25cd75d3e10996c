//! `--local`: the emulated AWS, and the states of what was applied to it.
//!
//! Emulated stacks are written to `.paydsl/local/<project>/<stack>/` and keep their state there, apart from any real
//! one. The emulator forgets everything when it ends, so a state is good only for the emulator it was made with: its
//! identity is kept beside the states, and those of another are discarded.

use std::fs;
use std::hash::{DefaultHasher, Hash as _, Hasher as _};
use std::io;
use std::path::{Path, PathBuf};

use super::failure::Failure;
use super::root::Root;
use super::terraform::LockFile;
use crate::local::Emulator;

/// Starts the emulator if it is not running, and discards states of an earlier one.
pub(crate) fn up(root: &Root) -> Result<Emulator, Failure> {
    let directory = directory(root)?;
    let _held = LockFile::acquire(&directory.join("states.lock")).map_err(|error| failed(&directory, &error))?;
    let emulator =
        Emulator::up(root.path(), &mut |text| eprintln!("{text}")).map_err(|error| Failure::new(error.to_string()))?;
    let identity = identity(root, &emulator);
    let known = directory.join("identity");
    if fs::read_to_string(&known).ok().as_deref() != Some(&identity) {
        if discard_states(&directory)? > 0 {
            eprintln!("the emulated AWS was started anew and is empty: discarded the local states of the one before");
        }
        fs::write(&known, identity).map_err(|error| failed(&known, &error))?;
    }
    Ok(emulator)
}

/// Stops the emulator and discards the local states. Whether one was running.
pub(crate) fn down(root: &Root) -> Result<bool, Failure> {
    let ran = Emulator::down(root.path()).map_err(|error| Failure::new(error.to_string()))?;
    discard_states(&directory(root)?)?;
    Ok(ran)
}

/// Has a running emulator forget everything, and discards the local states. Whether one was running.
pub(crate) fn reset(root: &Root) -> Result<bool, Failure> {
    let running = Emulator::running(root.path());
    if let Some(emulator) = &running {
        emulator.reset().map_err(|error| Failure::new(error.to_string()))?;
    }
    discard_states(&directory(root)?)?;
    Ok(running.is_some())
}

/// Where emulated stacks are written.
pub(crate) fn directory(root: &Root) -> Result<PathBuf, Failure> {
    let directory = root.private()?.join("local");
    fs::create_dir_all(&directory).map_err(|error| failed(&directory, &error))?;
    Ok(directory)
}

/// What tells one run of the emulator from another: where it listens and a digest of what it wrote about itself.
fn identity(root: &Root, emulator: &Emulator) -> String {
    let record = root.path().join(".paydsl/local/emulator/emulator.json");
    let mut hasher = DefaultHasher::new();
    fs::read(record).unwrap_or_default().hash(&mut hasher);
    format!("{} {:016x}", emulator.endpoint(), hasher.finish())
}

/// Removes the states of all emulated stacks; returns how many stacks had any.
fn discard_states(directory: &Path) -> Result<usize, Failure> {
    let mut discarded = 0;
    for project in directories(directory) {
        for stack in directories(&project) {
            let states = stack.join("terraform.tfstate.d");
            match fs::remove_dir_all(&states) {
                Ok(()) => discarded += 1,
                Err(error) if error.kind() == io::ErrorKind::NotFound => {}
                Err(error) => return Err(failed(&states, &error)),
            }
        }
    }
    Ok(discarded)
}

/// The directories in a directory; links are not followed.
fn directories(directory: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(directory).into_iter().flatten().flatten();
    let directories = entries.filter(|entry| entry.file_type().is_ok_and(|kind| kind.is_dir()));
    directories.map(|entry| entry.path()).collect()
}

fn failed(path: &Path, error: &io::Error) -> Failure {
    Failure::new(format!("{}: {error}", path.display()))
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test fails by it")]
mod tests {
    use super::*;

    #[test]
    fn discarding_takes_the_states_and_nothing_else() {
        let directory = tempfile::tempdir().unwrap();
        let stack = directory.path().join("shop/network");
        fs::create_dir_all(stack.join("terraform.tfstate.d/dev")).unwrap();
        fs::create_dir_all(directory.path().join("emulator/program")).unwrap();
        fs::write(stack.join("main.tf.json"), "{}").unwrap();
        assert_eq!(discard_states(directory.path()).unwrap(), 1);
        assert!(!stack.join("terraform.tfstate.d").exists());
        assert!(stack.join("main.tf.json").exists() && directory.path().join("emulator/program").exists());
        assert_eq!(discard_states(directory.path()).unwrap(), 0);
    }
}
