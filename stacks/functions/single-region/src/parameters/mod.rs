//! The configuration of all functions at one place: the parameters below one path in Parameter Store.
//!
//! They are read together and kept for five minutes, so a change arrives at every function within that time. Each
//! function takes out of them what it needs, and complains about nothing else.

mod error;
mod store;
mod values;

pub use error::ParameterError;
pub use store::{Encrypted, ParameterStore};
pub use values::Values;

use std::{
    sync::Arc,
    time::{Duration, Instant},
};

use tokio::sync::Mutex;

/// How long what was read is used.
const LIFE: Duration = Duration::from_secs(5 * 60);

/// A function's configuration, read when first needed and again when it is old.
pub struct Parameters<T> {
    store: ParameterStore,
    read: fn(&Values) -> Result<T, ParameterError>,
    life: Duration,
    cached: Mutex<Option<(Instant, Arc<T>)>>,
}

impl<T> Parameters<T> {
    /// The configuration that `read` makes of the parameters in a store.
    pub fn new(store: ParameterStore, read: fn(&Values) -> Result<T, ParameterError>) -> Self {
        Self {
            store,
            read,
            life: LIFE,
            cached: Mutex::new(None),
        }
    }

    /// The same, used for another time than five minutes.
    #[must_use]
    pub fn kept_for(self, life: Duration) -> Self {
        Self { life, ..self }
    }

    /// The configuration, not older than five minutes unless Parameter Store does not answer.
    ///
    /// # Errors
    ///
    /// When a parameter is missing or malformed, or Parameter Store does not answer and never did.
    pub async fn current(&self) -> Result<Arc<T>, ParameterError> {
        let mut cached = self.cached.lock().await;
        if let Some((read_at, known)) = &*cached
            && read_at.elapsed() < self.life
        {
            return Ok(Arc::clone(known));
        }
        let values = match (self.store.fetch().await, &*cached) {
            (Ok(values), _) => values,
            (Err(error), Some((_, known))) => {
                tracing::warn!(%error, "the configuration in use is older than it should be");
                return Ok(Arc::clone(known));
            }
            (Err(error), None) => return Err(error),
        };
        let current = Arc::new((self.read)(&values)?);
        *cached = Some((Instant::now(), Arc::clone(&current)));
        Ok(current)
    }
}
