//! One argument: values that no validator passes, then such as the answers suggest.

use std::collections::BTreeSet;

use paydsl_schema::{CombinationKind, Form, Rule, Type};

use super::path::{self, Path};
use super::place::Place;
use super::whole::some_value;
use super::{Argument, MOST_COMPANIONS, Prober, candidates, merge};
use crate::diagnostic::Diagnostic;
use crate::message::{self, Finding};
use crate::value::{Object, Value};

/// More elements than most collections may have.
const MANY: usize = 101;

/// Providers refuse messages that are longer, whatever is in them, in bytes.
const LONGEST_MESSAGE: usize = 3 << 20;

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
    /// How many steps of a path the provider tells rightly: below a set they are of any other argument, by chance.
    certain: usize,
    /// How many elements a list of them has at least: providers look into none where there are too few.
    least: usize,
}

/// What was learnt of it.
#[derive(Default)]
struct Learnt {
    rules: Vec<Rule>,
    of_keys: Vec<Rule>,
    of_itself: Vec<Rule>,
    accepted: Vec<Value>,
    /// Sentences, and how many values each was said of.
    sentences: Vec<(String, usize)>,
}

/// What an answer says of an argument.
struct Answer {
    about: Vec<Diagnostic>,
    /// Whether there are objections that may be about it, or about something else.
    is_unclear: bool,
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
            name: &argument.name,
            ty: &argument.ty,
            scalar: scalar(&argument.ty),
            baseline,
            certain: path::outside_sets(self.root, &path),
            companions: Vec::new(),
            path,
            least: 1,
        };
        let mut learnt = Learnt::default();
        self.hopeless(&mut subject, &mut learnt)?;
        subject.least = self.least(&subject);
        if subject.least > 1 {
            learnt = Learnt::default();
            self.hopeless(&mut subject, &mut learnt)?;
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

    /// The arguments of which the provider says nothing whatever they hold: found by giving all of them at once.
    pub(super) fn silent(&mut self, place: &Place, arguments: &[Argument]) -> Result<BTreeSet<String>, String> {
        let scalars = arguments
            .iter()
            .filter(|argument| matches!(super::leaf(&argument.ty), super::Leaf::Scalar));
        let mut silent: BTreeSet<String> = scalars.clone().map(|argument| argument.name.clone()).collect();
        let values: Vec<(&Argument, Vec<Value>)> = scalars
            .map(|argument| (argument, candidates::hopeless(scalar(&argument.ty), &argument.name)))
            .collect();
        let longest = LONGEST_MESSAGE / values.len().max(1);
        let rounds = values.iter().map(|(_, values)| values.len()).max().unwrap_or(0);
        for round in 0..rounds {
            let given: Vec<(&Argument, Value)> = values
                .iter()
                .filter_map(|(argument, values)| {
                    let value = shortened(values.get(round % values.len().max(1))?, longest);
                    Some((*argument, value))
                })
                .collect();
            let wrapped = given
                .iter()
                .map(|(argument, value)| (argument.name.clone(), wrap(&argument.ty, value.clone())));
            let config = self.config(place, wrapped.collect());
            // Who says nothing at all may speak of some of them.
            let Some(answer) = self.ask(&config)? else {
                return Ok(BTreeSet::new());
            };
            for diagnostic in answer {
                let (names, text) = (diagnostic.names(), diagnostic.text());
                let is_named = given.iter().any(|(argument, _)| text.contains(&argument.name));
                // Who names nobody but tells the value speaks of any that has it: see `message::named`.
                let is_meant = |(argument, value): &(&Argument, Value)| {
                    names.contains(&argument.name.as_str())
                        || text.contains(&argument.name)
                        || !is_named && leaf_text(value).is_some_and(|value| is_told(&text, &value))
                };
                let meant: Vec<&str> = given
                    .iter()
                    .filter(|given| is_meant(given))
                    .map(|(argument, _)| argument.name.as_str())
                    .collect();
                if meant.is_empty() && names.len() > place.path().len() {
                    return Ok(BTreeSet::new());
                }
                silent.retain(|name| !meant.contains(&name.as_str()));
            }
        }
        Ok(silent)
    }

    fn hopeless(&mut self, subject: &mut Subject<'_>, learnt: &mut Learnt) -> Result<(), String> {
        for value in candidates::hopeless(subject.scalar, subject.name) {
            self.attempt(subject, &value, learnt)?;
        }
        Ok(())
    }

    /// How many elements the provider said that there have to be.
    fn least(&self, subject: &Subject<'_>) -> usize {
        let sizes = self.items.get(&subject.path).into_iter().flatten();
        let least = sizes.filter_map(|rule| match rule {
            Rule::Items { min, .. } => *min,
            _ => None,
        });
        least.max().and_then(|least| usize::try_from(least).ok()).unwrap_or(1)
    }

    /// Values that one rule or another passes; new answers bring new values.
    fn refine(&mut self, subject: &mut Subject<'_>, learnt: &mut Learnt) -> Result<(), String> {
        let mut tried: Vec<Value> = Vec::new();
        loop {
            let values = match self.shapes {
                Some(_) => candidates::few_plausible(subject.scalar, &learnt.rules),
                None => candidates::plausible(subject.scalar, &learnt.rules),
            };
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
        let Some(answer) = self.send(subject, subject.holding(value))? else {
            return Ok(());
        };
        if answer.about.is_empty() && !answer.is_unclear {
            learnt.accepted.push(value.clone());
        }
        for diagnostic in answer.about {
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
                let count = match learnt.sentences.iter_mut().find(|(known, _)| *known == kind) {
                    Some((_, count)) => {
                        *count += 1;
                        *count
                    }
                    None => {
                        learnt.sentences.push((kind.clone(), 1));
                        1
                    }
                };
                // A second sentence has to be said of two values: what is said of one may hold a part of it.
                if learnt.sentences.len() > 1 && count < 2 {
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
    fn send(&mut self, subject: &mut Subject<'_>, value: Value) -> Result<Option<Answer>, String> {
        for _ in 0..MOST_COMPANIONS {
            let object = Object::from([(subject.name.to_owned(), value.clone())]);
            let mut config = self.config(subject.place, object);
            for companion in &subject.companions {
                give(self.root, &mut config, companion);
            }
            let Some(answer) = self.ask(&config)? else {
                return Ok(None);
            };
            let wanted = companions(&answer, &subject.path, self.root, &subject.companions);
            if wanted.is_empty() {
                let text = leaf_text(&value);
                let (about, others): (Vec<_>, Vec<_>) = answer
                    .into_iter()
                    .partition(|diagnostic| subject.is_meant(diagnostic, text.as_deref()));
                let is_unclear = others.iter().any(|diagnostic| subject.may_be_meant(diagnostic));
                return Ok(Some(Answer { about, is_unclear }));
            }
            subject.companions.extend(wanted);
        }
        Ok(None)
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
            let answer = self.send(subject, value)?;
            for diagnostic in answer.map(|answer| answer.about).unwrap_or_default() {
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
        learnt.rules.extend(bound_that_is_excluded(&learnt));
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
    /// The argument's value in which this one stands; of a list, as often as it has to.
    fn holding(&self, value: &Value) -> Value {
        match wrap(self.ty, value.clone()) {
            Value::List(elements) if matches!(self.ty, Type::List(_)) => {
                Value::List(elements.into_iter().cycle().take(self.least.min(MANY)).collect())
            }
            other => other,
        }
    }

    /// Whether an answer is about this argument, in which `value` stands, and not about what is around it.
    fn is_meant(&self, diagnostic: &Diagnostic, value: Option<&str>) -> bool {
        if self.is_known(diagnostic) {
            return false;
        }
        let names = diagnostic.names();
        let text = diagnostic.text();
        // Some messages on what stands in a set name no more than the value.
        let is_quoted = names.len() < self.path.len()
            && names.iter().take(self.certain).zip(&self.path).all(|(a, b)| a == b)
            && value
                .is_some_and(|value| value.len() > 2 && text.contains(value) || text.contains(&format!("\"{value}\"")));
        let is_named = text.contains(self.name) || is_quoted || names.last() == Some(&self.name);
        // The last steps are wrong now and then, by chance: see `message::named`. Nothing but the argument is there to be named.
        let is_told = value.is_some_and(|value| is_told(&text, value));
        if (is_named || is_told) && self.companions.is_empty() {
            return true;
        }
        let certain = names.len().min(self.path.len()).saturating_sub(1).min(self.certain);
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

    /// What is said without the argument too, and what is missing beside it and what excludes or demands what, which is
    /// noticed elsewhere.
    fn is_known(&self, diagnostic: &Diagnostic) -> bool {
        self.baseline.iter().any(|known| known.text() == diagnostic.text())
            || matches!(
                message::read(diagnostic),
                Some(Finding::Required(_) | Finding::Combination { .. })
            )
    }

    /// Whether an answer that is not certain to be about this argument is at a place that holds it.
    fn may_be_meant(&self, diagnostic: &Diagnostic) -> bool {
        let names = diagnostic.names();
        !self.is_known(diagnostic) && names.iter().zip(&self.path).all(|(a, b)| a == b)
    }
}

/// Whether a message tells a value that is in none by chance.
fn is_told(message: &str, value: &str) -> bool {
    candidates::is_unmistakable(value) && message.contains(value)
}

/// Bounds are written with six digits: one next to zero reads as zero, which is refused.
fn bound_that_is_excluded(learnt: &Learnt) -> Option<Rule> {
    let from_zero = |rule: &Rule| matches!(rule, Rule::Range { min: Some(min), .. } if *min == 0.0);
    let is_accepted = |number: f64| learnt.accepted.contains(&Value::Number(number));
    (learnt.rules.iter().any(from_zero) && is_accepted(candidates::NEXT_TO_ZERO) && !is_accepted(0.0))
        .then_some(Rule::GreaterThan(0.0))
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

/// What an answer demands to stand beside `subject`, beyond what is known.
pub(super) fn companions(
    answer: &[Diagnostic],
    subject: &[String],
    root: &paydsl_schema::Block,
    known: &[Path],
) -> Vec<Path> {
    answer
        .iter()
        .filter_map(|diagnostic| demanded(diagnostic, subject))
        .flatten()
        .filter(|path| path != subject && !known.contains(path))
        .filter(|path| path::exists(root, path))
        .collect()
}

/// The text of the one value in a value; none if there are none or many.
fn leaf_text(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        Value::List(elements) => match elements.as_slice() {
            [one] => leaf_text(one),
            _ => None,
        },
        Value::Map(elements) => match elements.values().collect::<Vec<_>>().as_slice() {
            [one] => leaf_text(one),
            _ => None,
        },
        _ => None,
    }
}

/// Gives an argument any value; one that stands in a block beside which there is none, with its block.
pub(super) fn give(block: &paydsl_schema::Block, object: &mut Object, path: &[String]) {
    let Some((first, rest)) = path.split_first() else {
        return;
    };
    if let Some(nested) = block.block(first) {
        let value = object
            .entry(first.clone())
            .or_insert_with(|| super::Step::of(nested).wrap(Object::new()));
        let inner = match value {
            Value::Object(inner) => Some(inner),
            Value::List(elements) => elements.iter_mut().find_map(|element| match element {
                Value::Object(inner) => Some(inner),
                _ => None,
            }),
            _ => None,
        };
        if let Some(inner) = inner {
            give(nested.block(), inner, rest);
        }
    } else if let Some(value) = block.attribute(first).and_then(|attribute| some_value(&attribute.ty)) {
        object.entry(first.clone()).or_insert(value);
    }
}

/// A text of no more than so many characters.
fn shortened(value: &Value, longest: usize) -> Value {
    match value {
        Value::String(text) if text.len() > longest => Value::String(text.chars().take(longest).collect()),
        other => other.clone(),
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
