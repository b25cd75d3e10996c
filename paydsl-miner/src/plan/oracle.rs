//! The provider, asked whether it validates a configuration and plans it.

use std::collections::HashMap;

use paydsl_schema::Block;

use super::variable::{Assignment, Variable, configuration};
use crate::diagnostic::Diagnostic;
use crate::process::Provider;
use crate::protocol::Kind;
use crate::value::{Value, encode, encode_proposed};

/// How often a provider may be asked to plan resources of a type.
const MOST_PLANS: u64 = 2000;

/// When it wants to talk to somebody this often, the type is given up.
const MOST_SILENCES: u64 = 12;

/// What a provider says of a configuration.
#[derive(Clone, PartialEq, Debug)]
pub(super) enum Answer {
    /// It plans it.
    Planned,
    /// It does not even validate it.
    Invalid(Vec<Diagnostic>),
    /// It validates it, and refuses to plan it, for these reasons; each without what differs from value to value.
    Refused(Vec<Reason>),
    /// It cannot be told without a cloud, or it failed.
    Silent(String),
}

/// Why a provider refuses to plan.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(super) struct Reason {
    /// The same whenever it refuses for the same reason.
    pub(super) kind: String,
    /// In the provider's words.
    pub(super) text: String,
}

/// Why the provider is asked no more.
#[derive(Debug)]
pub(super) enum Stop {
    /// It cannot be started again.
    Failed(String),
    /// Enough is enough.
    Exhausted,
}

/// A provider, and what it said of a type's configurations.
pub(super) struct Oracle<'o> {
    pub(super) provider: &'o mut Provider,
    pub(super) type_name: &'o str,
    pub(super) block: &'static Block,
    pub(super) variables: &'o [Variable],
    pub(super) plans: u64,
    /// All that it planned.
    pub(super) planned: Vec<Assignment>,
    silences: u64,
    known: HashMap<Vec<u8>, Answer>,
}

impl<'o> Oracle<'o> {
    pub(super) fn new(
        provider: &'o mut Provider,
        type_name: &'o str,
        block: &'static Block,
        variables: &'o [Variable],
    ) -> Self {
        Oracle {
            provider,
            type_name,
            block,
            variables,
            plans: 0,
            planned: Vec::new(),
            silences: 0,
            known: HashMap::new(),
        }
    }

    /// What the provider says of what an assignment describes.
    pub(super) fn ask(&mut self, assignment: &Assignment) -> Result<Answer, Stop> {
        let object = configuration(self.variables, assignment);
        let config = encode(self.block, &object);
        if let Some(known) = self.known.get(&config) {
            return Ok(known.clone());
        }
        let proposed = encode_proposed(self.block, &object);
        let answer = self.ask_anew(config.clone(), proposed, assignment)?;
        if answer == Answer::Planned {
            self.planned.push(assignment.clone());
        }
        self.known.insert(config, answer.clone());
        Ok(answer)
    }

    fn ask_anew(&mut self, config: Vec<u8>, proposed: Vec<u8>, assignment: &Assignment) -> Result<Answer, Stop> {
        let validated = self
            .provider
            .validate(Kind::Resource, self.type_name, config.clone())
            .map_err(Stop::Failed)?;
        match validated.map(errors) {
            Err(reason) => return Ok(Answer::Silent(reason)),
            Ok(errors) if !errors.is_empty() => return Ok(Answer::Invalid(errors)),
            Ok(_) => {}
        }
        if self.plans >= MOST_PLANS || self.silences >= MOST_SILENCES {
            return Err(Stop::Exhausted);
        }
        self.plans += 1;
        let planned = self
            .provider
            .plan(self.type_name, config, proposed)
            .map_err(Stop::Failed)?;
        let answer = match planned.map(errors) {
            Err(reason) => Answer::Silent(reason),
            Ok(errors) if errors.is_empty() => Answer::Planned,
            Ok(errors) => match errors.iter().find(|error| is_about_the_world(&error.text())) {
                Some(error) => Answer::Silent(error.text()),
                None => Answer::Refused(errors.iter().map(|error| reason(error, assignment)).collect()),
            },
        };
        if matches!(answer, Answer::Silent(_)) {
            self.silences += 1;
        }
        Ok(answer)
    }
}

pub(super) fn errors(mut diagnostics: Vec<Diagnostic>) -> Vec<Diagnostic> {
    diagnostics.retain(|diagnostic| diagnostic.is_error);
    // Providers answer in the order of their maps, which is none.
    diagnostics.sort_by(|a, b| (&a.summary, &a.detail).cmp(&(&b.summary, &b.detail)));
    diagnostics
}

/// Whether a message tells of something that another day or another machine is different.
fn is_about_the_world(text: &str) -> bool {
    [
        "dial tcp",
        "proxyconnect",
        "connection refused",
        "no such host",
        "no such file",
        "RequestError",
        "request send failed",
        "operation error",
        "exceeded maximum number of attempts",
        "StatusCode",
        "RequestCanceled",
        "i/o timeout",
        "context deadline",
        "credential",
    ]
    .iter()
    .any(|sign| text.contains(sign))
}

fn reason(diagnostic: &Diagnostic, assignment: &Assignment) -> Reason {
    let text = match diagnostic.detail.trim() {
        "" => diagnostic.summary.trim().to_owned(),
        detail => format!("{}: {detail}", diagnostic.summary.trim()),
    };
    let mut kind = text.clone();
    for value in assignment.values() {
        for text in texts(value) {
            if text.chars().count() > 3 {
                kind = kind.replace(text, "..");
            }
        }
    }
    Reason { kind, text }
}

/// All texts in a value.
pub(super) fn texts(value: &Value) -> Vec<&str> {
    match value {
        Value::String(text) => vec![text],
        Value::List(elements) => elements.iter().flat_map(texts).collect(),
        Value::Map(entries) | Value::Object(entries) => entries.values().flat_map(texts).collect(),
        Value::Null | Value::Unknown | Value::Number(_) | Value::Bool(_) => Vec::new(),
    }
}
