//! Starting a function: logs, settings, then the Lambda runtime.

use std::{env, process::ExitCode};

use crate::{
    aws::{self, AuditBucket, DatabaseSecret, Queue},
    database::Database,
    handlers::{Notify, Process, Verify},
    settings::{DatabaseSettings, Lookup, SettingsError, required},
};

/// What `process-payment` needs.
pub fn process() -> Result<Process<DatabaseSecret, AuditBucket, Queue>, SettingsError> {
    let config = aws::config(&variable)?;
    Ok(Process {
        database: database(&variable)?,
        audit: AuditBucket::new(&config, required(&variable, "AUDIT_BUCKET")?),
        queue: Queue::new(&config, required(&variable, "QUEUE_URL")?),
        environment: required(&variable, "ENVIRONMENT")?,
    })
}

/// What `verify-payment` needs.
pub fn verify() -> Result<Verify<DatabaseSecret>, SettingsError> {
    Ok(Verify {
        database: database(&variable)?,
    })
}

/// What `notify-payment` needs.
pub fn notify() -> Result<Notify<DatabaseSecret, AuditBucket>, SettingsError> {
    let config = aws::config(&variable)?;
    Ok(Notify {
        database: database(&variable)?,
        audit: AuditBucket::new(&config, required(&variable, "AUDIT_BUCKET")?),
        environment: required(&variable, "ENVIRONMENT")?,
    })
}

/// Logs how the function ended, which it only does when it cannot go on.
pub fn ended(outcome: Result<(), lambda_runtime::Error>) -> ExitCode {
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            tracing::error!(%error, "the function cannot run");
            ExitCode::FAILURE
        }
    }
}

fn database(lookup: Lookup<'_>) -> Result<Database<DatabaseSecret>, SettingsError> {
    let settings = DatabaseSettings::read(lookup)?;
    let vault = DatabaseSecret::new(&aws::config(lookup)?, settings.secret_arn.clone());
    Ok(Database::new(settings, vault))
}

fn variable(name: &str) -> Option<String> {
    env::var(name).ok()
}
