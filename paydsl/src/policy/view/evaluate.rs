//! Evaluating expressions in one environment, as far as they are known before anything is applied.

use std::borrow::Cow;

use super::functions;
use super::resolved::{Piece, Resolved};
use super::stack::StackView;
use crate::builder::{FieldValue, Kind};
use crate::tree::{BinaryOperator, ExprId, Expression, Literal, Number, Part, UnaryOperator};

/// How deep expressions and the locals and arguments they name are followed; a circle of locals ends here.
const DEPTH: usize = 64;

pub(crate) struct Evaluator<'v, 'm> {
    pub(crate) view: &'v StackView<'m>,
    pub(crate) depth: usize,
}

impl<'m> Evaluator<'_, 'm> {
    pub(crate) fn resolve(&self, id: ExprId) -> Resolved<'m> {
        if self.depth > DEPTH {
            return Resolved::Unknown;
        }
        let deeper = Evaluator {
            view: self.view,
            depth: self.depth + 1,
        };
        deeper.expression(id)
    }

    fn expression(&self, id: ExprId) -> Resolved<'m> {
        match self.view.model.module.arena.get(id) {
            Expression::Null => Resolved::Absent,
            Expression::Bool(value) => Resolved::Bool(*value),
            Expression::Number(value) => Resolved::Number(number(*value)),
            Expression::String(text) => Resolved::Text(Cow::Borrowed(text)),
            Expression::Template(parts) => self.template(parts),
            Expression::List(items) => Resolved::List(items.iter().map(|item| self.resolve(*item)).collect()),
            Expression::Object(entries) => self.object(entries),
            Expression::Root(text) => self.root(text),
            Expression::Attribute(of, name) => self.attribute(*of, name),
            Expression::Index(of, index) => self.index(*of, *index),
            Expression::Splat(of) => match self.resolve(*of) {
                Resolved::Reference(address) => Resolved::Reference(Cow::Owned(format!("{address}[*]"))),
                list @ Resolved::List(_) => list,
                _ => Resolved::Unknown,
            },
            Expression::Call {
                name,
                arguments,
                expand: false,
            } => functions::call(name, arguments.iter().map(|argument| self.resolve(*argument)).collect()),
            Expression::Conditional(condition, yes, no) => match self.resolve(*condition).bool() {
                Some(true) => self.resolve(*yes),
                Some(false) => self.resolve(*no),
                None => Resolved::Unknown,
            },
            Expression::Unary(operator, of) => unary(*operator, &self.resolve(*of)),
            Expression::Binary(operator, left, right) => {
                binary(*operator, &self.resolve(*left), &self.resolve(*right)).unwrap_or(Resolved::Unknown)
            }
            Expression::Call { .. }
            | Expression::ForList { .. }
            | Expression::ForObject { .. }
            | Expression::Raw(_) => Resolved::Unknown,
        }
    }

    fn template(&self, parts: &'m [Part]) -> Resolved<'m> {
        let mut pieces = Vec::with_capacity(parts.len());
        for part in parts {
            match part {
                Part::Literal(text) => pieces.push(Piece::Literal(Cow::Borrowed(text))),
                Part::Value(value) => pieces.extend(self.resolve(*value).into_pieces()),
            }
        }
        Resolved::of_pieces(pieces)
    }

    fn object(&self, entries: &[(ExprId, ExprId)]) -> Resolved<'m> {
        let entries = entries.iter().map(|(key, value)| {
            let key = match self.resolve(*key) {
                Resolved::Text(key) => key,
                other => Cow::Owned(other.text()?.into_owned()),
            };
            Some((key, self.resolve(*value)))
        });
        entries
            .collect::<Option<_>>()
            .map_or(Resolved::Unknown, Resolved::Object)
    }

    fn root(&self, text: &'m str) -> Resolved<'m> {
        let environment = self.view.environment;
        match text {
            "local.environment" => Resolved::Text(Cow::Borrowed(environment)),
            "local.environment_suffix" | "local.name_suffix" | "terraform.workspace" => {
                Resolved::Template(vec![Piece::Suffix(environment)])
            }
            "local.env" => Resolved::Object(self.view.row.clone()),
            "local.tags" if !matches!(self.view.tags, Resolved::Unknown) => self.view.tags.clone(),
            _ if text.starts_with("local.") => self.local(text),
            _ if self.view.model.number(text).is_some() => Resolved::Reference(Cow::Borrowed(text)),
            _ if text.starts_with("data.terraform_remote_state.") => Resolved::Reference(Cow::Borrowed(text)),
            _ => Resolved::Unknown,
        }
    }

    fn local(&self, address: &str) -> Resolved<'m> {
        let value = self.view.model.local(address);
        value.map_or(Resolved::Unknown, |value| self.resolve(value))
    }

    fn attribute(&self, of: ExprId, name: &'m str) -> Resolved<'m> {
        let arena = &self.view.model.module.arena;
        if matches!(arena.get(of), Expression::Root(root) if root == "local.env") {
            let found = self.view.row.iter().find(|(field, _)| field == name);
            return found.map_or(Resolved::Unknown, |(_, value)| value.clone());
        }
        match self.resolve(of) {
            Resolved::Reference(address) => {
                let argument = self.argument(&address, name);
                argument.unwrap_or_else(|| Resolved::Reference(Cow::Owned(format!("{address}.{name}"))))
            }
            object @ Resolved::Object(_) => match object.member(name) {
                Resolved::Absent => Resolved::Unknown,
                value => value,
            },
            _ => Resolved::Unknown,
        }
    }

    /// An attribute that is read from a resource which sets it: it is what it was set to.
    fn argument(&self, address: &str, name: &str) -> Option<Resolved<'m>> {
        let declaration = self.view.model.declaration(self.view.model.number(address)?)?;
        let repeated = |field: &str| field == "count" || field == "for_each";
        if declaration.kind != Kind::Resource || declaration.fields.iter().any(|field| repeated(&field.name)) {
            return None;
        }
        let field = declaration.fields.iter().find(|field| field.name == name)?;
        let FieldValue::Expression(value) = field.value else {
            return None;
        };
        match self.resolve(value) {
            Resolved::Absent | Resolved::Unknown => None,
            known => Some(known),
        }
    }

    fn index(&self, of: ExprId, index: ExprId) -> Resolved<'m> {
        let index = self.resolve(index);
        match (self.resolve(of), index) {
            (Resolved::List(mut items), index) => {
                let number = index.number().filter(|number| *number >= 0.0);
                match number.map(|number| number as usize) {
                    Some(number) if number < items.len() => items.swap_remove(number),
                    _ => Resolved::Unknown,
                }
            }
            (object @ Resolved::Object(_), index) => match index.text().map(|key| object.member(&key)) {
                Some(Resolved::Absent) | None => Resolved::Unknown,
                Some(value) => value,
            },
            (Resolved::Reference(address), index) => match index.text() {
                Some(index) => Resolved::Reference(Cow::Owned(format!("{address}[{index}]"))),
                None => Resolved::Unknown,
            },
            _ => Resolved::Unknown,
        }
    }
}

/// A constant that Terraform reads as it is.
pub(crate) fn literal(literal: &Literal) -> Resolved<'_> {
    match literal {
        Literal::Null => Resolved::Absent,
        Literal::Bool(value) => Resolved::Bool(*value),
        Literal::Number(value) => Resolved::Number(number(*value)),
        Literal::String(text) => Resolved::Text(Cow::Borrowed(text)),
        Literal::List(items) => Resolved::List(items.iter().map(self::literal).collect()),
        Literal::Object(entries) => {
            let entries = entries
                .iter()
                .map(|(key, value)| (Cow::Borrowed(&**key), self::literal(value)));
            Resolved::Object(entries.collect())
        }
    }
}

#[allow(
    clippy::cast_precision_loss,
    reason = "arguments are small; rules compare, they do not count"
)]
fn number(number: Number) -> f64 {
    match number {
        Number::Integer(number) => number as f64,
        Number::Unsigned(number) => number as f64,
        Number::Float(number) => number,
    }
}

fn unary<'m>(operator: UnaryOperator, of: &Resolved<'m>) -> Resolved<'m> {
    let result = match operator {
        UnaryOperator::Not => of.bool().map(|value| Resolved::Bool(!value)),
        UnaryOperator::Negate => of.number().map(|number| Resolved::Number(-number)),
    };
    result.unwrap_or(Resolved::Unknown)
}

fn binary<'m>(operator: BinaryOperator, left: &Resolved<'m>, right: &Resolved<'m>) -> Option<Resolved<'m>> {
    use BinaryOperator as Op;
    let numbers = || Some((left.number()?, right.number()?));
    let number = |operation: fn(f64, f64) -> f64| numbers().map(|(a, b)| Resolved::Number(operation(a, b)));
    let compared = |operation: fn(&f64, &f64) -> bool| numbers().map(|(a, b)| Resolved::Bool(operation(&a, &b)));
    let finite = |result: Option<Resolved<'m>>| result.filter(|value| value.number().is_some_and(f64::is_finite));
    match operator {
        Op::Add => number(|a, b| a + b),
        Op::Subtract => number(|a, b| a - b),
        Op::Multiply => number(|a, b| a * b),
        Op::Divide => finite(number(|a, b| a / b)),
        Op::Modulo => finite(number(|a, b| a % b)),
        Op::Less => compared(f64::lt),
        Op::LessOrEqual => compared(f64::le),
        Op::Greater => compared(f64::gt),
        Op::GreaterOrEqual => compared(f64::ge),
        Op::Equal => same(left, right).map(Resolved::Bool),
        Op::NotEqual => same(left, right).map(|same| Resolved::Bool(!same)),
        // What is false, or true, whatever the other side is.
        Op::And if left.is_false() || right.is_false() => Some(Resolved::Bool(false)),
        Op::Or if left.is_true() || right.is_true() => Some(Resolved::Bool(true)),
        Op::And => Some(Resolved::Bool(left.bool()? && right.bool()?)),
        Op::Or => Some(Resolved::Bool(left.bool()? || right.bool()?)),
    }
}

/// Whether two values are equal, where both are simple and known.
fn same(left: &Resolved<'_>, right: &Resolved<'_>) -> Option<bool> {
    match (left, right) {
        (Resolved::Absent, Resolved::Absent) => Some(true),
        (Resolved::Absent, other) | (other, Resolved::Absent) => match other {
            Resolved::Bool(_) | Resolved::Number(_) | Resolved::Text(_) | Resolved::Template(_) => Some(false),
            _ => None,
        },
        _ => Some(left.text()? == right.text()?),
    }
}
