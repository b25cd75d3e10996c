//! Where a block stands, and the configuration that consists of it and of what is around it.

use paydsl_schema::Nesting;

use super::path::Path;
use crate::value::{Object, Value};

/// How a block or an object stands in what holds it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Step {
    /// Alone.
    One,
    /// As an element of a list or a set.
    Many,
    /// Under a key.
    Keyed,
}

impl Step {
    pub(crate) fn of(nesting: Nesting) -> Self {
        match nesting {
            Nesting::Single | Nesting::Group => Step::One,
            Nesting::List | Nesting::Set => Step::Many,
            Nesting::Map => Step::Keyed,
        }
    }

    pub(crate) fn wrap(self, object: Object) -> Value {
        match self {
            Step::One => Value::Object(object),
            Step::Many => Value::List(vec![Value::Object(object)]),
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
