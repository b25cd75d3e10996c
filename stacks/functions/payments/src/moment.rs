//! Moments as this machine tells them, for what is kept outside PostgreSQL.

use std::time::{SystemTime, UNIX_EPOCH};

use aws_sdk_sqs::primitives::{DateTime, DateTimeFormat};

/// A moment in UTC, in milliseconds since 1970, before the year 10000.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Moment(i64);

impl Moment {
    /// The last millisecond of the year 9999.
    const MAX: i64 = 253_402_300_799_999;

    /// This machine's clock.
    pub fn now() -> Self {
        let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        i64::try_from(since.as_millis())
            .ok()
            .and_then(Self::from_millis)
            .unwrap_or(Self(Self::MAX))
    }

    /// A moment by its milliseconds since 1970.
    pub fn from_millis(millis: i64) -> Option<Self> {
        (0..=Self::MAX).contains(&millis).then_some(Self(millis))
    }

    /// The milliseconds since 1970.
    pub fn millis(self) -> i64 {
        self.0
    }

    /// This moment or the one right after another, whichever is later: machines' clocks disagree.
    #[must_use]
    pub fn after(self, other: Self) -> Self {
        self.max(Self((other.0 + 1).min(Self::MAX)))
    }

    /// The moment in ISO 8601, such as `2026-01-31T23:59:59.12Z`.
    pub fn iso(self) -> String {
        let formatted = DateTime::from_millis(self.0).fmt(DateTimeFormat::DateTime);
        formatted.unwrap_or_else(|_| self.0.to_string())
    }

    /// Its date, such as `2026-01-31`.
    pub fn date(self) -> String {
        self.iso().chars().take(10).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn is_written_in_iso_8601() {
        let moment = Moment::from_millis(1_769_903_999_120).expect("a moment");
        assert_eq!(moment.iso(), "2026-01-31T23:59:59.12Z");
        assert_eq!(moment.date(), "2026-01-31");
        let last = Moment::from_millis(Moment::MAX).expect("a moment");
        assert_eq!(last.date(), "9999-12-31");
        assert!(Moment::now() > moment);
    }

    #[test]
    fn never_goes_back() {
        let [early, late] = [5, 9].map(|millis| Moment::from_millis(millis).expect("a moment"));
        assert_eq!(late.after(early), late);
        assert_eq!(early.after(late).millis(), 10);
        assert_eq!(late.after(late).millis(), 10);
    }
}
