//! Reads rules off messages. One row of the table is one shape of message; the first that fits decides.

mod go;
mod shapes;

pub(crate) use shapes::{CANONICAL_NETWORK, NETWORK};

use std::sync::{LazyLock, Mutex, PoisonError};

use paydsl_schema::{CombinationKind, Rule};
use regex::Regex;

use crate::diagnostic::Diagnostic;

/// What a message says.
#[derive(Clone, PartialEq, Debug)]
pub enum Finding {
    /// What the value, or each element of the collection, has to satisfy.
    Rule(Rule),
    /// What each key of the map has to satisfy.
    KeyRule(Rule),
    /// What the collection itself has to satisfy.
    CollectionRule(Rule),
    /// The argument has to be given; its path, as the message writes it: where it does, that of the diagnostic may be wrong.
    Required(Option<String>),
    /// What several arguments have to satisfy.
    Combination {
        /// What it is.
        kind: CombinationKind,
        /// Who asks for it, as the message writes the path; the diagnostic's own path where it does not.
        subject: Option<String>,
        /// The arguments, as the message writes their paths.
        members: Vec<String>,
    },
    /// A consequence of something else, such as of what the miner leaves out.
    Noise,
}

/// What a diagnostic says; `None` if it is in no known shape.
pub fn read(diagnostic: &Diagnostic) -> Option<Finding> {
    let text = diagnostic.text();
    shapes::TABLE.iter().find_map(|shape| {
        let captures = shape.pattern.captures(&text)?;
        (shape.read)(&captures)
    })
}

/// The argument that a message of the SDK names. The SDK's own path to it is wrong in its last step now and then, as it
/// writes over it when it comes to the next argument.
pub(crate) fn named(diagnostic: &Diagnostic) -> Option<String> {
    static NAMED: LazyLock<Option<Regex>> =
        LazyLock::new(|| Regex::new(r"^(?:Too many|Not enough) list items\nAttribute (\S+) |^Invalid Attribute Value\nAttribute ([\s\S]+?) (?:list|set|map) must contain").ok());
    let text = diagnostic.text();
    let captures = NAMED.as_ref()?.captures(&text)?;
    Some(captures.get(1).or(captures.get(2))?.as_str().to_owned())
}

/// The message without what differs from value to value and from argument to argument, to tell its kind.
pub fn kind(diagnostic: &Diagnostic, name: &str, value: Option<&str>) -> String {
    let mut text = diagnostic.text();
    for end in ["got", ": parsing", ": \""] {
        if let Some((before, _)) = text.split_once(end) {
            text = before.trim_end_matches([',', ' ', ':']).to_owned();
        }
    }
    if let Some(path) = path_to(name) {
        text = path
            .replace_all(&text, |found: &regex::Captures<'_>| {
                if found[0].starts_with("expected ") {
                    "expected {name}"
                } else {
                    "{name}"
                }
            })
            .into_owned();
    }
    if let Some(value) = value {
        text = text
            .replace(&format!("\"{value}\""), "{value}")
            .replace(&format!("({value})"), "({value})");
        if value.chars().count() > 2 && !value.bytes().all(|byte| byte.is_ascii_lowercase()) {
            text = text.replace(value, "{value}");
        }
    }
    let text = text.trim_end().trim_end_matches(": {value}");
    match text.char_indices().nth(400) {
        Some((end, _)) => text[..end].to_owned(),
        None => text.to_owned(),
    }
}

/// What finds the paths to an argument in a message. Many messages about one argument are read in a row.
fn path_to(name: &str) -> Option<Regex> {
    static LAST: Mutex<Option<(String, Regex)>> = Mutex::new(None);
    let mut last = LAST.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some((known, path)) = &*last
        && known == name
    {
        return Some(path.clone());
    }
    let escaped = regex::escape(name);
    let path = Regex::new(&format!(
        r#"^(?:\w+\.)*{escaped}(?:\.\d+)?\b|"(?:\w+\.)*{escaped}(?:\.\d+)?"|\b(?:\w+\.)+{escaped}(?:\.\d+)?\b|\bexpected {escaped}\b"#
    ))
    .ok()?;
    *last = Some((name.to_owned(), path.clone()));
    Some(path)
}

#[cfg(test)]
mod tests;
