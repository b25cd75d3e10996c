//! The identifier that ties a request, its log lines, its message and its audit records together.

use std::fmt;

use serde::Serialize;

use crate::card_number;

/// An identifier that is safe to log and to send back: letters, digits, `-` and `_`, 1 to 64 of them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(transparent)]
pub struct CorrelationId(String);

impl CorrelationId {
    /// The caller's identifier when it is fit to repeat, the platform's own otherwise.
    pub fn choose(offered: Option<&str>, own: &str) -> Self {
        [offered, Some(own)]
            .into_iter()
            .flatten()
            .find(|candidate| is_fit(candidate))
            .map_or_else(|| Self("unknown".to_owned()), |candidate| Self(candidate.to_owned()))
    }

    /// The identifier's text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for CorrelationId {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

fn is_fit(text: &str) -> bool {
    (1..=64).contains(&text.len())
        && text
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_'))
        && !card_number::appears_in(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn prefers_the_callers() {
        assert_eq!(CorrelationId::choose(Some("abc-1"), "own").as_str(), "abc-1");
    }

    #[test]
    fn takes_the_platforms_when_the_callers_is_unfit() {
        for unfit in ["", "a b", "a\nb", "4111111111111111", &"x".repeat(65)] {
            assert_eq!(CorrelationId::choose(Some(unfit), "own").as_str(), "own", "{unfit:?}");
        }
        assert_eq!(CorrelationId::choose(None, "own").as_str(), "own");
    }
}
