//! What each function needs, from its environment variables.

use payments::{
    aws::{self, Bucket, Queue, Secret},
    database::DatabaseSettings,
    settings::{Lookup, SettingsError, required, variable},
};

use crate::{
    database::Payments,
    handlers::{Notify, Process, Verify},
};

/// What `process-payment` needs.
pub fn process() -> Result<Process<Bucket, Queue>, SettingsError> {
    let config = aws::config(&variable)?;
    Ok(Process {
        payments: payments(&variable)?,
        audit: Bucket::new(&config, required(&variable, "AUDIT_BUCKET")?),
        queue: Queue::new(&config, required(&variable, "QUEUE_URL")?),
        environment: required(&variable, "ENVIRONMENT")?,
    })
}

/// What `verify-payment` needs.
pub fn verify() -> Result<Verify, SettingsError> {
    Ok(Verify {
        payments: payments(&variable)?,
    })
}

/// What `notify-payment` needs.
pub fn notify() -> Result<Notify<Bucket>, SettingsError> {
    let config = aws::config(&variable)?;
    Ok(Notify {
        payments: payments(&variable)?,
        audit: Bucket::new(&config, required(&variable, "AUDIT_BUCKET")?),
        environment: required(&variable, "ENVIRONMENT")?,
    })
}

fn payments(lookup: Lookup<'_>) -> Result<Payments, SettingsError> {
    let settings = DatabaseSettings::read(lookup)?;
    let secret = Secret::new(&aws::config(lookup)?, settings.secret_arn.clone());
    Ok(Payments::new(settings, secret))
}
