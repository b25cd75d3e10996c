//! Where a payment stands.

use std::fmt;

/// A payment's state. `VALIDATED` → `PROCESSED` → `NOTIFIED`, never back; `DECLINED` is an end of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    /// Recorded, to be processed.
    Validated,
    /// Refused for fraud; nothing more happens to it.
    Declined,
    /// Processed, its stakeholders to be told.
    Processed,
    /// The stakeholders are told; nothing more happens to it.
    Notified,
}

impl State {
    /// All states.
    const ALL: [Self; 4] = [Self::Validated, Self::Declined, Self::Processed, Self::Notified];

    /// The state's name, in the table, in answers and in messages.
    pub fn name(self) -> &'static str {
        match self {
            Self::Validated => "VALIDATED",
            Self::Declined => "DECLINED",
            Self::Processed => "PROCESSED",
            Self::Notified => "NOTIFIED",
        }
    }

    /// The state of a name.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.name() == name)
    }
}

impl fmt::Display for State {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.name())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_read_back() {
        for state in State::ALL {
            assert_eq!(State::parse(state.name()), Some(state));
        }
        assert_eq!(State::parse("REFUNDED"), None);
    }
}
