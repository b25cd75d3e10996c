//! A workspace in a temporary directory, and the fixture's command line run in it.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::sync::OnceLock;

use tempfile::TempDir;

/// A directory with a workspace's `Cargo.toml`.
pub(crate) struct Workspace {
    directory: TempDir,
}

/// What a command answered.
pub(crate) struct Answer {
    pub(crate) code: i32,
    pub(crate) out: String,
    pub(crate) error: String,
}

impl Workspace {
    pub(crate) fn new() -> Self {
        let directory = tempfile::tempdir().unwrap();
        fs::write(directory.path().join("Cargo.toml"), "[workspace]\n").unwrap();
        Workspace { directory }
    }

    pub(crate) fn path(&self, path: &str) -> PathBuf {
        self.directory.path().join(path)
    }

    pub(crate) fn read(&self, path: &str) -> String {
        fs::read_to_string(self.path(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
    }

    pub(crate) fn write(&self, path: &str, text: &str) {
        fs::write(self.path(path), text).unwrap();
    }

    /// The command line with these arguments, the source edited by `FIXTURE`'s words.
    pub(crate) fn command(&self, edits: &str, arguments: &[&str]) -> Command {
        let mut command = Command::new(fixture());
        command.args(arguments).current_dir(self.directory.path());
        command
            .env("FIXTURE", edits)
            .env("PAYDSL_CACHE_DIR", self.path("cache"));
        // What the caller's shell may have set for other projects.
        for name in ["TF_WORKSPACE", "TF_DATA_DIR", "TF_CLI_ARGS"] {
            command.env_remove(name);
        }
        command
    }

    pub(crate) fn run_edited(&self, edits: &str, arguments: &[&str]) -> Answer {
        answer(&self.command(edits, arguments).output().unwrap())
    }

    pub(crate) fn run(&self, arguments: &[&str]) -> Answer {
        self.run_edited("", arguments)
    }

    /// Runs what has to succeed; returns what it printed.
    pub(crate) fn ok(&self, arguments: &[&str]) -> String {
        self.run(arguments).succeeded()
    }

    /// Terraform itself, in a stack's directory, as somebody without paydsl runs it.
    pub(crate) fn terraform(&self, stack: &str, workspace: &str, arguments: &[&str]) -> Answer {
        let mut command = Command::new("terraform");
        command
            .current_dir(self.path(&format!("generated/{stack}")))
            .args(arguments);
        command
            .env("TF_WORKSPACE", workspace)
            .env("TF_DATA_DIR", self.path("plain"));
        command.env("CHECKPOINT_DISABLE", "1").env_remove("TF_CLI_CONFIG_FILE");
        answer(&command.output().expect("terraform has to be on PATH for these tests"))
    }

    /// The value of an output of an applied stack.
    pub(crate) fn output(&self, stack: &str, name: &str, environment: &[&str]) -> serde_json::Value {
        let arguments = [&["output", stack, "--json"], environment].concat();
        let json: serde_json::Value = serde_json::from_str(&self.ok(&arguments)).unwrap();
        json[stack][name]["value"].clone()
    }

    /// All files below a directory, by path, with their contents.
    pub(crate) fn files(&self, directory: &str) -> Vec<(PathBuf, Vec<u8>)> {
        let mut files = Vec::new();
        collect(&self.path(directory), &mut files);
        files.sort();
        files
    }
}

impl Answer {
    pub(crate) fn succeeded(self) -> String {
        assert_eq!(self.code, 0, "{}{}", self.out, self.error);
        self.out
    }

    /// Checks that it failed with this exit code and said all of these.
    #[track_caller]
    pub(crate) fn failed(self, code: i32, said: &[&str]) {
        assert_eq!(self.code, code, "{}{}", self.out, self.error);
        for text in said {
            assert!(self.error.contains(text), "{text:?} is not in: {}", self.error);
        }
    }
}

fn answer(output: &Output) -> Answer {
    Answer {
        code: output.status.code().unwrap_or(-1),
        out: String::from_utf8_lossy(&output.stdout).into_owned(),
        error: String::from_utf8_lossy(&output.stderr).into_owned(),
    }
}

fn collect(directory: &Path, files: &mut Vec<(PathBuf, Vec<u8>)>) {
    for entry in fs::read_dir(directory).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            collect(&path, files);
        } else {
            let text = fs::read(&path).unwrap();
            files.push((path, text));
        }
    }
}

/// The fixture's program, built if it is not up to date: `cargo test --test cli` alone does not build examples.
fn fixture() -> &'static Path {
    static FIXTURE: OnceLock<PathBuf> = OnceLock::new();
    FIXTURE.get_or_init(|| {
        // <target>/<profile>/deps/<this test>
        let test = std::env::current_exe().unwrap();
        let profile = test.ancestors().nth(2).unwrap();
        let mut build = Command::new(env!("CARGO"));
        build.args([
            "build",
            "--quiet",
            "--package",
            "paydsl",
            "--example",
            "cli_fixture",
            "--target-dir",
        ]);
        build.arg(profile.parent().unwrap());
        if profile.ends_with("release") {
            build.arg("--release");
        }
        assert!(
            build.status().unwrap().success(),
            "the example cli_fixture does not build"
        );
        profile.join("examples/cli_fixture")
    })
}
