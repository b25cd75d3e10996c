//! A provider binary at work.

use std::io::{BufRead, BufReader, Read};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, mpsc};
use std::time::Duration;

use crate::diagnostic::Diagnostic;
use crate::protocol::{Client, Failure, Kind, Version};

/// What a provider expects in its environment, so that it does not run by mistake.
const MAGIC_COOKIE: (&str, &str) = (
    "TF_PLUGIN_MAGIC_COOKIE",
    "d602bf8f470bc67ca7faa0386276bbdd4330efaf76d1a219cb4d6991ca9872b2",
);

/// Without these, a provider spends half of its time on its log.
const SILENCE: [(&str, &str); 4] = [
    ("TF_LOG", "ERROR"),
    ("TF_LOG_SDK", "OFF"),
    ("TF_LOG_SDK_PROTO", "OFF"),
    ("TF_LOG_PROVIDER", "OFF"),
];

/// A provider is never to talk to anybody: there is nobody at this address.
const NOWHERE: [(&str, &str); 4] = [
    ("HTTP_PROXY", "http://127.0.0.1:9"),
    ("HTTPS_PROXY", "http://127.0.0.1:9"),
    ("NO_PROXY", ""),
    ("AWS_EC2_METADATA_DISABLED", "true"),
];

/// How long a provider may take to start.
const START: Duration = Duration::from_secs(60);

/// How often its memory is looked at, in calls.
const CALLS_BETWEEN_LOOKS: u32 = 200;

/// When there is no telling how much memory it has, it is started anew after this many calls.
const CALLS_BEFORE_RESTART: u32 = 20_000;

/// What a shell does beside a provider: it has the provider's process say its number, waits for the end of its own input, which is
/// the end of whoever started it, however that came, and then ends the provider. A provider itself would run on for ever.
const GUARD: &str = r#"
sh -c 'echo "$$"; exec "$0"' "$0" </dev/null &
provider=$!
exec >&-
read -r _
kill -9 "$provider"
wait "$provider"
rm -rf "$1"
"#;

/// A provider binary that runs as a process of its own, started anew when it dies or holds too much memory.
pub struct Provider {
    binary: PathBuf,
    most_memory: u64,
    /// What it was configured with, to do so again when it is started anew.
    configuration: Option<Vec<u8>>,
    running: Running,
    calls: u64,
    calls_since_start: u32,
}

impl Provider {
    /// Starts `binary`. It is restarted when its resident memory passes `most_memory` bytes.
    ///
    /// # Errors
    ///
    /// If it cannot be started or is no provider of protocol 5 or 6.
    pub fn start(binary: &Path, most_memory: u64) -> Result<Self, String> {
        Ok(Provider {
            binary: binary.to_owned(),
            most_memory,
            configuration: None,
            running: Running::start(binary)?,
            calls: 0,
            calls_since_start: 0,
        })
    }

    /// The protocol it speaks.
    pub fn version(&self) -> Version {
        self.running.version
    }

    /// How many calls it has answered.
    pub fn calls(&self) -> u64 {
        self.calls
    }

    /// What the provider says of a configuration, in msgpack; or why it failed over it, as providers do: then it has been
    /// started anew if need be.
    ///
    /// # Errors
    ///
    /// If it cannot be started again.
    pub fn validate(
        &mut self,
        kind: Kind,
        type_name: &str,
        config: Vec<u8>,
    ) -> Result<Result<Vec<Diagnostic>, String>, String> {
        self.call(|client| client.validate(kind, type_name, config))
    }

    /// The number of the process that it is at the moment.
    pub fn process(&self) -> u32 {
        self.running.process
    }

    /// Has the provider take its own configuration, now and whenever it is started anew.
    ///
    /// # Errors
    ///
    /// If it fails.
    pub fn configure(&mut self, config: Vec<u8>) -> Result<Vec<Diagnostic>, String> {
        let answer = self.running.client.configure(config.clone());
        self.configuration = Some(config);
        answer.map_err(|failure| failure.reason)
    }

    /// What a configured provider says when it plans to create a resource; or why it failed over it, as [`Self::validate`].
    ///
    /// # Errors
    ///
    /// If it cannot be started again.
    pub fn plan(
        &mut self,
        type_name: &str,
        config: Vec<u8>,
        proposed: Vec<u8>,
    ) -> Result<Result<Vec<Diagnostic>, String>, String> {
        self.call(|client| client.plan(type_name, config, proposed))
    }

    fn call(
        &mut self,
        ask: impl FnOnce(&mut Client) -> Result<Vec<Diagnostic>, Failure>,
    ) -> Result<Result<Vec<Diagnostic>, String>, String> {
        self.look_after()?;
        self.calls += 1;
        self.calls_since_start += 1;
        match ask(&mut self.running.client) {
            Ok(answer) => Ok(Ok(answer)),
            Err(failure) => {
                if failure.is_lost || self.running.has_ended() {
                    self.restart()?;
                }
                Ok(Err(failure.reason))
            }
        }
    }

    fn look_after(&mut self) -> Result<(), String> {
        if self.calls_since_start == 0 || !self.calls_since_start.is_multiple_of(CALLS_BETWEEN_LOOKS) {
            return Ok(());
        }
        let is_full = match self.running.resident_memory() {
            Some(bytes) => bytes > self.most_memory,
            None => self.calls_since_start >= CALLS_BEFORE_RESTART,
        };
        if is_full { self.restart() } else { Ok(()) }
    }

    fn restart(&mut self) -> Result<(), String> {
        self.running.stop();
        self.running = Running::start(&self.binary)?;
        self.calls_since_start = 0;
        if let Some(configuration) = &self.configuration {
            let answer = self.running.client.configure(configuration.clone());
            answer.map_err(|failure| failure.reason)?;
        }
        Ok(())
    }
}

struct Running {
    /// The shell beside the provider.
    guard: Child,
    process: u32,
    has_ended: Arc<AtomicBool>,
    client: Client,
    version: Version,
    // Holds the socket, and goes with it.
    _directory: tempfile::TempDir,
}

impl Running {
    fn start(binary: &Path) -> Result<Self, String> {
        let name = binary.display();
        if !binary.is_file() {
            return Err(format!("there is no provider {name}"));
        }
        let directory = tempfile::tempdir().map_err(|error| format!("cannot make a temporary directory: {error}"))?;
        let binary = std::path::absolute(binary).map_err(|error| format!("{name} is no path: {error}"))?;
        let mut guard = Command::new("sh")
            .args(["-c", GUARD])
            .arg(binary)
            .arg(directory.path())
            .env(MAGIC_COOKIE.0, MAGIC_COOKIE.1)
            .env("PLUGIN_PROTOCOL_VERSIONS", "5,6")
            .env("PLUGIN_UNIX_SOCKET_DIR", directory.path())
            .env_remove("PLUGIN_CLIENT_CERT")
            .envs(SILENCE)
            .envs(NOWHERE)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            // What a terminal sends to all is for the miner, whose end the shell notices.
            .process_group(0)
            .spawn()
            .map_err(|error| format!("sh, which starts the provider {name}, cannot be started: {error}"))?;
        let has_ended = Arc::new(AtomicBool::new(false));
        let started = greet(&mut guard, &has_ended).and_then(|(process, greeting)| {
            let (version, socket) = parse_greeting(&greeting)?;
            Ok((process, Client::connect(&socket, version)?, version))
        });
        match started {
            Ok((process, client, version)) => Ok(Running {
                guard,
                process,
                has_ended,
                client,
                version,
                _directory: directory,
            }),
            Err(reason) => {
                end(&mut guard);
                Err(format!("{name} is not a provider that can be asked: {reason}"))
            }
        }
    }

    fn has_ended(&self) -> bool {
        self.has_ended.load(Ordering::Relaxed)
    }

    /// In bytes, where the system tells.
    fn resident_memory(&self) -> Option<u64> {
        let text = std::fs::read_to_string(format!("/proc/{}/status", self.process)).ok()?;
        let line = text.lines().find_map(|line| line.strip_prefix("VmRSS:"))?;
        let kilobytes: u64 = line.trim().strip_suffix(" kB")?.parse().ok()?;
        Some(kilobytes * 1024)
    }

    fn stop(&mut self) {
        end(&mut self.guard);
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        self.stop();
    }
}

/// Ends the provider through the shell beside it. A provider keeps nothing that it would have to put in order.
fn end(guard: &mut Child) {
    drop(guard.stdin.take());
    // Fails only for a process that has ended.
    let _ = guard.wait();
}

/// The number of the provider's process, and the line that it prints once it listens.
fn greet(guard: &mut Child, has_ended: &Arc<AtomicBool>) -> Result<(u32, String), String> {
    let stdout = guard.stdout.take().ok_or("it has no output")?;
    let (sender, receiver) = mpsc::channel();
    let has_ended = Arc::clone(has_ended);
    std::thread::spawn(move || {
        let mut stdout = BufReader::new(stdout);
        let mut lines = [String::new(), String::new()];
        let read = lines.iter_mut().try_for_each(|line| stdout.read_line(line).map(|_| ()));
        // Nobody listens once the time is up.
        let _ = sender.send(read.map(|()| lines));
        // What else it prints must not block it; its output ends when it does.
        let mut rest = [0; 4096];
        while matches!(stdout.read(&mut rest), Ok(length) if length > 0) {}
        has_ended.store(true, Ordering::Relaxed);
    });
    match receiver.recv_timeout(START) {
        Ok(Ok([process, greeting])) => {
            let process = process.trim().parse().map_err(|_| "it could not be started")?;
            Ok((process, greeting))
        }
        Ok(Err(error)) => Err(error.to_string()),
        Err(_) => Err(format!("it said nothing for {} seconds", START.as_secs())),
    }
}

/// `1|5|unix|/tmp/plugin123|grpc|`
fn parse_greeting(line: &str) -> Result<(Version, PathBuf), String> {
    let fields: Vec<&str> = line.trim_end().split('|').collect();
    let [_, version, "unix", socket, "grpc", ..] = fields.as_slice() else {
        return Err(format!("it greets with {:?}", line.trim_end()));
    };
    let version = version
        .parse()
        .ok()
        .and_then(Version::from_number)
        .ok_or_else(|| format!("it speaks version {version} of the plugin protocol"))?;
    Ok((version, PathBuf::from(socket)))
}

#[cfg(test)]
mod tests {
    use std::path::PathBuf;

    use super::parse_greeting;
    use crate::protocol::Version;

    #[test]
    fn greetings_name_the_version_and_the_socket() {
        assert_eq!(
            parse_greeting("1|5|unix|/tmp/plugin1|grpc|\n"),
            Ok((Version::V5, PathBuf::from("/tmp/plugin1")))
        );
        assert_eq!(
            parse_greeting("1|6|unix|/tmp/plugin1|grpc|"),
            Ok((Version::V6, PathBuf::from("/tmp/plugin1")))
        );
        for line in [
            "",
            "This binary is a plugin.",
            "1|4|unix|/x|grpc|",
            "1|5|tcp|127.0.0.1:1|grpc|",
        ] {
            assert!(parse_greeting(line).is_err(), "{line}");
        }
    }
}
