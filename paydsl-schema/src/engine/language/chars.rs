//! Sets of characters: those of ASCII one by one, all others as one.

/// A set of characters.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Chars {
    ascii: u128,
    others: bool,
}

impl Chars {
    pub(super) const NONE: Chars = Chars {
        ascii: 0,
        others: false,
    };

    pub(super) const ALL: Chars = Chars {
        ascii: u128::MAX,
        others: true,
    };

    pub(super) fn one(character: char) -> Chars {
        Chars::NONE.with(character, character)
    }

    /// With those from one to another, both included.
    pub(super) fn with(mut self, first: char, last: char) -> Chars {
        for code in u32::from(first)..=u32::from(last).min(127) {
            self.ascii |= 1 << code;
        }
        self.others |= !last.is_ascii();
        self
    }

    pub(super) fn without(self, character: char) -> Chars {
        let code = u32::from(character);
        Chars {
            ascii: if code < 128 {
                self.ascii & !(1 << code)
            } else {
                self.ascii
            },
            ..self
        }
    }

    /// With the other case of each. A `k` and an `s` fold to characters beyond ASCII, and these to them.
    pub(super) fn with_both_cases(self) -> Chars {
        let mut folded = self;
        for letter in 'a'..='z' {
            let upper = letter.to_ascii_uppercase();
            if self.has(letter) || self.has(upper) || self.others && matches!(letter, 'k' | 's') {
                folded = folded.with(letter, letter).with(upper, upper);
                folded.others |= matches!(letter, 'k' | 's');
            }
        }
        folded
    }

    pub(super) fn and(self, other: Chars) -> Chars {
        Chars {
            ascii: self.ascii & other.ascii,
            others: self.others && other.others,
        }
    }

    pub(super) fn is_none(self) -> bool {
        self == Chars::NONE
    }

    fn has(self, character: char) -> bool {
        character.is_ascii() && self.ascii & (1 << u32::from(character)) != 0
    }
}
