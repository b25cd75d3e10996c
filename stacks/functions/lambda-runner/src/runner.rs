//! The runner: functions that can be invoked, and fed from their queues.

use std::{collections::BTreeMap, fs, io, sync::Arc};

use hyper::body::Bytes;
use serde_json::Value;
use tempfile::TempDir;

use crate::{
    deployed::Function,
    emulator::Emulator,
    error::Error,
    host::Host,
    measure::{Invoker, Report},
    poller::Polling,
    setup::Redelivery,
};

/// Functions that run on this machine. Clones are the same runner; the programs end with the last of them.
#[derive(Clone)]
pub struct Runner(Arc<Inner>);

struct Inner {
    emulator: Emulator,
    hosts: BTreeMap<String, Host>,
    concurrency: usize,
    redelivery: Redelivery,
    /// Kept for its directory, which goes with it.
    _scratch: TempDir,
}

impl Runner {
    pub(crate) fn new(
        emulator: Emulator,
        hosts: BTreeMap<String, Host>,
        concurrency: usize,
        redelivery: Redelivery,
        scratch: TempDir,
    ) -> Self {
        Self(Arc::new(Inner {
            emulator,
            hosts,
            concurrency,
            redelivery,
            _scratch: scratch,
        }))
    }

    /// The emulated AWS.
    #[must_use]
    pub fn emulator(&self) -> &Emulator {
        &self.0.emulator
    }

    /// How a function is deployed.
    ///
    /// # Errors
    /// The runner has no such function.
    pub fn function(&self, name: &str) -> Result<&Function, Error> {
        self.host(name).map(|host| &host.function)
    }

    /// Invokes a function and waits for its answer. When all its processes are busy, waits for one of them.
    ///
    /// # Errors
    /// [`Error::Function`] when the function fails; others when it cannot be run.
    pub async fn invoke(&self, function: &str, event: &Value) -> Result<Value, Error> {
        self.invoke_for(Invoker::Caller, function, event).await
    }

    /// Has a function handle a batch of a queue.
    pub(crate) async fn deliver(&self, function: &str, event: &Value) -> Result<Value, Error> {
        self.invoke_for(Invoker::Queue, function, event).await
    }

    /// Feeds the functions from their queues, until the [`Polling`] is stopped.
    ///
    /// # Errors
    /// The emulator does not answer.
    pub async fn poll(&self) -> Result<Polling, Error> {
        Polling::start(self).await
    }

    /// What a function wrote so far.
    ///
    /// # Errors
    /// The runner has no such function, or its log cannot be read.
    pub fn logged(&self, function: &str) -> Result<String, Error> {
        match fs::read(&self.host(function)?.log) {
            Ok(text) => Ok(String::from_utf8_lossy(&text).into_owned()),
            // Nothing was started yet.
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(String::new()),
            Err(source) => Err(Error::Machine {
                what: "the log cannot be read",
                source,
            }),
        }
    }

    /// What was measured so far.
    #[must_use]
    pub fn report(&self) -> Report {
        Report(self.0.hosts.values().map(Host::measured).collect())
    }

    pub(crate) fn runs(&self, function: &str) -> bool {
        self.0.hosts.contains_key(function)
    }

    pub(crate) fn concurrency(&self) -> usize {
        self.0.concurrency
    }

    pub(crate) fn redelivery(&self) -> Redelivery {
        self.0.redelivery
    }

    async fn invoke_for(&self, invoker: Invoker, function: &str, event: &Value) -> Result<Value, Error> {
        let event = Bytes::from(event.to_string());
        self.host(function)?.invoke(invoker, event).await
    }

    fn host(&self, name: &str) -> Result<&Host, Error> {
        self.0
            .hosts
            .get(name)
            .ok_or_else(|| Error::UnknownFunction(name.to_owned()))
    }
}
