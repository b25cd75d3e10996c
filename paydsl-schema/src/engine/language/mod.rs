//! Sets of texts, described by patterns, and whether any text is in several of them.
//!
//! An answer of "none" is a proof: what is described is never smaller than what the patterns match, and a search that grows
//! too long gives up.

mod automaton;
mod chars;
mod parse;
mod search;

use std::collections::HashMap;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

pub(super) use automaton::Automaton;

/// Texts that every one of some patterns is found in, of a length between two bounds.
#[derive(Clone, Default)]
pub(super) struct Language {
    patterns: Vec<Arc<Automaton>>,
    /// The least number of characters.
    least: u64,
    /// The greatest number of characters.
    most: Option<u64>,
}

impl Language {
    /// The texts that a pattern, in Go's syntax, is found in; all texts, where it is not understood.
    pub(super) fn of(pattern: &str) -> Language {
        let mut language = Language::default();
        language.narrow(pattern);
        language
    }

    /// The texts that a pattern, in Go's syntax, is found in; `None` where it is not understood.
    pub(super) fn understood(pattern: &str) -> Option<Language> {
        Some(Language {
            patterns: vec![compiled(pattern)?],
            ..Language::default()
        })
    }

    /// One text.
    pub(super) fn text(text: &str, ignores_case: bool) -> Language {
        Language {
            patterns: vec![Arc::new(Automaton::text(text, ignores_case))],
            ..Language::default()
        }
    }

    /// The texts of so many characters.
    pub(super) fn of_length(least: Option<u64>, most: Option<u64>) -> Language {
        let mut language = Language::default();
        language.bound(least, most);
        language
    }

    /// Leaves out the texts that a pattern is not found in; none, where it is not understood.
    pub(super) fn narrow(&mut self, pattern: &str) {
        self.patterns.extend(compiled(pattern));
    }

    /// Leaves out the texts of fewer or more characters.
    pub(super) fn bound(&mut self, least: Option<u64>, most: Option<u64>) {
        self.least = self.least.max(least.unwrap_or(0));
        self.most = match (self.most, most) {
            (Some(one), Some(other)) => Some(one.min(other)),
            (one, other) => one.or(other),
        };
    }

    /// Whether no text at all is in both, for certain.
    pub(super) fn excludes(&self, other: &Language) -> bool {
        let mut both = self.clone();
        both.patterns.extend(other.patterns.iter().cloned());
        both.bound(Some(other.least), other.most);
        both.is_empty()
    }

    /// Whether a text may be in it.
    #[cfg(test)]
    pub(super) fn may_hold(&self, text: &str) -> bool {
        !self.excludes(&Language::text(text, false))
    }

    /// Whether it says nothing.
    pub(super) fn is_all(&self) -> bool {
        self.patterns.is_empty() && self.least == 0 && self.most.is_none()
    }

    /// Whether it is certain to hold no text.
    fn is_empty(&self) -> bool {
        let automata: Vec<&Automaton> = self.patterns.iter().map(|pattern| &**pattern).collect();
        search::is_empty(&automata, self.least, self.most)
    }
}

/// Each pattern is compiled once: an editor asks at every key stroke.
fn compiled(pattern: &str) -> Option<Arc<Automaton>> {
    type Cache = HashMap<Box<str>, Option<Arc<Automaton>>>;
    static CACHE: OnceLock<Mutex<Cache>> = OnceLock::new();
    let cache = CACHE.get_or_init(Mutex::default);
    if let Some(known) = cache.lock().unwrap_or_else(PoisonError::into_inner).get(pattern) {
        return known.clone();
    }
    let compiled = super::pattern::in_plain_syntax(pattern)
        .and_then(|(plain, is_ascii_only)| parse::parse(&plain, is_ascii_only))
        .and_then(|tree| Automaton::finding(&tree))
        .map(Arc::new);
    let mut cache = cache.lock().unwrap_or_else(PoisonError::into_inner);
    cache.entry(pattern.into()).or_insert(compiled).clone()
}

#[cfg(test)]
mod tests;
