//! What each function needs, from its environment variables.

use aws_types::SdkConfig;
use payments::{
    aws::{self, Bucket, Queue, Topic},
    settings::{Lookup, SettingsError, required},
};

use crate::{
    configuration::{Notification, Processing, Validation},
    database::Transactions,
    handlers::{Notify, Process, Recent, Validate},
    parameters::{Encrypted, ParameterStore, Parameters},
    sessions::Sessions,
};

/// What `payment-validation` needs.
///
/// # Errors
///
/// When a variable is missing.
pub fn validate(lookup: Lookup<'_>) -> Result<Validate, SettingsError> {
    let config = aws::config(lookup)?;
    required(lookup, "ENVIRONMENT")?;
    Ok(Validate {
        parameters: Parameters::new(store(&config, lookup, Encrypted::Decrypt)?, Validation::read),
        sessions: Sessions::new(&config, required(lookup, "SESSIONS_TABLE")?),
        queue: Queue::new(&config, required(lookup, "TRANSACTIONS_QUEUE_URL")?),
    })
}

/// What `transaction-processing` needs.
///
/// # Errors
///
/// When a variable is missing.
pub fn process(lookup: Lookup<'_>) -> Result<Process, SettingsError> {
    let config = aws::config(lookup)?;
    let parameters = Parameters::new(store(&config, lookup, Encrypted::Leave)?, Processing::read);
    Ok(Process {
        transactions: Transactions::new(&config, parameters),
        audit: Bucket::new(&config, required(lookup, "AUDIT_BUCKET")?),
        queue: Queue::new(&config, required(lookup, "NOTIFICATIONS_QUEUE_URL")?),
        environment: required(lookup, "ENVIRONMENT")?,
    })
}

/// What `notification` needs.
///
/// # Errors
///
/// When a variable is missing.
pub fn notify(lookup: Lookup<'_>) -> Result<Notify, SettingsError> {
    let config = aws::config(lookup)?;
    Ok(Notify {
        parameters: Parameters::new(store(&config, lookup, Encrypted::Leave)?, Notification::read),
        topic: Topic::new(&config, required(lookup, "TOPIC_ARN")?),
        environment: required(lookup, "ENVIRONMENT")?,
        recent: Recent::default(),
    })
}

fn store(config: &SdkConfig, lookup: Lookup<'_>, encrypted: Encrypted) -> Result<ParameterStore, SettingsError> {
    let name = "PARAMETER_PREFIX";
    let prefix = required(lookup, name)?;
    if !prefix.starts_with('/') || prefix.trim_matches('/').is_empty() {
        let expected = "a path below /, such as /single-region-dev";
        return Err(SettingsError::Invalid { name, expected });
    }
    Ok(ParameterStore::new(config, &prefix, encrypted))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lookup(changed: &'static str, value: &'static str) -> impl Fn(&str) -> Option<String> {
        move |name| {
            let usual = if name == "PARAMETER_PREFIX" {
                "/single-region-dev"
            } else {
                "1"
            };
            Some(if name == changed { value } else { usual }.to_owned())
        }
    }

    #[test]
    fn every_function_names_the_variable_it_lacks() {
        for name in [
            "ENVIRONMENT",
            "PARAMETER_PREFIX",
            "SESSIONS_TABLE",
            "TRANSACTIONS_QUEUE_URL",
        ] {
            assert_eq!(validate(&lookup(name, "")).err(), Some(SettingsError::Missing(name)));
        }
        for name in [
            "ENVIRONMENT",
            "PARAMETER_PREFIX",
            "AUDIT_BUCKET",
            "NOTIFICATIONS_QUEUE_URL",
        ] {
            assert_eq!(process(&lookup(name, "")).err(), Some(SettingsError::Missing(name)));
        }
        for name in ["ENVIRONMENT", "PARAMETER_PREFIX", "TOPIC_ARN"] {
            assert_eq!(notify(&lookup(name, "")).err(), Some(SettingsError::Missing(name)));
        }
    }

    #[test]
    fn the_prefix_is_a_path_below_the_root() {
        for prefix in ["/", "//", "single-region-dev"] {
            let error = notify(&lookup("PARAMETER_PREFIX", prefix)).err().expect("an error");
            assert!(error.to_string().contains("PARAMETER_PREFIX"), "{error}");
        }
    }
}
