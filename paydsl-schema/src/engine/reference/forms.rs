//! Rules as patterns that match all texts they let pass, and maybe more.

use std::borrow::Cow;

use super::super::sentences;
use crate::rule::{Family, Form, Rule, Unit};

/// The texts to which Terraform converts numbers.
pub(super) const WRITTEN_NUMBER: &str = r"^-?[0-9]+(\.[0-9]+)?([eE][-+]?[0-9]+)?$";

/// Those that it converts to numbers.
pub(super) const READ_NUMBER: &str = "^[-+0-9.eEpPxX_]+$|^[-+]?[Ii][Nn][Ff]";

/// A pattern that each text is found in that a rule lets pass; `None` where there is none to be given.
pub(super) fn accepted(rule: &Rule) -> Option<Cow<'_, str>> {
    match rule {
        Rule::Pattern {
            pattern,
            negated: false,
        } => Some(Cow::Borrowed(pattern)),
        Rule::Form(form) => self::form(*form).map(Cow::Borrowed),
        Rule::Sentence(sentence) => sentences::demanded(sentence).map(Cow::Borrowed),
        Rule::OneOf { values, ignores_case } => Some(Cow::Owned(one_of(values, *ignores_case))),
        Rule::Any(rules) => {
            let all: Option<Vec<String>> = rules
                .iter()
                .map(|rule| accepted(rule).map(|pattern| format!("(?:{pattern})")))
                .collect();
            all.map(|all| Cow::Owned(all.join("|")))
        }
        _ => None,
    }
}

/// The bounds of a length, in characters.
pub(super) fn characters(min: Option<u64>, max: Option<u64>, unit: Unit) -> (Option<u64>, Option<u64>) {
    match unit {
        Unit::Characters => (min, max),
        // Up to four bytes are a character.
        Unit::Bytes => (min.map(|min| min.div_ceil(4)), max),
    }
}

fn one_of(values: &[Box<str>], ignores_case: bool) -> String {
    let flags = if ignores_case { "(?i)" } else { "" };
    let values: Vec<String> = values.iter().map(|value| quoted(value)).collect();
    format!("{flags}^(?:{})$", values.join("|"))
}

/// A text as a pattern.
fn quoted(text: &str) -> String {
    text.chars()
        .map(|c| match c {
            c if c.is_ascii_alphanumeric() => c.to_string(),
            c => format!("\\x{{{:x}}}", u32::from(c)),
        })
        .collect()
}

/// Where the engine does not refuse an empty text, the pattern has it.
fn form(form: Form) -> Option<&'static str> {
    Some(match form {
        Form::Arn => "^$|^arn:aws[a-z-]*:[^:]*:[^:]*:[^:]*:(?s:.)",
        Form::ArnParts => "^$|^arn:[^:]*:[^:]*:[^:]*:[^:]*:",
        Form::AccountId => "^$|^[0-9]{12}$",
        Form::Json => r#"^$|^\s*(\{(?s:.)*\}|\[(?s:.)*\]|"(?s:.)*"|[-+0-9.eE]+|true|false|null)\s*$"#,
        Form::PolicyJson => r"^\s*\{(?s:.)*\}\s*$",
        Form::Base64 => r"^[0-9A-Za-z+/=\r\n]*$",
        Form::Ipv4 | Form::Ipv6 | Form::Ip => r"^$|^[0-9A-Fa-f.]*:[0-9A-Fa-f.:]*$|^[0-9]+(\.[0-9]+){3}$",
        Form::Cidr { family: Family::V6, .. } => "^$|^[0-9A-Fa-f.:]*:[0-9A-Fa-f.:]*/[0-9]+$",
        // An IPv4 network may be written as one of IPv6.
        Form::Cidr { .. } => "^$|^[0-9A-Fa-f]*[.:][0-9A-Fa-f.:]*/[0-9]+$",
        Form::Timestamp | Form::UtcTimestamp => "^$|^[0-9]{4}-[0-9]{2}-[0-9]{2}",
        Form::Duration => "^$|^[-+]?[0-9.]",
        Form::TimeOfDay => "^[0-9:]*$",
        Form::DailyWindow => "^$|^[0-9]{1,2}:[0-9]{1,2}-[0-9]{1,2}:[0-9]{1,2}$",
        Form::WeeklyWindow => "(?i)^$|^[A-Za-z]{3}:[0-9]{1,2}:[0-9]{1,2}-[A-Za-z]{3}:[0-9]{1,2}:[0-9]{1,2}$",
        Form::Uuid => "^$|^[0-9A-Fa-f]{8}(-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}$",
        Form::Url => "^$|://",
        Form::RegularExpression | Form::Port { .. } => return None,
    })
}
