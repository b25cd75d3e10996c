//! Encodings.

use std::fmt::Write as _;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use super::{Result, Stop};
use crate::value::{Data, Value, written};

pub(super) fn base64(text: &str) -> String {
    STANDARD.encode(text)
}

/// JSON as Go writes it: what has a meaning in HTML is escaped.
pub(super) fn json(value: &Value) -> Result {
    let mut text = String::new();
    write(value, &mut text)?;
    Ok(Data::Text(text.into()))
}

fn write(value: &Value, text: &mut String) -> std::result::Result<(), Stop> {
    match &value.data {
        Data::Unknown => return Err(Stop::Unknown),
        Data::Null => text.push_str("null"),
        Data::Bool(truth) => text.push_str(if *truth { "true" } else { "false" }),
        Data::Number(number) => text.push_str(&written(number).ok_or(Stop::Unknown)?),
        Data::Text(inner) => quote(inner, text),
        Data::Sequence(_, elements) => {
            text.push('[');
            for (position, element) in elements.iter().enumerate() {
                if position > 0 {
                    text.push(',');
                }
                write(element, text)?;
            }
            text.push(']');
        }
        Data::Mapping(_, entries) => {
            text.push('{');
            for (position, (key, value)) in entries.iter().enumerate() {
                if position > 0 {
                    text.push(',');
                }
                quote(key, text);
                text.push(':');
                write(value, text)?;
            }
            text.push('}');
        }
    }
    Ok(())
}

fn quote(inner: &str, text: &mut String) {
    text.push('"');
    for c in inner.chars() {
        match c {
            '"' => text.push_str("\\\""),
            '\\' => text.push_str("\\\\"),
            '\n' => text.push_str("\\n"),
            '\r' => text.push_str("\\r"),
            '\t' => text.push_str("\\t"),
            '\u{8}' => text.push_str("\\b"),
            '\u{c}' => text.push_str("\\f"),
            '<' | '>' | '&' | '\0'..='\u{1f}' | '\u{2028}' | '\u{2029}' => {
                let _ = write!(text, "\\u{:04x}", u32::from(c));
            }
            c => text.push(c),
        }
    }
    text.push('"');
}
