//! What Terraform refuses by the schema alone, before it asks the provider.

use paydsl_schema::{Block, Nesting};

use crate::value::{Object, Value};

/// Whether Terraform itself refuses a configuration: something required is missing, something computed is given, or there are
/// too few or too many blocks.
pub(super) fn refuses(block: &Block, object: &Object) -> bool {
    let wrong_argument = block.attributes().iter().any(|attribute| {
        let is_given = object.get(&*attribute.name).is_some_and(|value| *value != Value::Null);
        attribute.required && !is_given || is_given && !attribute.required && !attribute.optional
    });
    let wrong_block = block.blocks().iter().any(|nested| {
        let (least, most) = (nested.min_items as usize, nested.max_items.map(|most| most as usize));
        let count = match object.get(nested.name) {
            Some(Value::List(blocks)) => blocks.len(),
            Some(Value::Map(blocks)) => blocks.len(),
            Some(Value::Object(_)) => 1,
            Some(Value::Unknown) => least.max(1),
            _ => 0,
        };
        let is_counted = !matches!(nested.nesting, Nesting::Group | Nesting::Map);
        is_counted && (count < least || most.is_some_and(|most| count > most))
            || inner(object.get(nested.name)).any(|inner| refuses(nested.block(), inner))
    });
    wrong_argument || wrong_block
}

fn inner(value: Option<&Value>) -> Box<dyn Iterator<Item = &Object> + '_> {
    match value {
        Some(Value::Object(object)) => Box::new(std::iter::once(object)),
        Some(Value::List(elements)) => Box::new(elements.iter().flat_map(|element| inner(Some(element)))),
        Some(Value::Map(elements)) => Box::new(elements.values().flat_map(|element| inner(Some(element)))),
        _ => Box::new(std::iter::empty()),
    }
}
