//! What a provider refuses only when it plans: configurations that it validates, varied one argument at a time.
//!
//! The answers say little: a sentence, most often without a path. So each refusal is looked into like a stranger's machine: what
//! can be left out of the configuration, what can be something else, what lifts it. What stays is a list of conditions; it is kept
//! if the provider confirms it on configurations of all kinds, and plans at least one that differs.

mod battery;
mod configure;
mod hypothesis;
mod learn;
mod oracle;
mod repair;
mod sample;
mod usable;
mod variable;

use std::collections::BTreeMap;

use fastrand::Rng;
use paydsl_schema::{Block, Refusal};
use serde::{Deserialize, Serialize};

use crate::process::Provider;
use crate::value::Value;
pub use configure::configure;
use hypothesis::{Hypothesis, merged};
use learn::{Inquiry, Lesson};
use oracle::{Answer, Oracle, Reason, Stop};
use repair::{Pinned, settle};
use usable::keep_usable;
use variable::{Assignment, base, variables};

/// What was learnt of one resource type.
#[derive(Clone, PartialEq, Eq, Default, Debug, Serialize, Deserialize)]
pub struct PlanReport {
    /// What plan refuses.
    pub refusals: Vec<Refusal>,
    /// What came of everything else that plan said, and how often.
    pub notes: BTreeMap<String, u64>,
    /// How often the provider was asked to plan.
    pub plans: u64,
    /// How often it was asked at all.
    pub calls: u64,
}

/// How many values of an argument are tried that is no choice.
const MOST_VALUES: usize = 2;

/// How many values of a choice are tried.
const MOST_ROUNDS: usize = 12;

/// How many arguments are given at once, to see whether anything is refused.
const GROUP: usize = 5;

/// How many configurations are made at random to find more refusals.
const TRIALS: usize = 8;

/// How often refusals for one reason are looked into.
const MOST_INQUIRIES: u32 = 4;

/// How often the provider may refuse the least that it validates, before it is given up.
const MOST_BASES: usize = 6;

/// Asks a configured provider about a resource type.
///
/// # Errors
///
/// If the provider cannot be started again after it died.
pub fn plan_rules(provider: &mut Provider, type_name: &str, block: &'static Block) -> Result<PlanReport, String> {
    let before = provider.calls();
    let mut variables = variables(block);
    let least = base(block, &variables);
    keep_usable(provider, type_name, block, &mut variables, &least)?;
    let mut student = Student {
        oracle: Oracle::new(provider, type_name, block, &variables),
        rng: Rng::with_seed(seed(type_name)),
        learnt: Vec::new(),
        inquiries: BTreeMap::new(),
        notes: BTreeMap::new(),
    };
    match student.study() {
        Ok(()) => {}
        Err(Stop::Exhausted) => student.note("stopped early".to_owned()),
        Err(Stop::Failed(reason)) => return Err(reason),
    }
    match student.revise() {
        Ok(()) => {}
        Err(Stop::Exhausted) => student.forget_refuted(),
        Err(Stop::Failed(reason)) => return Err(reason),
    }
    let learnt = merged(student.learnt, &variables);
    let mut refusals: Vec<Refusal> = learnt.iter().map(|hypothesis| hypothesis.refusal(&variables)).collect();
    refusals.sort();
    refusals.dedup();
    Ok(PlanReport {
        refusals,
        notes: student.notes,
        plans: student.oracle.plans,
        calls: student.oracle.provider.calls() - before,
    })
}

struct Student<'s> {
    oracle: Oracle<'s>,
    rng: Rng,
    learnt: Vec<Hypothesis>,
    /// How often each kind of reason was looked into.
    inquiries: BTreeMap<String, u32>,
    notes: BTreeMap<String, u64>,
}

impl Student<'_> {
    fn note(&mut self, note: String) {
        *self.notes.entry(note).or_default() += 1;
    }

    fn study(&mut self) -> Result<(), Stop> {
        let Some(base) = self.base()? else {
            return Ok(());
        };
        for round in 0..MOST_ROUNDS {
            let wanted = self.wanted(round, &base);
            for some in wanted.chunks(GROUP) {
                self.look_at_several(some, &base)?;
            }
        }
        for trial in 0..TRIALS {
            let other = self.invent(&base, [30, 15, 60, 100][trial % 4]);
            self.look_at(other, None, &base)?;
        }
        Ok(())
    }

    /// The values of a round: each variable has one of its own in each, as long as there are any.
    fn wanted(&mut self, round: usize, base: &Assignment) -> Vec<(usize, Value)> {
        let variables = self.oracle.variables.iter().enumerate();
        let mut wanted: Vec<(usize, Value)> = variables
            .filter(|(_, variable)| variable.is_choice() || round < MOST_VALUES)
            .filter_map(|(number, variable)| Some((number, variable.values.get(round)?.clone())))
            .filter(|(number, value)| base.get(number) != Some(value))
            .collect();
        // Neighbours in the alphabet belong together more often than not, and would hide what each of them lacks.
        self.rng.shuffle(&mut wanted);
        wanted
    }

    /// Several values at once; one after the other, if they cannot be given together or something is refused.
    fn look_at_several(&mut self, wanted: &[(usize, Value)], base: &Assignment) -> Result<(), Stop> {
        let mut together = base.clone();
        together.extend(wanted.iter().cloned());
        let (settled, answer) = settle(&mut self.oracle, together, &Pinned::default())?;
        for (number, value) in wanted {
            let is_planned = answer == Answer::Planned && settled.get(number) == Some(value);
            if !is_planned {
                let mut alone = base.clone();
                alone.insert(*number, value.clone());
                self.look_at(alone, Some(*number), base)?;
            }
        }
        Ok(())
    }

    /// The least that the provider plans.
    fn base(&mut self) -> Result<Option<Assignment>, Stop> {
        let mut base = base(self.oracle.block, self.oracle.variables);
        for _ in 0..MOST_BASES {
            let (settled, answer) = settle(&mut self.oracle, base, &Pinned::default())?;
            match answer {
                Answer::Planned => return Ok(Some(settled)),
                Answer::Invalid(errors) => {
                    let first = errors
                        .first()
                        .map(crate::diagnostic::Diagnostic::text)
                        .unwrap_or_default();
                    self.note(format!("no configuration that validates: {}", shortened(&first)));
                    return Ok(None);
                }
                Answer::Silent(reason) => {
                    self.note(format!("cannot be planned offline: {}", shortened(&reason)));
                    return Ok(None);
                }
                Answer::Refused(reasons) => match self.next_base(&settled, &reasons)? {
                    Some(next) => base = next,
                    None => {
                        let first = reasons.first().map(|reason| reason.text.clone()).unwrap_or_default();
                        self.note(format!("no configuration that plans: {}", shortened(&first)));
                        return Ok(None);
                    }
                },
            }
        }
        Ok(None)
    }

    /// After the provider refused the least that it validates: something that it plans, or refuses for another reason.
    fn next_base(&mut self, refused: &Assignment, reasons: &[Reason]) -> Result<Option<Assignment>, Stop> {
        for reason in reasons {
            if let Some(planned) = self.inquire(reason, refused.clone(), None, refused)? {
                return Ok(Some(planned));
            }
        }
        for trial in 0..3 * TRIALS {
            let other = self.invent(refused, [30, 15, 60, 100][trial % 4]);
            if let (other, Answer::Planned) = settle(&mut self.oracle, other, &Pinned::default())? {
                return Ok(Some(other));
            }
        }
        Ok(None)
    }

    fn look_at(&mut self, assignment: Assignment, subject: Option<usize>, base: &Assignment) -> Result<(), Stop> {
        let pinned = Pinned::new(subject);
        let (assignment, answer) = settle(&mut self.oracle, assignment, &pinned)?;
        let Answer::Refused(reasons) = answer else {
            return Ok(());
        };
        for reason in reasons {
            let is_known = self
                .learnt
                .iter()
                .any(|known| known.kind == reason.kind && known.holds(self.oracle.variables, &assignment));
            if !is_known {
                self.inquire(&reason, assignment.clone(), subject, base)?;
            }
        }
        Ok(())
    }

    /// Looks into a refusal; what the provider plans instead, if that was seen.
    fn inquire(
        &mut self,
        reason: &Reason,
        witness: Assignment,
        subject: Option<usize>,
        base: &Assignment,
    ) -> Result<Option<Assignment>, Stop> {
        let inquiries = self.inquiries.entry(reason.kind.clone()).or_default();
        if *inquiries >= MOST_INQUIRIES {
            return Ok(None);
        }
        *inquiries += 1;
        let mut inquiry = Inquiry::new(&mut self.oracle, &mut self.rng, reason, witness, subject);
        let lesson = inquiry.run(base)?;
        let planned = inquiry.planned().cloned();
        match lesson {
            Lesson::Learnt(learnt) => self.learnt.extend(learnt),
            Lesson::Unclear(why) => self.note(format!("{why}: {}", shortened(&reason.text))),
        }
        Ok(planned)
    }

    /// Takes up what was planned since something was learnt, and speaks against it.
    fn revise(&mut self) -> Result<(), Stop> {
        for known in std::mem::take(&mut self.learnt) {
            let reason = Reason {
                kind: known.kind.clone(),
                text: known.message.clone(),
            };
            let witness = known.witness.clone();
            let mut inquiry = Inquiry::new(&mut self.oracle, &mut self.rng, &reason, witness, known.subject);
            match inquiry.revise(known)? {
                Lesson::Learnt(learnt) => self.learnt.extend(learnt),
                Lesson::Unclear(why) => self.note(format!("{why}, seen later: {}", shortened(&reason.text))),
            }
        }
        // What was planned meanwhile may speak against what was revised before.
        self.forget_refuted();
        Ok(())
    }

    fn forget_refuted(&mut self) {
        let (variables, planned) = (self.oracle.variables, &self.oracle.planned);
        self.learnt
            .retain(|known| !planned.iter().any(|assignment| known.holds(variables, assignment)));
    }

    /// A configuration made at random, with so many of a hundred arguments.
    fn invent(&mut self, base: &Assignment, share: u32) -> Assignment {
        let mut assignment = base.clone();
        for (number, variable) in self.oracle.variables.iter().enumerate() {
            let value = variable
                .values
                .get(self.rng.usize(..variable.values.len().clamp(1, MOST_ROUNDS)));
            if let (Some(value), true) = (value, self.rng.u32(..100) < share) {
                assignment.insert(number, value.clone());
            }
        }
        assignment
    }
}

/// The same for the same type, so that what is learnt is the same in every run.
fn seed(type_name: &str) -> u64 {
    type_name.bytes().fold(0xcbf2_9ce4_8422_2325, |hash: u64, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
    })
}

fn shortened(text: &str) -> String {
    match text.char_indices().nth(160) {
        Some((end, _)) => format!("{}..", &text[..end]),
        None => text.to_owned(),
    }
}
