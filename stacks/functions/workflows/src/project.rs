//! A project root of our own with an emulated AWS of its own, and the `stacks` command in it.

use std::{
    fs,
    path::PathBuf,
    process::{Command, Stdio},
    sync::OnceLock,
};

use lambda_runner::Emulator;
use serde_json::Value;
use tempfile::TempDir;

use crate::programs::{self, Programs};

/// The environment that systems are applied in.
pub const ENVIRONMENT: &str = "dev";

const LAST_LINES: usize = 60;

/// A running emulator with nothing in it; it stops when dropped.
pub struct Project {
    directory: TempDir,
    stacks: PathBuf,
    endpoint: String,
    programs: OnceLock<Programs>,
}

impl Project {
    /// Builds the command, and starts the emulator.
    #[must_use]
    pub fn up() -> Self {
        let directory = TempDir::new().expect("a directory");
        // The command takes the nearest workspace for the project's root.
        fs::write(directory.path().join("Cargo.toml"), "[workspace]\n").expect("a file");
        let mut project = Self {
            directory,
            stacks: programs::stacks(),
            endpoint: String::new(),
            programs: OnceLock::new(),
        };
        let said = project.run(&["local", "up"]);
        let start = said.find("http://").unwrap_or_else(|| panic!("no address in {said}"));
        said[start..].trim().clone_into(&mut project.endpoint);
        project
    }

    /// The programs of the functions, built when they are first asked for.
    pub fn programs(&self) -> &Programs {
        self.programs.get_or_init(programs::functions)
    }

    /// Has terraform apply all stacks of a system.
    pub fn apply(&self, system: &str) {
        self.run(&["apply", system, "--env", ENVIRONMENT, "--local"]);
    }

    /// Has terraform destroy all stacks of a system.
    pub fn destroy(&self, system: &str) {
        self.run(&["destroy", system, "--env", ENVIRONMENT, "--local"]);
    }

    /// What the stacks of a system have put out.
    #[must_use]
    pub fn outputs(&self, system: &str) -> Outputs {
        let text = self.run(&["output", system, "--env", ENVIRONMENT, "--local", "--json"]);
        Outputs {
            system: system.to_owned(),
            stacks: serde_json::from_str(&text).unwrap_or_else(|error| panic!("{error} in {text}")),
        }
    }

    /// The emulated AWS, in the region that a system was applied in.
    #[must_use]
    pub fn emulator(&self, outputs: &Outputs) -> Emulator {
        Emulator::new(&self.endpoint, &outputs.region())
    }

    fn run(&self, arguments: &[&str]) -> String {
        let output = Command::new(&self.stacks)
            .args(arguments)
            .current_dir(self.directory.path())
            .env_remove("TF_WORKSPACE")
            .stdin(Stdio::null())
            .output()
            .expect("the stacks command");
        let [said, complained] = [output.stdout, output.stderr].map(|text| String::from_utf8_lossy(&text).into_owned());
        assert!(
            output.status.success(),
            "stacks {arguments:?}: {}\n{}\n{}",
            output.status,
            end(&said),
            end(&complained)
        );
        said
    }
}

/// The last lines of what terraform says: what went wrong is at the end of hundreds.
fn end(text: &str) -> String {
    let lines: Vec<_> = text.lines().collect();
    lines[lines.len().saturating_sub(LAST_LINES)..].join("\n")
}

impl Drop for Project {
    fn drop(&mut self) {
        let mut down = Command::new(&self.stacks);
        let stopped = down
            .args(["local", "down"])
            .current_dir(self.directory.path())
            .stdout(Stdio::null())
            .status();
        if !stopped.is_ok_and(|status| status.success()) {
            eprintln!("the emulated AWS at {} did not stop", self.endpoint);
        }
    }
}

/// What the stacks of a system have put out.
#[derive(Debug)]
pub struct Outputs {
    system: String,
    stacks: Value,
}

impl Outputs {
    /// An output that is text.
    #[must_use]
    pub fn text(&self, stack: &str, name: &str) -> &str {
        let output = &self.stacks[format!("{}/{stack}", self.system)][name];
        let value = output["value"].as_str();
        value.unwrap_or_else(|| panic!("{}/{stack} has no output {name}: {}", self.system, self.stacks))
    }

    /// The region of whatever has an ARN among them, or of the API.
    fn region(&self) -> String {
        let text = self.stacks.to_string();
        let of_arn = text
            .split("arn:aws:")
            .skip(1)
            .filter_map(|arn| arn.split(':').nth(1))
            .find(|region| !region.is_empty());
        let of_api = || text.split(".execute-api.").nth(1)?.split('.').next();
        let region = of_arn.or_else(of_api);
        region.unwrap_or_else(|| panic!("no region in {text}")).to_owned()
    }
}
