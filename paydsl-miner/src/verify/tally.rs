//! What came of a comparison, by class.

use std::collections::BTreeMap;
use std::fmt;

use paydsl_schema::Rule;

use crate::diagnostic::Diagnostic;
use crate::message::{self, Finding};

/// How the engine and the provider stand to each other.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Outcome {
    /// Both accept it.
    Accepted,
    /// Both refuse it.
    Refused,
    /// The provider refuses it, and the engine cannot tell.
    Undecidable,
    /// The provider refuses it, and the engine has nothing against it.
    Missed,
    /// The engine refuses what the provider accepts: a defect of the engine or of what was mined.
    WronglyRefused,
}

/// One configuration.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Case {
    /// Its number in the run.
    pub number: u64,
    /// The type, as addresses write it.
    pub type_name: String,
    /// The class of the provider's first objection.
    pub class: &'static str,
    /// How it went.
    pub outcome: Outcome,
    /// The configuration, where the two do not agree.
    pub configuration: String,
    /// What the provider says.
    pub provider: Vec<String>,
    /// What the engine says.
    pub engine: Vec<String>,
}

/// How many configurations the provider refuses, and what the engine makes of them.
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug)]
pub struct Counts {
    /// Refused by both.
    pub refused: u64,
    /// Refused by the provider; the engine cannot tell.
    pub undecidable: u64,
    /// Refused by the provider; the engine is silent.
    pub missed: u64,
}

impl Counts {
    /// How many the provider refuses.
    pub fn all(&self) -> u64 {
        self.refused + self.undecidable + self.missed
    }
}

/// What came of a comparison.
#[derive(Clone, Default, Debug)]
pub struct Tally {
    /// How many configurations both accept.
    pub accepted: u64,
    /// Those that the provider refuses, by the class of its first objection.
    pub classes: BTreeMap<&'static str, Counts>,
    /// The configurations about which the two do not agree, or about which the engine cannot tell.
    pub cases: Vec<Case>,
}

impl Tally {
    pub(super) fn add(&mut self, case: Case) {
        let counts = self.classes.entry(case.class).or_default();
        match case.outcome {
            Outcome::Accepted => self.accepted += 1,
            Outcome::Refused => counts.refused += 1,
            Outcome::Undecidable => counts.undecidable += 1,
            Outcome::Missed => counts.missed += 1,
            Outcome::WronglyRefused => {}
        }
        if !matches!(case.outcome, Outcome::Accepted | Outcome::Refused) {
            self.cases.push(case);
        }
    }

    /// All that the provider refuses.
    pub fn refusals(&self) -> Counts {
        self.classes.values().fold(Counts::default(), |sum, counts| Counts {
            refused: sum.refused + counts.refused,
            undecidable: sum.undecidable + counts.undecidable,
            missed: sum.missed + counts.missed,
        })
    }

    /// What the engine refuses and the provider accepts.
    pub fn wrongly_refused(&self) -> impl Iterator<Item = &Case> {
        self.cases.iter().filter(|case| case.outcome == Outcome::WronglyRefused)
    }

    /// What the provider refuses and the engine has nothing against.
    pub fn missed(&self) -> impl Iterator<Item = &Case> {
        self.cases.iter().filter(|case| case.outcome == Outcome::Missed)
    }
}

#[expect(clippy::cast_precision_loss, reason = "counts of configurations are small")]
fn share(part: u64, whole: u64) -> f64 {
    if whole == 0 {
        100.0
    } else {
        100.0 * part as f64 / whole as f64
    }
}

impl fmt::Display for Tally {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(
            f,
            "{} accepted by both, {} refused though the provider accepts them",
            self.accepted,
            self.wrongly_refused().count()
        )?;
        writeln!(
            f,
            "{:<16} {:>8} {:>9} {:>12} {:>7}",
            "refused for", "provider", "engine", "undecidable", "missed"
        )?;
        let all = self.refusals();
        let rows = self
            .classes
            .iter()
            .map(|(class, counts)| (*class, *counts))
            .chain([("all", all)]);
        for (class, counts) in rows.filter(|(_, counts)| counts.all() > 0) {
            writeln!(
                f,
                "{class:<16} {:>8} {:>7.1} % {:>10.1} % {:>5.1} %",
                counts.all(),
                share(counts.refused, counts.all()),
                share(counts.undecidable, counts.all()),
                share(counts.missed, counts.all()),
            )?;
        }
        Ok(())
    }
}

/// The class of an objection.
pub(super) fn class(diagnostic: &Diagnostic) -> &'static str {
    match message::read(diagnostic) {
        Some(Finding::Rule(rule) | Finding::CollectionRule(rule)) => class_of(&rule),
        Some(Finding::KeyRule(_)) => "keys",
        Some(Finding::Required(_)) => "required",
        Some(Finding::Combination { .. }) => "combination",
        Some(Finding::Noise) | None => "other",
    }
}

/// The class of a rule, in words.
pub fn class_of(rule: &Rule) -> &'static str {
    match rule {
        Rule::OneOf { .. } | Rule::NoneOf(_) => "one of",
        Rule::Range { .. } | Rule::GreaterThan(_) | Rule::DivisibleBy(_) => "range",
        Rule::Whole | Rule::Whole32 => "whole number",
        Rule::Length { .. } => "length",
        Rule::Items { .. } => "items",
        Rule::Pattern { .. } => "pattern",
        Rule::Form(_) => "form",
        Rule::Sentence(_) => "sentence",
        Rule::Each(inner) => class_of(inner),
        Rule::EachKey(_) => "keys",
        Rule::Any(_) => "any of several",
        Rule::NotSettable => "not settable",
        Rule::Required => "required",
    }
}
