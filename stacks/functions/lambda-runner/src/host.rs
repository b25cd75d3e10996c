//! One function with its processes: as many as are needed at the same time, and no more than allowed.

use std::{
    collections::BTreeMap,
    path::PathBuf,
    sync::{Arc, Mutex, PoisonError},
    time::Instant,
};

use hyper::body::Bytes;
use serde_json::Value;
use tokio::sync::Semaphore;

use crate::{
    code::Code,
    deployed::Function,
    emulator::Emulator,
    environment::{Ended, Environment, Launch},
    error::{Error, FunctionError},
    hook::Hook,
    measure::{Invoker, Measured, Samples, Took},
};

/// A function that can be invoked.
pub(crate) struct Host {
    pub(crate) function: Function,
    pub(crate) code: Code,
    pub(crate) overrides: BTreeMap<String, String>,
    pub(crate) emulator: Emulator,
    pub(crate) hook: Option<Hook>,
    pub(crate) scratch: PathBuf,
    pub(crate) log: PathBuf,
    pub(crate) concurrency: Arc<Semaphore>,
    /// The warm processes; the last one used is used first, as in Lambda.
    pub(crate) idle: Mutex<Vec<Environment>>,
    pub(crate) samples: Mutex<Samples>,
}

impl Host {
    /// Handles an event in a process of the function: a warm one, or a new one.
    pub(crate) async fn invoke(&self, invoker: Invoker, event: Bytes) -> Result<Value, Error> {
        // Never closed, so always a permit.
        let _permit = self.concurrency.acquire().await;
        let mut environment = match self.warm() {
            Some(environment) => environment,
            None => self.start().await?,
        };
        let begun = Instant::now();
        let ended = environment.invoke(&self.function, event).await;
        let took = Took {
            duration: begun.elapsed(),
            in_aws: environment.take_waited(),
        };
        let outcome = match &ended {
            Ended::Answered(body) => answer(body),
            Ended::Failed(error) | Ended::Gone(error) => Err(error.clone()),
        };
        self.sample(|samples| samples.invocation(invoker, took, &outcome));
        if !matches!(ended, Ended::Gone(_)) {
            self.idle
                .lock()
                .unwrap_or_else(PoisonError::into_inner)
                .push(environment);
        }
        Ok(outcome?)
    }

    /// What was measured so far.
    pub(crate) fn measured(&self) -> Measured {
        self.samples
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .measured(&self.function.name)
    }

    fn warm(&self) -> Option<Environment> {
        let mut idle = self.idle.lock().unwrap_or_else(PoisonError::into_inner);
        std::iter::from_fn(|| idle.pop()).find_map(|mut environment| environment.stands().then_some(environment))
    }

    async fn start(&self) -> Result<Environment, Error> {
        let launch = Launch {
            function: &self.function,
            code: &self.code,
            overrides: &self.overrides,
            emulator: &self.emulator,
            hook: self.hook.as_ref(),
            scratch: &self.scratch,
            log: &self.log,
        };
        let started = Environment::start(&launch).await;
        match &started {
            Ok(environment) => self.sample(|samples| samples.cold_start(environment.cold_start())),
            Err(_) => self.sample(Samples::failed_start),
        }
        started
    }

    fn sample(&self, take: impl FnOnce(&mut Samples)) {
        take(&mut self.samples.lock().unwrap_or_else(PoisonError::into_inner));
    }
}

fn answer(body: &[u8]) -> Result<Value, FunctionError> {
    serde_json::from_slice(body)
        .map_err(|error| FunctionError::new(FunctionError::NOT_JSON, format!("the answer is not JSON: {error}")))
}
