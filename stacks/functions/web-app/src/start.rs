//! What the programs need, from their environment variables.

use payments::{
    aws::{self, Topic},
    database::DatabaseSettings,
    settings::{Lookup, SettingsError, required},
};

use crate::{
    backup::{Expectation, Rds, Verifier},
    credentials::configuration,
    service::Store,
};

/// What `payment-app` needs.
pub struct Service {
    /// Where payments are recorded.
    pub store: Store,
    /// The port it listens on.
    pub port: u16,
    /// The environment's name, for the log.
    pub environment: String,
}

/// Reads what `payment-app` needs.
///
/// # Errors
///
/// When a variable is missing or wrong.
pub fn service(lookup: Lookup<'_>) -> Result<Service, SettingsError> {
    let database = DatabaseSettings::read(lookup)?;
    Ok(Service {
        store: Store::new(&configuration(lookup)?, &database),
        port: port(lookup)?,
        environment: required(lookup, "ENVIRONMENT")?,
    })
}

fn port(lookup: Lookup<'_>) -> Result<u16, SettingsError> {
    let name = "PORT";
    let port = required(lookup, name)?.parse().ok().filter(|port| *port > 0);
    let expected = "a port number";
    port.ok_or(SettingsError::Invalid { name, expected })
}

/// What `backup-verifier` needs.
///
/// # Errors
///
/// When a variable is missing or wrong.
pub fn verifier(lookup: Lookup<'_>) -> Result<Verifier, SettingsError> {
    let config = aws::config(lookup)?;
    Ok(Verifier {
        rds: Rds::new(&config),
        topic: Topic::new(&config, required(lookup, "ALERT_TOPIC_ARN")?),
        cluster: required(lookup, "CLUSTER_IDENTIFIER")?,
        expectation: Expectation {
            max_age_hours: max_age_hours(lookup)?,
            key_arn: required(lookup, "KMS_KEY_ARN")?,
        },
        environment: required(lookup, "ENVIRONMENT")?,
        namespace: required(lookup, "METRIC_NAMESPACE")?,
    })
}

fn max_age_hours(lookup: Lookup<'_>) -> Result<u32, SettingsError> {
    let name = "MAX_AGE_HOURS";
    let hours = required(lookup, name)?.parse().ok().filter(|hours| *hours > 0);
    hours.ok_or(SettingsError::Invalid {
        name,
        expected: "a number of hours, above zero",
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lookup(changed: &'static str, value: &'static str) -> impl Fn(&str) -> Option<String> {
        move |name| Some(if name == changed { value } else { "1" }.to_owned())
    }

    #[test]
    fn the_variable_that_is_missing_or_wrong_is_named() {
        for name in [
            "ENVIRONMENT",
            "CLUSTER_IDENTIFIER",
            "KMS_KEY_ARN",
            "MAX_AGE_HOURS",
            "ALERT_TOPIC_ARN",
            "METRIC_NAMESPACE",
        ] {
            assert_eq!(verifier(&lookup(name, "")).err(), Some(SettingsError::Missing(name)));
        }
        for wrong in ["0", "-1", "a day"] {
            let error = verifier(&lookup("MAX_AGE_HOURS", wrong)).err().expect("an error");
            assert!(error.to_string().contains("MAX_AGE_HOURS"), "{error}");
        }
    }
}
