//! Rules and values in words.

use super::configuration::Value;
use super::sentences;
use super::violation::Class;
use crate::rule::{Family, Form, Rule};
use crate::schema::Type;

/// How much of a value, a pattern or a list of choices is shown in a message.
const SHOWN: usize = 200;

/// How many choices documentation names.
const CHOICES: usize = 40;

/// What the words are for.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Purpose {
    /// A message, in which long lists are cut early.
    Message,
    /// Documentation, to look things up in.
    Documentation,
}

/// A rule for documentation, of something made of elements called `noun`.
pub(super) fn documented(rule: &Rule, noun: &str) -> String {
    match rule {
        Rule::Items { min, max } => items(*min, *max, noun),
        rule => in_words(rule, Purpose::Documentation),
    }
}

/// The class of a rule.
pub(super) fn class(rule: &Rule) -> Class {
    match rule {
        Rule::OneOf { .. } | Rule::NoneOf(_) => Class::Choice,
        Rule::Range { .. } | Rule::GreaterThan(_) | Rule::DivisibleBy(_) | Rule::Whole | Rule::Whole32 => Class::Number,
        Rule::Length { .. } => Class::Length,
        Rule::Items { .. } => Class::Items,
        Rule::Pattern { .. } => Class::Pattern,
        Rule::Form(_) => Class::Form,
        Rule::Sentence(_) => Class::Sentence,
        Rule::Each(inner) | Rule::EachKey(inner) => class(inner),
        Rule::Any(rules) => rules.first().map_or(Class::Choice, class),
        Rule::NotSettable => Class::Settable,
        Rule::Required => Class::Required,
    }
}

/// A rule, to stand behind the name of what it is of.
pub(super) fn rule(rule: &Rule) -> String {
    in_words(rule, Purpose::Message)
}

fn in_words(rule: &Rule, purpose: Purpose) -> String {
    let choices = |values: &[Box<str>]| chosen(values, purpose);
    match rule {
        Rule::OneOf { values, ignores_case } => {
            let case = if *ignores_case { ", in any case" } else { "" };
            match values.len() {
                0 => "must not be given".to_owned(),
                1 => format!("must be {}{case}", choices(values)),
                _ => format!("must be one of {}{case}", choices(values)),
            }
        }
        Rule::NoneOf(values) => format!("must be none of {}", choices(values)),
        Rule::Range { min, max } => match (min, max) {
            (Some(min), Some(max)) if min == max => format!("must be {min}"),
            (Some(min), Some(max)) => format!("must be between {min} and {max}"),
            (Some(min), None) => format!("must be at least {min}"),
            (None, Some(max)) => format!("must be at most {max}"),
            (None, None) => "must be a number".to_owned(),
        },
        Rule::GreaterThan(least) => format!("must be greater than {least}"),
        Rule::DivisibleBy(divisor) => format!("must be divisible by {divisor}"),
        Rule::Whole => "must be a whole number".to_owned(),
        Rule::Whole32 => "must be a whole number of 32 bits".to_owned(),
        Rule::Length { min, max, .. } => length(*min, *max),
        Rule::Items { min, max } => items(*min, *max, "element"),
        Rule::Pattern {
            pattern,
            negated: false,
        } => format!("must match the pattern {}", shortened(pattern)),
        Rule::Pattern { pattern, negated: true } => format!("must not match the pattern {}", shortened(pattern)),
        Rule::Form(form) => format!("must be {}", self::form(*form)),
        Rule::Sentence(sentence) => format!("must satisfy the provider: {}", shortened(&self::sentence(sentence))),
        Rule::Each(inner) => format!("has elements each of which {}", in_words(inner, purpose)),
        Rule::EachKey(inner) => format!("has keys each of which {}", in_words(inner, purpose)),
        Rule::Any(rules) => any(rules, purpose),
        Rule::NotSettable => "is set by the provider and cannot be given".to_owned(),
        Rule::Required => "has to be given".to_owned(),
    }
}

/// What is written of a sentence in place of the argument's name and value, which stand beside it.
const PLACEHOLDERS: &[(&str, &str)] = &[
    (" ({value})", ""),
    (", was {value})", ""),
    (". {name}", ""),
    ("Invalid {name}: ", ""),
    ("{name} : ", ""),
    ("parameter group {name}", "it"),
    ("{name} url", "it"),
    ("{name}", "it"),
    (": {value}", ""),
    ("{value}", "it"),
];

/// A provider's sentence, to stand in another.
fn sentence(sentence: &str) -> String {
    // What Go said of the value stands behind the sentence's own `\n`, which is not a line's end.
    let stated = sentences::stated(sentence);
    let own = stated.split("\\n").next().unwrap_or(stated);
    let replaced = PLACEHOLDERS.iter().fold(own.to_owned(), |text, (placeholder, words)| {
        text.replace(placeholder, words)
    });
    replaced.trim_end_matches(['.', ':', ' ']).replace('\n', ": ")
}

/// Alternatives, each once; that nothing at all will do is said last.
fn any(rules: &[Rule], purpose: Purpose) -> String {
    let mut all: Vec<String> = Vec::new();
    let mut takes_nothing = false;
    for rule in rules {
        let is_empty = matches!(rule, Rule::OneOf { values, .. } if matches!(&**values, [value] if value.is_empty()));
        takes_nothing |= is_empty;
        let words = in_words(rule, purpose);
        if !is_empty && !all.contains(&words) {
            all.push(words);
        }
    }
    if takes_nothing {
        all.push("must be empty".to_owned());
    }
    all.join(", or ")
}

/// Bytes are called characters, as the provider calls them: what is meant is nearly always ASCII.
fn length(min: Option<u64>, max: Option<u64>) -> String {
    let unit = "character";
    let plural = |number: u64| if number == 1 { "" } else { "s" };
    match (min, max) {
        (Some(1), None) => "must not be empty".to_owned(),
        (Some(min), Some(max)) if min == max => format!("must be exactly {min} {unit}{} long", plural(min)),
        (None | Some(0), Some(max)) => format!("must be at most {max} {unit}{} long", plural(max)),
        (Some(min), Some(max)) => format!("must be {min} to {max} {unit}s long"),
        (Some(min), None) => format!("must be at least {min} {unit}{} long", plural(min)),
        (None, None) => "must be a text".to_owned(),
    }
}

/// How many elements or blocks.
pub(super) fn items(min: Option<u64>, max: Option<u64>, noun: &str) -> String {
    let plural = |number: u64| if number == 1 { "" } else { "s" };
    match (min, max) {
        (Some(min), Some(max)) if min == max => format!("must have exactly {min} {noun}{}", plural(min)),
        (None | Some(0), Some(max)) => format!("must have at most {max} {noun}{}", plural(max)),
        (Some(min), Some(max)) => format!("must have {min} to {max} {noun}s"),
        (Some(min), None) => format!("must have at least {min} {noun}{}", plural(min)),
        (None, None) => format!("must have {noun}s"),
    }
}

pub(super) fn blocks(number: u32) -> String {
    match number {
        1 => "one block".to_owned(),
        number => format!("{number} blocks"),
    }
}

fn form(form: Form) -> String {
    match form {
        Form::Arn | Form::ArnParts => "an ARN: `arn:partition:service:region:account:resource`".to_owned(),
        Form::AccountId => "an AWS account ID, of twelve digits".to_owned(),
        Form::Json => "valid JSON".to_owned(),
        Form::PolicyJson => "a policy document: a JSON object without repeated keys".to_owned(),
        Form::Base64 => "base64".to_owned(),
        Form::Ipv4 => "an IPv4 address".to_owned(),
        Form::Ipv6 => "an IPv6 address".to_owned(),
        Form::Ip => "an IP address".to_owned(),
        Form::Cidr { min, max, family } => {
            let (noun, bits) = match family {
                Family::V4 => ("an IPv4 network", 32),
                Family::V6 => ("an IPv6 network", 128),
                Family::Any => ("a network", 128),
            };
            let sizes = match (min, max) {
                (0, max) if max >= bits => String::new(),
                (min, max) if min == max => format!(" with a prefix of {min} bits"),
                (min, max) => format!(" with a prefix of {min} to {max} bits"),
            };
            format!("{noun} in CIDR notation{sizes}, without host bits")
        }
        Form::Timestamp => "a time like 2006-01-02T15:04:05Z".to_owned(),
        Form::UtcTimestamp => "a time in UTC like 2006-01-02T15:04:05Z".to_owned(),
        Form::Duration => "a duration like 1h30m".to_owned(),
        Form::TimeOfDay => "a time of day like 23:59".to_owned(),
        Form::DailyWindow => "a daily window like 01:00-02:00".to_owned(),
        Form::WeeklyWindow => "a weekly window like sun:01:00-sun:02:00".to_owned(),
        Form::Port { zero: false } => "a port, 1 to 65535".to_owned(),
        Form::Port { zero: true } => "a port, 0 to 65535".to_owned(),
        Form::Uuid => "a UUID".to_owned(),
        Form::RegularExpression => "a regular expression".to_owned(),
        Form::Url => "a URL".to_owned(),
    }
}

/// Choices, the last after `or`; of many, as many as can be read.
pub(super) fn choices(values: &[Box<str>]) -> String {
    chosen(values, Purpose::Message)
}

fn chosen(values: &[Box<str>], purpose: Purpose) -> String {
    let is_plain = |value: &str| value.parse::<f64>().is_ok() || matches!(value, "true" | "false");
    let are_plain = values.iter().all(|value| is_plain(value));
    let written = |value: &str| {
        if are_plain {
            value.to_owned()
        } else {
            format!("{value:?}")
        }
    };
    let mut text = String::new();
    for (position, value) in values.iter().enumerate() {
        let is_long = match purpose {
            Purpose::Message => text.len() > SHOWN,
            // One more is no shorter to say than its name.
            Purpose::Documentation => position >= CHOICES && position + 1 < values.len(),
        };
        if is_long {
            return format!("{text} and {} more", values.len() - position);
        }
        match position {
            0 => {}
            last if last + 1 == values.len() => text.push_str(" or "),
            _ => text.push_str(", "),
        }
        text.push_str(&written(value));
    }
    text
}

fn shortened(text: &str) -> String {
    match text.char_indices().nth(SHOWN) {
        Some((end, _)) => format!("{}..", &text[..end]),
        None => text.to_owned(),
    }
}

/// A value as a person writes it, shortened.
pub(super) fn given<T>(value: &Value<T>) -> String {
    match value {
        Value::Null => "null".to_owned(),
        Value::Unknown => "an unknown value".to_owned(),
        Value::Reference(reference) => format!("`{}`", reference.written()),
        Value::Text(text) => match text.char_indices().nth(80) {
            Some((end, _)) => format!("{:?}..", &text[..end]),
            None => format!("{text:?}"),
        },
        Value::Number(number) => number.to_string(),
        Value::Bool(truth) => truth.to_string(),
        Value::List(elements) => format!("a list of {}", elements.len()),
        Value::Map(entries) => format!("a map of {}", entries.len()),
    }
}

/// A type in words.
pub(super) fn wanted(ty: &Type) -> String {
    let elements = |ty: &Type| match ty {
        Type::String => "strings",
        Type::Number => "numbers",
        Type::Bool => "bools",
        Type::Object(_) => "objects",
        Type::Map(_) => "maps",
        Type::List(_) | Type::Set(_) => "lists",
        Type::Dynamic | Type::Tuple(_) => "values",
    };
    match ty {
        Type::String => "a string".to_owned(),
        Type::Number => "a number".to_owned(),
        Type::Bool => "true or false".to_owned(),
        Type::Dynamic => "a value".to_owned(),
        Type::List(element) | Type::Set(element) => format!("a list of {}", elements(element)),
        Type::Map(element) => format!("a map of {}", elements(element)),
        Type::Object(_) => "an object".to_owned(),
        Type::Tuple(_) => "a tuple".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sentences_hold_no_placeholders() {
        for (given, told) in [
            (
                "only alphanumeric characters allowed in {name}: {value}",
                "only alphanumeric characters allowed in it",
            ),
            (
                "{name} ({value}) must be a 32-bit integer",
                "it must be a 32-bit integer",
            ),
            ("{name} cannot be a single digit", "it cannot be a single digit"),
            (
                "{value} is not a valid multicast address",
                "it is not a valid multicast address",
            ),
            ("cannot contain underscores. {name}", "cannot contain underscores"),
            ("{name} : unsupported NACL protocol:", "unsupported NACL protocol"),
            (
                "Invalid {name}: must be between 3 and 100 characters",
                "must be between 3 and 100 characters",
            ),
            (
                "first character of parameter group {name} must be a letter",
                "first character of it must be a letter",
            ),
            ("must consist of letters.", "must consist of letters"),
            (
                "Invalid Time\nA string was no time.\\n\\nGiven Value: {value}",
                "Invalid Time: A string was no time",
            ),
            ("{name} does not contain {username}", "it does not contain {username}"),
        ] {
            assert_eq!(sentence(given), told);
        }
    }
}
