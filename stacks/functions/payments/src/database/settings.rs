//! How a database is reached.

use std::{net::IpAddr, path::PathBuf};

use crate::settings::{Lookup, SettingsError, optional, required};

/// How the connection to the database is secured.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Tls {
    /// Not at all: for a test's database on this machine.
    Disabled,
    /// TLS, the server proving through SCRAM channel binding that it knows the password's verifier.
    ChannelBound,
    /// TLS, the server's certificate and name verified against the certificate authorities in this PEM file.
    Verified(PathBuf),
}

/// How to reach the database.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DatabaseSettings {
    /// `DATABASE_HOST`.
    pub host: String,
    /// `DATABASE_PORT`, 5432 unless told.
    pub port: u16,
    /// `DATABASE_NAME`.
    pub name: String,
    /// `DATABASE_USER`, needed only when the secret names none.
    pub user: Option<String>,
    /// `DATABASE_SECRET_ARN`.
    pub secret_arn: String,
    /// `DATABASE_TLS` and `DATABASE_CA_PEM_FILE`.
    pub tls: Tls,
}

impl DatabaseSettings {
    /// Reads them from environment variables.
    ///
    /// # Errors
    ///
    /// When a variable is missing or wrong.
    pub fn read(lookup: Lookup<'_>) -> Result<Self, SettingsError> {
        let host = required(lookup, "DATABASE_HOST")?;
        Ok(Self {
            tls: Tls::read(lookup, &host)?,
            host,
            port: read_port(lookup)?,
            name: required(lookup, "DATABASE_NAME")?,
            user: optional(lookup, "DATABASE_USER"),
            secret_arn: required(lookup, "DATABASE_SECRET_ARN")?,
        })
    }
}

fn read_port(lookup: Lookup<'_>) -> Result<u16, SettingsError> {
    let invalid = SettingsError::Invalid {
        name: "DATABASE_PORT",
        expected: "a port number",
    };
    optional(lookup, "DATABASE_PORT").map_or(Ok(5432), |text| text.parse().map_err(|_| invalid))
}

impl Tls {
    /// Reads it from `DATABASE_TLS` and `DATABASE_CA_PEM_FILE`, for a database on this host.
    ///
    /// # Errors
    ///
    /// When TLS is to be left out and the database is on another machine.
    pub fn read(lookup: Lookup<'_>, host: &str) -> Result<Self, SettingsError> {
        match optional(lookup, "DATABASE_TLS").as_deref() {
            None | Some("require") => {
                Ok(optional(lookup, "DATABASE_CA_PEM_FILE")
                    .map_or(Self::ChannelBound, |path| Self::Verified(path.into())))
            }
            Some("disable") if is_loopback(host) => Ok(Self::Disabled),
            Some(_) => Err(SettingsError::Invalid {
                name: "DATABASE_TLS",
                expected: "\"require\", or \"disable\" with a database on this machine",
            }),
        }
    }
}

fn is_loopback(host: &str) -> bool {
    host == "localhost" || host.parse::<IpAddr>().is_ok_and(|address| address.is_loopback())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(changes: &[(&str, &str)]) -> Result<DatabaseSettings, SettingsError> {
        let base = [
            ("DATABASE_HOST", "db.internal"),
            ("DATABASE_NAME", "payments"),
            ("DATABASE_SECRET_ARN", "arn"),
        ];
        DatabaseSettings::read(&|name| {
            let find =
                |pairs: &[(&str, &str)]| pairs.iter().find(|(key, _)| *key == name).map(|(_, v)| (*v).to_owned());
            find(changes).or_else(|| find(&base))
        })
    }

    #[test]
    fn has_defaults() {
        let settings = read(&[]).expect("settings");
        assert_eq!(
            (settings.port, settings.tls, settings.user),
            (5432, Tls::ChannelBound, None)
        );
    }

    #[test]
    fn verifies_against_a_file_when_there_is_one() {
        let settings = read(&[("DATABASE_CA_PEM_FILE", "/opt/rds.pem")]).expect("settings");
        assert_eq!(settings.tls, Tls::Verified("/opt/rds.pem".into()));
    }

    #[test]
    fn goes_without_tls_on_this_machine_only() {
        assert!(read(&[("DATABASE_TLS", "disable")]).is_err());
        for host in ["127.0.0.1", "::1", "localhost"] {
            let settings = read(&[("DATABASE_TLS", "disable"), ("DATABASE_HOST", host)]).expect("settings");
            assert_eq!(settings.tls, Tls::Disabled, "{host}");
        }
    }

    #[test]
    fn names_the_variable_at_fault() {
        assert_eq!(
            read(&[("DATABASE_HOST", "")]),
            Err(SettingsError::Missing("DATABASE_HOST"))
        );
        let error = read(&[("DATABASE_PORT", "many")]).expect_err("an error");
        assert!(error.to_string().contains("DATABASE_PORT"));
    }
}
