//! Reads rules off messages. One row of the table is one shape of message; the first that fits decides.

mod go;
mod shapes;

use paydsl_schema::{CombinationKind, Rule};

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
    /// The argument has to be given.
    Required,
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

/// The message without what differs from value to value and from argument to argument, to tell its kind: quoted texts
/// and numbers are left out.
pub fn kind(diagnostic: &Diagnostic, value: Option<&str>) -> String {
    let mut text = diagnostic.text();
    if let Some(value) = value.filter(|value| !value.is_empty()) {
        text = text.replace(&format!("{value:?}"), "{value}").replace(value, "{value}");
    }
    for name in diagnostic.names().iter().rev() {
        text = text.replace(&format!("\"{name}\""), "{name}");
    }
    let text = text.trim_end();
    match text.char_indices().nth(400) {
        Some((end, _)) => text[..end].to_owned(),
        None => text.to_owned(),
    }
}

#[cfg(test)]
mod tests;
