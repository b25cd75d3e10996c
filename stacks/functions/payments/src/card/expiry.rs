//! The month in which a card expires.

use std::fmt;

use crate::moment::Moment;

/// A month of a year; the card is good to its end, in UTC.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Expiry {
    year: u16,
    month: u8,
}

impl Expiry {
    /// What a valid month is, for whoever sent another.
    pub const MONTH_RULE: &str = "a whole number from 1 to 12";
    /// What a valid year is, for whoever sent another.
    pub const YEAR_RULE: &str = "a year of four digits, from 2000 to 2099";
    /// What is wrong with a month in the past.
    pub const PAST: &str = "the card has expired";

    /// A valid month.
    pub fn month(number: i64) -> Option<u8> {
        u8::try_from(number).ok().filter(|month| (1..=12).contains(month))
    }

    /// A valid year.
    pub fn year(number: i64) -> Option<u16> {
        u16::try_from(number).ok().filter(|year| (2000..=2099).contains(year))
    }

    /// A month of a year, both checked by [`Expiry::month`] and [`Expiry::year`].
    pub fn new(year: u16, month: u8) -> Self {
        Self { year, month }
    }

    /// Reads what [`fmt::Display`] writes.
    pub fn parse(text: &str) -> Option<Self> {
        let (year, month) = text.split_once('-')?;
        Some(Self::new(
            Self::year(year.parse().ok()?)?,
            Self::month(month.parse().ok()?)?,
        ))
    }

    /// Whether the month is over.
    pub fn is_past(self, now: Moment) -> bool {
        self.to_string().as_str() < &now.iso()[..7]
    }
}

impl fmt::Display for Expiry {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{:04}-{:02}", self.year, self.month)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_card_is_good_to_the_end_of_its_month() {
        // 2026-01-31T23:59:59.120Z and the first moment of February.
        let [last, first] = [1_769_903_999_120, 1_769_904_000_000].map(|m| Moment::from_millis(m).expect("a moment"));
        let january = Expiry::parse("2026-01").expect("a month");
        assert!(!january.is_past(last));
        assert!(january.is_past(first));
        assert!(!Expiry::new(2026, 2).is_past(first));
        assert!(!Expiry::new(2027, 1).is_past(first));
    }

    #[test]
    fn reads_what_it_writes_and_nothing_else() {
        let expiry = Expiry::new(2031, 9);
        assert_eq!(Expiry::parse(&expiry.to_string()), Some(expiry));
        for text in ["", "2031", "2031-13", "1999-01", "2031-00", "31-01"] {
            assert_eq!(Expiry::parse(text), None, "{text}");
        }
    }
}
