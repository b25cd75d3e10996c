//! The database user and its password, out of the secret RDS manages.

use std::fmt;

use serde::Deserialize;

use super::DatabaseError;

/// A user and its password, which must not reach a log by accident.
pub(super) struct Credentials {
    pub(super) user: String,
    pub(super) password: String,
}

impl fmt::Debug for Credentials {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "Credentials({}, …)", self.user)
    }
}

/// The secret's JSON, as far as it matters here.
#[derive(Deserialize)]
struct Secret {
    username: Option<String>,
    password: String,
}

impl Credentials {
    /// Reads a secret; `user` is for one that names none.
    pub(super) fn parse(secret: &str, user: Option<&str>) -> Result<Self, DatabaseError> {
        // The parser's own complaint may quote the secret.
        let secret: Secret = serde_json::from_str(secret)
            .map_err(|_| DatabaseError::Secret("it is not JSON with a \"password\"".to_owned()))?;
        let user = secret.username.or_else(|| user.map(str::to_owned));
        let user = user
            .ok_or_else(|| DatabaseError::Secret("it has no \"username\" and DATABASE_USER is not set".to_owned()))?;
        Ok(Self {
            user,
            password: secret.password,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_secrets_user_goes_first() {
        let credentials = Credentials::parse(r#"{"username":"a","password":"p"}"#, Some("b")).expect("credentials");
        assert_eq!((credentials.user.as_str(), credentials.password.as_str()), ("a", "p"));
        let credentials = Credentials::parse(r#"{"password":"p"}"#, Some("b")).expect("credentials");
        assert_eq!(credentials.user, "b");
    }

    #[test]
    fn a_bad_secret_is_not_quoted() {
        for secret in ["hunter2", r#"{"password":"hunter2"}"#, r#"{"username":"hunter2"}"#] {
            let failure = Credentials::parse(secret, None).expect_err("a failure");
            assert!(!failure.chain().contains("hunter2"));
        }
    }
}
