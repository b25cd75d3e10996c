//! An execution environment: one process of a function, which handles one invocation at a time.

use std::{
    collections::BTreeMap,
    fs::OpenOptions,
    os::unix::process::ExitStatusExt,
    path::Path,
    process::{ExitStatus, Stdio},
    time::{Duration, Instant, SystemTime, UNIX_EPOCH},
};

use hyper::body::Bytes;
use tokio::{
    process::{Child, Command},
    sync::mpsc,
    time::timeout,
};
use uuid::Uuid;

use crate::{
    code::Code,
    deployed::Function,
    emulator::Emulator,
    error::{Error, FunctionError},
    hook::Hook,
    runtime_api::{Invocation, RuntimeApi, Signal},
    tap::Tap,
    variables::{Local, variables},
};

/// How long Lambda lets a program take to ask for its first invocation, at least.
const INITIALISATION: Duration = Duration::from_secs(10);

/// What starting a process takes.
pub(crate) struct Launch<'a> {
    pub(crate) function: &'a Function,
    pub(crate) code: &'a Code,
    pub(crate) overrides: &'a BTreeMap<String, String>,
    pub(crate) emulator: &'a Emulator,
    pub(crate) hook: Option<&'a Hook>,
    /// A directory of the runner's own.
    pub(crate) scratch: &'a Path,
    /// The file that takes what the program writes.
    pub(crate) log: &'a Path,
}

/// A started program. It is killed when dropped.
pub(crate) struct Environment {
    process: Child,
    api: RuntimeApi,
    signals: mpsc::UnboundedReceiver<Signal>,
    cold_start: Duration,
    /// The program's way to AWS.
    tap: Tap,
}

/// How an invocation ended, and whether the program is still good.
pub(crate) enum Ended {
    Answered(Bytes),
    /// The function reported a failure; the program goes on.
    Failed(FunctionError),
    /// There is no program any more.
    Gone(FunctionError),
}

impl Environment {
    /// Starts a program and waits until it asks for its first invocation.
    pub(crate) async fn start(launch: &Launch<'_>) -> Result<Self, Error> {
        let (sender, signals) = mpsc::unbounded_channel();
        let api = RuntimeApi::start(sender.clone()).await;
        let api = api.map_err(Error::machine("the Runtime API cannot be served"))?;
        let tap = Tap::start(
            &launch.function.name,
            launch.emulator.clone(),
            launch.hook.cloned(),
            sender,
        );
        let tap = tap.await.map_err(Error::machine("AWS cannot be proxied"))?;
        let mut command = launch.command(&api, &tap)?;
        let begun = Instant::now();
        let process = command.spawn().map_err(|source| Error::Start {
            program: launch.code.program().to_owned(),
            source,
        })?;
        let mut environment = Self {
            process,
            api,
            signals,
            cold_start: Duration::ZERO,
            tap,
        };
        let patience = INITIALISATION.max(launch.function.timeout);
        match timeout(patience, environment.first_request()).await {
            Ok(outcome) => outcome?,
            Err(_) => return Err(timed_out("initialisation", patience).into()),
        }
        environment.cold_start = begun.elapsed();
        Ok(environment)
    }

    /// From the start of the process to its first request for an invocation.
    pub(crate) fn cold_start(&self) -> Duration {
        self.cold_start
    }

    /// How long the program has waited for AWS since this was last asked.
    pub(crate) fn take_waited(&self) -> Duration {
        self.tap.take_waited()
    }

    /// Whether the program still runs.
    pub(crate) fn stands(&mut self) -> bool {
        matches!(self.process.try_wait(), Ok(None))
    }

    /// Has it handle an event.
    pub(crate) async fn invoke(&mut self, function: &Function, event: Bytes) -> Ended {
        let request_id = Uuid::new_v4().to_string();
        let invocation = Invocation {
            request_id: request_id.clone(),
            deadline: (now() + function.timeout).as_millis(),
            function_arn: function.arn.clone(),
            trace_id: trace_id(),
            event,
        };
        self.api.hand_out(invocation).await;
        match timeout(function.timeout, self.outcome(&request_id)).await {
            Ok(ended) => ended,
            Err(_) => {
                self.kill().await;
                Ended::Gone(timed_out(&request_id, function.timeout))
            }
        }
    }

    async fn first_request(&mut self) -> Result<(), FunctionError> {
        tokio::select! {
            biased;
            signal = self.signals.recv() => match signal {
                Some(Signal::NotStarted(error)) => Err(error),
                Some(Signal::Kill) => Err(self.killed("initialisation").await),
                _ => Ok(()),
            },
            status = self.process.wait() => Err(exited("initialisation", status.ok())),
        }
    }

    async fn outcome(&mut self, request_id: &str) -> Ended {
        loop {
            tokio::select! {
                // An answer counts even when the program ended right after it.
                biased;
                signal = self.signals.recv() => match signal {
                    Some(Signal::Answer(body)) => return Ended::Answered(body),
                    Some(Signal::Failed(error)) => return Ended::Failed(error),
                    Some(Signal::NotStarted(error)) => return Ended::Gone(error),
                    Some(Signal::Kill) => return Ended::Gone(self.killed(request_id).await),
                    // It asks for the invocation that it is about to get.
                    Some(Signal::Ready) | None => {}
                },
                status = self.process.wait() => return Ended::Gone(exited(request_id, status.ok())),
            }
        }
    }

    async fn killed(&mut self, request_id: &str) -> FunctionError {
        exited(request_id, self.kill().await)
    }

    async fn kill(&mut self) -> Option<ExitStatus> {
        if let Err(error) = self.process.start_kill() {
            tracing::warn!(%error, "a program cannot be killed");
        }
        self.process.wait().await.ok()
    }
}

impl Launch<'_> {
    fn command(&self, api: &RuntimeApi, tap: &Tap) -> Result<Command, Error> {
        let log = OpenOptions::new().create(true).append(true).open(self.log);
        let log = log.map_err(Error::machine("the log cannot be opened"))?;
        let other = log.try_clone().map_err(Error::machine("the log cannot be opened"))?;
        let variables = variables(
            self.function,
            &Local {
                runtime_api: api.address().to_string(),
                endpoint: tap.endpoint(),
                region: self.emulator.region(),
                root: self.code.root(),
                stream: Uuid::new_v4().simple().to_string(),
                overrides: self.overrides,
            },
        );
        let mut command = self.code.command(self.scratch);
        command
            .env_clear()
            .envs(variables)
            .stdin(Stdio::null())
            .stdout(log)
            .stderr(other)
            .kill_on_drop(true);
        Ok(command)
    }
}

fn exited(request_id: &str, status: Option<ExitStatus>) -> FunctionError {
    let how = match status.map(|status| (status.code(), status.signal())) {
        Some((Some(code), _)) => format!("exit status {code}"),
        Some((None, Some(9))) => "signal: killed".to_owned(),
        Some((None, Some(signal))) => format!("signal {signal}"),
        _ => "unknown".to_owned(),
    };
    let message = format!("RequestId: {request_id} Error: Runtime exited with error: {how}");
    FunctionError::new(FunctionError::EXIT, message)
}

fn timed_out(request_id: &str, patience: Duration) -> FunctionError {
    let seconds = patience.as_secs_f64();
    let message = format!("RequestId: {request_id} Error: Task timed out after {seconds:.2} seconds");
    FunctionError::new(FunctionError::TIMEOUT, message)
}

fn trace_id() -> String {
    let random = Uuid::new_v4().simple().to_string();
    let (root, parent) = (&random[..24], &Uuid::new_v4().simple().to_string()[..16]);
    format!("Root=1-{:08x}-{root};Parent={parent};Sampled=1", now().as_secs())
}

fn now() -> Duration {
    SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_trace_id_is_one() {
        let id = trace_id();
        let root = id.split(';').next().expect("a root");
        let parts: Vec<usize> = root.split('-').map(str::len).collect();
        assert_eq!(parts, ["Root=1".len(), 8, 24], "{id}");
        assert!(id.ends_with(";Sampled=1"));
    }
}
