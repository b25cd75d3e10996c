//! References to resources and data sources: unknown, but for what their attributes hold.

use std::collections::HashMap;
use std::rc::Rc;

use paydsl_schema::engine::{Origin, Reference};
use paydsl_schema::{Block, Type};

use super::Evaluator;
use crate::module::Category;
use crate::syntax::{Position, Step};
use crate::value::Value;

/// What may be referred to, by category, type and name.
pub(crate) type Targets<'m> = HashMap<(Category, &'m str, &'m str), Target>;

/// A resource or a data source.
#[derive(Clone, Copy)]
pub(crate) struct Target {
    pub(crate) schema: &'static Block,
    /// Whether there are instances, of which a reference picks one.
    pub(crate) is_repeated: bool,
}

impl Evaluator<'_> {
    /// An attribute of something that is declared, or an element of one. Nothing for anything else.
    pub(super) fn reference(&self, root: &str, steps: &[Step], at: Position) -> Option<Value> {
        let (category, type_name, steps) = match (root, steps) {
            ("data", [Step::Attribute(type_name), steps @ ..]) => (Category::Data, &**type_name, steps),
            _ => (Category::Resource, root, steps),
        };
        let [Step::Attribute(name), steps @ ..] = steps else {
            return None;
        };
        let target = self.targets.get(&(category, type_name, &**name))?;
        let steps = match (target.is_repeated, steps) {
            (false, steps) | (true, [Step::Index(_), steps @ ..]) => steps,
            _ => return None,
        };
        let [Step::Attribute(attribute), steps @ ..] = steps else {
            return None;
        };
        let ty = &target.schema.attribute(attribute)?.ty;
        let ty = match (steps, ty) {
            ([], ty) => ty.clone(),
            ([Step::Index(_)], Type::List(element) | Type::Map(element)) => Type::clone(element),
            _ => return None,
        };
        let (origin, prefix) = match category {
            Category::Data => (Origin::Data(type_name), "data."),
            _ => (Origin::Resource(type_name), ""),
        };
        let written = format!("{prefix}{type_name}.{name}.{attribute}");
        let reference = Reference::new(origin, target.schema, &[attribute], ty, written)?;
        let mut value = Value::unknown(at);
        value.reference = Some(Rc::new(reference));
        Some(value)
    }
}
