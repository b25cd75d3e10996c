//! Paths to arguments, by names alone.

use paydsl_schema::{Block, Nesting, Type};

use crate::value::{Object, Value};

/// The names from the root of a configuration; a nested block's first one is meant.
pub(crate) type Path = Vec<String>;

/// A path as messages write it: `rule.0.filter`, `rule[0].filter`, or from the subject's own, `rule[0].id.<.filter`.
pub(crate) fn parse(text: &str, subject: &[String]) -> Path {
    let mut path = Path::new();
    if text.starts_with('<') {
        path.extend_from_slice(subject);
    }
    for part in without_brackets(text).split('.') {
        if part == "<" {
            path.pop();
        } else if !part.is_empty() && !part.bytes().all(|byte| byte.is_ascii_digit()) {
            path.push(part.to_owned());
        }
    }
    path
}

/// In brackets a value may stand, and in its texts any bracket.
fn without_brackets(text: &str) -> String {
    let mut depth = 0_usize;
    let mut is_text = false;
    let mut kept = String::new();
    let mut characters = text.chars();
    while let Some(character) = characters.next() {
        match character {
            '\\' if is_text => {
                characters.next();
            }
            '"' if depth > 0 => is_text = !is_text,
            _ if is_text => {}
            '[' => depth += 1,
            ']' => depth = depth.saturating_sub(1),
            other if depth == 0 => kept.push(other),
            _ => {}
        }
    }
    kept
}

/// The first part of a path that leads to what a configuration does not have; `None` if it has all of it.
pub(crate) fn up_to_absent<'p>(config: &Object, path: &'p [String]) -> Option<&'p [String]> {
    let mut holders = vec![config];
    for (position, name) in path.iter().enumerate() {
        let values: Vec<&Value> = holders.iter().filter_map(|holder| holder.get(name)).collect();
        let is_empty =
            |value: &&Value| matches!(value, Value::Null) || matches!(value, Value::List(all) if all.is_empty());
        if values.iter().all(is_empty) {
            return path.get(..=position);
        }
        holders = values.into_iter().flat_map(objects).collect();
        if holders.is_empty() {
            break;
        }
    }
    None
}

fn objects(value: &Value) -> Vec<&Object> {
    match value {
        Value::Object(object) => vec![object],
        Value::List(elements) => elements.iter().flat_map(objects).collect(),
        Value::Map(entries) => entries.values().flat_map(objects).collect(),
        _ => Vec::new(),
    }
}

/// Whether a path leads to an argument or a nested block.
pub(crate) fn exists(root: &Block, path: &[String]) -> bool {
    let Some((first, rest)) = path.split_first() else {
        return false;
    };
    if let Some(nested) = root.block(first) {
        return rest.is_empty() || exists(nested.block(), rest);
    }
    root.attribute(first)
        .is_some_and(|attribute| in_type(&attribute.ty, rest))
}

/// How many steps of a path lead through no set of blocks.
pub(crate) fn outside_sets(root: &Block, path: &[String]) -> usize {
    let mut block = root;
    for (position, name) in path.iter().enumerate() {
        match block.block(name) {
            Some(nested) if nested.nesting == Nesting::Set => return position,
            Some(nested) => block = nested.block(),
            None => break,
        }
    }
    path.len()
}

fn in_type(ty: &Type, path: &[String]) -> bool {
    let Some((first, rest)) = path.split_first() else {
        return true;
    };
    match ty {
        Type::List(element) | Type::Set(element) | Type::Map(element) => in_type(element, path),
        Type::Object(fields) => fields
            .iter()
            .any(|field| *field.name == **first && in_type(&field.ty, rest)),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::{Object, Value, parse, up_to_absent};

    #[test]
    fn what_is_absent_is_told_from_what_is_there() {
        let path = |text: &str| parse(text, &[]);
        let inner = Object::from([("b".to_owned(), Value::from("x"))]);
        let config = Object::from([
            ("a".to_owned(), Value::List(vec![Value::Object(inner)])),
            ("empty".to_owned(), Value::List(Vec::new())),
        ]);
        for (asked, absent) in [
            ("a", None),
            ("a.b", None),
            ("a.c", Some("a.c")),
            ("c.d", Some("c")),
            ("empty.b", Some("empty")),
        ] {
            assert_eq!(
                up_to_absent(&config, &path(asked)),
                absent.map(path).as_deref(),
                "{asked}"
            );
        }
    }

    #[test]
    fn paths_are_read_as_providers_write_them() {
        let subject = ["rule".to_owned(), "id".to_owned()];
        for (text, expected) in [
            ("name", vec!["name"]),
            ("rule.0.filter.0.prefix", vec!["rule", "filter", "prefix"]),
            ("rule[0].filter", vec!["rule", "filter"]),
            ("rule[Value({\"a\":[1]})].filter", vec!["rule", "filter"]),
            (r#"rule[Value({"a":"[\"["})].filter"#, vec!["rule", "filter"]),
            ("rule[0].id.<.filter", vec!["rule", "filter"]),
            ("<.filter", vec!["rule", "filter"]),
        ] {
            assert_eq!(parse(text, &subject), expected, "{text}");
        }
    }
}
