//! Functions on texts. Where letters beyond ASCII would make a difference, the result is not known.

use crate::validation::known::{Value, as_bool, as_text, as_whole};

/// Whether each byte is a character of its own, as a person counts them.
pub(super) fn is_plain(text: &str) -> bool {
    text.is_ascii() && !text.contains("\r\n")
}

pub(super) fn call(name: &str, arguments: &[&Value]) -> Option<Value> {
    if matches!((name, arguments), ("tostring" | "tobool", [Value::Null])) {
        return Some(Value::Null);
    }
    match (name, arguments) {
        ("tobool", [of]) => return as_bool(of).map(Value::Bool),
        ("format", [format, rest @ ..]) => return formatted(&as_text(format)?, rest).map(string),
        ("join", [separator, lists @ ..]) => return joined(&as_text(separator)?, lists).map(string),
        ("split", [separator, of]) => return split(&as_text(separator)?, &as_text(of)?),
        ("substr", [of, offset, length]) => {
            return part(&as_text(of)?, as_whole(offset)?, as_whole(length)?).map(string);
        }
        _ => {}
    }
    let texts: Vec<_> = arguments
        .iter()
        .map(|argument| as_text(argument))
        .collect::<Option<_>>()?;
    let texts: Vec<&str> = texts.iter().map(|text| &**text).collect();
    match (name, &texts[..]) {
        ("tostring", [of]) => Some(string(*of)),
        (_, texts) if !texts.iter().all(|text| text.is_ascii()) => None,
        ("lower", [of]) => Some(string(of.to_ascii_lowercase())),
        ("upper", [of]) => Some(string(of.to_ascii_uppercase())),
        ("strrev", [of]) if is_plain(of) => Some(string(of.chars().rev().collect::<String>())),
        ("trimspace", [of]) => Some(string(of.trim())),
        ("chomp", [of]) => Some(string(of.trim_end_matches(['\r', '\n']))),
        ("trimprefix", [of, prefix]) => Some(string(of.strip_prefix(prefix).unwrap_or(of))),
        ("trimsuffix", [of, suffix]) => Some(string(of.strip_suffix(suffix).unwrap_or(of))),
        ("trim", [of, cutset]) => Some(string(of.trim_matches(|c| cutset.contains(c)))),
        ("startswith", [of, prefix]) => Some(Value::Bool(of.starts_with(prefix))),
        ("endswith", [of, suffix]) => Some(Value::Bool(of.ends_with(suffix))),
        ("strcontains", [of, part]) => Some(Value::Bool(of.contains(part))),
        // Between slashes it is a pattern.
        ("replace", [_, part, _]) if part.is_empty() || part.starts_with('/') && part.ends_with('/') => None,
        ("replace", [of, part, by]) => Some(string(of.replace(part, by))),
        _ => None,
    }
}

fn string(text: impl Into<Box<str>>) -> Value {
    Value::Text(text.into())
}

fn joined(separator: &str, lists: &[&Value]) -> Option<String> {
    let mut texts = Vec::new();
    for list in lists {
        let Value::List(elements) = list else { return None };
        for element in elements {
            texts.push(as_text(&element.value)?);
        }
    }
    Some(texts.join(separator))
}

fn split(separator: &str, of: &str) -> Option<Value> {
    use crate::validation::known::text;
    use crate::validation::origins::Origins;
    if separator.is_empty() {
        return None;
    }
    let pieces = of.split(separator).map(|piece| text(piece, Origins::NONE));
    Some(Value::List(pieces.collect()))
}

fn part(of: &str, offset: i64, length: i64) -> Option<String> {
    let start = usize::try_from(offset)
        .ok()
        .filter(|start| is_plain(of) && *start <= of.len())?;
    let end = match length {
        -1 => of.len(),
        _ => start.saturating_add(usize::try_from(length).ok()?).min(of.len()),
    };
    of.get(start..end).map(str::to_owned)
}

/// `format`, with `%s`, `%d`, `%%`, and zeros in front of a number (`%03d`).
fn formatted(format: &str, arguments: &[&Value]) -> Option<String> {
    let mut written = String::new();
    let mut arguments = arguments.iter();
    let mut rest = format;
    while let Some((before, after)) = rest.split_once('%') {
        written.push_str(before);
        let width = after.len() - after.trim_start_matches(|c: char| c.is_ascii_digit()).len();
        let (width, after) = after.split_at(width);
        let verb = after.chars().next()?;
        rest = &after[verb.len_utf8()..];
        match (width, verb) {
            ("", '%') => written.push('%'),
            ("", 's') => written.push_str(&as_text(arguments.next()?)?),
            ("", 'd') => written.push_str(&as_whole(arguments.next()?)?.to_string()),
            (width, 'd') if width.starts_with('0') => {
                let width: usize = width.parse().ok().filter(|width| *width <= 100)?;
                written.push_str(&format!("{:0width$}", as_whole(arguments.next()?)?));
            }
            _ => return None,
        }
    }
    written.push_str(rest);
    // What is left over is an error.
    arguments.next().is_none().then_some(written)
}
