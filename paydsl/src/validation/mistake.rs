//! What is wrong, in which environments, and what it is made of.

use paydsl_schema::engine::{Class, Verdict, Violation};

use super::origins::Origins;
use crate::builder::Site;

/// Something that the provider would refuse.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mistake {
    /// The project.
    pub project: String,
    /// The stack.
    pub stack: &'static str,
    /// What it is in: `aws_lambda_function.worker`, `provider.aws`, with the instance where only some have the mistake.
    pub address: String,
    /// The Rust line that declares it.
    pub site: Site,
    /// What is wrong, in a sentence that goes on after the address: `` `timeout` must be between 1 and 900, not 1000``.
    pub message: String,
    /// The environments in which it is wrong, in the order they are declared.
    pub environments: Vec<&'static str>,
    /// Whether those are all environments of the project.
    pub everywhere: bool,
    /// The fields of the environment that the value is made of.
    pub fields: Vec<&'static str>,
    /// Whether the environment's name is part of the value.
    pub has_name: bool,
    /// Where the value is not the one in the message: the environment, and what there is to say of the value there.
    pub others: Vec<(&'static str, String)>,
}

/// A mistake in one environment.
pub(super) struct Found {
    /// The instance, written as in its address: `["a"]`.
    pub(super) instance: String,
    pub(super) violation: Violation<Origins>,
}

impl Found {
    /// What is the same in all environments.
    fn key(&self) -> (&str, &str, Class) {
        (&self.instance, &self.violation.path, self.violation.class)
    }
}

/// What is found in one declaration, environment by environment.
#[derive(Default)]
pub(super) struct Merged {
    found: Vec<(Found, Vec<(&'static str, String)>)>,
}

impl Merged {
    /// Adds what is wrong in an environment, or in several that are the same.
    pub(super) fn add(&mut self, environments: &[&'static str], found: Vec<Found>) {
        let mut told: Vec<Found> = Vec::new();
        for one in found {
            if one.violation.verdict != Verdict::Invalid {
                continue;
            }
            // What all instances have in common is one mistake.
            let text = one.violation.to_string();
            if !told.iter().any(|other| other.violation.to_string() == text) {
                told.push(one);
            }
        }
        let known = self.found.len();
        let mut taken = vec![false; known];
        for one in told {
            let text = one.violation.to_string();
            let same = (0..known).find(|at| !taken[*at] && self.found[*at].0.key() == one.key());
            let held = environments.iter().map(|environment| (*environment, text.clone()));
            match same {
                Some(at) => {
                    taken[at] = true;
                    self.found[at].0.violation.tag |= one.violation.tag;
                    self.found[at].1.extend(held);
                }
                None => {
                    let held = held.collect();
                    self.found.push((one, held));
                }
            }
        }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.found.is_empty()
    }

    /// The mistakes, each with all that is the same of them.
    pub(super) fn into_mistakes(self, of: &Declared<'_>) -> impl Iterator<Item = Mistake> {
        self.found
            .into_iter()
            .map(move |(found, held)| of.mistake(&found, held))
    }
}

/// What the mistakes of a declaration have in common.
pub(super) struct Declared<'d> {
    pub(super) project: &'d str,
    pub(super) stack: &'static str,
    pub(super) address: String,
    pub(super) site: Site,
    /// The fields of the project's environments.
    pub(super) fields: &'static [&'static str],
    /// How many environments it has.
    pub(super) environments: usize,
}

impl Declared<'_> {
    fn mistake(&self, found: &Found, held: Vec<(&'static str, String)>) -> Mistake {
        let message = held.first().map(|(_, text)| text.clone()).unwrap_or_default();
        let prefix = format!("`{}` ", found.violation.path);
        let others = held.iter().filter(|(_, text)| *text != message);
        let others = others.map(|(environment, text)| {
            let said = text.strip_prefix(&prefix).unwrap_or(text);
            (*environment, said.to_owned())
        });
        let origins = found.violation.tag;
        Mistake {
            project: self.project.to_owned(),
            stack: self.stack,
            address: format!("{}{}", self.address, found.instance),
            site: self.site,
            others: others.collect(),
            everywhere: held.len() == self.environments,
            environments: held.into_iter().map(|(environment, _)| environment).collect(),
            fields: origins.fields(self.fields),
            has_name: origins.has(Origins::NAME),
            message,
        }
    }
}
