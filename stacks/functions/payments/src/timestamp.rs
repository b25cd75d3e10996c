//! Moments as PostgreSQL tells them: the database's clock is the only one, so no two functions disagree.

use std::fmt;

/// A moment in UTC, written `2026-01-31T23:59:59.123456Z`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Timestamp(String);

impl Timestamp {
    /// Takes a moment written that way.
    pub fn parse(text: &str) -> Option<Self> {
        let shape = b"dddd-dd-ddTdd:dd:dd.ddddddZ";
        let fits = text.len() == shape.len()
            && text.bytes().zip(shape).all(|(byte, &kind)| match kind {
                b'd' => byte.is_ascii_digit(),
                exact => byte == exact,
            });
        fits.then(|| Self(text.to_owned()))
    }

    /// The moment's text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Its year, month and day.
    pub fn date(&self) -> (&str, &str, &str) {
        (&self.0[..4], &self.0[5..7], &self.0[8..10])
    }
}

impl fmt::Display for Timestamp {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_its_own_shape_only() {
        let moment = Timestamp::parse("2026-01-31T23:59:59.123456Z").expect("a timestamp");
        assert_eq!(moment.date(), ("2026", "01", "31"));
        for text in ["", "2026-01-31", "2026-01-31T23:59:59Z", "2026-01-31 23:59:59.123456Z"] {
            assert_eq!(Timestamp::parse(text), None, "{text}");
        }
    }
}
