//! A provider configured so that it plans offline.

use paydsl_schema::{Block, Type};

use crate::process::Provider;
use crate::value::{Object, Value, encode};

/// What a provider is given of these arguments, where it has them: no secrets, but what looks like such.
const ARGUMENTS: &[(&str, &str)] = &[
    ("access_key", "AKIAIOSFODNN7EXAMPLE"),
    ("secret_key", "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"),
    ("region", "us-east-1"),
];

/// Gives a provider a configuration with which it asks nobody for anything; or says why the provider does not take it.
///
/// # Errors
///
/// If the provider fails over it.
pub fn configure(provider: &mut Provider, block: &Block) -> Result<Result<(), String>, String> {
    let mut object = Object::new();
    for attribute in block.attributes() {
        let name = &*attribute.name;
        let value = match (&attribute.ty, ARGUMENTS.iter().find(|(known, _)| *known == name)) {
            (Type::String, Some((_, value))) => Value::from(*value),
            (Type::Bool, None) if name.starts_with("skip_") => Value::Bool(true),
            (Type::String, None) if name.starts_with("skip_") => Value::from("true"),
            (Type::Number, None) if name == "max_retries" => Value::Number(1.0),
            _ => continue,
        };
        object.insert(name.to_owned(), value);
    }
    let answer = provider.configure(encode(block, &object))?;
    Ok(match answer.into_iter().find(|diagnostic| diagnostic.is_error) {
        None => Ok(()),
        Some(error) => Err(format!("the provider takes no dummy configuration: {}", error.text())),
    })
}
