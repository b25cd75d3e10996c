//! Finds what a refusal to plan depends on, by varying the configuration that was refused.

use std::collections::{BTreeMap, BTreeSet};

use fastrand::Rng;
use paydsl_schema::Block;

use super::battery::battery;
use super::hypothesis::{Allowed, Hypothesis};
use super::oracle::{Answer, Oracle, Reason, Stop, texts};
use super::repair::{Pinned, settle};
use super::variable::{Assignment, Held, held};
use crate::value::Value;

/// How many values of an argument that is no choice are tried one after the other.
const MOST_VALUES: usize = 3;

/// How many configurations of which a hypothesis speaks are made at random.
const TRIALS: usize = 30;

/// How many of them the provider has to refuse for the same reason; then it is enough.
const CONFIRMATIONS: usize = 8;

/// How few are enough after all trials.
const FEWEST_CONFIRMATIONS: usize = 4;

/// How many arguments that a message names are given together.
const MOST_MENTIONED: usize = 6;

/// How deep names are looked for.
const DEEPEST: usize = 5;

/// How many arguments together may lift a refusal.
const MOST_LIFTING: usize = 4;

/// Whether the provider refuses for the reason at hand.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Outcome {
    Refused,
    Planned,
    /// It says something else, which may hide what it would say.
    Unclear,
}

/// What came of a refusal.
pub(super) enum Lesson {
    /// What it depends on.
    Learnt(Vec<Hypothesis>),
    /// It depends on something that cannot be said.
    Unclear(&'static str),
}

/// A refusal that is being looked into.
pub(super) struct Inquiry<'i, 'o> {
    oracle: &'i mut Oracle<'o>,
    rng: &'i mut Rng,
    reason: &'i Reason,
    /// The configuration that was refused, with as little in it as can be.
    witness: Assignment,
    subject: Option<usize>,
    /// Of the configuration, what stands for something else that would do as well.
    soft: BTreeSet<usize>,
    /// A configuration that the provider plans, of those that were tried.
    planned: Option<Assignment>,
}

impl<'i, 'o> Inquiry<'i, 'o> {
    pub(super) fn new(
        oracle: &'i mut Oracle<'o>,
        rng: &'i mut Rng,
        reason: &'i Reason,
        witness: Assignment,
        subject: Option<usize>,
    ) -> Self {
        Inquiry {
            oracle,
            rng,
            reason,
            witness,
            subject,
            soft: BTreeSet::new(),
            planned: None,
        }
    }

    /// A configuration that the provider plans, if one was met.
    pub(super) fn planned(&self) -> Option<&Assignment> {
        self.planned.as_ref()
    }

    /// Looks into it.
    pub(super) fn run(&mut self, base: &Assignment) -> Result<Lesson, Stop> {
        self.minimise(base)?;
        for number in self.witness.keys().copied().collect::<Vec<_>>() {
            if !self.oracle.variables[number].required && self.without(number)? == Outcome::Refused {
                self.soft.insert(number);
            }
        }
        let mut conditions = BTreeMap::new();
        for number in 0..self.oracle.variables.len() {
            match self.vary(number)? {
                Ok(Some(allowed)) => {
                    conditions.insert(number, allowed);
                }
                Ok(None) => {}
                Err(why) => return Ok(Lesson::Unclear(why)),
            }
        }
        self.drop_implied(&mut conditions);
        self.confirm(conditions, 0)
    }

    /// Where a block is not there, nothing in it is; where something in it is, the block is there.
    fn drop_implied(&self, conditions: &mut BTreeMap<usize, Allowed>) {
        let variables = self.oracle.variables;
        let given = self
            .witness
            .keys()
            .filter_map(|number| match variables[*number].path.as_slice() {
                [block, _] => Some(*block),
                _ => None,
            });
        let given: BTreeSet<&str> = given.collect();
        conditions.retain(|number, _| !matches!(variables[*number].path.as_slice(), [block] if given.contains(block)));
        let absent: Vec<&str> = conditions
            .iter()
            .filter(|(_, allowed)| allowed.is_absence())
            .filter_map(|(number, _)| match self.oracle.variables[*number].path.as_slice() {
                [name] => Some(*name),
                _ => None,
            })
            .collect();
        let is_implied = |number: &usize, allowed: &Allowed| match self.oracle.variables[*number].path.as_slice() {
            [block, _] => allowed.is_absence() && absent.contains(block),
            _ => false,
        };
        conditions.retain(|number, allowed| !is_implied(number, allowed));
    }

    fn outcome(&mut self, assignment: &Assignment, answer: &Answer) -> Outcome {
        match answer {
            Answer::Planned => {
                if self.planned.as_ref().is_none_or(|known| known.len() > assignment.len()) {
                    self.planned = Some(assignment.clone());
                }
                Outcome::Planned
            }
            Answer::Refused(reasons) if reasons.iter().any(|reason| reason.kind == self.reason.kind) => {
                Outcome::Refused
            }
            Answer::Refused(_) | Answer::Invalid(_) | Answer::Silent(_) => Outcome::Unclear,
        }
    }

    fn ask(&mut self, assignment: &Assignment) -> Result<Outcome, Stop> {
        let answer = self.oracle.ask(assignment)?;
        Ok(self.outcome(assignment, &answer))
    }

    fn settled(&mut self, assignment: Assignment, pinned: &Pinned) -> Result<(Assignment, Outcome), Stop> {
        let (assignment, answer) = settle(self.oracle, assignment, pinned)?;
        let outcome = self.outcome(&assignment, &answer);
        Ok((assignment, outcome))
    }

    /// Takes from the configuration what the refusal does not need.
    fn minimise(&mut self, base: &Assignment) -> Result<(), Stop> {
        loop {
            let mut is_smaller = false;
            let numbers: Vec<usize> = self.witness.keys().rev().copied().collect();
            for number in numbers {
                let mut smaller = self.witness.clone();
                if !self.oracle.variables[number].required {
                    smaller.remove(&number);
                } else if let Some(usual) = base.get(&number) {
                    smaller.insert(number, usual.clone());
                }
                if smaller != self.witness && self.ask(&smaller)? == Outcome::Refused {
                    self.witness = smaller;
                    is_smaller = true;
                }
            }
            if !is_smaller {
                return Ok(());
            }
        }
    }

    /// What has to be of a variable for the refusal to stand; `None` for anything; an error if that cannot be said.
    fn vary(&mut self, number: usize) -> Result<Result<Option<Allowed>, &'static str>, Stop> {
        let variable = &self.oracle.variables[number];
        let current = self.witness.get(&number).cloned();
        let is_choice = variable.is_choice();
        let required = variable.required;
        let limit = if is_choice { usize::MAX } else { MOST_VALUES };
        let mut values: Vec<Value> = variable.values.iter().take(limit).cloned().collect();
        if let Some(current) = &current
            && !values.contains(current)
        {
            values.push(current.clone());
        }
        if values.is_empty() {
            // Nothing is known of what would be if it were given.
            return Ok(Ok((!required).then(absent)));
        }
        if !is_choice {
            values.retain(|value| !is_nothing(value));
        }
        let core = self.witness.keys().filter(|member| !self.soft.contains(member));
        let pinned = Pinned::new(core.copied().chain([number]));
        let mut refused = Vec::new();
        let mut planned = 0;
        let mut unclear = 0;
        for value in values {
            if current.as_ref() == Some(&value) {
                refused.push(value);
                continue;
            }
            let mut other = self.witness.clone();
            other.insert(number, value.clone());
            match self.settled(other, &pinned)?.1 {
                Outcome::Refused => refused.push(value),
                Outcome::Planned => planned += 1,
                Outcome::Unclear => unclear += 1,
            }
        }
        let without = match (&current, required) {
            (None, false) => Outcome::Refused,
            (_, true) => Outcome::Unclear,
            (Some(_), false) if self.soft.contains(&number) => Outcome::Refused,
            (Some(_), false) => self.without(number)?,
        };
        let may_be_absent = without == Outcome::Refused;
        let shown = planned > 0 || without == Outcome::Planned;
        if planned == 0 && unclear == 0 && (is_choice || refused.len() >= 2 || current.is_none() && !refused.is_empty())
        {
            // Any value will do.
            return Ok(Ok((!may_be_absent && !required).then_some(Allowed {
                absent: false,
                values: None,
                shown,
            })));
        }
        if is_choice {
            return Ok(Ok(Some(Allowed {
                absent: may_be_absent,
                values: Some(refused),
                shown,
            })));
        }
        match current {
            // Whatever it were, it may be seen or not: only that it is not there is known to be refused.
            None => Ok(Ok(Some(Allowed { shown, ..absent() }))),
            Some(_) if planned > 0 => Ok(Err("depends on a value that is no choice")),
            Some(_) if required => Ok(Ok(None)),
            Some(_) if self.oracle.variables[number].is_block && may_be_absent => Ok(Ok(None)),
            Some(_) if self.oracle.variables[number].is_block => Ok(Ok(Some(Allowed {
                absent: false,
                values: None,
                shown,
            }))),
            Some(_) => Ok(Err("was seen with one value only")),
        }
    }

    /// What becomes of the refusal when what is given is left out, with something else in its place if there has to be.
    fn without(&mut self, number: usize) -> Result<Outcome, Stop> {
        let mut other = self.witness.clone();
        other.remove(&number);
        let pinned = Pinned::new(self.witness.keys().copied());
        Ok(self.settled(other, &pinned)?.1)
    }

    /// Tries a hypothesis on other configurations of which it speaks.
    fn confirm(&mut self, conditions: BTreeMap<usize, Allowed>, lifted: usize) -> Result<Lesson, Stop> {
        let hypothesis = Hypothesis {
            conditions,
            witness: self.witness.clone(),
            subject: self.subject,
            kind: self.reason.kind.clone(),
            message: self.reason.text.clone(),
        };
        if let [only] = hypothesis.conditions.values().collect::<Vec<_>>()[..]
            && !only.absent
        {
            return Ok(Lesson::Unclear("says that a value is never right"));
        }
        if self.speaks_of_others() {
            return Ok(Lesson::Unclear("speaks of what is not varied"));
        }
        if let Some(planned) = self.refuting(&hypothesis) {
            return self.restrict(&hypothesis, planned, lifted);
        }
        if let Some(why) = self.depends_on_value(&hypothesis)? {
            return Ok(Lesson::Unclear(why));
        }
        let pinned = Pinned::new(hypothesis.conditions.keys().copied());
        for other in self.mentioned(&hypothesis) {
            let (other, outcome) = self.settled(other, &pinned)?;
            if outcome == Outcome::Planned && hypothesis.holds(self.oracle.variables, &other) {
                return self.restrict(&hypothesis, other, lifted);
            }
        }
        let mut confirmations = 0;
        for trial in 0..TRIALS {
            let other = self.invent(&hypothesis, trial);
            let (other, outcome) = self.settled(other, &pinned)?;
            match outcome {
                Outcome::Refused => confirmations += 1,
                Outcome::Unclear => {}
                Outcome::Planned if !hypothesis.holds(self.oracle.variables, &other) => {}
                Outcome::Planned => return self.restrict(&hypothesis, other, lifted),
            }
            if confirmations == CONFIRMATIONS {
                break;
            }
        }
        if self.planned.is_none() && self.oracle.planned.is_empty() {
            return Ok(Lesson::Unclear("nothing is known that would be planned"));
        }
        if confirmations < FEWEST_CONFIRMATIONS {
            return Ok(Lesson::Unclear("was not seen often enough"));
        }
        Ok(Lesson::Learnt(vec![hypothesis]))
    }

    /// Whether the provider's words name something deep in blocks, which is no variable.
    fn speaks_of_others(&self) -> bool {
        let is_variable = |name: &str| {
            let mut variables = self.oracle.variables.iter();
            variables.any(|variable| variable.path.last() == Some(&name))
        };
        let words = self.reason.text.split(|c: char| !c.is_ascii_alphanumeric() && c != '_');
        let mut names = words.filter(|word| word.contains('_') || self.reason.text.contains(&format!("\"{word}\"")));
        names.any(|name| !is_variable(name) && is_named_in(self.oracle.block, name, DEEPEST))
    }

    /// What the provider planned although it should refuse it.
    fn refuting(&self, hypothesis: &Hypothesis) -> Option<Assignment> {
        let planned = self.oracle.planned.iter();
        planned
            .filter(|assignment| hypothesis.holds(self.oracle.variables, assignment))
            .min_by_key(|assignment| assignment.len())
            .cloned()
    }

    /// What was learnt, after what has been planned since.
    pub(super) fn revise(&mut self, hypothesis: Hypothesis) -> Result<Lesson, Stop> {
        match self.refuting(&hypothesis) {
            Some(planned) => self.restrict(&hypothesis, planned, 0),
            None => Ok(Lesson::Learnt(vec![hypothesis])),
        }
    }

    /// Configurations with what the provider's words name: all of it, and any two.
    fn mentioned(&self, hypothesis: &Hypothesis) -> Vec<Assignment> {
        let plain = |text: &str| -> String {
            text.chars()
                .filter(char::is_ascii_alphanumeric)
                .collect::<String>()
                .to_lowercase()
        };
        let text = plain(&self.reason.text);
        let named: Vec<(usize, Value)> = self
            .oracle
            .variables
            .iter()
            .enumerate()
            .filter(|(number, _)| !hypothesis.conditions.contains_key(number) && !self.witness.contains_key(number))
            .filter(|(_, variable)| variable.path.last().is_some_and(|name| text.contains(&plain(name))))
            .filter_map(|(number, variable)| Some((number, variable.values.first()?.clone())))
            .take(MOST_MENTIONED)
            .collect();
        let with = |some: &[&(usize, Value)]| {
            let mut assignment = self.witness.clone();
            assignment.extend(some.iter().map(|one| (*one).clone()));
            assignment
        };
        let mut all = vec![with(&named.iter().collect::<Vec<_>>())];
        for (position, one) in named.iter().enumerate() {
            all.extend(named[position + 1..].iter().map(|other| with(&[one, other])));
        }
        all
    }

    /// A configuration of which a hypothesis speaks.
    fn invent(&mut self, hypothesis: &Hypothesis, trial: usize) -> Assignment {
        let share = [10, 30, 20, 50, 100, 15][trial % 6];
        let mut assignment = self.witness.clone();
        for (number, variable) in self.oracle.variables.iter().enumerate() {
            let allowed = hypothesis.conditions.get(&number);
            let values: Vec<&Value> = match allowed {
                Some(Allowed {
                    values: Some(values), ..
                }) => values.iter().collect(),
                _ => variable.values.iter().take(MOST_VALUES * 2).collect(),
            };
            let is_wanted = self.rng.u32(..100) < share;
            let Some(value) = values.get(self.rng.usize(..values.len().max(1))) else {
                continue;
            };
            let may_be_absent = allowed.is_none_or(|allowed| allowed.absent);
            if is_wanted || !may_be_absent && !assignment.contains_key(&number) {
                assignment.insert(number, (*value).clone());
            }
        }
        assignment
    }

    /// The hypothesis without the configurations that are like one that the provider plans.
    fn restrict(&mut self, hypothesis: &Hypothesis, planned: Assignment, lifted: usize) -> Result<Lesson, Stop> {
        let lifting = self.lifting(planned)?;
        if lifting.is_empty() || lifting.len() > MOST_LIFTING || lifted >= MOST_LIFTING {
            return Ok(Lesson::Unclear("is lifted by too much"));
        }
        let mut learnt = Vec::new();
        let alternatives = lifting.len();
        for number in lifting {
            let value = self.witness.get(&number).cloned();
            let is_choice = self.oracle.variables[number].is_choice();
            let allowed = match value {
                // It would depend on what else is in the block.
                None if held(self.oracle.variables, &self.witness, number) == Held::Around => continue,
                None => Allowed {
                    shown: true,
                    ..absent()
                },
                Some(value) if is_choice => Allowed {
                    absent: false,
                    values: Some(vec![value]),
                    shown: true,
                },
                Some(_) => return Ok(Lesson::Unclear("depends on a value that is no choice")),
            };
            let mut conditions = hypothesis.conditions.clone();
            conditions.insert(number, allowed);
            match self.confirm(conditions, lifted + 1)? {
                Lesson::Learnt(more) => learnt.extend(more),
                // Of several ways to be refused, some may be told without the others.
                Lesson::Unclear(why) if alternatives == 1 => return Ok(Lesson::Unclear(why)),
                Lesson::Unclear(_) => {}
            }
        }
        if learnt.is_empty() {
            return Ok(Lesson::Unclear("is lifted by several arguments together"));
        }
        Ok(Lesson::Learnt(learnt))
    }

    /// The fewest variables that make the difference between the refused configuration and one that is planned.
    fn lifting(&mut self, mut planned: Assignment) -> Result<BTreeSet<usize>, Stop> {
        let mut differing = self.differing(&planned);
        loop {
            let mut is_smaller = false;
            for number in differing.clone() {
                let mut nearer = planned.clone();
                match self.witness.get(&number) {
                    Some(value) => nearer.insert(number, value.clone()),
                    None => nearer.remove(&number),
                };
                if self.ask(&nearer)? == Outcome::Planned {
                    planned = nearer;
                    is_smaller = true;
                }
            }
            differing = self.differing(&planned);
            if !is_smaller {
                return Ok(differing);
            }
        }
    }

    fn differing(&self, planned: &Assignment) -> BTreeSet<usize> {
        let all = planned.keys().chain(self.witness.keys()).copied();
        all.filter(|number| planned.get(number) != self.witness.get(number))
            .collect()
    }

    /// Whether the refusal depends on values that can be anything: then it is about what they are, and not about what is given.
    fn depends_on_value(&mut self, hypothesis: &Hypothesis) -> Result<Option<&'static str>, Stop> {
        let hints: Vec<String> = hypothesis
            .conditions
            .keys()
            .map(|number| self.oracle.variables[*number].name())
            .chain([self.reason.text.clone()])
            .collect();
        for (number, value) in self.witness.clone() {
            let variable = &self.oracle.variables[number];
            if variable.is_choice() {
                continue;
            }
            if is_quoted(&value, &self.reason.text) {
                return Ok(Some("quotes a value"));
            }
            let others = battery(variable, &value, &hints);
            for other in others.into_iter().filter(|other| !is_nothing(other)) {
                let has_other_keys = has_other_keys(&value, &other);
                let mut assignment = self.witness.clone();
                assignment.insert(number, other);
                let answer = self.oracle.ask(&assignment)?;
                let is_lifted = match self.outcome(&assignment, &answer) {
                    Outcome::Planned => true,
                    // The next key is missing.
                    Outcome::Unclear => has_other_keys && matches!(answer, Answer::Refused(_)),
                    Outcome::Refused => false,
                };
                if is_lifted {
                    return Ok(Some("depends on a value that is no choice"));
                }
            }
        }
        Ok(None)
    }
}

/// Whether a message holds a value: a text that is in no message by chance, or a number by itself.
fn is_quoted(value: &Value, message: &str) -> bool {
    let is_text = |text: &&str| text.chars().count() > 3 && message.contains(*text);
    let is_number = |number: &str| {
        let mut words = message.split(|c: char| !c.is_ascii_alphanumeric() && c != '.' && c != '_');
        words.any(|word| word.trim_end_matches('.') == number)
    };
    match value {
        Value::Number(number) => is_number(&number.to_string()),
        Value::List(elements) => elements.iter().any(|element| is_quoted(element, message)),
        _ => texts(value).iter().any(is_text),
    }
}

fn has_other_keys(one: &Value, other: &Value) -> bool {
    match (one, other) {
        (Value::Map(one), Value::Map(other)) => !one.keys().eq(other.keys()),
        _ => false,
    }
}

/// Whether something in a block is called so.
fn is_named_in(block: &Block, name: &str, depth: usize) -> bool {
    block.attribute(name).is_some()
        || block.block(name).is_some()
        || depth > 0
            && block
                .blocks()
                .iter()
                .any(|nested| is_named_in(nested.block(), name, depth - 1))
}

/// What the engine takes neither for given nor for absent.
fn is_nothing(value: &Value) -> bool {
    match value {
        Value::Null => true,
        Value::String(text) => text.is_empty(),
        Value::Number(number) => *number == 0.0,
        Value::List(elements) => elements.is_empty(),
        Value::Map(entries) => entries.is_empty(),
        Value::Unknown | Value::Bool(_) | Value::Object(_) => false,
    }
}

fn absent() -> Allowed {
    Allowed {
        absent: true,
        values: Some(Vec::new()),
        shown: false,
    }
}
