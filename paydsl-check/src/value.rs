//! Values as expressions have them.

use std::collections::BTreeSet;
use std::rc::Rc;

use paydsl_schema::engine::{self, Number};

use crate::syntax::Position;

/// The variables whose defaults a value rests on.
pub(crate) type Variables = Rc<BTreeSet<Box<str>>>;

/// Where something stands, and whether it is so only because of a variable's default.
#[derive(Clone, PartialEq, Debug, Default)]
pub(crate) struct Mark {
    pub(crate) at: Position,
    pub(crate) rests_on: Option<Variables>,
}

/// A value and where it is from.
#[derive(Clone, PartialEq, Debug)]
pub(crate) struct Value {
    pub(crate) data: Data,
    pub(crate) mark: Mark,
    pub(crate) sensitive: bool,
    /// What is read, where the value itself is unknown.
    pub(crate) reference: Option<Rc<engine::Reference>>,
}

/// A value, with the types that functions tell apart.
#[derive(Clone, PartialEq, Debug)]
pub(crate) enum Data {
    Null,
    Unknown,
    Text(Box<str>),
    Number(Number),
    Bool(bool),
    Sequence(Sequence, Vec<Value>),
    /// Sorted by key.
    Mapping(Mapping, Vec<(Box<str>, Value)>),
}

/// The kinds of sequences.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Sequence {
    Tuple,
    List,
    /// Without repetitions, in Terraform's order.
    Set,
}

/// The kinds of mappings.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Mapping {
    Object,
    Map,
}

impl Mark {
    pub(crate) fn new(at: Position) -> Self {
        Mark { at, rests_on: None }
    }

    /// Adds what another rests on.
    pub(crate) fn also(&mut self, other: &Mark) {
        let Some(added) = &other.rests_on else { return };
        match &mut self.rests_on {
            None => self.rests_on = Some(Rc::clone(added)),
            Some(known) if Rc::ptr_eq(known, added) => {}
            Some(known) => Rc::make_mut(known).extend(added.iter().cloned()),
        }
    }
}

impl Value {
    pub(crate) fn new(data: Data, at: Position) -> Self {
        Value {
            data,
            mark: Mark::new(at),
            sensitive: false,
            reference: None,
        }
    }

    pub(crate) fn unknown(at: Position) -> Self {
        Value::new(Data::Unknown, at)
    }

    /// Says that it is made from another: it is as secret, and rests on the same.
    pub(crate) fn from(mut self, other: &Value) -> Self {
        self.mark.also(&other.mark);
        self.sensitive |= other.sensitive;
        self
    }

    /// The same value where it is used, with all of its parts.
    pub(crate) fn moved(mut self, at: Position) -> Self {
        self.move_to(at);
        self
    }

    fn move_to(&mut self, at: Position) {
        self.mark.at = at;
        match &mut self.data {
            Data::Sequence(_, elements) => elements.iter_mut().for_each(|element| element.move_to(at)),
            Data::Mapping(_, entries) => entries.iter_mut().for_each(|(_, value)| value.move_to(at)),
            _ => {}
        }
    }

    /// Says of it and all its parts that they rest on variables' defaults.
    pub(crate) fn resting(mut self, on: &Mark) -> Self {
        self.rest_on(on);
        self
    }

    fn rest_on(&mut self, on: &Mark) {
        self.mark.also(on);
        match &mut self.data {
            Data::Sequence(_, elements) => elements.iter_mut().for_each(|element| element.rest_on(on)),
            Data::Mapping(_, entries) => entries.iter_mut().for_each(|(_, value)| value.rest_on(on)),
            _ => {}
        }
    }

    pub(crate) fn is_unknown(&self) -> bool {
        matches!(self.data, Data::Unknown)
    }

    /// Whether any part of it is unknown.
    pub(crate) fn has_unknown(&self) -> bool {
        match &self.data {
            Data::Unknown => true,
            Data::Sequence(_, elements) => elements.iter().any(Value::has_unknown),
            Data::Mapping(_, entries) => entries.iter().any(|(_, value)| value.has_unknown()),
            _ => false,
        }
    }

    /// All that it and its parts rest on.
    pub(crate) fn all_rests(&self) -> Mark {
        let mut mark = self.mark.clone();
        let mut add = |part: &Value| {
            let rests = part.all_rests();
            mark.also(&rests);
        };
        match &self.data {
            Data::Sequence(_, elements) => elements.iter().for_each(&mut add),
            Data::Mapping(_, entries) => entries.iter().for_each(|(_, value)| add(value)),
            _ => {}
        }
        mark
    }

    /// Whether any part of it is secret.
    pub(crate) fn has_sensitive(&self) -> bool {
        self.sensitive
            || match &self.data {
                Data::Sequence(_, elements) => elements.iter().any(Value::has_sensitive),
                Data::Mapping(_, entries) => entries.iter().any(|(_, value)| value.has_sensitive()),
                _ => false,
            }
    }

    /// As a text, if it is one or becomes one.
    pub(crate) fn as_text(&self) -> Option<String> {
        match &self.data {
            Data::Text(text) => Some(text.to_string()),
            Data::Number(number) => written(number),
            Data::Bool(truth) => Some(truth.to_string()),
            _ => None,
        }
    }

    /// As a number, if it is one or becomes one.
    pub(crate) fn as_number(&self) -> Option<Number> {
        match &self.data {
            Data::Number(number) => Some(number.clone()),
            Data::Text(text) => Number::parse(text),
            _ => None,
        }
    }

    /// As a truth, if it is one or becomes one.
    pub(crate) fn as_bool(&self) -> Option<bool> {
        match &self.data {
            Data::Bool(truth) => Some(*truth),
            Data::Text(text) => match &**text {
                "true" | "1" => Some(true),
                "false" | "0" => Some(false),
                _ => None,
            },
            _ => None,
        }
    }

    /// Whether it stands for nothing given.
    pub(crate) fn is_blank(&self) -> bool {
        match &self.data {
            Data::Null => true,
            Data::Text(text) => text.is_empty(),
            Data::Sequence(_, elements) => elements.is_empty(),
            Data::Mapping(_, entries) => entries.is_empty(),
            _ => false,
        }
    }

    /// How many values it is made of, texts by their length.
    pub(crate) fn size(&self) -> u64 {
        match &self.data {
            Data::Text(text) => 1 + text.len() as u64 / 64,
            Data::Sequence(_, elements) => 1 + elements.iter().map(Value::size).sum::<u64>(),
            Data::Mapping(_, entries) => 1 + entries.iter().map(|(_, value)| value.size()).sum::<u64>(),
            _ => 1,
        }
    }

    /// As the engine takes it. What is blank because of a default may be anything: who uses the module gives what is
    /// needed.
    pub(crate) fn into_node(self) -> engine::Node<Mark> {
        let is_blank = self.is_blank();
        let value = match self.data {
            _ if is_blank && self.mark.rests_on.is_some() => engine::Value::Unknown,
            Data::Null => engine::Value::Null,
            Data::Unknown => match self.reference {
                Some(reference) => engine::Value::Reference((*reference).clone()),
                None => engine::Value::Unknown,
            },
            Data::Text(text) => engine::Value::Text(text),
            Data::Number(number) => engine::Value::Number(number),
            Data::Bool(truth) => engine::Value::Bool(truth),
            Data::Sequence(_, elements) => engine::Value::List(elements.into_iter().map(Value::into_node).collect()),
            Data::Mapping(_, entries) => engine::Value::Map(
                entries
                    .into_iter()
                    .map(|(key, value)| (key, value.into_node()))
                    .collect(),
            ),
        };
        engine::Node {
            value,
            sensitive: self.sensitive,
            tag: self.mark,
        }
    }
}

/// A number as Terraform writes it; nothing where that may be rounded.
pub(crate) fn written(number: &Number) -> Option<String> {
    let text = number.to_string();
    (text.len() <= 100 && !text.contains('e')).then_some(text)
}

/// Sorts entries by key; of equal keys the last counts.
pub(crate) fn sorted(mut entries: Vec<(Box<str>, Value)>) -> Vec<(Box<str>, Value)> {
    entries.reverse();
    entries.sort_by(|(one, _), (other, _)| one.cmp(other));
    entries.dedup_by(|(later, _), (first, _)| later == first);
    entries
}
