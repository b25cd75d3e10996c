//! Where a block stands, and the configuration that consists of it and of what is around it.

use paydsl_schema::Nesting;

use super::path::Path;
use crate::value::{Object, Value};

/// How a block or an object stands in what holds it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Step {
    /// Alone.
    One,
    /// As an element of a list or a set.
    Many,
    /// Under a key.
    Keyed,
}

impl Step {
    pub(super) fn of(nesting: Nesting) -> Self {
        match nesting {
            Nesting::Single | Nesting::Group => Step::One,
            Nesting::List | Nesting::Set => Step::Many,
            Nesting::Map => Step::Keyed,
        }
    }

    pub(super) fn wrap(self, object: Object) -> Value {
        match self {
            Step::One => Value::Object(object),
            Step::Many => Value::List(vec![Value::Object(object)]),
            Step::Keyed => Value::Map(Object::from([("key".to_owned(), Value::Object(object))])),
        }
    }
}

/// Where a block stands, from the root.
#[derive(Clone, Default, Debug)]
pub(super) struct Place(Vec<(String, Step)>);

impl Place {
    pub(super) fn child(&self, name: &str, step: Step) -> Place {
        let mut steps = self.0.clone();
        steps.push((name.to_owned(), step));
        Place(steps)
    }

    pub(super) fn path(&self) -> Path {
        self.0.iter().map(|(name, _)| name.clone()).collect()
    }

    /// The configuration in which `object` stands at this place, and nothing else that need not.
    pub(super) fn wrap(&self, object: Object) -> Object {
        self.0.iter().rev().fold(object, |inner, (name, step)| {
            Object::from([(name.clone(), step.wrap(inner))])
        })
    }
}
