//! Stacks of the small provider, and what is told of them.

use paydsl::__private::{BlockValue, Field, ProviderUse, Site};
use paydsl::Backend;
use paydsl::builder::{self, Address, Declaration, FieldValue, Kind};
use paydsl::project::{AnyProject, Environment, Environments, Output, Project, Row, Stack};
use paydsl::synth::synthesize;
use paydsl::tree::{ExprId, Expression};
use paydsl::validation::{Mistake, Validation, validate};
use paydsl::value::{Any, Str, ToValue, Value};

use super::provider;

pub(crate) struct Env;

impl Environment for Env {
    const FIELDS: &'static [&'static str] = &["size", "network", "letters"];

    fn current() -> Self {
        Env
    }
}

fn values(size: i32, network: &'static str, letters: [&'static str; 2]) -> Vec<(&'static str, ExprId)> {
    vec![("size", id(size)), ("network", id(network)), ("letters", id(letters))]
}

fn project(build: fn() -> Vec<Output>) -> AnyProject {
    let row = |name, values| Row {
        name,
        protected: false,
        values,
    };
    let environments: Environments<Env> = Environments::new(vec![
        row("dev", || values(60, "10.0.0.0/16", ["a", "b"])),
        row("staging", || values(900, "10.1.0.0/16", ["a", "b"])),
        row("prod", || values(1000, "10.2.0.0/12", ["a", "bigger"])),
    ]);
    let site = Site {
        file: "src/shop.rs",
        line: 1,
    };
    let stack = Stack::new("main", site, Vec::new(), build);
    let mut project: AnyProject = Project::new("shop", environments).into();
    project.stacks.push(Stack::<Env>::into(stack));
    project
}

/// What is wrong with a stack of a crate that has the provider's archive.
pub(crate) fn validated(build: fn() -> Vec<Output>) -> Validation {
    let package = tempfile::tempdir().expect("a directory");
    provider::write_version(package.path(), "1.0.0");
    validated_in(package.path(), build)
}

pub(crate) fn validated_in(package: &std::path::Path, build: fn() -> Vec<Output>) -> Validation {
    let project = project(build);
    let module = synthesize(&project, &project.stacks[0], &Backend::local());
    assert_eq!(module.errors, Vec::<String>::new());
    validate([(&project, &module)], package)
}

/// The same, told: where, what, and the environments where it is not all of them.
#[track_caller]
pub(crate) fn found(build: fn() -> Vec<Output>) -> Vec<String> {
    let validation = validated(build);
    assert!(validation.unreadable.is_empty(), "{:?}", validation.unreadable);
    validation.mistakes.iter().map(told).collect()
}

fn told(mistake: &Mistake) -> String {
    let text = format!("{} {}", mistake.address, mistake.message);
    if mistake.everywhere {
        text
    } else {
        format!("{text} ({})", mistake.environments.join(", "))
    }
}

pub(crate) const X: ProviderUse = ProviderUse {
    local_name: "x",
    source: "x/x",
    version: "1.0.0",
};

/// Declares something of a type.
pub(crate) fn declare(kind: Kind, ty: &'static str, fields: Vec<Field>) {
    let scope = match kind {
        Kind::Data => "data.",
        Kind::Ephemeral => "ephemeral.",
        _ => "",
    };
    let address = (kind != Kind::Provider).then(|| Address {
        scope,
        kind: ty.into(),
        name: "a".into(),
    });
    builder::declare(Declaration {
        kind,
        address,
        provider: Some(X),
        site: Site {
            file: "src/shop.rs",
            line: 7,
        },
        fields,
        exemptions: Vec::new(),
    });
}

/// A resource with these arguments and blocks; nothing is exported.
pub(crate) fn resource<const N: usize>(fields: [Field; N]) -> Vec<Output> {
    declare(Kind::Resource, "x_a", fields.into());
    Vec::new()
}

/// The expression behind a value.
pub(crate) fn id(value: impl ToValue) -> ExprId {
    paydsl::__private::constant::<Any, _>("", value.to_value().any()).1
}

pub(crate) fn arg(name: &'static str, value: impl ToValue) -> Field {
    made(name, id(value))
}

/// An argument of an expression.
pub(crate) fn made(name: &'static str, value: ExprId) -> Field {
    Field {
        name: name.into(),
        value: FieldValue::Expression(value),
    }
}

/// A map.
pub(crate) fn map<const N: usize>(name: &'static str, entries: [(ExprId, ExprId); N]) -> Field {
    made(name, builder::add(Expression::Object(entries.into())))
}

pub(crate) fn reference(name: &'static str, address: &'static str) -> Field {
    Field {
        name: name.into(),
        value: FieldValue::Reference(paydsl::tree::Reference::new(address)),
    }
}

pub(crate) fn block<const N: usize>(fields: [Field; N]) -> BlockValue {
    paydsl::__private::block("", fields)
}

pub(crate) fn blocks<const N: usize>(name: &'static str, mut all: [BlockValue; N]) -> Field {
    all.iter_mut().for_each(|block| block.path = name);
    paydsl::__private::blocks(name, all)
}

/// A field of the environment.
pub(crate) fn env(name: &'static str) -> Value<Any> {
    paydsl::__private::environment_field(name)
}

/// A root, written as it is: `each.key`.
pub(crate) fn root(text: &'static str) -> ExprId {
    builder::add(Expression::Root(text.into()))
}

/// A name made by the environment.
pub(crate) fn named(resource: &'static str) -> Value<Str> {
    Env.name(resource)
}

/// An argument that is `null`.
pub(crate) fn null(name: &'static str) -> Field {
    made(name, builder::add(Expression::Null))
}

/// A template of these parts.
pub(crate) fn template(parts: &[ExprId]) -> ExprId {
    let parts = parts.iter().map(|part| paydsl::tree::Part::Value(*part));
    builder::add(Expression::Template(parts.collect()))
}

/// A local; what it is named by.
pub(crate) fn local(name: &'static str, value: ExprId) -> ExprId {
    builder::declare(Declaration {
        kind: Kind::Local,
        address: Some(Address {
            scope: "",
            kind: "local".into(),
            name: name.into(),
        }),
        provider: None,
        site: Site {
            file: "src/shop.rs",
            line: 3,
        },
        fields: vec![made("value", value)],
        exemptions: Vec::new(),
    });
    builder::add(Expression::Root(format!("local.{name}").into()))
}
