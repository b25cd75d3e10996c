//! Evaluating expressions in one environment, exactly as Terraform does or not at all.
//!
//! Policies have an evaluation of their own, which may guess where a rule is better off with a guess. Here what is not
//! certain is unknown: nothing that a provider accepts is ever called a mistake.

use std::borrow::Cow;
use std::cell::{Cell, RefCell};
use std::collections::HashMap;

use paydsl_schema::Block;
use paydsl_schema::engine::{Number, Origin, Reference, is_normalized};

use super::arithmetic;
use super::functions;
use super::known::{Node, Value, as_bool, as_text, as_whole, made_of, node, origins, read_from, text};
use super::origins::Origins;
use crate::builder::{Field, FieldValue};
use crate::tree::{Arena, ExprId, Expression, Literal, Part};

/// How deep expressions are followed.
const DEPTH: usize = 200;

/// How many elements a `for` expression goes through.
const ELEMENTS: usize = 1_000;

/// The environment that expressions are evaluated in.
pub(super) struct Environment<'m> {
    /// Its name.
    pub(super) name: &'m str,
    /// The values of its fields, in the order they are declared.
    pub(super) row: Vec<(&'m str, ExprId)>,
}

/// A resource or a data source that attributes are read from.
pub(super) struct Declared<'m> {
    /// What it is, with its type.
    pub(super) origin: Origin<'m>,
    pub(super) schema: &'static Block,
    /// What it is given.
    pub(super) fields: &'m [Field],
    /// Whether it has instances.
    pub(super) is_repeated: bool,
}

/// Evaluates the expressions of one stack in one environment.
pub(super) struct Evaluator<'m> {
    arena: &'m Arena,
    environment: Option<Environment<'m>>,
    /// The values of `locals` by address.
    locals: &'m HashMap<String, ExprId>,
    /// What is declared, by address.
    declared: &'m HashMap<String, Declared<'m>>,
    /// What locals and fields come to, as far as they were asked for, and what was looked at for it.
    evaluated: RefCell<HashMap<ExprId, (Node, Origins)>>,
    /// What the roots of iterators stand for, innermost last.
    iterators: RefCell<Vec<(Cow<'m, str>, Node)>>,
    /// All that was looked at since [`Evaluator::looked_at`] was asked.
    looked_at: Cell<Origins>,
    depth: Cell<usize>,
}

impl<'m> Evaluator<'m> {
    pub(super) fn new(
        arena: &'m Arena,
        locals: &'m HashMap<String, ExprId>,
        declared: &'m HashMap<String, Declared<'m>>,
        environment: Option<Environment<'m>>,
    ) -> Self {
        Evaluator {
            arena,
            environment,
            locals,
            declared,
            evaluated: RefCell::default(),
            iterators: RefCell::default(),
            looked_at: Cell::default(),
            depth: Cell::new(0),
        }
    }

    /// What of the environment was looked at since this was last asked, whether it made a difference or not.
    pub(super) fn looked_at(&self) -> Origins {
        self.looked_at.take()
    }

    /// Counts something as looked at.
    pub(super) fn look_at(&self, origins: Origins) {
        self.looked_at.set(self.looked_at.get() | origins);
    }

    /// Runs `action` with the root `name` standing for a value.
    pub(super) fn with<R>(&self, iterators: Vec<(Cow<'m, str>, Node)>, action: impl FnOnce() -> R) -> R {
        let depth = self.iterators.borrow().len();
        self.iterators.borrow_mut().extend(iterators);
        let result = action();
        self.iterators.borrow_mut().truncate(depth);
        result
    }

    /// The function by whose call an expression is made, if it is one.
    pub(super) fn called(&self, id: ExprId) -> Option<&'m str> {
        match self.arena.get(id) {
            Expression::Call { name, .. } => Some(name),
            _ => None,
        }
    }

    /// What an expression comes to; what is not certain is unknown.
    pub(super) fn evaluate(&self, id: ExprId) -> Node {
        if self.depth.get() >= DEPTH {
            return node(Value::Unknown, Origins::NONE);
        }
        self.depth.set(self.depth.get() + 1);
        let result = self.expression(id);
        self.depth.set(self.depth.get() - 1);
        result
    }

    fn expression(&self, id: ExprId) -> Node {
        let constant = |value| node(value, Origins::NONE);
        match self.arena.get(id) {
            Expression::Null => constant(Value::Null),
            Expression::Bool(truth) => constant(Value::Bool(*truth)),
            Expression::Number(value) => constant(number(*value)),
            Expression::String(string) => constant(written(string)),
            Expression::Template(parts) => self.template(parts),
            Expression::List(items) => constant(Value::List(items.iter().map(|item| self.evaluate(*item)).collect())),
            Expression::Object(entries) => self.object(entries),
            Expression::Root(root) => self.root(root),
            Expression::Attribute(of, name) => self.attribute(*of, name),
            Expression::Index(of, index) => self.index(*of, *index),
            Expression::Call {
                name,
                arguments,
                expand,
            } => self.call(name, arguments, *expand),
            Expression::Conditional(condition, yes, no) => {
                let condition = self.evaluate(*condition);
                match as_bool(&condition.value) {
                    Some(truth) => read_from(&condition, self.evaluate(if truth { *yes } else { *no })),
                    None => made_of(Value::Unknown, [&condition]),
                }
            }
            Expression::Unary(operator, of) => {
                let of = self.evaluate(*of);
                let result = arithmetic::unary(*operator, &of.value);
                made_of(result.unwrap_or(Value::Unknown), [&of])
            }
            Expression::Binary(operator, left, right) => {
                let (left, right) = (self.evaluate(*left), self.evaluate(*right));
                let result = arithmetic::binary(*operator, &left.value, &right.value);
                made_of(result.unwrap_or(Value::Unknown), [&left, &right])
            }
            Expression::ForList {
                key,
                value,
                collection,
                body,
                condition,
            } => {
                let names = (key.as_deref(), &**value);
                self.repeat(*collection, names, *condition, &|| Some(self.evaluate(*body)))
                    .map_or_else(|unknown| unknown, |elements| constant(Value::List(elements)))
            }
            Expression::ForObject {
                key,
                value,
                collection,
                result_key,
                result_value,
                condition,
            } => {
                let names = (key.as_deref(), &**value);
                let entry = || {
                    let key = self.evaluate(*result_key);
                    let name = as_text(&key.value)?.into();
                    Some((name, read_from(&key, self.evaluate(*result_value))))
                };
                self.repeat(*collection, names, *condition, &entry)
                    .map_or_else(|unknown| unknown, distinct)
            }
            Expression::Splat(_) | Expression::Raw(_) => constant(Value::Unknown),
        }
    }

    fn template(&self, parts: &'m [Part]) -> Node {
        let mut whole = Some(String::new());
        let mut made = text("", Origins::NONE);
        for part in parts {
            match part {
                Part::Literal(literal) if is_normalized(literal) => {
                    if let Some(whole) = &mut whole {
                        whole.push_str(literal);
                    }
                }
                Part::Literal(_) => whole = None,
                Part::Value(id) => {
                    let value = self.evaluate(*id);
                    made.tag |= value.tag;
                    made.sensitive |= value.sensitive;
                    whole = whole.zip(as_text(&value.value)).map(|(whole, text)| whole + &text);
                }
            }
        }
        made.value = whole.map_or(Value::Unknown, |whole| Value::Text(whole.into()));
        made
    }

    /// An object whose keys are all known; of equal ones the last counts.
    fn object(&self, entries: &[(ExprId, ExprId)]) -> Node {
        let mut known = Vec::with_capacity(entries.len());
        for (key, value) in entries {
            let entry = match self.arena.get(*key) {
                Expression::String(key) if is_normalized(key) => (Box::from(&**key), self.evaluate(*value)),
                _ => {
                    let key = self.evaluate(*key);
                    let Some(name) = as_text(&key.value).map(Box::from) else {
                        return made_of(Value::Unknown, [&key]);
                    };
                    (name, read_from(&key, self.evaluate(*value)))
                }
            };
            known.push(entry);
        }
        distinct(known)
    }

    fn root(&self, root: &'m str) -> Node {
        if let Some((_, value)) = self.iterators.borrow().iter().rev().find(|(name, _)| name == root) {
            self.look_at(origins(value));
            return value.clone();
        }
        match root {
            // In the environment's own workspace, which is where a copy is tried out before.
            "local.environment" | "local.environment_suffix" | "local.name_suffix" | "terraform.workspace" => {
                match &self.environment {
                    Some(environment) => self.seen(text(environment.name, Origins::NAME)),
                    None => node(Value::Unknown, Origins::NAME),
                }
            }
            "local.env" => {
                let Some(environment) = &self.environment else {
                    return node(Value::Unknown, Origins::NONE);
                };
                let fields = environment.row.iter().enumerate();
                let row = fields.map(|(position, (name, _))| (Box::from(*name), self.field(position)));
                node(Value::Map(row.collect()), Origins::NONE)
            }
            _ => match self.locals.get(root) {
                Some(value) => self.once(*value),
                None => node(Value::Unknown, Origins::NONE),
            },
        }
    }

    /// A field of the environment.
    fn field(&self, position: usize) -> Node {
        let field = self
            .environment
            .as_ref()
            .and_then(|environment| environment.row.get(position));
        let mut value = match field {
            Some((_, value)) => self.once(*value),
            None => node(Value::Unknown, Origins::NONE),
        };
        mark(&mut value, Origins::field(position));
        self.seen(value)
    }

    fn seen(&self, value: Node) -> Node {
        self.look_at(origins(&value));
        value
    }

    /// What does not depend on iterators is evaluated once.
    fn once(&self, id: ExprId) -> Node {
        if let Some((known, looked_at)) = self.evaluated.borrow().get(&id) {
            self.look_at(*looked_at);
            return known.clone();
        }
        // A circle is Terraform's to report.
        let circle = (node(Value::Unknown, Origins::NONE), Origins::NONE);
        self.evaluated.borrow_mut().insert(id, circle);
        let before = self.looked_at.take();
        let value = self.evaluate(id);
        let looked_at = self.looked_at.get();
        self.look_at(before);
        self.evaluated.borrow_mut().insert(id, (value.clone(), looked_at));
        value
    }

    fn attribute(&self, of: ExprId, name: &'m str) -> Node {
        if matches!(self.arena.get(of), Expression::Root(root) if root == "local.env") {
            let row = self.environment.as_ref().map(|environment| environment.row.iter());
            return match row.and_then(|mut row| row.position(|(field, _)| *field == name)) {
                Some(position) => self.field(position),
                None => node(Value::Unknown, Origins::NONE),
            };
        }
        match self.reference(of, name) {
            Some(reference) => node(Value::Reference(reference), Origins::NONE),
            None => member(self.evaluate(of), name),
        }
    }

    /// An attribute of something declared: it is known later, but what it can be is known.
    fn reference(&self, of: ExprId, name: &str) -> Option<Reference> {
        let (root, is_instance) = match self.arena.get(of) {
            Expression::Root(root) => (root, false),
            Expression::Index(whole, _) => match self.arena.get(*whole) {
                Expression::Root(root) => (root, true),
                _ => return None,
            },
            _ => return None,
        };
        let declared = self.declared.get(&**root)?;
        if declared.is_repeated != is_instance {
            return None;
        }
        let ty = declared.schema.attribute(name)?.ty.clone();
        let reference = Reference::new(declared.origin, declared.schema, &[name], ty, format!("{root}.{name}"))?;
        let is_given = |field: &Field| match field.value {
            FieldValue::Expression(value) => self.is_never_null(value),
            _ => false,
        };
        let given = declared
            .fields
            .iter()
            .find(|field| field.name == name)
            .is_some_and(is_given);
        Some(if given { reference.given() } else { reference })
    }

    /// Whether an expression is never `null`, whatever it is made of.
    fn is_never_null(&self, id: ExprId) -> bool {
        matches!(
            self.arena.get(id),
            Expression::Bool(_) | Expression::Number(_) | Expression::String(_) | Expression::Template(_)
        )
    }

    fn index(&self, of: ExprId, index: ExprId) -> Node {
        let (container, index) = (self.evaluate(of), self.evaluate(index));
        let found = match &container.value {
            Value::List(elements) => as_whole(&index.value)
                .and_then(|position| elements.get(usize::try_from(position).ok()?))
                .map(|element| read_from(&container, element.clone())),
            Value::Map(_) => as_text(&index.value).map(|key| member(container.clone(), &key)),
            _ => None,
        };
        match found {
            Some(found) => read_from(&index, found),
            None => made_of(Value::Unknown, [&container, &index]),
        }
    }

    fn call(&self, name: &str, arguments: &[ExprId], expand: bool) -> Node {
        let mut values: Vec<Node> = arguments.iter().map(|argument| self.evaluate(*argument)).collect();
        if expand {
            let Some(last) = values.pop() else {
                return node(Value::Unknown, Origins::NONE);
            };
            match &last.value {
                Value::List(elements) => {
                    values.extend(elements.iter().map(|element| read_from(&last, element.clone())));
                }
                _ => return made_of(Value::Unknown, values.iter().chain([&last])),
            }
        }
        functions::call(name, values)
    }

    /// What `body` makes of each element of a collection, or the unknown that all of it is.
    fn repeat<R>(
        &self,
        collection: ExprId,
        (key, value): (Option<&'m str>, &'m str),
        condition: Option<ExprId>,
        body: &dyn Fn() -> Option<R>,
    ) -> Result<Vec<R>, Node> {
        let collection = self.evaluate(collection);
        let unknown = || Err(made_of(Value::Unknown, [&collection]));
        // What a list's keys are depends on whether it is a set.
        let elements: Vec<(Node, Node)> = match &collection.value {
            Value::List(elements) if key.is_none() => {
                let keyless = |element: &Node| (node(Value::Unknown, Origins::NONE), element.clone());
                elements.iter().map(keyless).collect()
            }
            Value::Map(entries) => {
                let mut entries: Vec<&(Box<str>, Node)> = entries.iter().collect();
                entries.sort_by(|(one, _), (other, _)| one.cmp(other));
                let keyed = |(key, value): &(Box<str>, Node)| (text(key.clone(), Origins::NONE), value.clone());
                entries.into_iter().map(keyed).collect()
            }
            _ => return unknown(),
        };
        if elements.len() > ELEMENTS {
            return unknown();
        }
        let mut results = Vec::with_capacity(elements.len());
        for (element_key, element) in elements {
            let mut iterators = vec![(Cow::Borrowed(value), read_from(&collection, element))];
            if let Some(key) = key {
                iterators.push((Cow::Borrowed(key), read_from(&collection, element_key)));
            }
            let result = self.with(iterators, || {
                let wanted = condition.map(|condition| self.evaluate(condition));
                match wanted.as_ref().map(|wanted| as_bool(&wanted.value)) {
                    Some(Some(false)) => Ok(None),
                    Some(None) => Err(()),
                    None | Some(Some(true)) => body().map(Some).ok_or(()),
                }
            });
            match result {
                Ok(result) => results.extend(result),
                Err(()) => return unknown(),
            }
        }
        Ok(results)
    }
}

/// The value under a key of a map.
fn member(container: Node, name: &str) -> Node {
    let unknown = made_of(Value::Unknown, [&node(Value::Null, container.tag)]);
    let Value::Map(entries) = container.value else {
        return unknown;
    };
    let found = entries.into_iter().find(|(key, _)| **key == *name);
    let (tag, sensitive) = (container.tag, container.sensitive);
    match found {
        Some((_, mut value)) => {
            value.tag |= tag;
            value.sensitive |= sensitive;
            value
        }
        None => unknown,
    }
}

/// A map of these entries; of equal keys the last counts.
fn distinct(entries: Vec<(Box<str>, Node)>) -> Node {
    let mut distinct: Vec<(Box<str>, Node)> = Vec::with_capacity(entries.len());
    for (key, value) in entries {
        match distinct.iter_mut().find(|(known, _)| *known == key) {
            Some(known) => known.1 = value,
            None => distinct.push((key, value)),
        }
    }
    node(Value::Map(distinct), Origins::NONE)
}

/// Marks a value and all that is in it as made of something more.
pub(super) fn mark(value: &mut Node, origins: Origins) {
    value.tag |= origins;
    match &mut value.value {
        Value::List(elements) => elements.iter_mut().for_each(|element| mark(element, origins)),
        Value::Map(entries) => entries.iter_mut().for_each(|(_, entry)| mark(entry, origins)),
        _ => {}
    }
}

/// A constant that Terraform reads as it is.
pub(super) fn literal(literal: &Literal) -> Node {
    let value = match literal {
        Literal::Null => Value::Null,
        Literal::Bool(truth) => Value::Bool(*truth),
        Literal::Number(value) => number(*value),
        Literal::String(string) => written(string),
        Literal::List(items) => Value::List(items.iter().map(self::literal).collect()),
        Literal::Object(entries) => {
            let entries = entries
                .iter()
                .map(|(key, value)| (Box::from(&**key), self::literal(value)));
            Value::Map(entries.collect())
        }
    };
    node(value, Origins::NONE)
}

/// A text as it is written; Terraform brings those in another normal form into its own.
fn written(text: &str) -> Value {
    match is_normalized(text) {
        true => Value::Text(text.into()),
        false => Value::Unknown,
    }
}

/// A number as it is written out.
fn number(number: crate::tree::Number) -> Value {
    match number.to_string().as_str() {
        "-0" => Value::Unknown,
        text => Number::parse(text).map_or(Value::Unknown, Value::Number),
    }
}
