//! The size of numbers. A text may hold one: providers have arguments that are numbers or empty.

use std::cmp::Ordering;

use super::judgement::{Judgement, Scalar};
use super::number::Number;

pub(super) fn range(min: Option<f64>, max: Option<f64>, value: Scalar<'_>) -> Judgement {
    bounded(value, |number| {
        if let Some(min) = min
            && let Some(judgement) = outside(number, min, Ordering::Less)
        {
            return judgement;
        }
        match max {
            Some(max) => outside(number, max, Ordering::Greater).unwrap_or(Judgement::Valid),
            None => Judgement::Valid,
        }
    })
}

pub(super) fn greater_than(least: f64, value: Scalar<'_>) -> Judgement {
    bounded(value, |number| match compare(number, least) {
        Some(Ordering::Greater) => Judgement::Valid,
        Some(_) => Judgement::invalid(),
        None => Judgement::Undecidable,
    })
}

/// What a number beyond a bound is called; `None` for one that is not beyond it.
fn outside(number: &Number, bound: f64, beyond: Ordering) -> Option<Judgement> {
    match compare(number, bound) {
        Some(order) if order == beyond => Some(Judgement::nearest(Number::try_from(bound).ok().map(|b| b.to_string()))),
        Some(_) => None,
        None => Some(Judgement::Undecidable),
    }
}

/// The order of a number and a bound, where it is the same exactly and in floating point: a provider may do either.
fn compare(number: &Number, bound: f64) -> Option<Ordering> {
    let exact = Number::try_from(bound).ok()?;
    let exact = number.cmp(&exact);
    (Some(exact) == number.as_f64().partial_cmp(&bound)).then_some(exact)
}

pub(super) fn divisible_by(divisor: u64, value: Scalar<'_>) -> Judgement {
    bounded(value, |number| match (number.as_i64(), i64::try_from(divisor)) {
        // Beyond this, Go's floating point would round.
        (Some(number), Ok(divisor)) if divisor > 0 && number.unsigned_abs() < 1 << 53 => match number % divisor {
            0 => Judgement::Valid,
            rest => {
                let below = number - rest;
                let above = below + if rest > 0 { divisor } else { -divisor };
                let nearest = if rest.abs() * 2 > divisor { above } else { below };
                Judgement::nearest(Some(nearest.to_string()))
            }
        },
        _ => Judgement::Undecidable,
    })
}

pub(super) fn whole(value: Scalar<'_>) -> Judgement {
    match value {
        Scalar::Number(number) => Judgement::certain(number.as_i64().is_some()),
        Scalar::Text(text) => text_of_whole(text, 64),
        Scalar::Bool(_) => Judgement::Undecidable,
    }
}

pub(super) fn whole32(value: Scalar<'_>) -> Judgement {
    match value {
        Scalar::Number(number) => {
            let fits = number.as_i64().is_some_and(|number| i32::try_from(number).is_ok());
            Judgement::certain(fits)
        }
        Scalar::Text(text) => text_of_whole(text, 32),
        Scalar::Bool(_) => Judgement::Undecidable,
    }
}

/// A text that holds a whole number, as Go reads it. Where none is, some providers take it for nothing given.
fn text_of_whole(text: &str, bits: u32) -> Judgement {
    if text.is_empty() {
        return Judgement::Undecidable;
    }
    let digits = text.strip_prefix(['-', '+']).unwrap_or(text);
    let is_number = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
    let fits = match bits {
        32 => text.parse::<i32>().is_ok(),
        _ => text.parse::<i64>().is_ok(),
    };
    match (is_number, fits) {
        (true, true) => Judgement::Valid,
        (true, false) => Judgement::invalid(),
        // With a fraction or an exponent, a float may be meant.
        (false, _) if Number::parse(text).is_some() => Judgement::Undecidable,
        (false, _) => not_a_number(text),
    }
}

/// Go reads hexadecimal floats, infinity and underscores too.
fn not_a_number(text: &str) -> Judgement {
    if text.bytes().any(|byte| byte.is_ascii_digit()) || text.len() <= "+infinity".len() {
        let lower = text.to_ascii_lowercase();
        let special = ["inf", "infinity", "nan"].contains(&lower.trim_start_matches(['+', '-']));
        if special || lower.bytes().any(|byte| byte.is_ascii_digit()) {
            return Judgement::Undecidable;
        }
    }
    Judgement::invalid()
}

fn bounded(value: Scalar<'_>, judge: impl Fn(&Number) -> Judgement) -> Judgement {
    match value {
        Scalar::Number(number) => judge(number),
        Scalar::Text("") => Judgement::Undecidable,
        Scalar::Text(text) => match Number::parse(text) {
            Some(number) => match judge(&number) {
                Judgement::Invalid(fault) => Judgement::Invalid(super::judgement::Fault {
                    nearest: fault.nearest.map(|nearest| format!("{nearest:?}")),
                    ..fault
                }),
                other => other,
            },
            None => not_a_number(text),
        },
        Scalar::Bool(_) => Judgement::Undecidable,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn number(text: &str) -> Number {
        Number::parse(text).expect(text)
    }

    fn nearest(judgement: Judgement) -> Option<String> {
        match judgement {
            Judgement::Invalid(fault) => fault.nearest,
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn bounds_are_included() {
        let timeout = |text: &str| range(Some(1.0), Some(900.0), Scalar::Number(&number(text)));
        for text in ["1", "900", "1.0", "450.5"] {
            assert_eq!(timeout(text), Judgement::Valid, "{text}");
        }
        assert_eq!(nearest(timeout("0")).as_deref(), Some("1"));
        assert_eq!(nearest(timeout("901")).as_deref(), Some("900"));
        assert_eq!(nearest(timeout("-1e9")).as_deref(), Some("1"));
        assert_eq!(
            nearest(range(Some(0.1), None, Scalar::Number(&number("0")))).as_deref(),
            Some("0.1")
        );
        assert_eq!(
            range(Some(0.1), Some(0.1), Scalar::Number(&number("0.1"))),
            Judgement::Valid
        );
    }

    #[test]
    fn what_floating_point_would_round_is_not_decided() {
        let most = 9_007_199_254_740_992.0;
        let judge = |text: &str| range(None, Some(most), Scalar::Number(&number(text)));
        assert_eq!(judge("9007199254740992"), Judgement::Valid);
        assert_eq!(judge("9007199254740993"), Judgement::Undecidable);
        assert!(matches!(judge("9007199254740994"), Judgement::Invalid(_)));
    }

    #[test]
    fn texts_may_hold_numbers() {
        let least = |text: &str| range(Some(1.0), None, Scalar::Text(text));
        assert_eq!(least("5"), Judgement::Valid);
        assert_eq!(nearest(least("0")).as_deref(), Some("\"1\""));
        // Empty is not given, for some.
        for text in ["", "0x10", "inf", "1_000"] {
            assert_eq!(least(text), Judgement::Undecidable, "{text}");
        }
        assert!(matches!(least("many"), Judgement::Invalid(_)));
    }

    #[test]
    fn whole_numbers_have_no_fraction_and_64_bits() {
        for (text, valid) in [
            ("1", true),
            ("1.0", true),
            ("1.5", false),
            ("9223372036854775807", true),
            ("9223372036854775808", false),
            ("-9223372036854775808", true),
            ("1e30", false),
        ] {
            assert_eq!(
                whole(Scalar::Number(&number(text))),
                Judgement::certain(valid),
                "{text}"
            );
        }
        assert_eq!(whole32(Scalar::Number(&number("2147483647"))), Judgement::Valid);
        assert!(matches!(
            whole32(Scalar::Number(&number("2147483648"))),
            Judgement::Invalid(_)
        ));
        assert_eq!(whole(Scalar::Text("+7")), Judgement::Valid);
        assert_eq!(whole(Scalar::Text("")), Judgement::Undecidable);
        assert!(matches!(whole(Scalar::Text("seven")), Judgement::Invalid(_)));
    }

    #[test]
    fn multiples_are_divisible() {
        let judge = |text: &str| divisible_by(60, Scalar::Number(&number(text)));
        assert_eq!(judge("120"), Judgement::Valid);
        assert_eq!(judge("0"), Judgement::Valid);
        assert_eq!(nearest(judge("100")).as_deref(), Some("120"));
        assert_eq!(nearest(judge("-70")).as_deref(), Some("-60"));
        assert_eq!(judge("0.5"), Judgement::Undecidable);
        assert!(matches!(
            greater_than(0.0, Scalar::Number(&number("0"))),
            Judgement::Invalid(_)
        ));
        assert_eq!(greater_than(0.0, Scalar::Number(&number("0.0001"))), Judgement::Valid);
    }

    proptest! {
        #[test]
        fn ranges_are_those_of_integers(min in -1000i64..1000, size in 0i64..1000, given in -3000i64..3000) {
            let max = min + size;
            let judged = range(Some(min as f64), Some(max as f64), Scalar::Number(&Number::from(given)));
            prop_assert_eq!(judged == Judgement::Valid, (min..=max).contains(&given));
            if let Judgement::Invalid(fault) = judged {
                prop_assert_eq!(fault.nearest, Some(given.clamp(min, max).to_string()));
            }
        }
    }
}
