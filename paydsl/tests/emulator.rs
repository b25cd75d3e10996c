//! The emulated AWS, for real: its life, and what the real terraform with the real provider makes of it.
//!
//! Needs python3 and terraform on the path, and fails without them. The first run installs the emulator's packages.

#[path = "emulator/concurrency.rs"]
mod concurrency;

use std::fs;
use std::io::{Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::thread;

use paydsl::local::Emulator;
use tempfile::TempDir;

/// A workspace whose emulator ends with it, however the test ends.
struct Workspace(TempDir);

impl Workspace {
    fn new() -> Self {
        Self(tempfile::tempdir().expect("a directory"))
    }

    fn root(&self) -> &Path {
        self.0.path()
    }

    fn up(&self) -> Emulator {
        Emulator::up(self.root(), &mut |_| {}).unwrap_or_else(|error| panic!("{error}"))
    }

    fn record(&self) -> PathBuf {
        self.root().join(".paydsl/local/emulator/emulator.json")
    }

    fn recorded(&self) -> serde_json::Value {
        serde_json::from_slice(&fs::read(self.record()).expect("a record")).expect("JSON")
    }

    fn write_record(&self, text: &str) {
        let record = self.record();
        fs::create_dir_all(record.parent().expect("a directory")).expect("made");
        fs::write(record, text).expect("written");
    }
}

impl Drop for Workspace {
    fn drop(&mut self) {
        // Nothing to do about it here; the tests themselves look at what it returns.
        let _ = Emulator::down(self.root());
    }
}

/// The status line's code for a request of S3.
fn status(endpoint: &str, method: &str, path: &str) -> u16 {
    let address = endpoint.strip_prefix("http://").expect("plain HTTP");
    let mut stream = TcpStream::connect(address).expect("it listens");
    write!(
        stream,
        "{method} {path} HTTP/1.1\r\nHost: {address}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
    )
    .expect("sent");
    let mut answer = String::new();
    stream.read_to_string(&mut answer).expect("answered");
    answer
        .split(' ')
        .nth(1)
        .and_then(|code| code.parse().ok())
        .expect("a status")
}

#[test]
fn it_is_started_found_reset_and_stopped() {
    let workspace = Workspace::new();
    assert!(Emulator::running(workspace.root()).is_none());
    assert!(!Emulator::down(workspace.root()).expect("nothing to stop"));

    let mut words = Vec::new();
    let emulator = Emulator::up(workspace.root(), &mut |word| words.push(word.to_owned())).expect("started");
    assert_eq!(words.last().map(String::as_str), Some("starting the emulated AWS"));
    let endpoint = emulator.endpoint();
    let environment = emulator.environment();
    assert!(environment.contains(&("AWS_ENDPOINT_URL", endpoint.clone())));

    let mut silent = |word: &str| panic!("nothing is to be done, but: {word}");
    let again = Emulator::up(workspace.root(), &mut silent).expect("found");
    assert_eq!(again.endpoint(), endpoint);

    assert_eq!(status(&endpoint, "PUT", "/a-bucket"), 200);
    assert_eq!(status(&endpoint, "HEAD", "/a-bucket"), 200);
    emulator.reset().expect("reset");
    assert_eq!(status(&endpoint, "HEAD", "/a-bucket"), 404);

    // Only who knows the token stops it from outside.
    assert_eq!(status(&endpoint, "POST", "/moto-api/paydsl/shutdown"), 403);
    assert!(Emulator::down(workspace.root()).expect("stopped"));
    assert!(Emulator::running(workspace.root()).is_none());
    assert!(!workspace.record().exists());
    assert!(!Emulator::down(workspace.root()).expect("nothing left"));
    assert!(
        emulator
            .reset()
            .expect_err("it is gone")
            .to_string()
            .contains(&endpoint)
    );
}

/// A client of the AWS SDK for Go that sees a head without its body may close the connection and ask again: what it
/// creates is there already then, and terraform fails.
#[test]
fn an_answer_leaves_in_one_piece() {
    let workspace = Workspace::new();
    let endpoint = workspace.up().endpoint();
    let address = endpoint.strip_prefix("http://").expect("plain HTTP");
    for _ in 0..50 {
        let mut stream = TcpStream::connect(address).expect("it listens");
        write!(
            stream,
            "POST / HTTP/1.1\r\nHost: {address}\r\nContent-Length: 43\r\n\
             Content-Type: application/x-www-form-urlencoded\r\n\
             Authorization: AWS4-HMAC-SHA256 Credential=test/20260101/us-east-1/sts/aws4_request\r\n\r\n\
             Action=GetCallerIdentity&Version=2011-06-15"
        )
        .expect("sent");
        let mut piece = vec![0; 1 << 16];
        let length = stream.read(&mut piece).expect("answered");
        let piece = String::from_utf8_lossy(&piece[..length]);
        assert!(piece.starts_with("HTTP/1.1 200"), "{piece}");
        assert!(piece.trim_end().ends_with("</GetCallerIdentityResponse>"), "{piece}");
    }
}

#[test]
fn two_at_the_same_time_are_one() {
    let workspace = Workspace::new();
    let endpoints = thread::scope(|scope| {
        let starts: Vec<_> = (0..3).map(|_| scope.spawn(|| workspace.up().endpoint())).collect();
        starts
            .into_iter()
            .map(|start| start.join().expect("started"))
            .collect::<Vec<_>>()
    });
    assert!(
        endpoints.iter().all(|endpoint| *endpoint == endpoints[0]),
        "{endpoints:?}"
    );
}

#[test]
fn a_broken_record_is_no_emulator() {
    let workspace = Workspace::new();
    for text in [
        "",
        "{",
        r#"{"pid": 1, "port": 1}"#,
        r#"{"pid": "1", "port": 99999, "token": 0}"#,
    ] {
        workspace.write_record(text);
        assert!(Emulator::running(workspace.root()).is_none(), "{text}");
        assert!(!Emulator::down(workspace.root()).expect("nothing to stop"), "{text}");
    }
    let endpoint = workspace.up().endpoint();
    assert_eq!(
        Emulator::running(workspace.root()).map(|emulator| emulator.endpoint()),
        Some(endpoint)
    );
}

#[test]
fn a_stranger_on_the_port_is_no_emulator() {
    let workspace = Workspace::new();
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    let port = listener.local_addr().expect("its address").port();
    let pid = std::process::id();
    // It answers as an emulator would, of another token; asked to stop, it must not be.
    thread::spawn(move || {
        for mut stream in listener.incoming().flatten() {
            let mut request = [0; 1024];
            let length = stream.read(&mut request).unwrap_or(0);
            assert!(request[..length].starts_with(b"GET "), "only asked who it is");
            let body = format!(r#"{{"token": "another", "pid": {pid}}}"#);
            let _ = write!(
                stream,
                "HTTP/1.1 200 OK\r\nContent-Length: {}\r\n\r\n{body}",
                body.len()
            );
        }
    });
    // This very process stands for one that got a recycled process id.
    workspace.write_record(&format!(r#"{{"pid": {pid}, "port": {port}, "token": "ours"}}"#));
    assert!(Emulator::running(workspace.root()).is_none());
    assert!(!Emulator::down(workspace.root()).expect("left alone"));

    workspace.write_record(&format!(r#"{{"pid": {pid}, "port": {port}, "token": "ours"}}"#));
    assert_ne!(workspace.up().endpoint(), format!("http://127.0.0.1:{port}"));
}

#[test]
fn a_killed_one_is_replaced() {
    let workspace = Workspace::new();
    let first = workspace.up();
    let pid = workspace.recorded()["pid"].to_string();
    assert!(
        Command::new("sh")
            .args(["-c", "kill -9 $0", &pid])
            .status()
            .expect("sh runs")
            .success()
    );
    while Emulator::running(workspace.root()).is_some() {
        thread::yield_now();
    }
    assert!(first.reset().is_err());
    workspace.up().reset().expect("a new one answers");
}

#[test]
fn a_hanging_one_is_stopped() {
    let workspace = Workspace::new();
    workspace.up();
    let pid = workspace.recorded()["pid"].to_string();
    assert!(
        Command::new("sh")
            .args(["-c", "kill -STOP $0", &pid])
            .status()
            .expect("sh runs")
            .success()
    );
    assert!(Emulator::down(workspace.root()).expect("stopped"));
    assert!(!workspace.record().exists());
}

/// Terraform in a directory with one module of this test's.
struct Terraform {
    directory: TempDir,
    emulator: Emulator,
}

impl Terraform {
    fn new(emulator: Emulator, module: &str) -> Self {
        let directory = tempfile::tempdir().expect("a directory");
        let source = Path::new(env!("CARGO_MANIFEST_DIR"))
            .join("tests/emulator")
            .join(module);
        fs::copy(source, directory.path().join("main.tf")).expect("the module is copied");
        // An archive without any file: the end of its directory is all there is.
        let archive = [b"PK\x05\x06".as_slice(), &[0; 18]].concat();
        fs::write(directory.path().join("function.zip"), archive).expect("the archive is written");
        Self { directory, emulator }
    }

    fn run(&self, arguments: &[&str]) -> Output {
        let mut command = Command::new("terraform");
        command
            .args(arguments)
            .args(["-no-color", "-input=false"])
            .current_dir(self.directory.path());
        self.emulator.apply_to(&mut command);
        paydsl::cli::provider_installation(&mut command, &[("hashicorp/aws", "5.100.0")], self.directory.path())
            .expect("a place to install providers from");
        command.output().expect("terraform is on the path")
    }

    fn succeed(&self, arguments: &[&str]) {
        let output = self.run(arguments);
        let text = [output.stdout, output.stderr]
            .map(|text| String::from_utf8_lossy(&text).into_owned())
            .concat();
        assert!(
            output.status.success(),
            "terraform {arguments:?}: {}\n{text}",
            output.status
        );
    }

    /// How many resources the state still knows.
    fn resources(&self) -> usize {
        let state = fs::read(self.directory.path().join("terraform.tfstate")).expect("a state");
        let state: serde_json::Value = serde_json::from_slice(&state).expect("JSON");
        state["resources"].as_array().expect("resources").len()
    }
}

/// Applies a module, plans it again without any change, destroys it, and leaves nothing behind.
fn applies_plans_clean_and_destroys(module: &str) {
    let workspace = Workspace::new();
    let terraform = Terraform::new(workspace.up(), module);
    terraform.succeed(&["init"]);
    terraform.succeed(&["apply", "-auto-approve"]);
    // Status 2, a failure here, says that something would change.
    terraform.succeed(&["plan", "-detailed-exitcode"]);
    terraform.succeed(&["destroy", "-auto-approve"]);
    assert_eq!(terraform.resources(), 0);
}

#[test]
fn terraform_applies_plans_clean_and_destroys_a_payment_system() {
    applies_plans_clean_and_destroys("payments.tf");
}

#[test]
fn terraform_applies_plans_clean_and_destroys_a_platform() {
    applies_plans_clean_and_destroys("platform.tf");
}
