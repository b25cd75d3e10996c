//! What each function takes out of the parameters.
//!
//! | parameter               | validation | processing | notification | what                                            |
//! |-------------------------|:----------:|:----------:|:------------:|-------------------------------------------------|
//! | `api/url`               |     ●      |            |              | the API's URL, for the answers' `Location`      |
//! | `features/fraud-checks` |     ●      |            |              | `enabled`, or `disabled`                        |
//! | `limits/max-amount`     |     ●      |            |              | the greatest amount, in minor units             |
//! | `limits/velocity`       |     ●      |            |              | how often a card may pay in ten minutes         |
//! | `token-key`             |     ●      |            |              | the key of the tokens; a `SecureString`         |
//! | `database/host`         |            |     ●      |              | the cluster's host name                         |
//! | `database/port`         |            |     ●      |              | its port                                        |
//! | `database/name`         |            |     ●      |              | the database; its tables are made on first use  |
//! | `database/secret-arn`   |            |     ●      |              | the secret with `username` and `password`       |
//! | `features/notifications`|            |            |      ●       | `enabled`, or `disabled`                        |

use payments::{
    card::TokenKey,
    database::{DatabaseSettings, Tls},
    payment::Amount,
    settings::{optional, variable},
};

use crate::parameters::{ParameterError, Values};

/// What `payment-validation` is configured by.
#[derive(Debug)]
pub struct Validation {
    /// The API's URL, without a slash at its end.
    pub api_url: String,
    /// What puts tokens in the place of card numbers.
    pub token_key: TokenKey,
    /// The fraud checks' limits; `None` when there are no checks.
    pub fraud_checks: Option<Limits>,
}

/// The fraud checks' limits.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// The greatest amount that is accepted.
    pub max_amount: Amount,
    /// How often a card may pay in ten minutes.
    pub velocity: u32,
}

impl Validation {
    /// Takes it out of the parameters.
    ///
    /// # Errors
    ///
    /// When one that it needs is missing or malformed. The limits are read even when there are no fraud checks: switching
    /// those on again must not be what fails.
    pub fn read(values: &Values) -> Result<Self, ParameterError> {
        let limits = Limits {
            max_amount: values.read("limits/max-amount", Amount::RULE, |text| {
                Amount::parse(text.parse().ok()?)
            })?,
            velocity: values.read("limits/velocity", "a number of payments, above zero", |text| {
                text.parse().ok().filter(|limit| *limit > 0)
            })?,
        };
        Ok(Self {
            api_url: values.read("api/url", "an https:// URL without a query", api_url)?,
            token_key: values.read("token-key", TokenKey::RULE, |text| TokenKey::new(text.to_owned()))?,
            fraud_checks: values.feature("features/fraud-checks")?.then_some(limits),
        })
    }
}

fn api_url(text: &str) -> Option<String> {
    let rest = text.strip_prefix("https://")?;
    let plain = rest
        .bytes()
        .all(|byte| byte.is_ascii_alphanumeric() || b"-._~:/".contains(&byte));
    (plain && !rest.is_empty()).then(|| text.trim_end_matches('/').to_owned())
}

/// What `transaction-processing` is configured by.
#[derive(Debug)]
pub struct Processing {
    /// How the database is reached.
    pub database: DatabaseSettings,
}

impl Processing {
    /// Takes it out of the parameters. How the connection is secured, the function's own environment variables say.
    ///
    /// # Errors
    ///
    /// When one that it needs is missing or malformed.
    pub fn read(values: &Values) -> Result<Self, ParameterError> {
        let host = values.text("database/host")?;
        let port = |text: &str| text.parse().ok().filter(|port| *port > 0);
        let database = DatabaseSettings {
            tls: Tls::read(&variable, &host)?,
            host,
            port: values.read("database/port", "a port number", port)?,
            name: values.text("database/name")?,
            user: optional(&variable, "DATABASE_USER"),
            secret_arn: values.text("database/secret-arn")?,
        };
        Ok(Self { database })
    }
}

/// What `notification` is configured by.
#[derive(Debug)]
pub struct Notification {
    /// Whether stakeholders are told.
    pub enabled: bool,
}

impl Notification {
    /// Takes it out of the parameters.
    ///
    /// # Errors
    ///
    /// When one that it needs is missing or malformed.
    pub fn read(values: &Values) -> Result<Self, ParameterError> {
        let enabled = values.feature("features/notifications")?;
        Ok(Self { enabled })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const KEY: &str = "hunter2 hunter2 hunter2 hunter2 hunter2";

    fn values(changes: &[(&str, Option<&str>)]) -> Values {
        let mut values = Values::none("/p");
        for (name, value) in [
            ("api/url", "https://api.example.com/v1/"),
            ("features/fraud-checks", "enabled"),
            ("features/notifications", "disabled"),
            ("limits/max-amount", "100000"),
            ("limits/velocity", "3"),
            ("token-key", KEY),
            ("database/host", "db.internal"),
            ("database/port", "5432"),
            ("database/name", "payments"),
            ("database/secret-arn", "arn"),
        ] {
            let change = changes.iter().find(|(changed, _)| *changed == name);
            if let Some(value) = change.map_or(Some(value), |(_, value)| *value) {
                values.add(&format!("/p/{name}"), value.to_owned());
            }
        }
        values
    }

    #[test]
    fn each_function_reads_what_it_needs() {
        let validation = Validation::read(&values(&[("database/host", None)])).expect("a configuration");
        assert_eq!(validation.api_url, "https://api.example.com/v1");
        let limits = validation.fraud_checks.expect("limits");
        assert_eq!((limits.max_amount.minor_units(), limits.velocity), (100_000, 3));
        let off = Validation::read(&values(&[("features/fraud-checks", Some("disabled"))])).expect("a configuration");
        assert!(off.fraud_checks.is_none());
        let database = Processing::read(&values(&[("token-key", None)]))
            .expect("a configuration")
            .database;
        assert_eq!((database.port, database.tls), (5432, Tls::ChannelBound));
        assert!(
            !Notification::read(&values(&[("limits/velocity", None)]))
                .expect("a configuration")
                .enabled
        );
    }

    /// Reads a configuration, whosever it is.
    type Read<'a> = &'a dyn Fn(&Values) -> Result<(), ParameterError>;

    #[test]
    fn every_missing_or_malformed_parameter_is_named_without_its_value() {
        let of_validation = |values: &Values| Validation::read(values).map(drop);
        let of_processing = |values: &Values| Processing::read(values).map(drop);
        let of_notification = |values: &Values| Notification::read(values).map(drop);
        let cases: [(&str, &str, Read<'_>); 10] = [
            ("api/url", "http://hunter2", &of_validation),
            ("features/fraud-checks", "hunter2", &of_validation),
            ("limits/max-amount", "-1", &of_validation),
            ("limits/velocity", "0", &of_validation),
            ("token-key", "hunter2", &of_validation),
            ("database/host", " ", &of_processing),
            ("database/port", "hunter2", &of_processing),
            ("database/name", "", &of_processing),
            ("database/secret-arn", "", &of_processing),
            ("features/notifications", "True", &of_notification),
        ];
        for (name, malformed, read) in cases {
            for value in [None, Some(malformed)] {
                let error = read(&values(&[(name, value)])).expect_err("an error").to_string();
                assert!(error.contains(&format!("/p/{name} ")), "{error}");
                assert!(!error.contains("hunter2"), "{error}");
            }
        }
    }
}
