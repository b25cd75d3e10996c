//! Variables, locals, and the steps from a value to its parts.

use std::rc::Rc;

use super::{Evaluator, Scope, Stop};
use crate::syntax::{Expression, Kind, Step};
use crate::value::{Data, Mark, Sequence, Value};

impl<'m> Evaluator<'m> {
    pub(super) fn access(&self, root: &Expression, steps: &[Step], scope: &Scope<'_>) -> Result<Value, Stop> {
        let Kind::Variable(name) = &root.kind else {
            let value = self.value(root, scope)?;
            return self.walk(&value, steps, scope);
        };
        if let Some(value) = scope.find(name) {
            return self.walk(value, steps, scope);
        }
        match (&**name, steps) {
            ("local", [Step::Attribute(name), rest @ ..]) => {
                let value = self.local(name).ok_or(Stop::Unknown)?;
                self.walk(&value, rest, scope)
            }
            ("var", [Step::Attribute(name), rest @ ..]) => {
                let value = self.variable(name).ok_or(Stop::Unknown)?;
                self.walk(&value, rest, scope)
            }
            (name, steps) => self.reference(name, steps, root.at).ok_or(Stop::Unknown),
        }
    }

    /// A local's value; nothing if there is none or it needs itself.
    fn local(&self, name: &str) -> Option<Rc<Value>> {
        if let Some(known) = self.locals.borrow().get(name) {
            return known.clone();
        }
        let (name, expression) = self.module.locals.get_key_value(name)?;
        self.locals.borrow_mut().insert(name, None);
        let value = Rc::new(self.evaluate(expression, &Scope::EMPTY));
        self.locals.borrow_mut().insert(name, Some(Rc::clone(&value)));
        Some(value)
    }

    /// A variable's default. What is blank says that nothing was given: then it may be anything.
    fn variable(&self, name: &str) -> Option<Rc<Value>> {
        if let Some(known) = self.variables.borrow().get(name) {
            return Some(Rc::clone(known));
        }
        let (name, variable) = self.module.variables.get_key_value(name)?;
        let at = variable.body.at;
        let default = variable.default.as_ref().filter(|_| !variable.is_given);
        let mut value = match default.map(|default| self.value(default, &Scope::EMPTY)) {
            Some(Ok(value)) if !value.is_blank() => super::types::convert_default(value, variable.ty.as_ref()),
            _ => Value::unknown(at),
        };
        if !value.is_unknown() {
            let mark = Mark {
                at,
                rests_on: Some(Rc::new([name.clone()].into())),
            };
            value = value.resting(&mark);
        }
        value.sensitive |= variable.sensitive;
        let value = Rc::new(value);
        self.variables.borrow_mut().insert(name, Rc::clone(&value));
        Some(value)
    }

    fn walk(&self, value: &Value, steps: &[Step], scope: &Scope<'_>) -> Result<Value, Stop> {
        let Some((step, rest)) = steps.split_first() else {
            self.charge(value.size())?;
            return Ok(value.clone());
        };
        if value.is_unknown() {
            return Err(Stop::Unknown);
        }
        let part = match step {
            Step::Attribute(name) => match &value.data {
                Data::Mapping(_, entries) => find(entries, name).ok_or(Stop::Failed)?,
                _ => return Err(Stop::Failed),
            },
            Step::Index(index) => {
                let index = self.value(index, scope)?;
                let part = element(value, &index)?;
                let walked = self.walk(part, rest, scope)?;
                return Ok(walked.resting(&index.mark).from(value));
            }
            Step::Splat => return self.splat(value, rest, &[], scope),
            Step::AttributeSplat => {
                let attributes = rest.iter().take_while(|step| matches!(step, Step::Attribute(_)));
                let (each, after) = rest.split_at(attributes.count());
                return self.splat(value, each, after, scope);
            }
        };
        let mut walked = self.walk(part, rest, scope)?;
        walked.sensitive |= value.sensitive;
        Ok(walked)
    }

    /// The steps `each` of every element, then the steps `after` of the list of these.
    fn splat(&self, value: &Value, each: &[Step], after: &[Step], scope: &Scope<'_>) -> Result<Value, Stop> {
        let elements = match &value.data {
            Data::Null => &[],
            Data::Sequence(_, elements) => elements.as_slice(),
            _ => std::slice::from_ref(value),
        };
        let mut all = Vec::with_capacity(elements.len());
        for element in elements {
            all.push(match self.walk(element, each, scope) {
                Err(Stop::Unknown) => Value::unknown(value.mark.at),
                other => other?,
            });
        }
        let list = Value::new(Data::Sequence(Sequence::Tuple, all), value.mark.at).from(value);
        self.walk(&list, after, scope)
    }
}

fn find<'v>(entries: &'v [(Box<str>, Value)], name: &str) -> Option<&'v Value> {
    let position = entries.binary_search_by(|(key, _)| (**key).cmp(name)).ok()?;
    entries.get(position).map(|(_, value)| value)
}

fn element<'v>(value: &'v Value, index: &Value) -> Result<&'v Value, Stop> {
    if index.is_unknown() {
        return Err(Stop::Unknown);
    }
    match &value.data {
        Data::Sequence(Sequence::Tuple | Sequence::List, elements) => {
            let index = index
                .as_number()
                .and_then(|number| number.as_i64())
                .ok_or(Stop::Failed)?;
            let index = usize::try_from(index).map_err(|_| Stop::Failed)?;
            elements.get(index).ok_or(Stop::Failed)
        }
        Data::Mapping(_, entries) => {
            let key = index.as_text().ok_or(Stop::Failed)?;
            find(entries, &key).ok_or(Stop::Failed)
        }
        _ => Err(Stop::Failed),
    }
}
