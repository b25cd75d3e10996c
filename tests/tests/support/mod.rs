//! What the end-to-end tests share: a workspace of their own, the `stacks` command, terraform and the emulated AWS.

#![allow(dead_code, reason = "each test file uses a part of it")]
#![allow(clippy::unwrap_used, reason = "a test fails by it")]

use std::ffi::OsStr;
use std::fs;
use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::sync::OnceLock;

use paydsl::local::Emulator;
use tempfile::TempDir;

/// A directory with a workspace's `Cargo.toml`. The emulator that was started for it ends with it.
pub struct Workspace(TempDir);

impl Workspace {
    pub fn new() -> Self {
        let directory = tempfile::tempdir().unwrap();
        fs::write(directory.path().join("Cargo.toml"), "[workspace]\n").unwrap();
        Workspace(directory)
    }

    pub fn root(&self) -> &Path {
        self.0.path()
    }

    /// The emulator of this workspace, started if it does not run.
    pub fn emulator(&self) -> Emulator {
        Emulator::up(self.root(), &mut |_| {}).unwrap_or_else(|error| panic!("{error}"))
    }

    /// A run of the `stacks` command, not started yet.
    pub fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(stacks());
        command.args(arguments).current_dir(self.root());
        // What the caller's shell may have set for other projects.
        for name in ["TF_WORKSPACE", "TF_DATA_DIR", "TF_CLI_ARGS"] {
            command.env_remove(name);
        }
        command
    }

    pub fn run(&self, arguments: &[&str]) -> Answer {
        Answer::of(&self.command(arguments).output().unwrap())
    }

    /// Runs what has to succeed; returns what it printed.
    #[track_caller]
    pub fn ok(&self, arguments: &[&str]) -> String {
        self.run(arguments).succeeded(arguments)
    }

    /// Terraform in a module, turned to the emulator, with providers from where the command line takes them.
    pub fn terraform(&self, module: &Path, data: &Path, workspace: &str) -> Command {
        let version = aws_version(module);
        let mut command = terraform();
        command
            .current_dir(module)
            .env("TF_DATA_DIR", data)
            .env("TF_WORKSPACE", workspace);
        let private = self.root().join(".paydsl");
        fs::create_dir_all(&private).unwrap();
        paydsl::cli::provider_installation(&mut command, &[("hashicorp/aws", &version)], &private).unwrap();
        self.emulator().apply_to(&mut command);
        command
    }

    /// All files below a directory, by path below it, with their contents.
    pub fn files(&self, directory: impl AsRef<Path>) -> Vec<(PathBuf, Vec<u8>)> {
        fn collect(root: &Path, directory: &Path, files: &mut Vec<(PathBuf, Vec<u8>)>) {
            for entry in fs::read_dir(directory).unwrap() {
                let path = entry.unwrap().path();
                if path.is_dir() {
                    collect(root, &path, files);
                } else {
                    files.push((path.strip_prefix(root).unwrap().to_owned(), fs::read(&path).unwrap()));
                }
            }
        }
        let root = self.root().join(directory);
        let mut files = Vec::new();
        collect(&root, &root, &mut files);
        files.sort();
        files
    }
}

impl Drop for Workspace {
    fn drop(&mut self) {
        // A directory that cannot be removed would be no reason to fail.
        let _ = Emulator::down(self.root());
    }
}

/// The version of the AWS provider that a module requires.
fn aws_version(module: &Path) -> String {
    let text = ["terraform.tf.json", "terraform.tf"]
        .iter()
        .find_map(|name| fs::read_to_string(module.join(name)).ok())
        .unwrap_or_else(|| panic!("{} has no terraform block", module.display()));
    let version = text.split("version").find_map(|part| {
        let value = part
            .split('"')
            .find(|word| word.starts_with(|c: char| c.is_ascii_digit()))?;
        Some(value.to_owned())
    });
    version.unwrap_or_else(|| panic!("no version of the provider in {text}"))
}

/// What a command answered.
#[derive(Debug)]
pub struct Answer {
    pub code: i32,
    pub out: String,
    pub error: String,
}

impl Answer {
    pub fn of(output: &Output) -> Self {
        Answer {
            code: output.status.code().unwrap_or(-1),
            out: String::from_utf8_lossy(&output.stdout).into_owned(),
            error: String::from_utf8_lossy(&output.stderr).into_owned(),
        }
    }

    #[track_caller]
    pub fn succeeded(self, what: &[&str]) -> String {
        assert_eq!(self.code, 0, "{what:?}\n{}\n{}", self.out, self.error);
        self.out
    }
}

/// Runs terraform with these arguments and returns what it printed; it has to succeed.
#[track_caller]
pub fn ok(mut command: Command, arguments: &[&str]) -> String {
    Answer::of(&command.args(arguments).output().unwrap()).succeeded(arguments)
}

const TERRAFORM_IS_MISSING: &str = "\
    these tests run terraform, which was not found on the PATH. They fail without it, so that nothing is believed to be \
    tested that is not. Install it: https://developer.hashicorp.com/terraform/install";

/// A terraform command. Without terraform the test fails, and says why.
pub fn terraform() -> Command {
    require_terraform(std::env::var_os("PATH").as_deref());
    let mut command = Command::new("terraform");
    command.env("CHECKPOINT_DISABLE", "1").env_remove("TF_CLI_ARGS");
    command
}

/// Fails if no directory of this path has a terraform that answers.
pub fn require_terraform(path: Option<&OsStr>) {
    let directories = path.map(|path| std::env::split_paths(path).collect::<Vec<_>>());
    let found = directories.unwrap_or_default().iter().any(|directory| {
        let mut command = Command::new(directory.join("terraform"));
        let answer = command.arg("version").env("CHECKPOINT_DISABLE", "1").output();
        answer.is_ok_and(|answer| answer.status.success())
    });
    assert!(found, "{TERRAFORM_IS_MISSING}");
}

/// The `stacks` program, built if it is not up to date: this package does not depend on it.
pub fn stacks() -> &'static Path {
    static STACKS: OnceLock<PathBuf> = OnceLock::new();
    STACKS.get_or_init(|| {
        // <target>/<profile>/deps/<this test>
        let test = std::env::current_exe().unwrap();
        let profile = test.ancestors().nth(2).unwrap();
        let mut build = Command::new(env!("CARGO"));
        build
            .current_dir(repository())
            .args(["build", "--quiet", "--package", "stacks", "--target-dir"]);
        build.arg(profile.parent().unwrap());
        if profile.ends_with("release") {
            build.arg("--release");
        }
        assert!(build.status().unwrap().success(), "the program stacks does not build");
        profile.join(format!("stacks{}", std::env::consts::EXE_SUFFIX))
    })
}

/// Where this repository's files are.
pub fn repository() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap().to_owned()
}

/// What a service of the emulated AWS answers to a request in JSON, signed for nobody: its scope says which is meant.
pub fn ask(
    emulator: &Emulator,
    service: &str,
    region: &str,
    target: &str,
    body: &serde_json::Value,
) -> serde_json::Value {
    let endpoint = emulator.endpoint();
    let address = endpoint.strip_prefix("http://").unwrap();
    let mut stream = TcpStream::connect(address).unwrap();
    let body = body.to_string();
    write!(
        stream,
        "POST / HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\nContent-Type: application/x-amz-json-1.1\r\n\
         Content-Length: {}\r\nX-Amz-Target: {target}\r\nX-Amz-Date: 20260101T000000Z\r\n\
         Authorization: AWS4-HMAC-SHA256 Credential=test/20260101/{region}/{service}/aws4_request, \
         SignedHeaders=host, Signature=0\r\n\r\n{body}",
        body.len()
    )
    .unwrap();
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).unwrap();
    let answer = String::from_utf8(answer).unwrap();
    let (head, body) = answer.split_once("\r\n\r\n").unwrap();
    assert!(head.starts_with("HTTP/1.1 200"), "{target}: {answer}");
    serde_json::from_str(body).unwrap_or_else(|error| panic!("{target}: {error}: {answer}"))
}
