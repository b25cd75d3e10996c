//! Paths to arguments, by names alone.

use paydsl_schema::{Block, Type};

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
    use super::parse;

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
