//! Sets as Terraform sends them: equal elements are one.

use paydsl_schema::{Block, Nesting, Type};

use crate::value::{Object, Value};

/// Takes from each set of a configuration the elements that are there already.
pub(super) fn distinct(block: &Block, object: &mut Object) {
    for (name, value) in object {
        if let Some(attribute) = block.attribute(name) {
            of_type(&attribute.ty, value);
        } else if let Some(nested) = block.block(name) {
            of_block(nested.block(), value);
            if nested.nesting == Nesting::Set {
                once_each(value);
            }
        }
    }
}

fn of_block(block: &Block, value: &mut Value) {
    match value {
        Value::Object(object) => distinct(block, object),
        Value::List(elements) => elements.iter_mut().for_each(|element| of_block(block, element)),
        Value::Map(entries) => entries.values_mut().for_each(|entry| of_block(block, entry)),
        _ => {}
    }
}

fn of_type(ty: &Type, value: &mut Value) {
    match (ty, &mut *value) {
        (Type::List(element) | Type::Set(element), Value::List(elements)) => {
            elements.iter_mut().for_each(|inner| of_type(element, inner));
        }
        (Type::Map(element), Value::Map(entries)) => {
            entries.values_mut().for_each(|inner| of_type(element, inner));
        }
        (Type::Object(fields), Value::Object(object)) => {
            for (name, inner) in object {
                if let Some(field) = fields.iter().find(|field| *field.name == **name) {
                    of_type(&field.ty, inner);
                }
            }
        }
        _ => {}
    }
    if matches!(ty, Type::Set(_)) {
        once_each(value);
    }
}

fn once_each(value: &mut Value) {
    if let Value::List(elements) = value {
        let mut seen: Vec<Value> = Vec::new();
        elements.retain(|element| {
            let is_new = !seen.contains(element);
            if is_new {
                seen.push(element.clone());
            }
            is_new
        });
    }
}

#[cfg(test)]
mod tests {
    use super::{Type, Value, of_type};

    #[test]
    fn equal_elements_of_sets_are_one_and_those_of_lists_are_not() {
        let texts = |all: &[&str]| Value::List(all.iter().map(|&text| Value::from(text)).collect());
        let set = Type::Set(Type::String.into());
        let mut value = texts(&["b", "a", "b"]);
        of_type(&set, &mut value);
        assert_eq!(value, texts(&["b", "a"]));
        let mut value = Value::List(vec![texts(&["a", "a"]), texts(&["a"])]);
        of_type(&Type::List(set.into()), &mut value);
        assert_eq!(value, Value::List(vec![texts(&["a"]), texts(&["a"])]));
    }
}
