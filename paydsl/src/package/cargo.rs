//! Compiling a function for Amazon Linux 2023.

use std::{
    env,
    path::{Path, PathBuf},
    process::Command,
};

use serde_json::Value;

use super::{PackageError, command::run, zigbuild::Zigbuild};

/// x86_64 with the C library of Amazon Linux 2023.
const TARGET: &str = "x86_64-unknown-linux-gnu.2.34";

/// What would let the same sources come out differently, set where the workspace could forget it.
const REPRODUCIBLE: [(&str, &str); 4] = [
    ("CARGO_INCREMENTAL", "0"),
    ("CARGO_PROFILE_RELEASE_CODEGEN_UNITS", "1"),
    ("CARGO_PROFILE_RELEASE_DEBUG", "none"),
    ("CARGO_PROFILE_RELEASE_STRIP", "symbols"),
];

/// Builds a binary and returns where it is.
pub(super) fn build(
    workspace: &Path,
    package: &str,
    bin: &str,
    progress: &mut dyn FnMut(&str),
) -> Result<PathBuf, PackageError> {
    let workspace = workspace
        .canonicalize()
        .map_err(PackageError::io("find the workspace", workspace))?;
    let flags = remapping_flags(&workspace)?;
    let zigbuild = Zigbuild::find(progress)?;
    progress(&format!("building {bin} for Amazon Linux 2023"));
    let mut command = zigbuild.command();
    command
        .current_dir(workspace)
        .args([
            "--locked",
            "--release",
            "--target",
            TARGET,
            "--package",
            package,
            "--bin",
            bin,
        ])
        .arg("--message-format=json-render-diagnostics")
        .env_remove("RUSTFLAGS")
        .env("CARGO_ENCODED_RUSTFLAGS", flags)
        .envs(REPRODUCIBLE);
    let messages = run(&mut command, progress)?;
    executable(&messages, bin).ok_or_else(|| PackageError::NoBinary {
        package: package.to_owned(),
        bin: bin.to_owned(),
    })
}

/// The binary's path, out of what Cargo says while it builds.
fn executable(messages: &str, bin: &str) -> Option<PathBuf> {
    messages
        .lines()
        .filter_map(|line| serde_json::from_str::<Value>(line).ok())
        .filter(|message| message["reason"] == "compiler-artifact" && message["target"]["name"] == bin)
        .find_map(|message| message["executable"].as_str().map(PathBuf::from))
}

/// Flags that put fixed names in the place of this machine's directories, wherever a program mentions one.
fn remapping_flags(workspace: &Path) -> Result<String, PackageError> {
    let directories = Directories::find(workspace)?;
    let flags: Vec<_> = directories
        .names()
        .into_iter()
        .map(|(path, name)| format!("--remap-path-prefix={}={name}", path.display()))
        .collect();
    Ok(flags.join("\x1f"))
}

/// The directories a compiled program may mention.
struct Directories {
    cargo_home: Option<PathBuf>,
    library_source: PathBuf,
    library_name: String,
    target: PathBuf,
    workspace: PathBuf,
}

impl Directories {
    fn find(workspace: &Path) -> Result<Self, PackageError> {
        let metadata = ask(workspace, "cargo", &["metadata", "--no-deps", "--format-version=1"])?;
        let metadata: Value = serde_json::from_str(&metadata).unwrap_or_default();
        let directory = |key: &str, expected| {
            let path = metadata[key].as_str().map(PathBuf::from);
            path.ok_or(PackageError::Answer {
                program: "cargo metadata",
                expected,
            })
        };
        let sysroot = ask(workspace, "rustc", &["--print", "sysroot"])?;
        Ok(Self {
            cargo_home: cargo_home(),
            library_source: Path::new(sysroot.trim()).join("lib/rustlib/src/rust"),
            library_name: library_name(&ask(workspace, "rustc", &["-vV"])?)?,
            target: directory("target_directory", "the target directory")?,
            workspace: directory("workspace_root", "the workspace's directory")?,
        })
    }

    /// Each with the name it gets. The last that fits counts, so the workspace follows what it may lie in.
    fn names(&self) -> Vec<(&Path, &str)> {
        let cargo_home = self.cargo_home.as_deref().map(|path| (path, "/cargo"));
        let others = [
            (self.library_source.as_path(), self.library_name.as_str()),
            (self.workspace.as_path(), "/workspace"),
            (self.target.as_path(), "/target"),
        ];
        cargo_home.into_iter().chain(others).collect()
    }
}

fn cargo_home() -> Option<PathBuf> {
    let set = |name: &str| env::var_os(name).filter(|value| !value.is_empty()).map(PathBuf::from);
    set("CARGO_HOME").or_else(|| set("HOME").map(|home| home.join(".cargo")))
}

/// The name the standard library's sources have where they are not installed.
fn library_name(version: &str) -> Result<String, PackageError> {
    let commit = version.lines().find_map(|line| line.strip_prefix("commit-hash: "));
    let commit = commit.ok_or(PackageError::Answer {
        program: "rustc -vV",
        expected: "its commit",
    })?;
    Ok(format!("/rustc/{commit}"))
}

fn ask(workspace: &Path, program: &str, arguments: &[&str]) -> Result<String, PackageError> {
    run(
        Command::new(program).args(arguments).current_dir(workspace),
        &mut |_| {},
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_the_binary_among_cargos_messages() {
        let messages = concat!(
            "{\"reason\":\"compiler-artifact\",\"target\":{\"name\":\"lib\"},\"executable\":null}\n",
            "not json\n",
            "{\"reason\":\"compiler-artifact\",\"target\":{\"name\":\"worker\"},\"executable\":\"/t/worker\"}\n",
        );
        assert_eq!(executable(messages, "worker"), Some("/t/worker".into()));
        assert_eq!(executable(messages, "lib"), None);
        assert_eq!(executable("", "worker"), None);
    }

    #[test]
    fn the_library_is_named_by_its_commit() {
        let name = library_name("rustc 1.0.0\nbinary: rustc\ncommit-hash: abc\n").expect("a name");
        assert_eq!(name, "/rustc/abc");
        assert!(library_name("rustc").is_err());
    }
}
