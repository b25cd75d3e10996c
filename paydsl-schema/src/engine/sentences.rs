//! Sentences behind which a provider hides its check: what those that are known stand for.

mod table;

use std::collections::HashSet;

use super::judgement::{Judgement, Scalar};
use super::pattern::pattern;
use super::{form, lengths, numbers};
use crate::rule::{Form, Unit};

/// What a sentence demands.
#[derive(Clone, Copy, Debug)]
enum Demand {
    /// The pattern is found in the text.
    Finds(&'static str),
    /// It is not.
    Lacks(&'static str),
    /// The text is JSON, and begins so; what is in it is not looked at. Of `null`, Go makes an empty value of any type.
    Json(&'static str),
    /// A network in CIDR notation; bits of a host are allowed.
    Network,
    /// The address of a multicast group.
    Multicast,
    /// A duration of Go. An empty text is none.
    Duration,
    /// A whole number in one of the ranges, each with both ends. A text is read as Go reads an `int64`.
    Integer(&'static [(i64, i64)]),
    /// That many bytes, from the first to the second.
    Bytes(u64, u64),
    /// At least that many different characters.
    Different(usize),
}

/// A text against a sentence. One that is not known is undecidable.
pub(super) fn sentence(sentence: &str, value: Scalar<'_>) -> Judgement {
    match demand(sentence) {
        Some(Demand::Finds(demanded)) => pattern(demanded, false, value),
        Some(Demand::Lacks(excluded)) => pattern(excluded, true, value),
        Some(Demand::Json(start)) => document(start, value),
        Some(Demand::Integer(ranges)) => integer(ranges, value),
        Some(Demand::Bytes(min, max)) => lengths::length(Some(min), Some(max), Unit::Bytes, value),
        Some(Demand::Network) => text(value, form::any_network),
        Some(Demand::Multicast) => text(value, form::multicast),
        Some(Demand::Duration) => text(value, duration),
        Some(Demand::Different(least)) => text(value, |text| different(least, text)),
        None => Judgement::Undecidable,
    }
}

fn text(value: Scalar<'_>, judge: impl Fn(&str) -> Judgement) -> Judgement {
    match value {
        Scalar::Text(text) => judge(text),
        Scalar::Number(_) | Scalar::Bool(_) => Judgement::Undecidable,
    }
}

fn duration(text: &str) -> Judgement {
    match text {
        "" => Judgement::because("it is empty"),
        text => form::form(Form::Duration, Scalar::Text(text)),
    }
}

fn different(least: usize, text: &str) -> Judgement {
    let all: HashSet<char> = text.chars().collect();
    Judgement::certain(all.len() >= least)
}

/// The bounds are exact as floating-point numbers: none is longer than ten digits.
fn integer(ranges: &[(i64, i64)], value: Scalar<'_>) -> Judgement {
    if let Scalar::Text(text) = value {
        let number = text.parse::<i64>();
        return Judgement::certain(
            number.is_ok_and(|number| ranges.iter().any(|(min, max)| (*min..=*max).contains(&number))),
        );
    }
    let judgements = ranges
        .iter()
        .map(|(min, max)| numbers::range(Some(*min as f64), Some(*max as f64), value));
    judgements
        .reduce(|one, next| match (one, next) {
            (Judgement::Valid, _) | (_, Judgement::Valid) => Judgement::Valid,
            (Judgement::Invalid(_), Judgement::Invalid(_)) => Judgement::invalid(),
            _ => Judgement::Undecidable,
        })
        .unwrap_or(Judgement::Undecidable)
}

fn document(start: &str, value: Scalar<'_>) -> Judgement {
    let Scalar::Text(text) = value else {
        return Judgement::Undecidable;
    };
    let begins = text.trim_start_matches([' ', '\t', '\r', '\n']);
    if begins.is_empty() && !start.is_empty() {
        // It may say that nothing is given.
        return Judgement::Undecidable;
    }
    if text.is_empty() {
        return Judgement::because("it is empty");
    }
    match form::form(Form::Json, value) {
        Judgement::Valid if start.is_empty() || begins.starts_with("null") => Judgement::Valid,
        Judgement::Valid if begins.starts_with(start) => Judgement::Undecidable,
        Judgement::Valid => Judgement::because(format!("it does not begin with `{start}`")),
        other => other,
    }
}

/// The pattern that a sentence demands to be found, where it is known to.
pub(super) fn demanded(sentence: &str) -> Option<&'static str> {
    match demand(sentence)? {
        Demand::Finds(demanded) => Some(demanded),
        _ => None,
    }
}

fn demand(sentence: &str) -> Option<Demand> {
    let known = table::TABLE.binary_search_by(|(known, _)| (*known).cmp(sentence));
    if let Ok(position) = known {
        return table::TABLE.get(position).map(|(_, demand)| *demand);
    }
    // Another reading is known as a whole, or not at all.
    let mut begun = table::BEGINNINGS.iter().filter(|_| stated(sentence) == sentence);
    begun
        .find(|(start, _)| sentence.starts_with(start))
        .map(|(_, demand)| *demand)
}

/// The same sentence as another validator means it, which says the same and checks otherwise: `name`, `name [2]`,
/// `name [3]`. Some of them are known. Who mines takes the first that agrees with the provider.
pub fn another_reading(sentence: &str) -> String {
    let stated = stated(sentence);
    let number = sentence
        .get(stated.len()..)
        .and_then(|suffix| suffix.strip_prefix(" [")?.strip_suffix(']')?.parse::<u32>().ok());
    format!("{stated} [{}]", number.unwrap_or(1) + 1)
}

/// The sentence as the provider says it.
pub(super) fn stated(sentence: &str) -> &str {
    match sentence.strip_suffix(']').and_then(|rest| rest.rsplit_once(" [")) {
        Some((stated, number)) if !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit()) => stated,
        _ => sentence,
    }
}

/// All that are known.
#[cfg(test)]
pub(super) fn all() -> impl Iterator<Item = &'static str> {
    let known = table::TABLE.iter().chain(table::BEGINNINGS);
    known.map(|(sentence, _)| *sentence)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;

    /// What the provider said of some texts, by sentence.
    #[derive(serde::Deserialize)]
    struct Answers {
        accepted: Vec<String>,
        refused: Vec<String>,
    }

    #[test]
    fn each_sentence_is_what_the_provider_makes_of_it() {
        let all: BTreeMap<String, Answers> =
            serde_json::from_str(include_str!("sentences/answers.json")).expect("JSON");
        assert_eq!(all.len(), super::all().count());
        for (sentence, answers) in &all {
            let judge = |text: &String| super::sentence(sentence, Scalar::Text(text));
            for text in &answers.accepted {
                assert_eq!(judge(text), Judgement::Valid, "{sentence:?} {text:?}");
            }
            for text in &answers.refused {
                assert!(matches!(judge(text), Judgement::Invalid(_)), "{sentence:?} {text:?}");
            }
            assert!(
                !answers.accepted.is_empty() && !answers.refused.is_empty(),
                "{sentence:?}"
            );
        }
    }

    #[test]
    fn sentences_are_sorted_and_each_stands_once() {
        assert!(table::TABLE.is_sorted_by(|(one, _), (next, _)| one < next));
        assert!(table::TABLE.len() >= 100);
    }

    #[test]
    fn readings_are_numbered_and_state_the_same() {
        for (sentence, next) in [
            ("a", "a [2]"),
            ("a [2]", "a [3]"),
            ("a [b]", "a [b] [2]"),
            ("[9]", "[9] [2]"),
        ] {
            assert_eq!(another_reading(sentence), next);
            assert_eq!(stated(next), stated(sentence));
        }
    }

    #[test]
    fn a_sentence_that_is_not_known_is_undecidable() {
        assert_eq!(sentence("must please me", Scalar::Text("x")), Judgement::Undecidable);
    }
}
