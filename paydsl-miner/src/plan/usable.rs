//! Which values the provider validates.

use paydsl_schema::Block;

use super::oracle::errors;
use super::variable::{Assignment, Variable, configuration};
use crate::diagnostic::Diagnostic;
use crate::message::{self, Finding};
use crate::process::Provider;
use crate::protocol::Kind;
use crate::value::encode;

/// How many values that are no choices are wanted of an argument.
const WANTED: usize = 3;

/// How many are tried.
const MOST_TRIED: usize = 24;

/// Leaves the variables those values of which the provider does not say that they are wrong by themselves.
///
/// # Errors
///
/// If the provider cannot be started again.
pub(super) fn keep_usable(
    provider: &mut Provider,
    type_name: &str,
    block: &Block,
    variables: &mut [Variable],
    base: &Assignment,
) -> Result<(), String> {
    for number in 0..variables.len() {
        if variables[number].is_choice() {
            continue;
        }
        let mut usable = Vec::new();
        for value in variables[number].candidates.iter().take(MOST_TRIED) {
            let mut assignment = base.clone();
            assignment.insert(number, value.clone());
            let config = encode(block, &configuration(variables, &assignment));
            let answer = provider.validate(Kind::Resource, type_name, config)?;
            if answer.is_ok_and(|answer| {
                !errors(answer)
                    .iter()
                    .any(|error| is_of_value(error, &variables[number]))
            }) {
                usable.push(value.clone());
            }
            if usable.len() == WANTED {
                break;
            }
        }
        variables[number].values = usable;
    }
    Ok(())
}

/// Whether an error is of a value, and not of what is missing or excluded beside it.
fn is_of_value(error: &Diagnostic, variable: &Variable) -> bool {
    let is_of_others = matches!(
        message::read(error),
        Some(Finding::Required(_) | Finding::Combination { .. })
    );
    let names = error.names();
    let name = variable.path.last().copied().unwrap_or_default();
    !is_of_others && (names.starts_with(&variable.path) || error.text().contains(name))
}
