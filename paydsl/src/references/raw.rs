//! References in HCL that is kept as its author wrote it.

use super::{Reference, of_words};

/// Everything of the form `word.word`, with what is in brackets between left out of the path and looked through itself.
pub(super) fn references(text: &str) -> Vec<Reference> {
    let mut found = Vec::new();
    let mut before = None;
    for (start, character) in text.char_indices() {
        let begins = is_first(character) && !before.is_some_and(|before| is_inner(before) || before == '.');
        before = Some(character);
        if !begins {
            continue;
        }
        let words = chain(&text[start..]);
        if words.len() > 1 {
            found.extend(of_words(words));
        }
    }
    found
}

/// The words of the chain that the text begins with.
fn chain(text: &str) -> Vec<String> {
    let mut words = Vec::new();
    let mut rest = text;
    loop {
        let end = rest.find(|c| !is_inner(c)).unwrap_or(rest.len());
        words.push(rest[..end].to_owned());
        rest = after_brackets(&rest[end..]);
        match rest.strip_prefix('.') {
            Some(next) if next.starts_with(is_first) => rest = next,
            Some(next) if next.starts_with('*') => match after_brackets(&next[1..]).strip_prefix('.') {
                Some(next) if next.starts_with(is_first) => rest = next,
                _ => return words,
            },
            _ => return words,
        }
    }
}

/// The text behind any `[..]` that it begins with.
fn after_brackets(text: &str) -> &str {
    let mut rest = text;
    while rest.starts_with('[') {
        let mut depth = 0_usize;
        let end = rest.find(|c| {
            match c {
                '[' => depth += 1,
                ']' => depth -= 1,
                _ => {}
            }
            depth == 0
        });
        match end {
            Some(end) => rest = &rest[end + 1..],
            None => return "",
        }
    }
    rest
}

fn is_first(character: char) -> bool {
    character.is_alphabetic() || character == '_'
}

fn is_inner(character: char) -> bool {
    character.is_alphanumeric() || character == '_' || character == '-'
}
