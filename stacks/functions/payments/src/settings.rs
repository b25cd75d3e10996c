//! What the stack tells the functions, through environment variables.

use std::env;

/// Reads one environment variable.
pub type Lookup<'a> = &'a dyn Fn(&str) -> Option<String>;

/// A variable that is missing or wrong.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub enum SettingsError {
    /// It is not set, or empty.
    #[error("the environment variable {0} is not set: the stack that defines this function must set it")]
    Missing(&'static str),
    /// It is set to something it cannot be.
    #[error("the environment variable {name} must be {expected}")]
    Invalid {
        /// The variable.
        name: &'static str,
        /// What it must be.
        expected: &'static str,
    },
}

/// The value of a variable that must be there.
///
/// # Errors
///
/// When it is not set, or empty.
pub fn required(lookup: Lookup<'_>, name: &'static str) -> Result<String, SettingsError> {
    optional(lookup, name).ok_or(SettingsError::Missing(name))
}

/// The value of a variable that may be there; an empty one is not.
pub fn optional(lookup: Lookup<'_>, name: &str) -> Option<String> {
    lookup(name).filter(|value| !value.is_empty())
}

/// A variable of this process: the lookup of a function that runs.
pub fn variable(name: &str) -> Option<String> {
    env::var(name).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_empty_variable_is_not_set() {
        let lookup = |name: &str| Some(if name == "SET" { "value" } else { "" }.to_owned());
        assert_eq!(required(&lookup, "SET"), Ok("value".to_owned()));
        assert_eq!(required(&lookup, "EMPTY"), Err(SettingsError::Missing("EMPTY")));
        assert_eq!(optional(&lookup, "EMPTY"), None);
    }
}
