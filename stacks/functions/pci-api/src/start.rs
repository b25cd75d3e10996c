//! What each function needs, from its environment variables.

use payments::{
    aws::{self, Bucket, Queue, Secret, Topic},
    payment::Amount,
    settings::{Lookup, SettingsError, required},
};

use crate::{
    handlers::{Notify, Process, Validate},
    ledger::Ledger,
    tokeniser::Tokeniser,
};

/// What `payment-validator` needs.
///
/// # Errors
///
/// When a variable is missing or wrong.
pub fn validate(lookup: Lookup<'_>) -> Result<Validate, SettingsError> {
    let config = aws::config(lookup)?;
    Ok(Validate {
        ledger: Ledger::new(&config, required(lookup, "TRANSACTIONS_TABLE")?),
        queue: Queue::new(&config, required(lookup, "PAYMENTS_QUEUE_URL")?),
        tokeniser: Tokeniser::new(Secret::new(&config, required(lookup, "TOKEN_KEY_SECRET_ARN")?)),
        max_amount: max_amount(lookup)?,
        velocity_limit: velocity_limit(lookup)?,
    })
}

/// What `payment-processor` needs.
///
/// # Errors
///
/// When a variable is missing or wrong.
pub fn process(lookup: Lookup<'_>) -> Result<Process, SettingsError> {
    let config = aws::config(lookup)?;
    Ok(Process {
        ledger: Ledger::new(&config, required(lookup, "TRANSACTIONS_TABLE")?),
        audit: Bucket::new(&config, required(lookup, "AUDIT_BUCKET")?),
        queue: Queue::new(&config, required(lookup, "NOTIFICATIONS_QUEUE_URL")?),
        environment: required(lookup, "ENVIRONMENT")?,
    })
}

/// What `payment-notifier` needs.
///
/// # Errors
///
/// When a variable is missing or wrong.
pub fn notify(lookup: Lookup<'_>) -> Result<Notify, SettingsError> {
    let config = aws::config(lookup)?;
    Ok(Notify {
        ledger: Ledger::new(&config, required(lookup, "TRANSACTIONS_TABLE")?),
        topic: Topic::new(&config, required(lookup, "NOTIFICATIONS_TOPIC_ARN")?),
        environment: required(lookup, "ENVIRONMENT")?,
    })
}

fn max_amount(lookup: Lookup<'_>) -> Result<Amount, SettingsError> {
    let name = "MAX_AMOUNT";
    let amount = required(lookup, name)?.parse().ok().and_then(Amount::parse);
    amount.ok_or(SettingsError::Invalid {
        name,
        expected: "an amount in minor units, above zero",
    })
}

fn velocity_limit(lookup: Lookup<'_>) -> Result<u32, SettingsError> {
    let name = "VELOCITY_LIMIT";
    let limit = required(lookup, name)?.parse().ok().filter(|limit| *limit > 0);
    limit.ok_or(SettingsError::Invalid {
        name,
        expected: "a number of payments, above zero",
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lookup(changes: &[(&str, &str)]) -> impl Fn(&str) -> Option<String> {
        let changes: Vec<_> = changes
            .iter()
            .map(|(n, v)| ((*n).to_owned(), (*v).to_owned()))
            .collect();
        move |name| {
            let changed = changes
                .iter()
                .find(|(key, _)| key == name)
                .map(|(_, value)| value.clone());
            changed.or_else(|| Some("1".to_owned()))
        }
    }

    #[test]
    fn every_function_names_the_variable_it_lacks() {
        for name in [
            "TRANSACTIONS_TABLE",
            "PAYMENTS_QUEUE_URL",
            "TOKEN_KEY_SECRET_ARN",
            "MAX_AMOUNT",
            "VELOCITY_LIMIT",
        ] {
            assert_eq!(
                validate(&lookup(&[(name, "")])).err(),
                Some(SettingsError::Missing(name))
            );
        }
        for name in [
            "TRANSACTIONS_TABLE",
            "AUDIT_BUCKET",
            "NOTIFICATIONS_QUEUE_URL",
            "ENVIRONMENT",
        ] {
            assert_eq!(
                process(&lookup(&[(name, "")])).err(),
                Some(SettingsError::Missing(name))
            );
        }
        for name in ["TRANSACTIONS_TABLE", "NOTIFICATIONS_TOPIC_ARN", "ENVIRONMENT"] {
            assert_eq!(notify(&lookup(&[(name, "")])).err(), Some(SettingsError::Missing(name)));
        }
    }

    #[test]
    fn limits_are_numbers_above_zero() {
        for (name, wrong) in [
            ("MAX_AMOUNT", "0"),
            ("MAX_AMOUNT", "1e3"),
            ("VELOCITY_LIMIT", "0"),
            ("VELOCITY_LIMIT", "-1"),
        ] {
            let error = validate(&lookup(&[(name, wrong)])).err().expect("an error");
            assert!(error.to_string().contains(name), "{error}");
        }
    }
}
