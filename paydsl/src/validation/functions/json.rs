//! JSON, byte for byte as Terraform writes it: the length of a policy counts.

use paydsl_schema::engine::Number;
use serde_json::Value as Json;

use crate::validation::known::{Node, Value, node};
use crate::validation::origins::Origins;

pub(super) fn call(name: &str, arguments: &[&Value]) -> Option<Value> {
    match (name, arguments) {
        ("jsonencode", [of]) => {
            let mut text = String::new();
            write(of, &mut text)?;
            Some(Value::Text(text.into()))
        }
        ("jsondecode", [Value::Text(text)]) => Some(read(serde_json::from_str(text).ok()?).value),
        _ => None,
    }
}

fn write(value: &Value, text: &mut String) -> Option<()> {
    match value {
        Value::Null => text.push_str("null"),
        Value::Bool(truth) => text.push_str(if *truth { "true" } else { "false" }),
        Value::Number(number) => text.push_str(&number.as_i64()?.to_string()),
        Value::Text(string) => write_string(string, text)?,
        Value::List(elements) => {
            text.push('[');
            for (position, element) in elements.iter().enumerate() {
                if position > 0 {
                    text.push(',');
                }
                write(&element.value, text)?;
            }
            text.push(']');
        }
        Value::Map(entries) => {
            let mut entries: Vec<&(Box<str>, Node)> = entries.iter().collect();
            entries.sort_by(|(one, _), (other, _)| one.cmp(other));
            text.push('{');
            for (position, (key, value)) in entries.into_iter().enumerate() {
                if position > 0 {
                    text.push(',');
                }
                write_string(key, text)?;
                text.push(':');
                write(&value.value, text)?;
            }
            text.push('}');
        }
        _ => return None,
    }
    Some(())
}

/// Go writes what HTML would read as six characters.
fn write_string(string: &str, text: &mut String) -> Option<()> {
    text.push('"');
    for c in string.chars() {
        match c {
            '"' => text.push_str("\\\""),
            '\\' => text.push_str("\\\\"),
            '\n' => text.push_str("\\n"),
            '\r' => text.push_str("\\r"),
            '\t' => text.push_str("\\t"),
            '<' | '>' | '&' | '\u{2028}' | '\u{2029}' => text.push_str(&format!("\\u{:04x}", u32::from(c))),
            // Versions of Go differ.
            c if c.is_control() => return None,
            c => text.push(c),
        }
    }
    text.push('"');
    Some(())
}

fn read(json: Json) -> Node {
    let value = match json {
        Json::Null => Value::Null,
        Json::Bool(truth) => Value::Bool(truth),
        Json::Number(number) if number.is_f64() => Value::Unknown,
        Json::Number(number) => Number::parse(&number.to_string()).map_or(Value::Unknown, Value::Number),
        Json::String(text) => Value::Text(text.into()),
        Json::Array(items) => Value::List(items.into_iter().map(read).collect()),
        Json::Object(entries) => {
            let entries = entries.into_iter().map(|(key, value)| (key.into(), read(value)));
            Value::Map(entries.collect())
        }
    };
    node(value, Origins::NONE)
}
