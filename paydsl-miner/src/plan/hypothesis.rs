//! What a refusal to plan may depend on.

use std::collections::BTreeMap;

use paydsl_schema::{Condition, Refusal, State};

use super::variable::{Assignment, Held, Variable, held};
use crate::value::Value;

/// What a variable has to be.
#[derive(Clone, PartialEq, Debug)]
pub(super) struct Allowed {
    /// Whether it may be left out.
    pub(super) absent: bool,
    /// What it may be, if given; anything, if there is no list.
    pub(super) values: Option<Vec<Value>>,
    /// Whether the provider was seen to plan where it is something else.
    pub(super) shown: bool,
}

impl Allowed {
    /// Whether it has to be left out.
    pub(super) fn is_absence(&self) -> bool {
        self.absent && self.values.as_ref().is_some_and(Vec::is_empty)
    }

    fn holds(&self, held: Held<'_>) -> bool {
        match (held, &self.values) {
            (Held::Absent, _) => self.absent,
            (Held::Given(_) | Held::Around, None) => true,
            (Held::Given(value), Some(values)) => values.contains(value),
            (Held::Around, Some(_)) => false,
        }
    }

    fn state(&self) -> State {
        match &self.values {
            None => State::Given,
            Some(values) if values.is_empty() => State::Absent,
            Some(values) => State::OneOf {
                values: values.iter().filter_map(text).map(String::into_boxed_str).collect(),
                or_absent: self.absent,
            },
        }
    }

    /// Where it stands among the conditions of a refusal.
    fn rank(&self) -> u8 {
        match (self.is_absence(), self.shown) {
            (true, false) => 3,
            (true, true) => 1,
            (false, _) => 2,
        }
    }
}

/// That the provider refuses to plan wherever these conditions hold.
#[derive(Clone, PartialEq, Debug)]
pub(super) struct Hypothesis {
    pub(super) conditions: BTreeMap<usize, Allowed>,
    /// The least that was seen to be refused.
    pub(super) witness: Assignment,
    /// The variable that is to be named first, where it has a condition.
    pub(super) subject: Option<usize>,
    /// The kind of the reason.
    pub(super) kind: String,
    /// The provider's words.
    pub(super) message: String,
}

impl Hypothesis {
    /// Whether it speaks of what an assignment describes.
    pub(super) fn holds(&self, variables: &[Variable], assignment: &Assignment) -> bool {
        self.conditions
            .iter()
            .all(|(number, allowed)| allowed.holds(held(variables, assignment, *number)))
    }

    /// Whether it speaks of all that another one speaks of, and of more.
    fn says_more_than(&self, other: &Hypothesis) -> bool {
        let is_shared = |(number, allowed): (&usize, &Allowed)| other.conditions.get(number) == Some(allowed);
        self.conditions.len() < other.conditions.len() && self.conditions.iter().all(is_shared)
    }

    /// The refusal, as it is kept.
    pub(super) fn refusal(&self, variables: &[Variable]) -> Refusal {
        let mut conditions: Vec<(u8, usize, &Allowed)> = self
            .conditions
            .iter()
            .map(|(number, allowed)| {
                let rank = if self.subject == Some(*number) {
                    0
                } else {
                    allowed.rank()
                };
                (rank, *number, allowed)
            })
            .collect();
        conditions.sort_by_key(|(rank, number, _)| (*rank, *number));
        Refusal {
            conditions: conditions
                .into_iter()
                .filter_map(|(_, number, allowed)| {
                    Some(Condition {
                        argument: variables.get(number)?.name().into(),
                        state: allowed.state(),
                    })
                })
                .collect(),
            message: self.message.as_str().into(),
        }
    }
}

/// Hypotheses that differ in the values of one variable alone are one.
pub(super) fn merged(mut all: Vec<Hypothesis>, variables: &[Variable]) -> Vec<Hypothesis> {
    let mut position = 0;
    while position < all.len() {
        let joined = (position + 1..all.len()).find_map(|other| {
            let both = join(&all[position], &all[other], variables)?;
            Some((other, both))
        });
        match joined {
            Some((other, both)) => {
                all[position] = both;
                all.remove(other);
                // What did not fit before may fit now.
                position = 0;
            }
            None => position += 1,
        }
    }
    let said = all.clone();
    all.retain(|one| !said.iter().any(|other| other.says_more_than(one)));
    all
}

fn join(one: &Hypothesis, other: &Hypothesis, variables: &[Variable]) -> Option<Hypothesis> {
    if one.conditions == other.conditions {
        return Some(one.clone());
    }
    if !one.conditions.keys().eq(other.conditions.keys()) {
        return None;
    }
    let mut differing = one
        .conditions
        .iter()
        .filter(|(number, allowed)| other.conditions.get(number) != Some(allowed));
    let (number, allowed) = differing.next()?;
    if differing.next().is_some() {
        return None;
    }
    let (Some(mine), Some(theirs)) = (&allowed.values, &other.conditions.get(number)?.values) else {
        return None;
    };
    let variable = variables.get(*number)?;
    if !variable.is_choice() {
        return None;
    }
    // In the order of the provider's list.
    let values: Vec<Value> = variable
        .values
        .iter()
        .filter(|value| mine.contains(value) || theirs.contains(value))
        .cloned()
        .collect();
    let both = Allowed {
        absent: allowed.absent || other.conditions.get(number)?.absent,
        values: Some(values),
        shown: allowed.shown,
    };
    let mut joined = one.clone();
    joined.conditions.insert(*number, both);
    Some(joined)
}

/// The text of a single value.
pub(super) fn text(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        Value::Bool(truth) => Some(truth.to_string()),
        _ => None,
    }
}
