//! Configurations from JSON: `{"$unknown": true}` is unknown, `{"$secret": value}` a secret, and `{"$more": [..]}` blocks of
//! which there may be more. Each place is marked by its path.

use paydsl_schema::Block;
use paydsl_schema::engine::{Body, Content, Entry, Node, Number, Value};
use serde_json::Value as Json;

pub fn body(schema: &Block, json: &Json, tag: &str) -> Body<String> {
    let entries = json.as_object().expect("an object").iter().map(|(name, value)| {
        let tag = join(tag, name);
        let content = match schema.block(name) {
            Some(nested) if !value.is_string() => {
                let (list, more) = match value.get("$more") {
                    Some(list) => (list, true),
                    None => (value, false),
                };
                let list = match list {
                    Json::Array(list) => list.clone(),
                    Json::Null => Vec::new(),
                    single => vec![single.clone()],
                };
                let blocks = list
                    .iter()
                    .enumerate()
                    .map(|(position, inner)| body(nested.block(), inner, &format!("{tag}[{position}]")));
                Content::Blocks {
                    blocks: blocks.collect(),
                    more,
                }
            }
            _ => Content::Argument(node(value, &tag)),
        };
        Entry {
            name: name.as_str().into(),
            content,
            tag,
        }
    });
    Body {
        entries: entries.collect(),
        tag: tag.to_owned(),
    }
}

pub fn node(json: &Json, tag: &str) -> Node<String> {
    if let Some(secret) = json.get("$secret") {
        return Node {
            sensitive: true,
            ..node(secret, tag)
        };
    }
    let value = match json {
        _ if json.get("$unknown").is_some() => Value::Unknown,
        Json::Null => Value::Null,
        Json::Bool(truth) => Value::Bool(*truth),
        Json::Number(number) => Value::Number(Number::parse(&number.to_string()).expect("a number")),
        Json::String(text) => Value::Text(text.as_str().into()),
        Json::Array(list) => Value::List(
            list.iter()
                .enumerate()
                .map(|(position, element)| node(element, &format!("{tag}[{position}]")))
                .collect(),
        ),
        Json::Object(map) => Value::Map(
            map.iter()
                .map(|(key, value)| (key.as_str().into(), node(value, &join(tag, key))))
                .collect(),
        ),
    };
    Node::new(value, tag.to_owned())
}

fn join(tag: &str, name: &str) -> String {
    if tag.is_empty() {
        name.to_owned()
    } else {
        format!("{tag}.{name}")
    }
}
