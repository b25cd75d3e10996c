//! Environments: the values that may differ between copies of a project.

use std::marker::PhantomData;

use crate::tree::{ExprId, Expression, Part, Text};
use crate::value::{Any, IntoValue, Map, Str, Value, call, template};

/// The values of the current environment. `#[environments]` implements it.
pub trait Environment: Sized + 'static {
    /// The fields, in the order they are declared.
    const FIELDS: &'static [&'static str];

    /// The values of the environment that is being applied, as Terraform finds them by workspace.
    fn current() -> Self;

    /// `<resource>-<environment>`, or `<resource>-<environment>-<suffix>` in a copy whose suffix is not the environment's
    /// name: unique among all copies, whatever `resource` is.
    fn name(&self, resource: impl IntoValue<Str>) -> Value<Str> {
        name(resource.into_value())
    }

    /// The project's tags, with `Name` set to [`name`](Self::name) of `resource`.
    fn tags(&self, resource: impl IntoValue<Str>) -> Value<Map<Str>> {
        let own = Value::<Map<Str>>::new(Expression::Object(vec![(
            crate::builder::string("Name"),
            name(resource.into_value()).id(),
        )]));
        call("merge", vec![local("tags").id(), own.id()])
    }

    /// The name of the environment: `dev`.
    fn environment(&self) -> Value<Str> {
        local("environment").typed()
    }

    /// What makes names unique among copies of one environment; the workspace's name unless it is overridden.
    fn suffix(&self) -> Value<Str> {
        local("environment_suffix").typed()
    }
}

fn local(name: &'static str) -> Value<Any> {
    Value::new(Expression::Root(Text::Owned(format!("local.{name}"))))
}

fn name(resource: Value<Str>) -> Value<Str> {
    template(vec![
        Part::Value(resource.id()),
        Part::Literal("-".into()),
        Part::Value(local("name_suffix").id()),
    ])
}

/// All environments of a project, as `env::all()` returns them.
pub struct Environments<E> {
    pub(crate) rows: Vec<Row>,
    environment: PhantomData<fn() -> E>,
}

impl<E> Environments<E> {
    /// The environments in the order they are declared; the macro calls this.
    pub fn new(rows: Vec<Row>) -> Self {
        Environments {
            rows,
            environment: PhantomData,
        }
    }
}

/// One environment.
#[derive(Clone, Copy, Debug)]
pub struct Row {
    /// The workspace: the constant's name in lower case, with `-` for `_`.
    pub name: &'static str,
    /// Whether applying and destroying it has to be confirmed.
    pub protected: bool,
    /// The values of its fields, made in the current builder.
    pub values: fn() -> Vec<(&'static str, ExprId)>,
}
