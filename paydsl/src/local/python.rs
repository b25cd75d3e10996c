//! A Python with the emulator's packages: found on the path, with a virtual environment shared by all projects.

use std::fs::File;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use super::LocalError;
use super::error::PythonProblem;
use super::files;
use super::state::StateDirectory;
use crate::cache;

/// The oldest version that the pinned packages run on.
const OLDEST: (u32, u32) = (3, 10);
/// Tried in this order: the user's choice first, then what may stand beside an old one.
const COMMANDS: [&str; 6] = [
    "python3",
    "python3.13",
    "python3.12",
    "python3.11",
    "python3.10",
    "python3.14",
];
/// Prints the version, and whether virtual environments can be made.
const PROBE: &str = "\
import importlib.util as util, sys
print('%d.%d' % sys.version_info[:2], all(util.find_spec(name) for name in ('venv', 'ensurepip')))";

/// The interpreter of the environment, made first if need be; `progress` hears of it, since it takes a while.
///
/// # Errors
/// There is no usable Python, no place to keep the environment, or pip fails.
pub(super) fn environment(state: &StateDirectory, progress: &mut dyn FnMut(&str)) -> Result<PathBuf, LocalError> {
    let python = find(&mut probe)?;
    let environment = cache::directory().ok_or(LocalError::NoCacheDirectory)?.join(format!(
        "emulator-{:016x}-py{}",
        fingerprint(files::REQUIREMENTS.as_bytes()),
        python.version
    ));
    let interpreter = environment.join("bin/python");
    // The marker is the installer's last deed. An interpreter that was upgraded away leaves a dead link.
    if !(environment.join(".complete").exists() && interpreter.exists()) {
        progress("installing the emulator's Python packages (first use only, up to a minute)");
        install(python.command, &environment, state)?;
    }
    Ok(interpreter)
}

/// A Python on the path.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Python {
    /// Its command.
    command: &'static str,
    /// Its version, such as 3.12.
    version: String,
    /// Whether it can make virtual environments.
    makes_environments: bool,
}

/// The first command that will do; else what is wrong with the first one there is.
fn find(probe: &mut dyn FnMut(&'static str) -> Option<Python>) -> Result<Python, LocalError> {
    let mut first_problem = None;
    for python in COMMANDS.into_iter().filter_map(probe) {
        match problem(&python) {
            None => return Ok(python),
            Some(problem) => {
                first_problem.get_or_insert(problem);
            }
        }
    }
    Err(LocalError::Python(first_problem.unwrap_or(PythonProblem::Missing)))
}

/// Why `python` will not do, if so.
fn problem(python: &Python) -> Option<PythonProblem> {
    let version = python.version.clone();
    let parsed = version
        .split_once('.')
        .and_then(|(major, minor)| Some((major.parse().ok()?, minor.parse().ok()?)));
    if parsed.is_none_or(|version: (u32, u32)| version < OLDEST) {
        return Some(PythonProblem::TooOld { version });
    }
    (!python.makes_environments).then(|| PythonProblem::NoVenv {
        command: python.command.to_owned(),
        version,
    })
}

/// Asks a command what it is; `None` when it is not there or does not work.
fn probe(command: &'static str) -> Option<Python> {
    let output = Command::new(command)
        .args(["-I", "-c", PROBE])
        .stdin(Stdio::null())
        .output()
        .ok()?;
    let answer = String::from_utf8(output.stdout)
        .ok()
        .filter(|_| output.status.success())?;
    let (version, makes_environments) = answer.trim().split_once(' ')?;
    Some(Python {
        command,
        version: version.to_owned(),
        makes_environments: makes_environments == "True",
    })
}

/// Runs the installer, which locks out others, and reports the end of its log when it fails.
fn install(python: &str, environment: &Path, state: &StateDirectory) -> Result<(), LocalError> {
    let log = state.install_log();
    let output = File::create(&log).map_err(LocalError::file("write", &log))?;
    let errors = output.try_clone().map_err(LocalError::file("write", &log))?;
    let program = state.program();
    let status = Command::new(python)
        .arg("-I")
        .arg(program.join(files::INSTALLER))
        .arg(environment)
        .arg(program.join(files::REQUIREMENTS_FILE))
        .stdin(Stdio::null())
        .stdout(output)
        .stderr(errors)
        .status()
        .map_err(LocalError::file("run", Path::new(python)))?;
    if status.success() {
        Ok(())
    } else {
        Err(LocalError::Install { tail: tail(&log), log })
    }
}

/// The last lines of a log: where the reason stands.
pub(super) fn tail(log: &Path) -> String {
    let text = std::fs::read(log)
        .map(|text| String::from_utf8_lossy(&text).into_owned())
        .unwrap_or_default();
    let lines: Vec<_> = text.lines().filter(|line| !line.trim().is_empty()).collect();
    lines[lines.len().saturating_sub(15)..].join("\n")
}

/// FNV-1a: the same for the same bytes on every machine and in every version, which std's hasher does not promise.
fn fingerprint(bytes: &[u8]) -> u64 {
    bytes.iter().fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
        (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn python(command: &'static str, version: &str, makes_environments: bool) -> Python {
        Python {
            command,
            version: version.to_owned(),
            makes_environments,
        }
    }

    fn found(there: &[Python]) -> Result<String, String> {
        find(&mut |command| there.iter().find(|each| each.command == command).cloned())
            .map(|python| python.command.to_owned())
            .map_err(|error| error.to_string())
    }

    #[test]
    fn the_first_python_that_will_do_is_taken() {
        let old = python("python3", "3.9", true);
        assert_eq!(found(&[python("python3", "3.10", true)]).as_deref(), Ok("python3"));
        assert_eq!(
            found(&[old.clone(), python("python3.12", "3.12", true)]).as_deref(),
            Ok("python3.12")
        );
        assert!(
            found(&[old])
                .expect_err("too old")
                .contains("is 3.9, and the emulator behind --local needs 3.10")
        );
    }

    #[test]
    fn a_missing_python_is_explained() {
        let missing = found(&[]).expect_err("none");
        assert!(
            missing.starts_with("there is no python3 on the PATH") && missing.contains("install"),
            "{missing}"
        );
        let no_venv = found(&[python("python3", "3.11", false)]).expect_err("without venv");
        assert!(no_venv.contains("apt install python3-venv"), "{no_venv}");
    }

    #[test]
    fn the_fingerprint_is_fnv() {
        assert_eq!(fingerprint(b""), 0xcbf2_9ce4_8422_2325);
        assert_eq!(fingerprint(b"foobar"), 0x8594_4171_f739_67e8);
    }
}
