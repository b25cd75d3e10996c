//! What expressions are, as far as that is constant.
//!
//! What is computed here is what Terraform computes; whatever is not known for certain is unknown.

mod access;
mod conditional;
mod functions;
mod operators;
mod references;
mod repetition;
mod template;
#[cfg(test)]
mod tests;
mod types;

pub(crate) use references::{Target, Targets};
pub(crate) use repetition::{elements, names};

use std::cell::{Cell, RefCell};
use std::collections::HashMap;
use std::rc::Rc;

use crate::module::Module;
use crate::syntax::{Expression, Kind};
use crate::value::{Data, Mapping, Sequence, Value, sorted};

/// How many values are made for one module at most. Beyond that everything is unknown.
const BUDGET: u64 = 2_000_000;

/// How deep expressions are followed, through locals as well.
const MOST_DEPTH: u32 = 150;

/// That Terraform refuses to evaluate an expression, or that it is not known what it is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Stop {
    /// Terraform refuses it.
    Failed,
    /// It is not known.
    Unknown,
}

/// Evaluates the expressions of a module.
pub(crate) struct Evaluator<'m> {
    module: &'m Module,
    /// Locals by name; none while it is being evaluated.
    locals: RefCell<HashMap<&'m str, Option<Rc<Value>>>>,
    variables: RefCell<HashMap<&'m str, Rc<Value>>>,
    /// What may be referred to.
    targets: Targets<'m>,
    budget: Cell<u64>,
    depth: Cell<u32>,
}

/// The names that `for` and `dynamic` give, the innermost first.
#[derive(Clone, Copy)]
pub(crate) struct Scope<'s> {
    pub(crate) names: &'s [(&'s str, Value)],
    pub(crate) outer: Option<&'s Scope<'s>>,
}

impl Scope<'_> {
    /// No names.
    pub(crate) const EMPTY: Scope<'static> = Scope {
        names: &[],
        outer: None,
    };

    pub(crate) fn find(&self, name: &str) -> Option<&Value> {
        let here = self.names.iter().find(|(known, _)| *known == name);
        here.map(|(_, value)| value)
            .or_else(|| self.outer.and_then(|outer| outer.find(name)))
    }
}

impl<'m> Evaluator<'m> {
    pub(crate) fn new(module: &'m Module, targets: Targets<'m>) -> Self {
        Evaluator {
            module,
            locals: RefCell::default(),
            variables: RefCell::default(),
            targets,
            budget: Cell::new(BUDGET),
            depth: Cell::new(0),
        }
    }

    /// What an expression is.
    pub(crate) fn evaluate(&self, expression: &Expression, scope: &Scope<'_>) -> Value {
        self.value(expression, scope)
            .unwrap_or_else(|_| Value::unknown(expression.at))
    }

    /// What an expression is, or that Terraform refuses it.
    fn value(&self, expression: &Expression, scope: &Scope<'_>) -> Result<Value, Stop> {
        self.charge(1)?;
        if self.depth.get() >= MOST_DEPTH {
            return Err(Stop::Unknown);
        }
        self.depth.set(self.depth.get() + 1);
        let result = self.by_kind(expression, scope);
        self.depth.set(self.depth.get() - 1);
        result
    }

    fn by_kind(&self, expression: &Expression, scope: &Scope<'_>) -> Result<Value, Stop> {
        let at = expression.at;
        let value = match &expression.kind {
            Kind::Null => Value::new(Data::Null, at),
            Kind::Bool(truth) => Value::new(Data::Bool(*truth), at),
            Kind::Number(number) => Value::new(Data::Number(number.clone()), at),
            Kind::Text(text) => Value::new(Data::Text(text.clone()), at),
            // What is written out keeps the places of its parts.
            Kind::Tuple(elements) => return self.tuple(elements, expression, scope),
            Kind::Object(items) => return self.object(items, expression, scope),
            Kind::Access(inner, steps) if steps.is_empty() => return self.value(inner, scope),
            Kind::Template(parts) => self.template(parts, scope)?,
            Kind::Variable(_) => self.access(expression, &[], scope)?,
            Kind::Access(root, steps) => self.access(root, steps, scope)?,
            Kind::Call(call) => self.call(call, at, scope)?,
            Kind::Unary(operator, operand) => operators::unary(*operator, self.value(operand, scope)?)?,
            Kind::Binary(operator, operands) => {
                let left = self.value(&operands.0, scope)?;
                let right = self.value(&operands.1, scope)?;
                operators::binary(*operator, left, right)?
            }
            Kind::Conditional(parts) => self.conditional(parts, scope)?,
            Kind::For(repetition) => self.repetition(repetition, at, scope)?,
        };
        Ok(value.moved(at))
    }

    fn tuple(&self, elements: &[Expression], whole: &Expression, scope: &Scope<'_>) -> Result<Value, Stop> {
        let mut all = Vec::with_capacity(elements.len());
        for element in elements {
            all.push(self.part(element, scope)?);
        }
        Ok(Value::new(Data::Sequence(Sequence::Tuple, all), whole.at))
    }

    fn object(&self, items: &[(Expression, Expression)], whole: &Expression, scope: &Scope<'_>) -> Result<Value, Stop> {
        let mut entries = Vec::with_capacity(items.len());
        for (key, value) in items {
            let key = self.value(key, scope)?;
            // A key that is not known could be any.
            let Some(name) = key.as_text() else {
                return Err(if key.is_unknown() { Stop::Unknown } else { Stop::Failed });
            };
            let value = self.part(value, scope)?.resting(&key.mark);
            entries.push((name.into(), value));
        }
        Ok(Value::new(Data::Mapping(Mapping::Object, sorted(entries)), whole.at))
    }

    /// A part of a collection: the others are known even where this one is not.
    fn part(&self, expression: &Expression, scope: &Scope<'_>) -> Result<Value, Stop> {
        match self.value(expression, scope) {
            Err(Stop::Unknown) => Ok(Value::unknown(expression.at)),
            other => other,
        }
    }

    /// Takes from what may be made.
    fn charge(&self, size: u64) -> Result<(), Stop> {
        let left = self.budget.get().saturating_sub(size);
        self.budget.set(left);
        if left == 0 { Err(Stop::Unknown) } else { Ok(()) }
    }
}
