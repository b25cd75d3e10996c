//! The parameters' values, taken out one by one.

use std::collections::HashMap;

use zeroize::Zeroizing;

use super::ParameterError;

/// Parameters by their names below the prefix. Their memory is overwritten when they are dropped, for some are secret.
pub struct Values {
    prefix: String,
    values: HashMap<String, Zeroizing<String>>,
}

impl Values {
    /// No parameters below a prefix.
    pub fn none(prefix: &str) -> Self {
        Self {
            prefix: prefix.to_owned(),
            values: HashMap::new(),
        }
    }

    /// Adds a parameter by its whole name; one that is not below the prefix is none of these.
    pub fn add(&mut self, name: &str, value: String) {
        let below = name.strip_prefix(&self.prefix).and_then(|name| name.strip_prefix('/'));
        if let Some(name) = below {
            self.values.insert(name.to_owned(), Zeroizing::new(value));
        }
    }

    /// A parameter, by its name below the prefix.
    ///
    /// # Errors
    ///
    /// When it is missing, or `parse` makes nothing of it: then it is not what is `expected`.
    pub fn read<T>(
        &self,
        name: &str,
        expected: &'static str,
        parse: impl FnOnce(&str) -> Option<T>,
    ) -> Result<T, ParameterError> {
        let whole = || format!("{}/{name}", self.prefix);
        let value = self.values.get(name).ok_or_else(|| ParameterError::Missing(whole()))?;
        parse(value).ok_or_else(|| ParameterError::Malformed {
            name: whole(),
            expected,
        })
    }

    /// A parameter that is text and not empty.
    ///
    /// # Errors
    ///
    /// When it is missing or empty.
    pub fn text(&self, name: &str) -> Result<String, ParameterError> {
        let parse = |value: &str| (!value.trim().is_empty()).then(|| value.to_owned());
        self.read(name, "text that is not empty", parse)
    }

    /// A parameter that switches a feature.
    ///
    /// # Errors
    ///
    /// When it is missing, or neither `enabled` nor `disabled`.
    pub fn feature(&self, name: &str) -> Result<bool, ParameterError> {
        self.read(name, "\"enabled\" or \"disabled\"", |value| match value {
            "enabled" => Some(true),
            "disabled" => Some(false),
            _ => None,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn values() -> Values {
        let mut values = Values::none("/single-region-dev");
        for (name, value) in [
            ("/single-region-dev/features/on", "enabled"),
            ("/single-region-dev/features/off", "disabled"),
            ("/single-region-dev/features/odd", "hunter2"),
            ("/single-region-dev/empty", " "),
            ("/single-region-development/text", "another environment's"),
        ] {
            values.add(name, value.to_owned());
        }
        values
    }

    #[test]
    fn reads_features() {
        assert!(values().feature("features/on").expect("a feature"));
        assert!(!values().feature("features/off").expect("a feature"));
    }

    #[test]
    fn complaints_name_the_parameter_and_not_its_value() {
        for (error, expected) in [
            (
                values().feature("features/odd").map(drop),
                "/single-region-dev/features/odd must be",
            ),
            (values().text("empty").map(drop), "/single-region-dev/empty must be"),
            (values().text("text").map(drop), "/single-region-dev/text is missing"),
        ] {
            let error = error.expect_err("an error").to_string();
            assert!(error.contains(expected), "{error}");
            assert!(!error.contains("hunter2"), "{error}");
        }
    }
}
