//! Which declarations an expression mentions.

use super::model::Model;
use crate::tree::{ExprId, Expression, Part};

/// The numbers of the declarations that an expression mentions, in the order they stand in it, each once.
///
/// `own` is what the declaration around it repeats over: `each.value` mentions what that mentions.
pub(crate) fn mentioned(model: &Model<'_>, expression: ExprId, own: Option<ExprId>) -> Vec<usize> {
    let mut walk = Walk {
        model,
        own,
        found: Vec::new(),
        locals: Vec::new(),
    };
    walk.expression(expression);
    walk.found
}

struct Walk<'w, 'm> {
    model: &'w Model<'m>,
    own: Option<ExprId>,
    found: Vec<usize>,
    /// The locals that were walked through: a circle of them ends here, and is Terraform's to report.
    locals: Vec<ExprId>,
}

impl Walk<'_, '_> {
    fn expression(&mut self, id: ExprId) {
        match self.model.module.arena.get(id) {
            Expression::Null | Expression::Bool(_) | Expression::Number(_) | Expression::String(_) => {}
            Expression::Root(text) => self.root(text),
            Expression::Raw(text) => {
                let is_part = |c: char| c.is_alphanumeric() || matches!(c, '_' | '-' | '.');
                for path in text.split(|c| !is_part(c)) {
                    self.path(path);
                }
            }
            Expression::Template(parts) => {
                for part in parts {
                    if let Part::Value(value) = part {
                        self.expression(*value);
                    }
                }
            }
            Expression::List(items) => items.iter().for_each(|item| self.expression(*item)),
            Expression::Object(entries) => {
                for (key, value) in entries {
                    self.expression(*key);
                    self.expression(*value);
                }
            }
            Expression::Attribute(of, _) | Expression::Splat(of) | Expression::Unary(_, of) => self.expression(*of),
            Expression::Index(left, right) | Expression::Binary(_, left, right) => {
                self.expression(*left);
                self.expression(*right);
            }
            Expression::Call { arguments, .. } => arguments.iter().for_each(|argument| self.expression(*argument)),
            Expression::Conditional(condition, yes, no) => {
                [condition, yes, no].into_iter().for_each(|part| self.expression(*part));
            }
            Expression::ForList {
                collection,
                body,
                condition,
                ..
            } => {
                [collection, body].into_iter().for_each(|part| self.expression(*part));
                condition.iter().for_each(|part| self.expression(*part));
            }
            Expression::ForObject {
                collection,
                result_key,
                result_value,
                condition,
                ..
            } => {
                let parts = [collection, result_key, result_value];
                parts.into_iter().for_each(|part| self.expression(*part));
                condition.iter().for_each(|part| self.expression(*part));
            }
        }
    }

    fn root(&mut self, text: &str) {
        if text.starts_with("each.")
            && let Some(own) = self.own.take()
        {
            self.expression(own);
            self.own = Some(own);
        }
        self.path(text);
    }

    /// `aws_vpc.main`, and whatever follows it.
    fn path(&mut self, path: &str) {
        let length = if path.starts_with("data.") { 3 } else { 2 };
        let address = match path.match_indices('.').nth(length - 1) {
            Some((end, _)) => &path[..end],
            None => path,
        };
        if let Some(value) = self.model.local(address) {
            if !self.locals.contains(&value) {
                self.locals.push(value);
                self.expression(value);
            }
        } else if let Some(number) = self.model.number(address)
            && !self.found.contains(&number)
        {
            self.found.push(number);
        }
    }
}
