//! The service, running as in its container.

use std::{
    collections::HashMap,
    fs::{self, File},
    process::{Child, Command, ExitStatus},
    time::{Duration, Instant},
};

use tempfile::TempDir;
use test_support::{
    Emulator, free_port,
    postgres::{self, Postgres},
};

use crate::http::{Answer, send};

const PATIENCE: Duration = Duration::from_secs(60);

/// A database, its secret and the service; gone when dropped.
pub(crate) struct Running {
    pub(crate) postgres: Postgres,
    pub(crate) port: u16,
    process: Child,
    logs: TempDir,
    _emulator: Emulator,
}

impl Running {
    /// Starts everything; `changes` are made to the variables.
    pub(crate) async fn start(changes: &[(&'static str, String)]) -> Self {
        let (emulator, postgres, port) = (Emulator::start(), Postgres::start(), free_port());
        let secrets = aws_sdk_secretsmanager::Client::new(&emulator.config());
        let secret = secrets
            .create_secret()
            .name("database")
            .secret_string(postgres::secret());
        let secret_arn = secret.send().await.expect("the secret").arn.expect("its ARN");
        let mut variables: HashMap<&str, String> = emulator.variables();
        variables.extend([
            ("PORT", port.to_string()),
            ("ENVIRONMENT", "test".to_owned()),
            ("DATABASE_HOST", "localhost".to_owned()),
            ("DATABASE_PORT", postgres.port().to_string()),
            ("DATABASE_NAME", "postgres".to_owned()),
            ("DATABASE_SECRET_ARN", secret_arn),
            (
                "DATABASE_CA_PEM_FILE",
                postgres.authority().to_string_lossy().into_owned(),
            ),
        ]);
        variables.extend(changes.iter().cloned());
        let logs = TempDir::new().expect("a directory");
        let log = File::create(logs.path().join("log")).expect("the log");
        let process = Command::new(env!("CARGO_BIN_EXE_payment-app"))
            .env_clear()
            .envs(&variables)
            .stdout(log.try_clone().expect("the log"))
            .stderr(log)
            .spawn()
            .expect("the service starts");
        let running = Self {
            postgres,
            port,
            process,
            logs,
            _emulator: emulator,
        };
        let deadline = Instant::now() + PATIENCE;
        while !running.logged().contains("\"serving\"") {
            assert!(Instant::now() < deadline, "it does not serve:\n{}", running.logged());
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        running
    }

    /// The answer to a body.
    pub(crate) async fn post(&self, body: &str) -> Answer {
        let headers = "Content-Type: application/json\r\nX-Correlation-Id: correlation-1\r\n";
        send(self.port, "POST", "/payments", headers, body)
            .await
            .expect("an answer")
    }

    /// The answer to a question.
    pub(crate) async fn get(&self, path: &str) -> Answer {
        send(self.port, "GET", path, "", "").await.expect("an answer")
    }

    /// Tells the service to end, as ECS does.
    pub(crate) fn terminate(&self) {
        let told = Command::new("kill")
            .args(["-TERM", &self.process.id().to_string()])
            .status();
        assert!(told.expect("kill runs").success());
    }

    /// Waits for the service to end.
    pub(crate) async fn ended(&mut self) -> ExitStatus {
        let deadline = Instant::now() + PATIENCE;
        loop {
            if let Some(status) = self.process.try_wait().expect("its status") {
                return status;
            }
            assert!(Instant::now() < deadline, "it does not end:\n{}", self.logged());
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }

    /// What the service wrote so far.
    pub(crate) fn logged(&self) -> String {
        fs::read_to_string(self.logs.path().join("log")).expect("the log")
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        let stopped = self.process.kill().and_then(|()| self.process.wait());
        if let Err(error) = stopped {
            eprintln!("the service did not stop: {error}");
        }
    }
}
