//! One argument: values that no validator passes, then such as the answers suggest.

use paydsl_schema::{CombinationKind, Form, Rule, Type};

use super::path::{self, Path};
use super::place::Place;
use super::whole::some_value;
use super::{Argument, Prober, candidates, merge};
use crate::diagnostic::Diagnostic;
use crate::message::{self, Finding};
use crate::value::{Object, Value};

/// How often the companions that an argument demands are added, as they may demand others.
const MOST_COMPANIONS: usize = 4;

/// More elements than most collections may have.
const MANY: usize = 101;

/// An argument that is being asked about.
struct Subject<'s> {
    place: &'s Place,
    path: Path,
    name: &'s str,
    ty: &'s Type,
    /// The type of the values in it, however deep.
    scalar: &'s Type,
    baseline: &'s [Diagnostic],
    companions: Vec<Path>,
}

/// What was learnt of it.
#[derive(Default)]
struct Learnt {
    rules: Vec<Rule>,
    of_keys: Vec<Rule>,
    of_itself: Vec<Rule>,
    accepted: Vec<Value>,
}

impl Prober<'_> {
    /// The rules of an argument that holds a text, a number or a truth value, or a collection of such.
    pub(super) fn argument(
        &mut self,
        place: &Place,
        argument: &Argument,
        baseline: &[Diagnostic],
    ) -> Result<Vec<Rule>, String> {
        let mut path = place.path();
        path.push(argument.name.clone());
        let mut subject = Subject {
            place,
            path,
            name: &argument.name,
            ty: &argument.ty,
            scalar: scalar(&argument.ty),
            baseline,
            companions: Vec::new(),
        };
        let mut learnt = Learnt::default();
        for value in candidates::hopeless(subject.scalar, subject.name) {
            self.attempt(&mut subject, &value, &mut learnt)?;
        }
        if !learnt.rules.is_empty() {
            self.refine(&mut subject, &mut learnt)?;
        }
        if !matches!(subject.ty, Type::String | Type::Number | Type::Bool) {
            self.sizes(&mut subject, &learnt)?;
        }
        if matches!(subject.ty, Type::Map(_)) {
            self.keys(&mut subject, &mut learnt)?;
        }
        Ok(self.conclude(&subject, learnt))
    }

    /// Values that one rule or another passes; new answers bring new values.
    fn refine(&mut self, subject: &mut Subject<'_>, learnt: &mut Learnt) -> Result<(), String> {
        let mut tried: Vec<Value> = Vec::new();
        loop {
            let values = candidates::plausible(subject.scalar, &learnt.rules);
            let fresh: Vec<Value> = values.into_iter().filter(|value| !tried.contains(value)).collect();
            if fresh.is_empty() {
                return Ok(());
            }
            for value in fresh {
                self.attempt(subject, &value, learnt)?;
                tried.push(value);
            }
        }
    }

    fn attempt(&mut self, subject: &mut Subject<'_>, value: &Value, learnt: &mut Learnt) -> Result<(), String> {
        let Some(about) = self.send(subject, wrap(subject.ty, value.clone()))? else {
            return Ok(());
        };
        if about.is_empty() {
            learnt.accepted.push(value.clone());
        }
        for diagnostic in about {
            self.learn(subject, &diagnostic, value, learnt);
        }
        Ok(())
    }

    fn learn(&mut self, subject: &Subject<'_>, diagnostic: &Diagnostic, value: &Value, learnt: &mut Learnt) {
        let (list, rule) = match message::read(diagnostic) {
            Some(Finding::Rule(rule)) => (&mut learnt.rules, rule),
            Some(Finding::KeyRule(rule)) => (&mut learnt.of_keys, rule),
            Some(Finding::CollectionRule(Rule::Items { .. })) => return,
            Some(Finding::CollectionRule(rule)) => (&mut learnt.of_itself, rule),
            Some(Finding::Required(_) | Finding::Noise | Finding::Combination { .. }) => return,
            None => {
                let text = match value {
                    Value::String(text) => Some(text.as_str()),
                    _ => None,
                };
                let kind = message::kind(diagnostic, subject.name, text);
                *self.report.unread.entry(kind.clone()).or_default() += 1;
                // What else it says about other values is no more than this one rule.
                if learnt.rules.iter().any(|rule| matches!(rule, Rule::Sentence(_))) {
                    return;
                }
                (&mut learnt.rules, Rule::Sentence(kind.into()))
            }
        };
        if !list.contains(&rule) {
            list.push(rule);
        }
    }

    /// What the provider says of the argument with this value. The companions that it demands are added; `None` if it
    /// cannot say.
    fn send(&mut self, subject: &mut Subject<'_>, value: Value) -> Result<Option<Vec<Diagnostic>>, String> {
        for _ in 0..MOST_COMPANIONS {
            let object = Object::from([(subject.name.to_owned(), value.clone())]);
            let mut config = subject.place.wrap(object);
            for companion in &subject.companions {
                self.give(&mut config, companion);
            }
            let Some(answer) = self.ask(&config)? else {
                return Ok(None);
            };
            let wanted: Vec<Path> = answer
                .iter()
                .filter_map(|diagnostic| demanded(diagnostic, &subject.path))
                .flatten()
                .filter(|path| path != &subject.path && !subject.companions.contains(path))
                .filter(|path| path::exists(self.root, path))
                .collect();
            if wanted.is_empty() {
                return Ok(Some(
                    answer
                        .into_iter()
                        .filter(|diagnostic| subject.is_meant(diagnostic))
                        .collect(),
                ));
            }
            subject.companions.extend(wanted);
        }
        Ok(None)
    }

    /// Gives an argument any value; one that stands in a block beside which there is none, with its block.
    fn give(&self, config: &mut Object, path: &[String]) {
        give_in_block(self.root, config, path);
    }

    /// No element, two, and many: what the provider says of their number is noticed.
    fn sizes(&mut self, subject: &mut Subject<'_>, learnt: &Learnt) -> Result<(), String> {
        let element = learnt.accepted.iter().find(|value| **value != Value::from(""));
        let element = element.cloned().unwrap_or_else(|| Value::from("x"));
        for count in [0, 2, MANY] {
            let value = several(subject.ty, &element, count);
            self.send(subject, value)?;
        }
        Ok(())
    }

    fn keys(&mut self, subject: &mut Subject<'_>, learnt: &mut Learnt) -> Result<(), String> {
        let Type::Map(element) = subject.ty else {
            return Ok(());
        };
        let accepted = learnt.accepted.iter().find(|value| **value != Value::from("")).cloned();
        let Some(inner) = accepted.or_else(|| some_value(subject.scalar)) else {
            return Ok(());
        };
        for key in ["☃ ☃".to_owned(), String::new(), "x".repeat(2_000)] {
            let value = Value::Map(Object::from([(key.clone(), wrap(element, inner.clone()))]));
            for diagnostic in self.send(subject, value)?.unwrap_or_default() {
                match message::read(&diagnostic) {
                    Some(Finding::KeyRule(rule)) if !learnt.of_keys.contains(&rule) => learnt.of_keys.push(rule),
                    _ => {}
                }
            }
        }
        Ok(())
    }

    fn conclude(&mut self, subject: &Subject<'_>, learnt: Learnt) -> Vec<Rule> {
        let mut learnt = learnt;
        // What a network has to be says more than that it has to be one.
        if learnt
            .rules
            .iter()
            .any(|rule| matches!(rule, Rule::Form(Form::Cidr { .. })))
        {
            let says_less = |text: &str| text == message::NETWORK || text == message::CANONICAL_NETWORK;
            learnt
                .rules
                .retain(|rule| !matches!(rule, Rule::Sentence(text) if says_less(text)));
        }
        let mut rules = learnt.of_itself;
        let is_whole = |rule: &Rule| matches!(rule, Rule::Whole | Rule::Whole32);
        let scalar_rules = match merge::agree(subject.scalar, learnt.rules.clone(), &learnt.accepted) {
            Some(rules) => rules,
            None => {
                self.report
                    .doubtful
                    .push(format!("{}: {:?}", subject.path.join("."), learnt.rules));
                learnt.rules.into_iter().filter(is_whole).collect()
            }
        };
        let depth = depth(subject.ty);
        rules.extend(scalar_rules.into_iter().map(|rule| each(rule, depth)));
        rules.extend(
            merge::conjunction(learnt.of_keys)
                .into_iter()
                .map(|rule| Rule::EachKey(Box::new(rule))),
        );
        rules
    }
}

impl Subject<'_> {
    /// Whether an answer is about this argument, and not about what is around it.
    fn is_meant(&self, diagnostic: &Diagnostic) -> bool {
        if self.baseline.iter().any(|known| known.text() == diagnostic.text()) {
            return false;
        }
        // What is missing beside it, and what excludes or demands what, is noticed elsewhere.
        if let Some(Finding::Required(_) | Finding::Combination { .. }) = message::read(diagnostic) {
            return false;
        }
        let names = diagnostic.names();
        let is_named = diagnostic.text().contains(self.name);
        // The last steps are wrong now and then: see `message::named`. Nothing but the argument is there to be named.
        if is_named && self.companions.is_empty() {
            return true;
        }
        let certain = names.len().min(self.path.len()).saturating_sub(1);
        if names[..certain].iter().zip(&self.path).any(|(a, b)| a != b) {
            return false;
        }
        // Paths stop at sets; the message tells the name then.
        if names.len() < self.path.len() || !self.companions.is_empty() {
            names == self.path || is_named
        } else {
            true
        }
    }
}

fn demanded(diagnostic: &Diagnostic, subject: &[String]) -> Option<Vec<Path>> {
    match message::read(diagnostic)? {
        Finding::Combination {
            kind: CombinationKind::RequiredWith,
            subject: of,
            members,
        } => {
            let at: Path = diagnostic.names().into_iter().map(str::to_owned).collect();
            let of = path::parse(of.as_deref()?, &at);
            (of == subject).then(|| members.iter().map(|member| path::parse(member, &of)).collect())
        }
        _ => None,
    }
}

fn give_in_block(block: &paydsl_schema::Block, object: &mut Object, path: &[String]) {
    let Some((first, rest)) = path.split_first() else {
        return;
    };
    if let Some(nested) = block.block(first) {
        let value = object
            .entry(first.clone())
            .or_insert_with(|| super::Step::of(nested.nesting).wrap(Object::new()));
        let inner = match value {
            Value::Object(inner) => Some(inner),
            Value::List(elements) => elements.iter_mut().find_map(|element| match element {
                Value::Object(inner) => Some(inner),
                _ => None,
            }),
            _ => None,
        };
        if let Some(inner) = inner {
            give_in_block(nested.block(), inner, rest);
        }
    } else if let Some(value) = block.attribute(first).and_then(|attribute| some_value(&attribute.ty)) {
        object.entry(first.clone()).or_insert(value);
    }
}

/// The type of the values in a type, however deep.
fn scalar(ty: &Type) -> &Type {
    match ty {
        Type::List(element) | Type::Set(element) | Type::Map(element) => scalar(element),
        other => other,
    }
}

fn depth(ty: &Type) -> usize {
    match ty {
        Type::List(element) | Type::Set(element) | Type::Map(element) => 1 + depth(element),
        _ => 0,
    }
}

fn each(rule: Rule, depth: usize) -> Rule {
    (0..depth).fold(rule, |rule, _| Rule::Each(Box::new(rule)))
}

fn wrap(ty: &Type, value: Value) -> Value {
    match ty {
        Type::List(element) | Type::Set(element) => Value::List(vec![wrap(element, value)]),
        Type::Map(element) => Value::Map(Object::from([("key".to_owned(), wrap(element, value))])),
        _ => value,
    }
}

/// A collection of `count` elements that are like this one; different ones, as in a set equal ones are one.
fn several(ty: &Type, like: &Value, count: usize) -> Value {
    let other = |number: usize| match like {
        Value::String(text) => Value::String(format!("{text}{number}")),
        #[expect(clippy::cast_precision_loss, reason = "small numbers")]
        Value::Number(first) => Value::Number(first + number as f64),
        other => other.clone(),
    };
    match ty {
        Type::Map(element) => {
            let entries = (0..count).map(|number| (format!("key{number}"), wrap(element, like.clone())));
            Value::Map(entries.collect())
        }
        Type::List(element) | Type::Set(element) => {
            Value::List((0..count).map(|number| wrap(element, other(number))).collect())
        }
        _ => like.clone(),
    }
}
