//! What each function needs, from its environment variables.

use payments::{
    aws::{self, Bucket, Queue, Secret},
    settings::{Lookup, SettingsError, required, variable},
};

use crate::{
    database::Database,
    handlers::{Notify, Process, Verify},
    settings::DatabaseSettings,
};

/// What `process-payment` needs.
pub fn process() -> Result<Process<Secret, Bucket, Queue>, SettingsError> {
    let config = aws::config(&variable)?;
    Ok(Process {
        database: database(&variable)?,
        audit: Bucket::new(&config, required(&variable, "AUDIT_BUCKET")?),
        queue: Queue::new(&config, required(&variable, "QUEUE_URL")?),
        environment: required(&variable, "ENVIRONMENT")?,
    })
}

/// What `verify-payment` needs.
pub fn verify() -> Result<Verify<Secret>, SettingsError> {
    Ok(Verify {
        database: database(&variable)?,
    })
}

/// What `notify-payment` needs.
pub fn notify() -> Result<Notify<Secret, Bucket>, SettingsError> {
    let config = aws::config(&variable)?;
    Ok(Notify {
        database: database(&variable)?,
        audit: Bucket::new(&config, required(&variable, "AUDIT_BUCKET")?),
        environment: required(&variable, "ENVIRONMENT")?,
    })
}

fn database(lookup: Lookup<'_>) -> Result<Database<Secret>, SettingsError> {
    let settings = DatabaseSettings::read(lookup)?;
    let vault = Secret::new(&aws::config(lookup)?, settings.secret_arn.clone());
    Ok(Database::new(settings, vault))
}
