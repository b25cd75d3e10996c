//! Terraform's functions, exactly as Terraform computes them or not at all.

mod collections;
mod json;
mod networks;
mod numbers;
mod texts;

use super::known::{Node, Value, made_of};

/// What a function makes of its arguments; unknown for those that are not computed here, and for all that is not certain.
pub(super) fn call(name: &str, arguments: Vec<Node>) -> Node {
    let computed = match name {
        "sensitive" => secret(&arguments, true),
        "nonsensitive" => secret(&arguments, false),
        _ => collections::call(name, &arguments).or_else(|| scalar(name, &arguments)),
    };
    computed.unwrap_or_else(|| made_of(Value::Unknown, &arguments))
}

/// Functions whose result is made of all of their arguments.
fn scalar(name: &str, arguments: &[Node]) -> Option<Node> {
    let values: Vec<&Value> = arguments.iter().map(|argument| &argument.value).collect();
    let value = texts::call(name, &values)
        .or_else(|| numbers::call(name, &values))
        .or_else(|| networks::call(name, &values))
        .or_else(|| json::call(name, &values))?;
    Some(made_of(value, arguments))
}

fn secret(arguments: &[Node], is_secret: bool) -> Option<Node> {
    let [of] = arguments else { return None };
    let mut value = of.clone();
    value.sensitive = is_secret;
    Some(value)
}
