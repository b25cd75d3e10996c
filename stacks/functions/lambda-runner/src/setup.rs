//! What a runner is made of.

use std::{
    collections::BTreeMap,
    path::PathBuf,
    sync::{Arc, Mutex},
};

use tempfile::TempDir;
use tokio::sync::Semaphore;

use crate::{
    code::{self, Code},
    emulator::Emulator,
    error::Error,
    hook::Hook,
    host::Host,
    measure::Samples,
    runner::Runner,
};

/// When messages that failed are delivered again.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Redelivery {
    /// When their visibility timeout has passed, as in AWS.
    #[default]
    AfterTimeout,
    /// At once, for tests that have no minutes to wait.
    AtOnce,
}

/// What a runner is to be.
pub struct Setup {
    emulator: Emulator,
    codes: BTreeMap<String, Code>,
    overrides: BTreeMap<String, String>,
    concurrency: usize,
    redelivery: Redelivery,
    hook: Option<Hook>,
    logs: Option<PathBuf>,
}

impl Setup {
    /// A runner of functions that are deployed there; none yet.
    #[must_use]
    pub fn new(emulator: Emulator) -> Self {
        Self {
            emulator,
            codes: BTreeMap::new(),
            overrides: BTreeMap::new(),
            concurrency: 1,
            redelivery: Redelivery::default(),
            hook: None,
            logs: None,
        }
    }

    /// Runs the deployed function of this name, by this code.
    #[must_use]
    pub fn function(mut self, name: &str, code: Code) -> Self {
        self.codes.insert(name.to_owned(), code);
        self
    }

    /// Gives all functions this value of an environment variable instead of the deployed one.
    #[must_use]
    pub fn variable(mut self, name: &str, value: &str) -> Self {
        self.overrides.insert(name.to_owned(), value.to_owned());
        self
    }

    /// How many processes each function may have; one unless said otherwise.
    #[must_use]
    pub fn concurrency(mut self, processes: usize) -> Self {
        self.concurrency = processes.max(1);
        self
    }

    /// When messages that failed are delivered again.
    #[must_use]
    pub fn redelivery(mut self, redelivery: Redelivery) -> Self {
        self.redelivery = redelivery;
        self
    }

    /// Asks this before and after each request of a function to AWS.
    #[must_use]
    pub fn hook(mut self, hook: Hook) -> Self {
        self.hook = Some(hook);
        self
    }

    /// Keeps what the functions write in this directory, a file for each; else it goes when the runner does.
    #[must_use]
    pub fn logs(mut self, directory: PathBuf) -> Self {
        self.logs = Some(directory);
        self
    }

    /// Reads how the functions are deployed. Their programs start when they are needed.
    ///
    /// # Errors
    /// The emulator does not answer or lacks a function; a directory cannot be made.
    pub async fn start(self) -> Result<Runner, Error> {
        let scratch = TempDir::new().map_err(Error::machine("no temporary directory can be made"))?;
        code::lay_down(scratch.path()).map_err(Error::machine("the Python bootstrap cannot be written"))?;
        let logs = self.logs.unwrap_or_else(|| scratch.path().join("logs"));
        std::fs::create_dir_all(&logs).map_err(Error::machine("the directory of the logs cannot be made"))?;
        let mut hosts = BTreeMap::new();
        for (name, code) in self.codes {
            let host = Host {
                function: self.emulator.function(&name).await?,
                code,
                overrides: self.overrides.clone(),
                emulator: self.emulator.clone(),
                hook: self.hook.clone(),
                scratch: scratch.path().to_owned(),
                log: logs.join(format!("{name}.log")),
                concurrency: Arc::new(Semaphore::new(self.concurrency)),
                idle: Mutex::default(),
                samples: Mutex::new(Samples::default()),
            };
            hosts.insert(name, host);
        }
        Ok(Runner::new(
            self.emulator,
            hosts,
            self.concurrency,
            self.redelivery,
            scratch,
        ))
    }
}
