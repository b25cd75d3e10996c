//! The emulator: started, found again, reset and stopped.

use std::fs::{self, OpenOptions};
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Duration;

use serde_json::Value;

use super::state::{Recorded, StateDirectory};
use super::{LocalError, environment, files, http, process, python};

/// Below the prefix that moto keeps for itself, which no bucket can have.
const IDENTITY: &str = "/moto-api/paydsl/identity";
const SHUTDOWN: &str = "/moto-api/paydsl/shutdown";
const RESET: &str = "/moto-api/reset";
const TOKEN_HEADER: &str = "X-Paydsl-Token";

/// How long a server on loopback may take to say who it is, busy with requests of terraform as it may be.
const PATIENCE: Duration = Duration::from_secs(5);
/// How long it may take to forget everything.
const RESET_PATIENCE: Duration = Duration::from_secs(60);

/// An emulated AWS that runs on this machine. It outlives this value and this process: [`Emulator::down`] ends it.
#[derive(Debug, Clone)]
pub struct Emulator {
    recorded: Recorded,
}

impl Emulator {
    /// Starts the emulator of the workspace at `root`, or finds the one that runs. `progress` is told, in a few
    /// words each, what takes a while: the first use on a machine installs Python packages.
    ///
    /// Its state, its log and the Python part are below `.paydsl/local/emulator` in the workspace; the packages are
    /// in the user's cache, for all workspaces. Calls at the same time end with the same emulator.
    ///
    /// # Errors
    /// There is no usable Python, pip fails, or the server does not start: [`LocalError`] says what to do.
    pub fn up(root: &Path, progress: &mut dyn FnMut(&str)) -> Result<Self, LocalError> {
        if let Some(emulator) = Self::running(root) {
            return Ok(emulator);
        }
        let state = StateDirectory::of(root);
        fs::create_dir_all(state.path()).map_err(LocalError::file("make", state.path()))?;
        files::lay_down(&state.program())?;
        let interpreter = python::environment(&state, progress)?;
        progress("starting the emulated AWS");
        launch(&interpreter, &state)?;
        Self::running(root).ok_or_else(|| LocalError::NotAnswering { log: state.log() })
    }

    /// The emulator that runs for the workspace at `root`. The recorded port must answer with the recorded process
    /// id and token: neither a recycled process id nor a stranger on the port is mistaken for it.
    #[must_use]
    pub fn running(root: &Path) -> Option<Self> {
        let recorded = StateDirectory::of(root).recorded()?;
        is_alive(&recorded).then_some(Self { recorded })
    }

    /// Where it answers.
    #[must_use]
    pub fn endpoint(&self) -> String {
        format!("http://127.0.0.1:{}", self.recorded.port)
    }

    /// The variables with which programs that use AWS come here. They are half of it: see [`Emulator::apply_to`].
    #[must_use]
    pub fn environment(&self) -> Vec<(&'static str, String)> {
        environment::variables(&self.endpoint())
    }

    /// Turns `command` to this emulator and away from any real account: sets [`Emulator::environment`] and removes
    /// every other variable of AWS (profiles, roles, tokens, endpoints of single services) but the region.
    pub fn apply_to(&self, command: &mut Command) {
        environment::apply(&self.endpoint(), command);
    }

    /// Forgets everything that was made in it.
    ///
    /// # Errors
    /// It does not answer, or not with success.
    pub fn reset(&self) -> Result<(), LocalError> {
        let failed = |reason| LocalError::Reset {
            endpoint: self.endpoint(),
            reason,
        };
        match http::send(self.recorded.port, "POST", RESET, None, RESET_PATIENCE) {
            Ok(answer) if answer.status == 200 => Ok(()),
            Ok(answer) => Err(failed(format!("it answered with status {}", answer.status))),
            Err(error) => Err(failed(error.to_string())),
        }
    }

    /// Ends the emulator of the workspace at `root`, and with it all that was made in it; `false` if none ran.
    ///
    /// # Errors
    /// Its process does not end.
    pub fn down(root: &Path) -> Result<bool, LocalError> {
        let state = StateDirectory::of(root);
        let Some(recorded) = state.recorded() else {
            return Ok(false);
        };
        let ran = stop(&recorded, &state.program().join(files::LAUNCHER))?;
        state.forget(&recorded);
        Ok(ran)
    }
}

/// Whether what answers on the recorded port is the recorded server.
fn is_alive(recorded: &Recorded) -> bool {
    let Ok(answer) = http::send(recorded.port, "GET", IDENTITY, None, PATIENCE) else {
        return false;
    };
    let Ok(identity) = serde_json::from_slice::<Value>(&answer.body) else {
        return false;
    };
    answer.status == 200
        && identity.get("token").and_then(Value::as_str) == Some(&recorded.token)
        && identity.get("pid").and_then(Value::as_u64) == Some(recorded.pid.into())
}

/// Runs the launcher, which returns when its server accepts connections.
fn launch(interpreter: &Path, state: &StateDirectory) -> Result<(), LocalError> {
    let log = state.log();
    // Appended to: the log belongs to the server that runs, which is another's when two start at the same time.
    let open = || {
        OpenOptions::new()
            .create(true)
            .append(true)
            .open(&log)
            .map_err(LocalError::file("write", &log))
    };
    let status = Command::new(interpreter)
        .args(["-I", "-B"])
        .arg(state.program().join(files::LAUNCHER))
        .arg(state.path())
        .current_dir(state.path())
        .stdin(Stdio::null())
        .stdout(open()?)
        .stderr(open()?)
        .status()
        .map_err(LocalError::file("run", interpreter))?;
    if status.success() {
        Ok(())
    } else {
        Err(LocalError::Start {
            tail: python::tail(&log),
            log,
        })
    }
}

/// Ends a server: asked politely, then with signals; `false` if it was gone already. A process is only touched when
/// its command line names `launcher`.
fn stop(recorded: &Recorded, launcher: &Path) -> Result<bool, LocalError> {
    let alive = is_alive(recorded);
    if !alive && !process::runs(recorded.pid, launcher) {
        return Ok(false);
    }
    let header = Some((TOKEN_HEADER, recorded.token.as_str()));
    let asked = alive && http::send(recorded.port, "POST", SHUTDOWN, header, PATIENCE).is_ok();
    let attempts: &[Option<&str>] = if asked {
        &[None, Some("KILL")]
    } else {
        &[Some("TERM"), Some("KILL")]
    };
    for attempt in attempts {
        if let Some(signal) = attempt.filter(|_| process::runs(recorded.pid, launcher)) {
            process::signal(recorded.pid, signal);
        }
        if process::wait_until_gone(recorded.pid, launcher, PATIENCE) {
            return Ok(true);
        }
    }
    Err(LocalError::Stop { pid: recorded.pid })
}
