//! `format`: `%s`, `%d`, `%v` and `%%`, with widths.

use super::{Result, Stop};
use crate::value::{Data, Value};

pub(super) fn format(format: &str, values: &[Value]) -> Result {
    let mut text = String::new();
    let mut values = values.iter();
    let mut rest = format;
    while let Some(at) = rest.find('%') {
        text.push_str(&rest[..at]);
        rest = &rest[at + 1..];
        let end = rest.find(|c: char| !c.is_ascii_digit()).ok_or(Stop::Failed)?;
        let (flags, verb) = (&rest[..end], rest[end..].chars().next().ok_or(Stop::Failed)?);
        rest = &rest[end + verb.len_utf8()..];
        if verb == '%' && flags.is_empty() {
            text.push('%');
            continue;
        }
        let value = values.next().ok_or(Stop::Failed)?;
        text.push_str(&padded(&written(verb, value)?, flags)?);
    }
    text.push_str(rest);
    match values.next() {
        None => Ok(Data::Text(text.into())),
        Some(_) => Err(Stop::Failed),
    }
}

fn written(verb: char, value: &Value) -> std::result::Result<String, Stop> {
    match (verb, &value.data) {
        ('s', Data::Text(_) | Data::Number(_) | Data::Bool(_)) => super::string(value),
        ('v', Data::Text(_) | Data::Number(_) | Data::Bool(_)) => super::string(value),
        ('d', Data::Text(_) | Data::Number(_)) => Ok(super::integer(value)?.to_string()),
        _ => Err(Stop::Unknown),
    }
}

/// Widths like `5` and `05`.
fn padded(text: &str, flags: &str) -> std::result::Result<String, Stop> {
    if flags.is_empty() {
        return Ok(text.to_owned());
    }
    let width: usize = flags.parse().map_err(|_| Stop::Unknown)?;
    // Signs stand before zeros, and widths of what is not ASCII are another matter.
    if width > 100 || !text.is_ascii() || flags.starts_with('0') && text.starts_with('-') {
        return Err(Stop::Unknown);
    }
    let is_number = text.bytes().all(|byte| byte.is_ascii_digit());
    match flags.starts_with('0') {
        true if is_number => Ok(format!("{text:0>width$}")),
        true => Err(Stop::Unknown),
        false => Ok(format!("{text:>width$}")),
    }
}
