//! A project root of the tests' own, with its own emulator, and the `stacks` command in it.

use std::io::{Read, Write};
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::sync::OnceLock;

pub(crate) const ENVIRONMENTS: [&str; 3] = ["dev", "staging", "prod"];

pub(crate) struct World {
    root: PathBuf,
}

/// The one world of this test run.
pub(crate) fn world() -> &'static World {
    static WORLD: OnceLock<World> = OnceLock::new();
    WORLD.get_or_init(|| {
        let found = Command::new("terraform")
            .arg("version")
            .output()
            .is_ok_and(|output| output.status.success());
        assert!(
            found,
            "these tests need terraform on the PATH: https://developer.hashicorp.com/terraform/install"
        );
        let root = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(format!("world-{}", std::process::id()));
        std::fs::create_dir_all(&root).expect("a directory");
        // The command takes the nearest workspace for the project's root.
        std::fs::write(root.join("Cargo.toml"), "[workspace]\n").expect("a file");
        let world = World { root };
        world.succeed(&["local", "up"]);
        world
    })
}

impl World {
    /// A run of the `stacks` command, not started yet.
    pub(crate) fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_stacks"));
        command
            .args(arguments)
            .current_dir(&self.root)
            .stdin(Stdio::null())
            .env_remove("TF_WORKSPACE");
        command
    }

    pub(crate) fn run(&self, arguments: &[&str]) -> Output {
        self.command(arguments).output().expect("the stacks command")
    }

    pub(crate) fn succeed(&self, arguments: &[&str]) -> String {
        let output = self.run(arguments);
        succeeded(arguments, &output)
    }

    /// The module that was written for the emulated AWS.
    pub(crate) fn module(&self, system: &str, stack: &str) -> PathBuf {
        self.root.join(".paydsl/local").join(system).join(stack)
    }

    /// Terraform itself in a stack's directory, as the `stacks` command runs it.
    pub(crate) fn terraform(&self, system: &str, stack: &str, environment: &str, arguments: &[&str]) -> Output {
        let data = self
            .root
            .join(".paydsl/data/local")
            .join(system)
            .join(stack)
            .join(environment);
        Command::new("terraform")
            .args(arguments)
            .current_dir(self.module(system, stack))
            .env("TF_DATA_DIR", data)
            .env("TF_WORKSPACE", environment)
            .env("CHECKPOINT_DISABLE", "1")
            .env("AWS_ENDPOINT_URL", self.endpoint())
            .env("AWS_ACCESS_KEY_ID", "test")
            .env("AWS_SECRET_ACCESS_KEY", "test")
            .output()
            .expect("terraform")
    }

    pub(crate) fn root(&self) -> &Path {
        &self.root
    }

    fn endpoint(&self) -> String {
        let status = self.succeed(&["local", "status"]);
        let start = status
            .find("http://")
            .unwrap_or_else(|| panic!("no endpoint in {status}"));
        status[start..].trim().to_owned()
    }

    /// What a service of the emulated AWS answers. The signature is not checked; its scope says which service is meant.
    pub(crate) fn ask(
        &self,
        service: &str,
        region: &str,
        method: &str,
        path: &str,
        headers: &str,
        body: &str,
    ) -> String {
        let endpoint = self.endpoint();
        let address = endpoint.trim_start_matches("http://");
        let mut stream = TcpStream::connect(address).expect("the emulator");
        let request = format!(
            "{method} {path} HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\nContent-Length: {}\r\n\
             Authorization: AWS4-HMAC-SHA256 Credential=test/20260101/{region}/{service}/aws4_request, \
             SignedHeaders=host, Signature=0\r\nX-Amz-Date: 20260101T000000Z\r\n{headers}\r\n{body}",
            body.len()
        );
        stream.write_all(request.as_bytes()).expect("a request");
        let mut answer = String::new();
        stream.read_to_string(&mut answer).expect("an answer");
        assert!(answer.starts_with("HTTP/1.1 200"), "{service}: {answer}");
        answer
    }
}

pub(crate) fn succeeded(what: &[&str], output: &Output) -> String {
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    let tail: Vec<&str> = text.lines().rev().take(60).collect();
    let tail: Vec<&str> = tail.into_iter().rev().collect();
    assert!(
        output.status.success(),
        "{what:?} exited with {:?}\n{}\n{}",
        output.status.code(),
        tail.join("\n"),
        String::from_utf8_lossy(&output.stderr)
    );
    text
}
