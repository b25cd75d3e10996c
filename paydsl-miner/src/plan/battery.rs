//! Other values of an argument that can be anything, to see whether a refusal depends on what it is.

use std::collections::BTreeSet;

use super::variable::Variable;
use crate::value::{Object, Value};

/// How many words are taken up.
const MOST_WORDS: usize = 16;

/// Values of all kinds, and such as the words at hand suggest.
pub(super) fn battery(variable: &Variable, value: &Value, words: &[String]) -> Vec<Value> {
    let mut others: Vec<Value> = variable.candidates.clone();
    let text = text_in(value);
    if let Some(text) = text {
        let mut known = BTreeSet::new();
        let words: Vec<String> = words
            .iter()
            .flat_map(|word| word.split(|c: char| !c.is_ascii_alphanumeric()))
            .filter(|word| word.len() > 1)
            .map(str::to_ascii_lowercase)
            .filter(|word| known.insert(word.clone()))
            .take(MOST_WORDS)
            .collect();
        for word in &words {
            for other in [
                format!("{text}.{word}"),
                format!("{text}-{word}"),
                format!("{word}-{text}"),
                format!("{word}/{text}"),
                word.clone(),
            ] {
                others.push(with_text(value, &other));
            }
        }
        if let Value::Map(_) = value {
            let entry = |key: &String| (key.clone(), Value::from(text));
            others.extend(words.iter().map(|word| Value::Map(Object::from([entry(word)]))));
        }
    }
    others.retain(|other| other != value);
    others
}

fn text_in(value: &Value) -> Option<&str> {
    match value {
        Value::String(text) => Some(text),
        Value::List(elements) => elements.first().and_then(text_in),
        Value::Map(entries) => entries.values().next().and_then(text_in),
        _ => None,
    }
}

/// The value with this text in the place of its own.
fn with_text(value: &Value, text: &str) -> Value {
    match value {
        Value::List(elements) => Value::List(
            elements
                .iter()
                .take(1)
                .map(|element| with_text(element, text))
                .collect(),
        ),
        Value::Map(entries) => {
            let entries = entries
                .iter()
                .take(1)
                .map(|(key, inner)| (key.clone(), with_text(inner, text)));
            Value::Map(entries.collect::<Object>())
        }
        _ => Value::from(text),
    }
}
