//! Where a payment stands, and where it may go from there.

use std::fmt;

/// A payment's state. It only ever moves forward: `processed` → `settled`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    /// Recorded; its settlement is pending.
    Processed,
    /// Settled; nothing more happens to it.
    Settled,
}

/// What settling a payment in some state comes to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Settlement {
    /// It moves from one state to the next.
    Move {
        /// The state it must still be in.
        from: State,
        /// The state it gets.
        to: State,
    },
    /// It was settled before: a message delivered twice.
    AlreadyDone,
}

impl State {
    /// What settling does in this state.
    pub fn settle(self) -> Settlement {
        match self {
            Self::Processed => Settlement::Move {
                from: Self::Processed,
                to: Self::Settled,
            },
            Self::Settled => Settlement::AlreadyDone,
        }
    }

    /// The state's name, in answers and in the database.
    pub fn name(self) -> &'static str {
        match self {
            Self::Processed => "processed",
            Self::Settled => "settled",
        }
    }

    /// The state of a name.
    pub fn parse(name: &str) -> Option<Self> {
        [Self::Processed, Self::Settled]
            .into_iter()
            .find(|state| state.name() == name)
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
    fn settles_once() {
        assert_eq!(
            State::Processed.settle(),
            Settlement::Move {
                from: State::Processed,
                to: State::Settled
            }
        );
        assert_eq!(State::Settled.settle(), Settlement::AlreadyDone);
    }

    #[test]
    fn names_read_back() {
        for state in [State::Processed, State::Settled] {
            assert_eq!(State::parse(state.name()), Some(state));
        }
        assert_eq!(State::parse("refunded"), None);
    }
}
