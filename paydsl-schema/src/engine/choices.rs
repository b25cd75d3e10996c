//! One of these, none of those.

use super::judgement::{Judgement, Scalar};
use super::number::Number;
use crate::suggest::suggest;

pub(super) fn one_of(values: &[Box<str>], ignores_case: bool, value: Scalar<'_>) -> Judgement {
    match value {
        Scalar::Text(text) => one_of_texts(values, ignores_case, text),
        Scalar::Number(number) => one_of_numbers(values, number),
        Scalar::Bool(truth) => {
            let text = if truth { "true" } else { "false" };
            Judgement::certain(values.iter().any(|value| **value == *text))
        }
    }
}

fn one_of_texts(values: &[Box<str>], ignores_case: bool, text: &str) -> Judgement {
    if values.iter().any(|value| **value == *text) {
        return Judgement::Valid;
    }
    let in_another_case = values.iter().find(|value| value.eq_ignore_ascii_case(text));
    if ignores_case && in_another_case.is_some() {
        return Judgement::Valid;
    }
    // Go folds the cases of all of Unicode.
    if ignores_case && !text.is_ascii() {
        return Judgement::Undecidable;
    }
    let nearest = in_another_case.or_else(|| {
        let lower: Vec<String> = values.iter().map(|value| value.to_lowercase()).collect();
        let near = suggest(text, lower.iter().map(String::as_str)).first().copied();
        lower
            .iter()
            .position(|value| Some(value.as_str()) == near)
            .and_then(|position| values.get(position))
    });
    Judgement::nearest(nearest.map(|value| format!("{value:?}")))
}

fn one_of_numbers(values: &[Box<str>], number: &Number) -> Judgement {
    let allowed: Vec<Number> = values.iter().filter_map(|value| Number::parse(value)).collect();
    if allowed.contains(number) {
        return Judgement::Valid;
    }
    if allowed.len() < values.len() {
        return Judgement::Undecidable;
    }
    let distance = |other: &Number| (other.as_f64() - number.as_f64()).abs();
    let nearest = allowed
        .iter()
        .min_by(|one, other| distance(one).total_cmp(&distance(other)));
    Judgement::nearest(nearest.map(Number::to_string))
}

pub(super) fn none_of(values: &[Box<str>], value: Scalar<'_>) -> Judgement {
    match value {
        Scalar::Text(text) => Judgement::certain(!values.iter().any(|value| **value == *text)),
        Scalar::Number(number) => Judgement::certain(
            !values
                .iter()
                .any(|value| Number::parse(value).is_some_and(|value| value == *number)),
        ),
        Scalar::Bool(_) => Judgement::Undecidable,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn values(texts: &[&str]) -> Vec<Box<str>> {
        texts.iter().map(|text| Box::from(*text)).collect()
    }

    fn nearest(judgement: Judgement) -> Option<String> {
        match judgement {
            Judgement::Invalid(fault) => fault.nearest,
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn texts_are_compared_exactly() {
        let modes = values(&["PROVISIONED", "PAY_PER_REQUEST"]);
        assert_eq!(one_of(&modes, false, Scalar::Text("PROVISIONED")), Judgement::Valid);
        assert_eq!(
            nearest(one_of(&modes, false, Scalar::Text("provisioned"))).as_deref(),
            Some("\"PROVISIONED\"")
        );
        assert_eq!(
            nearest(one_of(&modes, false, Scalar::Text("PAY_PER_REQEST"))).as_deref(),
            Some("\"PAY_PER_REQUEST\"")
        );
        assert_eq!(nearest(one_of(&modes, false, Scalar::Text("zzz"))), None);
        for text in ["", " PROVISIONED", "PROVISIONED "] {
            assert!(matches!(
                one_of(&modes, false, Scalar::Text(text)),
                Judgement::Invalid(_)
            ));
        }
        assert_eq!(one_of(&values(&["", "a"]), false, Scalar::Text("")), Judgement::Valid);
    }

    #[test]
    fn cases_are_folded_where_the_provider_does() {
        let modes = values(&["ask", "tell"]);
        assert_eq!(one_of(&modes, true, Scalar::Text("ASK")), Judgement::Valid);
        assert!(matches!(
            one_of(&modes, true, Scalar::Text("asks")),
            Judgement::Invalid(_)
        ));
        // The Kelvin sign folds to a `k`.
        assert_eq!(one_of(&modes, true, Scalar::Text("as\u{212a}")), Judgement::Undecidable);
        assert!(matches!(
            one_of(&modes, false, Scalar::Text("as\u{212a}")),
            Judgement::Invalid(_)
        ));
    }

    #[test]
    fn numbers_are_compared_as_numbers() {
        let days = values(&["0", "1", "3", "5", "7"]);
        let number = |text: &str| Number::parse(text).expect(text);
        assert_eq!(one_of(&days, false, Scalar::Number(&number("3.0"))), Judgement::Valid);
        assert_eq!(
            nearest(one_of(&days, false, Scalar::Number(&number("6")))).as_deref(),
            Some("5")
        );
        assert_eq!(
            nearest(one_of(&days, false, Scalar::Number(&number("400")))).as_deref(),
            Some("7")
        );
        assert!(matches!(
            one_of(&days, false, Scalar::Text("03")),
            Judgement::Invalid(_)
        ));
    }

    #[test]
    fn what_is_excluded_is_refused() {
        let names = values(&["default", "8"]);
        assert!(matches!(
            none_of(&names, Scalar::Text("default")),
            Judgement::Invalid(_)
        ));
        assert_eq!(none_of(&names, Scalar::Text("Default")), Judgement::Valid);
        assert!(matches!(
            none_of(&names, Scalar::Number(&Number::from(8))),
            Judgement::Invalid(_)
        ));
    }
}
