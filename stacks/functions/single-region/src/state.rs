//! Where a payment stands in the database.

use std::fmt;

/// A payment's state. `RECEIVED` → `PROCESSED` → `COMPLETED`, never back.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    /// Recorded, to be processed.
    Received,
    /// Processed, its audit record and its notification to follow.
    Processed,
    /// Audited, and its notification queued; nothing more happens to it.
    Completed,
}

impl State {
    /// All states.
    const ALL: [Self; 3] = [Self::Received, Self::Processed, Self::Completed];

    /// The state's name, in the database, in answers and in messages.
    pub fn name(self) -> &'static str {
        match self {
            Self::Received => "RECEIVED",
            Self::Processed => "PROCESSED",
            Self::Completed => "COMPLETED",
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
