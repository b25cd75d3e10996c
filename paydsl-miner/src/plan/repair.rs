//! Assignments made such that the provider validates them.

use std::collections::BTreeSet;

use paydsl_schema::CombinationKind;

use super::oracle::{Answer, Oracle, Stop};
use super::variable::{Assignment, Variable};
use crate::diagnostic::Diagnostic;
use crate::message::{self, Finding};

/// How often an assignment is changed.
const MOST_REPAIRS: usize = 40;

/// What must stay as it is.
#[derive(Clone, Default)]
pub(super) struct Pinned {
    /// Of these, whether they are given and what.
    pub(super) kept: BTreeSet<usize>,
}

impl Pinned {
    pub(super) fn new(kept: impl IntoIterator<Item = usize>) -> Self {
        Pinned {
            kept: kept.into_iter().collect(),
        }
    }
}

/// Asks about an assignment, changed where the provider says that it has to be; what is pinned stays.
pub(super) fn settle(
    oracle: &mut Oracle<'_>,
    mut assignment: Assignment,
    pinned: &Pinned,
) -> Result<(Assignment, Answer), Stop> {
    let mut last = oracle.ask(&assignment)?;
    // How many values of each were tried.
    let mut tried = vec![0_usize; oracle.variables.len()];
    for _ in 0..MOST_REPAIRS {
        let Answer::Invalid(errors) = &last else {
            break;
        };
        let is_changed = errors
            .iter()
            .any(|error| repair(oracle.variables, &mut assignment, error, pinned, &mut tried));
        if !is_changed {
            break;
        }
        last = oracle.ask(&assignment)?;
    }
    Ok((assignment, last))
}

fn repair(
    variables: &[Variable],
    assignment: &mut Assignment,
    error: &Diagnostic,
    pinned: &Pinned,
    tried: &mut [usize],
) -> bool {
    let find = |path: &str| {
        let names: Vec<&str> = path.split('.').filter(|part| part.parse::<u32>().is_err()).collect();
        variables.iter().position(|variable| variable.path == names)
    };
    let is_free = |number: &usize| !pinned.kept.contains(number);
    let named = error.names().join(".");
    match message::read(error) {
        Some(Finding::Required(name)) => {
            let path = name.unwrap_or(named);
            match find(&path).filter(is_free) {
                Some(number) => add(variables, assignment, number),
                None => false,
            }
        }
        Some(Finding::Combination { kind, members, .. }) => {
            let members: Vec<usize> = members
                .iter()
                .filter_map(|member| find(member.trim_matches('"')))
                .collect();
            let given: Vec<usize> = members
                .iter()
                .copied()
                .filter(|member| assignment.contains_key(member))
                .collect();
            let removable = |assignment: &Assignment| {
                let mut others = given.iter().rev().copied().filter(is_free);
                others.find(|member| assignment.contains_key(member) && !variables[*member].required)
            };
            match kind {
                CombinationKind::ConflictsWith => take(assignment, removable(assignment)),
                CombinationKind::ExactlyOneOf if given.len() > 1 => take(assignment, removable(assignment)),
                CombinationKind::ExactlyOneOf | CombinationKind::AtLeastOneOf if given.is_empty() => members
                    .into_iter()
                    .filter(is_free)
                    .any(|member| add(variables, assignment, member)),
                CombinationKind::RequiredWith => {
                    let missing: Vec<usize> = members.into_iter().filter(is_free).collect();
                    let mut added = false;
                    for member in missing {
                        added |= add(variables, assignment, member);
                    }
                    added || take(assignment, removable(assignment))
                }
                _ => false,
            }
        }
        _ => {
            let Some(number) = subject(variables, assignment, error).filter(is_free) else {
                return false;
            };
            tried[number] += 1;
            match variables[number].values.get(tried[number]) {
                Some(value) => {
                    assignment.insert(number, value.clone());
                    true
                }
                None if !variables[number].required => take(assignment, Some(number)),
                None => false,
            }
        }
    }
}

fn add(variables: &[Variable], assignment: &mut Assignment, number: usize) -> bool {
    if assignment.contains_key(&number) {
        return false;
    }
    match variables[number].values.first() {
        Some(value) => {
            assignment.insert(number, value.clone());
            true
        }
        None => false,
    }
}

fn take(assignment: &mut Assignment, number: Option<usize>) -> bool {
    number.is_some_and(|number| assignment.remove(&number).is_some())
}

/// The given variable that an error is about: that of its path, or one that it names.
fn subject(variables: &[Variable], assignment: &Assignment, error: &Diagnostic) -> Option<usize> {
    let names = error.names();
    let given = || assignment.keys().copied();
    let of_path = given().find(|number| variables[*number].path == names);
    let text = error.text();
    let named = given()
        .filter(|number| {
            variables[*number]
                .path
                .last()
                .is_some_and(|name| text.contains(&format!("\"{name}\"")) || text.contains(&format!(" {name} ")))
        })
        .max_by_key(|number| variables[*number].path.last().map_or(0, |name| name.len()));
    let above = || given().find(|number| names.starts_with(&variables[*number].path));
    of_path.or(named).or_else(above)
}
