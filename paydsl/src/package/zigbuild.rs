//! The cross-linker: cargo-zigbuild, which links against the C library of Amazon Linux 2023 on any machine.
//!
//! One that is installed, with zig, is used as it is. Otherwise the command makes a virtual Python environment of its
//! own from PyPI, with exact versions and hashes, once per user.

use std::{
    env,
    ffi::OsString,
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use super::{
    PackageError,
    command::{run, runs},
    digest,
};

/// The tools and their hashes.
const REQUIREMENTS: &str = include_str!("zigbuild-requirements.txt");

/// A cargo-zigbuild that can be run.
pub(super) struct Zigbuild {
    program: PathBuf,
    zig: Option<PathBuf>,
}

impl Zigbuild {
    /// Finds the tool or installs it.
    pub(super) fn find(progress: &mut dyn FnMut(&str)) -> Result<Self, PackageError> {
        let installed = Path::new("cargo-zigbuild");
        if runs(Command::new(installed).arg("--version")) && runs(Command::new("zig").arg("version")) {
            return Ok(Self {
                program: installed.to_owned(),
                zig: None,
            });
        }
        Self::own(&cache_directory(|name| env::var_os(name))?, progress)
    }

    /// A command that runs the tool.
    pub(super) fn command(&self) -> Command {
        let mut command = Command::new(&self.program);
        command.arg("zigbuild");
        if let Some(zig) = &self.zig {
            command.env("CARGO_ZIGBUILD_ZIG_PATH", zig);
        }
        command
    }

    /// The tool in the command's own environment, which is made if it is not there.
    pub(super) fn own(cache: &Path, progress: &mut dyn FnMut(&str)) -> Result<Self, PackageError> {
        let environment = cache.join(format!(
            "zigbuild-{}",
            &digest::sha256_hex(REQUIREMENTS.as_bytes())[..16]
        ));
        if !environment.exists() {
            install(cache, &environment, progress)?;
        }
        Ok(Self {
            program: environment.join("bin/cargo-zigbuild"),
            zig: Some(find_zig(&environment)?),
        })
    }
}

/// Makes the environment beside its place and moves it there once it is whole, so that a half-made one is never used.
fn install(cache: &Path, environment: &Path, progress: &mut dyn FnMut(&str)) -> Result<(), PackageError> {
    progress("installing cargo-zigbuild and zig for packaging (once)");
    fs::create_dir_all(cache).map_err(PackageError::io("create", cache))?;
    let making = tempfile::tempdir_in(cache).map_err(PackageError::io("write into", cache))?;
    let requirements = making.path().join("requirements.txt");
    fs::write(&requirements, REQUIREMENTS).map_err(PackageError::io("write", &requirements))?;
    run(
        Command::new("python3").args(["-m", "venv"]).arg(making.path()),
        progress,
    )?;
    let mut pip = Command::new(making.path().join("bin/python"));
    pip.args([
        "-m",
        "pip",
        "install",
        "--quiet",
        "--disable-pip-version-check",
        "--no-deps",
    ]);
    pip.args(["--only-binary=:all:", "--require-hashes", "--requirement"])
        .arg(&requirements);
    run(&mut pip, progress)?;
    // A directory that was moved away is nothing to clean up; one that was not is removed when `making` goes.
    match fs::rename(making.path(), environment) {
        // Another process was quicker; its environment is as good.
        Err(_) if environment.exists() => Ok(()),
        moved => moved.map_err(PackageError::io("create", environment)),
    }
}

/// The zig in an environment, whatever its Python's version.
fn find_zig(environment: &Path) -> Result<PathBuf, PackageError> {
    let libraries = environment.join("lib");
    let versions = fs::read_dir(&libraries).map_err(PackageError::io("read", &libraries))?;
    versions
        .flatten()
        .map(|version| version.path().join("site-packages/ziglang/zig"))
        .find(|zig| zig.exists())
        .ok_or(PackageError::Answer {
            program: "pip",
            expected: "where zig is: remove the environment and retry",
        })
}

/// The user's directory for what can be made again.
fn cache_directory(variable: impl Fn(&str) -> Option<OsString>) -> Result<PathBuf, PackageError> {
    let set = |name: &str| variable(name).filter(|value| !value.is_empty()).map(PathBuf::from);
    set("PAYDSL_CACHE_DIR")
        .or_else(|| set("XDG_CACHE_HOME"))
        .or_else(|| set("HOME").map(|home| home.join(".cache")))
        .map(|cache| cache.join("paydsl"))
        .ok_or(PackageError::NoCache)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_cache_is_the_users() {
        let with = |set: &[(&str, &str)]| {
            let find = |name: &str| {
                set.iter()
                    .find(|(key, _)| *key == name)
                    .map(|(_, value)| OsString::from(value))
            };
            cache_directory(find).map(|path| path.display().to_string()).ok()
        };
        assert_eq!(with(&[("HOME", "/h")]).as_deref(), Some("/h/.cache/paydsl"));
        assert_eq!(
            with(&[("HOME", "/h"), ("XDG_CACHE_HOME", "/x")]).as_deref(),
            Some("/x/paydsl")
        );
        assert_eq!(
            with(&[("XDG_CACHE_HOME", "/x"), ("PAYDSL_CACHE_DIR", "/p")]).as_deref(),
            Some("/p/paydsl")
        );
        assert_eq!(with(&[("HOME", "")]), None);
    }

    #[test]
    fn every_tool_is_pinned_by_version_and_hash() {
        let tools: Vec<_> = REQUIREMENTS
            .lines()
            .filter(|line| line.starts_with(char::is_alphabetic))
            .collect();
        assert!(
            tools.len() >= 2 && tools.iter().all(|tool| tool.contains("==")),
            "{tools:?}"
        );
        assert!(REQUIREMENTS.matches("--hash=sha256:").count() >= tools.len());
    }
}
