//! The engine: a configuration in, what is wrong with it out.
//!
//! It says what `terraform validate` says, from the schema and what was learnt of the provider's validators: names, types,
//! required arguments, numbers of blocks, the rules of single values, and those of several arguments together; and what
//! `terraform plan` says of them alone ([`Class::Plan`]). What cannot be told here is called undecidable, and never a mistake: nothing that the provider accepts is called invalid.
//!
//! Values that are unknown satisfy all that can be satisfied; a reference, all that what it is read from can.

mod block;
mod choices;
mod combinations;
mod configuration;
mod documentation;
mod form;
mod judgement;
mod language;
mod lengths;
mod number;
mod numbers;
mod pattern;
mod reference;
mod references;
mod refusals;
mod rules;
mod sentences;
mod types;
mod violation;
mod words;

pub use configuration::{Body, Content, Entry, Node, Value};
pub use documentation::{combined_demands, demands, demands_in_object};
pub use number::{NotFinite, Number};
pub use reference::{Origin, Reference};
pub use sentences::another_reading;
pub use types::is_normalized;
pub use violation::{Class, Verdict, Violation};

use crate::schema::{Block, Type};
use violation::Place;

/// Checks the body of a resource, a data source, an ephemeral resource or a provider's configuration against its schema.
pub fn check<T: Clone>(schema: &Block, body: &Body<T>) -> Vec<Violation<T>> {
    let mut checker = Checker { violations: Vec::new() };
    checker.block(schema, body, &Place::ROOT, 0);
    checker.violations
}

/// Checks one level of a body: the rules of its arguments and of its nested blocks as collections, those of several
/// arguments together, and what plan refuses. What stands in nested blocks is looked at for the latter only; what is missing is not told.
///
/// For those who go through a configuration by themselves, as the macros do. `is_first` says whether the provider is sure
/// to look at several arguments together: some of its checks look only at the first block of a name, and at none in which
/// nothing is given.
pub fn check_level<T: Clone>(schema: &Block, body: &Body<T>, is_first: bool) -> Vec<Violation<T>> {
    let mut checker = Checker { violations: Vec::new() };
    checker.level(schema, body, is_first);
    checker.violations
}

/// Checks a single value against a type and rules, as that of an argument called `name`.
pub fn check_value<T: Clone>(name: &str, ty: &Type, rules: &[crate::rule::Rule], value: &Node<T>) -> Vec<Violation<T>> {
    let mut checker = Checker { violations: Vec::new() };
    let place = Place::ROOT;
    checker.argument(ty, rules, None, value, &place.name(name));
    checker.violations
}

/// What is found on the way through a configuration.
struct Checker<T> {
    violations: Vec<Violation<T>>,
}

impl<T: Clone> Checker<T> {
    fn invalid(&mut self, place: &Place<'_>, tag: &T, class: Class, rule: impl Into<String>) {
        self.report(place, tag, class, rule.into(), None, None);
    }

    fn report(
        &mut self,
        place: &Place<'_>,
        tag: &T,
        class: Class,
        rule: String,
        given: Option<String>,
        nearest: Option<String>,
    ) {
        self.violations.push(Violation {
            verdict: Verdict::Invalid,
            class,
            path: place.to_string(),
            rule,
            given: given.filter(|_| !place.sensitive),
            nearest: nearest.filter(|_| !place.sensitive),
            deferred: place.deferred,
            tag: tag.clone(),
        });
    }

    fn undecidable(&mut self, place: &Place<'_>, tag: &T, class: Class, rule: String) {
        self.violations.push(Violation {
            verdict: Verdict::Undecidable,
            class,
            path: place.to_string(),
            rule,
            given: None,
            nearest: None,
            deferred: place.deferred,
            tag: tag.clone(),
        });
    }
}
