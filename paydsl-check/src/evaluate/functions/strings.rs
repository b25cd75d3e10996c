//! Functions of texts. Of texts that are not ASCII, only what is the same in every implementation is computed.

use super::{Result, Stop};
use crate::value::{Data, Sequence, Value};

fn text(text: impl Into<Box<str>>) -> Result {
    Ok(Data::Text(text.into()))
}

pub(super) fn one(name: &str, of: &str) -> Result {
    match name {
        "trimspace" => text(of.trim()),
        "chomp" => text(of.trim_end_matches(['\n', '\r'])),
        _ if !of.is_ascii() => Err(Stop::Unknown),
        "upper" => text(of.to_ascii_uppercase()),
        "lower" => text(of.to_ascii_lowercase()),
        "title" => text(title(of)),
        "strrev" if !of.contains('\r') => text(of.chars().rev().collect::<String>()),
        _ => Err(Stop::Unknown),
    }
}

/// Every letter that begins a word as a capital.
fn title(text: &str) -> String {
    let mut inside = false;
    let letter = |c: char| {
        let begins = !std::mem::replace(&mut inside, c.is_ascii_alphanumeric() || c == '_');
        if begins { c.to_ascii_uppercase() } else { c }
    };
    text.chars().map(letter).collect()
}

pub(super) fn two(name: &str, of: &str, other: &str) -> Result {
    match name {
        "trim" => text(of.trim_matches(|c| other.contains(c))),
        "trimprefix" => text(of.strip_prefix(other).unwrap_or(of)),
        "trimsuffix" => text(of.strip_suffix(other).unwrap_or(of)),
        "startswith" => Ok(Data::Bool(of.starts_with(other))),
        "endswith" => Ok(Data::Bool(of.ends_with(other))),
        "strcontains" => Ok(Data::Bool(of.contains(other))),
        _ => Err(Stop::Unknown),
    }
}

pub(super) fn replace(of: &str, from: &str, to: &str) -> Result {
    // Between slashes it is a pattern.
    if from.is_empty() || from.len() > 1 && from.starts_with('/') && from.ends_with('/') {
        return Err(Stop::Unknown);
    }
    text(of.replace(from, to))
}

pub(super) fn substr(of: &str, offset: i64, length: i64) -> Result {
    if !of.is_ascii() || of.contains('\r') {
        return Err(Stop::Unknown);
    }
    let size = of.len() as i64;
    let start = if offset < 0 { size + offset } else { offset };
    if start < 0 || length < -1 {
        return Err(Stop::Unknown);
    }
    let start = start.min(size);
    let end = if length == -1 {
        size
    } else {
        start.saturating_add(length).min(size)
    };
    text(of.get(start as usize..end as usize).unwrap_or_default())
}

pub(super) fn split(separator: &str, of: &str, from: &Value) -> Result {
    if separator.is_empty() {
        return Err(Stop::Unknown);
    }
    let parts = of.split(separator);
    let parts = parts.map(|part| Value::new(Data::Text(part.into()), from.mark.at));
    Ok(Data::Sequence(Sequence::List, parts.collect()))
}

pub(super) fn join(separator: &str, lists: &[Value]) -> Result {
    let mut parts = Vec::new();
    for list in lists {
        for element in super::elements(list)? {
            parts.push(super::string(element)?);
        }
    }
    text(parts.join(separator))
}
