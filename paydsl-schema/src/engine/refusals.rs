//! What only plan refuses.

use super::configuration::{Body, Content, Node, Value};
use super::judgement::Scalar;
use super::number::Number;
use super::types::fit;
use super::violation::{Class, Place};
use super::{Checker, words};
use crate::rule::{Condition, Refusal, State};
use crate::schema::{Block, Type};

impl<T: Clone> Checker<T> {
    pub(super) fn refusals(&mut self, schema: &Block, body: &Body<T>, place: &Place<'_>) {
        for refusal in schema.refusals() {
            let holds = refusal.conditions.iter().map(|condition| {
                let found = find(schema, body, &condition.argument);
                holds(&condition.state, &found)
            });
            let Some(certain) = all(holds) else {
                continue;
            };
            let Some(subject) = subject(refusal) else {
                continue;
            };
            let place = place.deferred(true);
            let place = place.name(&subject.argument);
            let first = subject.argument.split('.').next().unwrap_or_default();
            let tag = body.entry(first).map_or(&body.tag, |entry| &entry.tag);
            if certain {
                self.invalid(&place, tag, Class::Plan, in_words(refusal));
            } else {
                self.undecidable(&place, tag, Class::Plan, in_words(refusal));
            }
        }
    }
}

/// Whether a condition holds.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Truth {
    No,
    Unknown,
    Yes,
}

impl Truth {
    fn of(truth: bool) -> Truth {
        if truth { Truth::Yes } else { Truth::No }
    }
}

/// `None` if one does not hold; otherwise whether all are known to.
fn all(truths: impl Iterator<Item = Truth>) -> Option<bool> {
    let mut certain = true;
    for truth in truths {
        match truth {
            Truth::No => return None,
            Truth::Unknown => certain = false,
            Truth::Yes => {}
        }
    }
    Some(certain)
}

/// What stands at a path.
enum Found<'b, T> {
    Absent,
    Unknown,
    Blocks,
    Value(&'b Type, &'b Node<T>),
}

fn find<'b, T>(schema: &'b Block, body: &'b Body<T>, path: &str) -> Found<'b, T> {
    let (name, rest) = match path.split_once('.') {
        Some((name, rest)) => (name, Some(rest)),
        None => (path, None),
    };
    let Some(entry) = body.entry(name) else {
        return Found::Absent;
    };
    match (&entry.content, rest) {
        (Content::Argument(node), rest) => match (&node.value, schema.attribute(name), rest) {
            (Value::Null, _, _) => Found::Absent,
            (Value::Unknown | Value::Reference(_), _, _) | (_, None, _) | (_, _, Some(_)) => Found::Unknown,
            (_, Some(attribute), None) => Found::Value(&attribute.ty, node),
        },
        (Content::Blocks { blocks, more }, rest) => match (blocks.as_slice(), more, rest) {
            ([], false, _) => Found::Absent,
            ([], true, _) => Found::Unknown,
            (_, _, None) => Found::Blocks,
            ([only], false, Some(rest)) => match schema.block(name) {
                Some(nested) => find(nested.block(), only, rest),
                None => Found::Unknown,
            },
            (_, _, Some(_)) => Found::Unknown,
        },
    }
}

fn holds<T>(state: &State, found: &Found<'_, T>) -> Truth {
    match (state, found) {
        (_, Found::Unknown) => Truth::Unknown,
        (State::Given, Found::Absent) => Truth::No,
        (State::Absent, Found::Absent) => Truth::Yes,
        (State::Given, Found::Blocks) => Truth::Yes,
        (State::Absent, Found::Blocks) => Truth::No,
        // Some providers take what is zero, false or empty for absent, and others do not.
        (State::Given | State::Absent, Found::Value(_, node)) if is_nothing(node) => Truth::Unknown,
        (State::Given, Found::Value(..)) => Truth::Yes,
        (State::Absent, Found::Value(..)) => Truth::No,
        (State::OneOf { or_absent, .. }, Found::Absent) => Truth::of(*or_absent),
        (State::OneOf { .. }, Found::Blocks) => Truth::Unknown,
        (State::OneOf { values, .. }, Found::Value(ty, node)) => match fit(ty, node).scalar() {
            Some(scalar) => Truth::of(values.iter().any(|value| is(scalar, value))),
            None => Truth::Unknown,
        },
    }
}

fn is_nothing<T>(node: &Node<T>) -> bool {
    match &node.value {
        Value::Text(text) => text.is_empty(),
        Value::Number(number) => Number::parse("0").is_some_and(|zero| zero == *number),
        Value::Bool(truth) => !truth,
        Value::List(elements) => elements.is_empty(),
        Value::Map(entries) => entries.is_empty(),
        Value::Null | Value::Unknown | Value::Reference(_) => true,
    }
}

fn is(scalar: Scalar<'_>, value: &str) -> bool {
    match scalar {
        Scalar::Text(text) => text == value,
        Scalar::Number(number) => Number::parse(value).is_some_and(|value| value == *number),
        Scalar::Bool(truth) => value == if truth { "true" } else { "false" },
    }
}

/// How many conditions are told: the later ones are of what few have.
const TOLD: usize = 4;

/// What the provider objects to: what is missing, as far as it speaks of it, or else what it speaks of.
fn subject(refusal: &Refusal) -> Option<&Condition> {
    let is_named = |condition: &&Condition| names(&refusal.message, &condition.argument);
    let mut named = refusal.conditions.iter().filter(is_named);
    named
        .clone()
        .find(|condition| condition.state == State::Absent)
        .or_else(|| named.next())
        .or(refusal.conditions.first())
}

/// Whether a message speaks of an argument, in whatever spelling.
fn names(message: &str, argument: &str) -> bool {
    let plain = |text: &str| -> String {
        let letters = text.chars().filter(char::is_ascii_alphanumeric);
        letters.collect::<String>().to_lowercase()
    };
    plain(message).contains(&plain(argument.rsplit('.').next().unwrap_or_default()))
}

/// What holds where nothing is given need not be told if the provider does not speak of it.
fn is_told(condition: &Condition, message: &str) -> bool {
    let holds_of_nothing = matches!(condition.state, State::Absent | State::OneOf { or_absent: true, .. });
    !holds_of_nothing || names(message, &condition.argument)
}

/// A refusal, to stand behind the name of its first argument.
fn in_words(refusal: &Refusal) -> String {
    let subject = subject(refusal);
    let demand = subject.map_or_else(String::new, |subject| match &subject.state {
        State::Given => "cannot be given".to_owned(),
        State::Absent => "has to be given".to_owned(),
        State::OneOf {
            values,
            or_absent: false,
        } => format!("cannot be {}", words::choices(values)),
        State::OneOf {
            values,
            or_absent: true,
        } => format!("has to be given, and cannot be {}", words::choices(values)),
    });
    let others: Vec<String> = refusal
        .conditions
        .iter()
        .filter(|condition| Some(*condition) != subject && is_told(condition, &refusal.message))
        .take(TOLD)
        .map(|condition| {
            let argument = &condition.argument;
            match &condition.state {
                State::Given => format!("`{argument}` is given"),
                State::Absent => format!("`{argument}` is not given"),
                State::OneOf { values, or_absent } => {
                    let end = if *or_absent { " or not given" } else { "" };
                    format!("`{argument}` is {}{end}", words::choices(values))
                }
            }
        })
        .collect();
    let place = match others.as_slice() {
        [] => String::new(),
        others => format!(" where {}", others.join(" and ")),
    };
    // The framework's heading and path say nothing more.
    let message = refusal.message.trim();
    let message = message
        .strip_prefix("Invalid Attribute Combination\n")
        .unwrap_or(message);
    let message = message.split("\n\nPath: ").next().unwrap_or(message).trim();
    let message = message.trim_end_matches('.').replace('\n', "; ");
    format!("{demand}{place} (at plan the provider says: {message})")
}
