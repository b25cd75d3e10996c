//! How two environments of a project differ, and where it shows.
//!
//! One module serves all environments, so they can differ in nothing but the values that `#[environments]` declares and in
//! what carries their own name. This says in which, and follows each to the arguments that it feeds.

mod flow;
mod values;

use std::collections::BTreeSet;

use crate::project::{AnyProject, Row};
use crate::synth::Module;
use flow::Flow;
pub(crate) use values::FieldValue;

/// What can make an argument differ between environments.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(crate) enum Cause {
    /// A field of the environment.
    Field(&'static str),
    /// The environment's name, suffix or workspace, used by itself.
    Name,
    /// A name made by `env.name(..)`.
    Naming,
    /// The project's tags.
    Tags,
}

/// An argument and what feeds it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct FedArgument {
    /// The stack that it is in.
    pub(crate) stack: &'static str,
    /// `aws_vpc.main`, `provider.aws`, `output.vpc_id`.
    pub(crate) address: String,
    /// `cidr_block`, `environment.variables.TABLE`.
    pub(crate) path: String,
    /// All that can make it differ; nothing for most arguments.
    pub(crate) causes: BTreeSet<Cause>,
}

/// A field of the environments with its two values.
pub(crate) struct Field {
    /// Its name in Rust.
    pub(crate) name: &'static str,
    /// The values, in the order of the environments.
    pub(crate) values: [FieldValue; 2],
}

impl Field {
    /// Whether the environments differ in it.
    pub(crate) fn differs(&self) -> bool {
        self.values[0] != self.values[1]
    }
}

/// How two environments differ.
pub(crate) struct Difference {
    /// The environments' names.
    pub(crate) names: [&'static str; 2],
    /// Whether they are protected.
    pub(crate) protected: [bool; 2],
    /// Every field, in the order it is declared.
    pub(crate) fields: Vec<Field>,
    /// Every argument of every stack, in writing order.
    pub(crate) arguments: Vec<FedArgument>,
}

impl Difference {
    /// Compares two environments of a project whose stacks, each after those it reads, are `modules`.
    pub(crate) fn of(project: &AnyProject, rows: [&Row; 2], modules: &[&Module]) -> Self {
        Difference {
            names: rows.map(|row| row.name),
            protected: rows.map(|row| row.protected),
            fields: values::fields(rows),
            arguments: Flow::new(project.environment_fields, modules).arguments(),
        }
    }

    /// The fields in which the environments differ.
    pub(crate) fn differing(&self) -> impl Iterator<Item = &Field> {
        self.fields.iter().filter(|field| field.differs())
    }

    /// Whether anything that is declared differs. Their names always do.
    pub(crate) fn is_any(&self) -> bool {
        self.differing().next().is_some() || self.protected[0] != self.protected[1]
    }

    /// The arguments that something feeds.
    pub(crate) fn fed_by(&self, cause: Cause) -> impl Iterator<Item = &FedArgument> {
        self.arguments
            .iter()
            .filter(move |argument| argument.causes.contains(&cause))
    }

    /// Whether an argument has another value in the one environment than in the other because of a field.
    pub(crate) fn is_fed_by_difference(&self, argument: &FedArgument) -> bool {
        self.differing()
            .any(|field| argument.causes.contains(&Cause::Field(field.name)))
    }

    /// Whether an argument carries the environment's name in any form. Two environments have two names.
    pub(crate) fn carries_the_name(&self, argument: &FedArgument) -> bool {
        let is_of_name = |cause: &Cause| !matches!(cause, Cause::Field(_));
        self.names[0] != self.names[1] && argument.causes.iter().any(is_of_name)
    }
}
