//! Numbers, exact, as Terraform has them: 2^53 + 1 is not 2^53.

use std::cmp::Ordering;
use std::fmt;

/// A decimal number of any size.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Number {
    negative: bool,
    /// Without zeros at either end; none for zero.
    digits: Box<str>,
    /// Where the decimal point is: the number is `0.DIGITS` times ten to this power.
    point: i64,
}

impl Number {
    /// Reads decimal notation: `-12.5`, `1e3`. `None` for anything else.
    pub fn parse(text: &str) -> Option<Number> {
        let (negative, text) = match text.strip_prefix('-') {
            Some(rest) => (true, rest),
            None => (false, text.strip_prefix('+').unwrap_or(text)),
        };
        let (mantissa, exponent) = match text.split_once(['e', 'E']) {
            Some((mantissa, exponent)) => (mantissa, exponent_of(exponent)?),
            None => (text, 0),
        };
        let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
        let are_digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
        if whole.len() + fraction.len() == 0 || !are_digits(whole) || !are_digits(fraction) {
            return None;
        }
        let all = format!("{whole}{fraction}");
        let leading = all.len() - all.trim_start_matches('0').len();
        let digits = all.trim_matches('0');
        if digits.is_empty() {
            return Some(Number {
                negative: false,
                digits: "".into(),
                point: 0,
            });
        }
        Some(Number {
            negative,
            digits: digits.into(),
            point: exponent + i64::try_from(whole.len()).ok()? - i64::try_from(leading).ok()?,
        })
    }

    /// Whether it has no fraction.
    pub fn is_whole(&self) -> bool {
        self.digits.len() as i64 <= self.point || self.digits.is_empty()
    }

    /// As an `i64`, where it is one.
    pub fn as_i64(&self) -> Option<i64> {
        if !self.is_whole() || self.point > 20 {
            return None;
        }
        self.to_string().parse().ok()
    }

    /// The nearest `f64`.
    pub fn as_f64(&self) -> f64 {
        let sign = if self.negative { "-" } else { "" };
        format!("{sign}0.{}e{}", self.digits, self.point)
            .parse()
            .unwrap_or(f64::NAN)
    }

    /// Whether it is written out as Terraform does it, which rounds what is longer than its precision.
    pub(super) fn is_written_out(&self) -> bool {
        self.digits.len() <= 100 && self.point.unsigned_abs() <= 100
    }
}

fn exponent_of(text: &str) -> Option<i64> {
    let digits = text.strip_prefix(['-', '+']).unwrap_or(text);
    if digits.is_empty() || digits.len() > 9 || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    text.parse().ok()
}

impl From<i64> for Number {
    fn from(number: i64) -> Self {
        // An `i64` is always read.
        Number::parse(&number.to_string()).unwrap_or(Number {
            negative: false,
            digits: "".into(),
            point: 0,
        })
    }
}

impl TryFrom<f64> for Number {
    type Error = NotFinite;

    /// The shortest decimal that is nearest to it.
    fn try_from(number: f64) -> Result<Self, NotFinite> {
        Number::parse(&number.to_string()).ok_or(NotFinite)
    }
}

/// Infinity and what is no number have no decimal notation.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct NotFinite;

impl fmt::Display for NotFinite {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("not a finite number")
    }
}

impl std::error::Error for NotFinite {}

impl PartialOrd for Number {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Number {
    fn cmp(&self, other: &Self) -> Ordering {
        let sign = |number: &Number| match (number.digits.is_empty(), number.negative) {
            (true, _) => 0,
            (false, true) => -1,
            (false, false) => 1,
        };
        let (one, two) = (sign(self), sign(other));
        if one != two || one == 0 {
            return one.cmp(&two);
        }
        let size = self
            .point
            .cmp(&other.point)
            .then_with(|| self.digits.cmp(&other.digits));
        if one < 0 { size.reverse() } else { size }
    }
}

impl fmt::Display for Number {
    /// In full, without an exponent; very large and very small ones with one.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.digits.is_empty() {
            return f.write_str("0");
        }
        if self.negative {
            f.write_str("-")?;
        }
        let length = self.digits.len() as i64;
        if self.point.abs() > 400 {
            return write!(f, "0.{}e{}", self.digits, self.point);
        }
        if self.point <= 0 {
            let zeros = "0".repeat(self.point.unsigned_abs() as usize);
            return write!(f, "0.{zeros}{}", self.digits);
        }
        if self.point >= length {
            let zeros = "0".repeat((self.point - length) as usize);
            return write!(f, "{}{zeros}", self.digits);
        }
        let (whole, fraction) = self.digits.split_at(self.point as usize);
        write!(f, "{whole}.{fraction}")
    }
}

#[cfg(test)]
mod tests {
    use super::Number;
    use proptest::prelude::*;

    fn number(text: &str) -> Number {
        Number::parse(text).unwrap_or_else(|| panic!("{text} is a number"))
    }

    #[test]
    fn decimal_notation_is_read_and_written() {
        for (text, written) in [
            ("0", "0"),
            ("-0.00", "0"),
            ("007", "7"),
            ("1.50", "1.5"),
            (".5", "0.5"),
            ("5.", "5"),
            ("1e3", "1000"),
            ("12.5E-3", "0.0125"),
            ("-120", "-120"),
            ("9007199254740993", "9007199254740993"),
        ] {
            assert_eq!(number(text).to_string(), written, "{text}");
        }
        for text in [
            "",
            "-",
            ".",
            "1e",
            "1e+",
            "0x10",
            "1_000",
            "abc",
            " 1",
            "1 ",
            "1e9999999999",
            "Inf",
            "NaN",
            "--1",
        ] {
            assert_eq!(Number::parse(text), None, "{text}");
        }
    }

    #[test]
    fn numbers_are_ordered_exactly() {
        assert!(number("9007199254740993") > number("9007199254740992"));
        assert!(number("-2") < number("-1.5") && number("-1.5") < number("0") && number("0") < number("0.001"));
        assert!(number("10") > number("9.99") && number("100") == number("1e2"));
        assert!(number("1.5").as_i64().is_none() && number("1e30").as_i64().is_none());
        assert_eq!(number("-9223372036854775808").as_i64(), Some(i64::MIN));
    }

    proptest! {
        #[test]
        fn integers_are_ordered_and_written_like_rust_s(one in any::<i64>(), two in any::<i64>()) {
            prop_assert_eq!(Number::from(one).cmp(&Number::from(two)), one.cmp(&two));
            prop_assert_eq!(Number::from(one).to_string(), one.to_string());
            prop_assert_eq!(Number::from(one).as_i64(), Some(one));
        }

        #[test]
        fn floats_are_kept(one in any::<f64>(), two in any::<f64>()) {
            let (Ok(a), Ok(b)) = (Number::try_from(one), Number::try_from(two)) else {
                prop_assert!(!one.is_finite() || !two.is_finite());
                return Ok(());
            };
            prop_assert_eq!(a.as_f64(), one);
            prop_assert_eq!(Some(a.cmp(&b)), one.partial_cmp(&two));
        }
    }
}
