//! Where a block stands, and the configuration that consists of it and of what is around it.

use paydsl_schema::{NestedBlock, Nesting};

use super::path::Path;
use crate::value::{Object, Value};

/// How a block or an object stands in what holds it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Step {
    /// Alone.
    One,
    /// As an element of a list or a set, of at least so many.
    Many(usize),
    /// Under a key.
    Keyed,
}

impl Step {
    pub(crate) fn of(nested: &NestedBlock) -> Self {
        match nested.nesting {
            Nesting::Single | Nesting::Group => Step::One,
            Nesting::List | Nesting::Set => Step::Many(nested.min_items.try_into().unwrap_or(1)),
            Nesting::Map => Step::Keyed,
        }
    }

    /// Providers look into no element where there are too few: empty ones stand behind this one.
    pub(crate) fn wrap(self, object: Object) -> Value {
        match self {
            Step::One => Value::Object(object),
            Step::Many(least) => {
                let others = (1..least).map(|_| Value::Object(Object::new()));
                Value::List(std::iter::once(Value::Object(object)).chain(others).collect())
            }
            Step::Keyed => Value::Map(Object::from([("key".to_owned(), Value::Object(object))])),
        }
    }
}

/// Where a block stands, from the root.
#[derive(Clone, Default, Debug)]
pub(crate) struct Place {
    steps: Vec<(String, Step)>,
    /// What the blocks on the way demand beside them: without it, the provider does not look into them.
    pub(crate) companions: Vec<Path>,
}

impl Place {
    pub(crate) fn child(&self, name: &str, step: Step) -> Place {
        let mut place = self.clone();
        place.steps.push((name.to_owned(), step));
        place
    }

    pub(crate) fn path(&self) -> Path {
        self.steps.iter().map(|(name, _)| name.clone()).collect()
    }

    /// The configuration in which `object` stands at this place, and nothing else that need not.
    pub(crate) fn wrap(&self, object: Object) -> Object {
        self.steps.iter().rev().fold(object, |inner, (name, step)| {
            Object::from([(name.clone(), step.wrap(inner))])
        })
    }
}
