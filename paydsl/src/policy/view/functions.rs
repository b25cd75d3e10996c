//! Terraform's functions, those that rules have to see through.

use std::borrow::Cow;

use super::resolved::Resolved;

/// What a function makes of its arguments; `Unknown` for functions that are not followed.
pub(crate) fn call<'m>(name: &str, arguments: Vec<Resolved<'m>>) -> Resolved<'m> {
    known(name, arguments).unwrap_or(Resolved::Unknown)
}

fn known<'m>(name: &str, arguments: Vec<Resolved<'m>>) -> Option<Resolved<'m>> {
    match name {
        "merge" => merge(arguments),
        "concat" => concat(arguments),
        "coalesce" => arguments.into_iter().find(|value| !is_empty(value)),
        "jsonencode" => Some(Resolved::Json(Box::new(only(arguments)?))),
        "jsondecode" => only(arguments)?.json(),
        "tostring" | "tonumber" | "tobool" | "tolist" | "toset" | "tomap" | "sensitive" | "nonsensitive" => {
            only(arguments)
        }
        "lower" => text(arguments, |text| text.to_lowercase()),
        "upper" => text(arguments, |text| text.to_uppercase()),
        "trimspace" => text(arguments, |text| text.trim().to_owned()),
        "min" => numbers(&arguments, f64::min),
        "max" => numbers(&arguments, f64::max),
        "length" => match only(arguments)? {
            Resolved::List(items) => count(items.len()),
            Resolved::Object(entries) => count(entries.len()),
            Resolved::Text(text) => count(text.chars().count()),
            _ => None,
        },
        "keys" => match only(arguments)? {
            Resolved::Object(entries) => {
                let keys = entries.into_iter().map(|(key, _)| Resolved::Text(key));
                Some(Resolved::List(keys.collect()))
            }
            _ => None,
        },
        "lookup" => {
            let found = arguments.first()?.member(&arguments.get(1)?.text()?);
            match found {
                Resolved::Absent => arguments.get(2).cloned(),
                value => Some(value),
            }
        }
        "join" => join(&arguments),
        _ => None,
    }
}

fn only(arguments: Vec<Resolved<'_>>) -> Option<Resolved<'_>> {
    arguments.into_iter().next()
}

/// Whether `coalesce` passes over it; what is not known it may or may not pass over.
fn is_empty(value: &Resolved<'_>) -> bool {
    value.is_absent() || matches!(value, Resolved::Text(text) if text.is_empty())
}

fn merge(arguments: Vec<Resolved<'_>>) -> Option<Resolved<'_>> {
    let mut merged: Vec<(Cow<'_, str>, Resolved<'_>)> = Vec::new();
    for argument in arguments {
        match argument {
            Resolved::Object(entries) => {
                for (key, value) in entries {
                    match merged.iter_mut().find(|(known, _)| *known == key) {
                        Some(entry) => entry.1 = value,
                        None => merged.push((key, value)),
                    }
                }
            }
            Resolved::Absent => {}
            _ => return None,
        }
    }
    Some(Resolved::Object(merged))
}

fn concat(arguments: Vec<Resolved<'_>>) -> Option<Resolved<'_>> {
    let mut items = Vec::new();
    for argument in arguments {
        match argument {
            Resolved::List(more) => items.extend(more),
            // What is in it is not known, but the rest is.
            other => items.push(if other.is_absent() { other } else { Resolved::Unknown }),
        }
    }
    Some(Resolved::List(items))
}

fn text<'m>(arguments: Vec<Resolved<'m>>, change: impl Fn(&str) -> String) -> Option<Resolved<'m>> {
    let value = only(arguments)?;
    // A suffix is of lower-case letters, digits and hyphens, but upper case would change it.
    let text = value.text()?;
    let changed = change(&text);
    if changed == text {
        return Some(value.clone());
    }
    Some(Resolved::Text(changed.into()))
}

#[allow(clippy::cast_precision_loss, reason = "a length that matters is small")]
fn count<'m>(length: usize) -> Option<Resolved<'m>> {
    Some(Resolved::Number(length as f64))
}

fn numbers<'m>(arguments: &[Resolved<'m>], choose: fn(f64, f64) -> f64) -> Option<Resolved<'m>> {
    let numbers = arguments.iter().map(Resolved::number).collect::<Option<Vec<f64>>>()?;
    numbers.into_iter().reduce(choose).map(Resolved::Number)
}

fn join<'m>(arguments: &[Resolved<'m>]) -> Option<Resolved<'m>> {
    let separator = arguments.first()?.pieces();
    let Resolved::List(items) = arguments.get(1)? else {
        return None;
    };
    let mut pieces = Vec::new();
    for (index, item) in items.iter().enumerate() {
        if index > 0 {
            pieces.extend(separator.iter().cloned());
        }
        pieces.extend(item.pieces().iter().cloned());
    }
    Some(Resolved::of_pieces(pieces))
}
