//! What expressions refer to.
//!
//! `diff` follows values by it, `graph` draws its edges from it.

mod declared;
mod leaves;
mod raw;

use crate::tree::{Arena, ExprId, Expression, Part};
pub(crate) use declared::Declared;
pub(crate) use leaves::Leaf;

/// A use of something that has a name in Terraform.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub(crate) struct Reference {
    /// `aws_vpc.main`, `data.aws_ami.x`, `local.env`, `module.m`; for what is no address, its first word (`each`).
    pub(crate) address: String,
    /// The attributes after it, without indices. Empty where the whole is used.
    pub(crate) path: Vec<String>,
}

/// All references in an expression, in writing order.
///
/// Those in raw HCL are found by their form, and so words in its quotes may be among them: look addresses up.
pub(crate) fn references(id: ExprId, arena: &Arena) -> Vec<Reference> {
    let mut search = Search {
        arena,
        bound: Vec::new(),
        found: Vec::new(),
    };
    search.expression(id);
    search.found
}

struct Search<'a> {
    arena: &'a Arena,
    /// The variables of the `for` expressions around, each with what it is an element of, where that has a name.
    bound: Vec<(String, Option<Reference>)>,
    found: Vec<Reference>,
}

impl Search<'_> {
    fn expression(&mut self, id: ExprId) {
        match self.arena.get(id) {
            Expression::Null | Expression::Bool(_) | Expression::Number(_) | Expression::String(_) => {}
            Expression::Template(parts) => {
                for part in parts {
                    if let Part::Value(value) = part {
                        self.expression(*value);
                    }
                }
            }
            Expression::List(items) => self.all(items),
            Expression::Object(entries) => {
                for (key, value) in entries {
                    self.all(&[*key, *value]);
                }
            }
            Expression::Root(_) | Expression::Attribute(..) | Expression::Index(..) | Expression::Splat(_) => {
                if let Some(reference) = self.chain(id) {
                    self.found.push(reference);
                }
            }
            Expression::Call { arguments, .. } => self.all(arguments),
            Expression::Conditional(condition, yes, no) => self.all(&[*condition, *yes, *no]),
            Expression::Unary(_, of) => self.expression(*of),
            Expression::Binary(_, left, right) => self.all(&[*left, *right]),
            Expression::ForList {
                key,
                value,
                collection,
                body,
                condition,
            } => {
                let results = [Some(*body), *condition];
                self.iteration(key.as_deref(), value, *collection, &results);
            }
            Expression::ForObject {
                key,
                value,
                collection,
                result_key,
                result_value,
                condition,
            } => {
                let results = [Some(*result_key), Some(*result_value), *condition];
                self.iteration(key.as_deref(), value, *collection, &results);
            }
            Expression::Raw(text) => self.found.extend(raw::references(text)),
        }
    }

    fn all(&mut self, ids: &[ExprId]) {
        for id in ids {
            self.expression(*id);
        }
    }

    /// A `for` over the instances of a resource uses of it what it takes from each instance.
    fn iteration(&mut self, key: Option<&str>, value: &str, collection: ExprId, results: &[Option<ExprId>]) {
        let element = match self.arena.get(collection) {
            Expression::Root(_) | Expression::Attribute(..) | Expression::Index(..) | Expression::Splat(_) => {
                self.chain(collection)
            }
            _ => {
                self.expression(collection);
                None
            }
        };
        let depth = self.bound.len();
        self.bound.extend(key.map(|key| (key.to_owned(), None)));
        self.bound.push((value.to_owned(), element.clone()));
        let before = self.found.len();
        self.all(&results.iter().flatten().copied().collect::<Vec<_>>());
        self.bound.truncate(depth);
        // Where nothing was taken of the elements, it is still their number or their keys that count.
        if let Some(element) = element
            && !self.found[before..]
                .iter()
                .any(|found| found.address == element.address)
        {
            self.found.push(element);
        }
    }

    /// `root.a[0].b` as one reference; what is in brackets has references of its own.
    fn chain(&mut self, id: ExprId) -> Option<Reference> {
        let mut path = Vec::new();
        let mut at = id;
        loop {
            match self.arena.get(at) {
                Expression::Attribute(of, name) => {
                    path.push(name.to_string());
                    at = *of;
                }
                Expression::Index(of, index) => {
                    self.expression(*index);
                    at = *of;
                }
                Expression::Splat(of) => at = *of,
                Expression::Root(text) => {
                    let mut words: Vec<String> = text.split('.').map(String::from).collect();
                    words.extend(path.into_iter().rev());
                    return self.named(words);
                }
                _ => {
                    self.expression(at);
                    return None;
                }
            }
        }
    }

    fn named(&self, words: Vec<String>) -> Option<Reference> {
        let bound = self.bound.iter().rev().find(|(variable, _)| *variable == words[0]);
        match bound {
            Some((_, None)) => None,
            Some((_, Some(element))) => {
                let mut element = element.clone();
                element.path.extend(words.into_iter().skip(1));
                Some(element)
            }
            None => of_words(words),
        }
    }
}

/// Splits `aws_vpc.main.id` behind its address.
fn of_words(mut words: Vec<String>) -> Option<Reference> {
    let length = match words.first()?.as_str() {
        "data" | "ephemeral" => 3,
        "each" | "count" | "self" | "path" => 1,
        _ if words.len() == 1 => 1,
        _ => 2,
    };
    if words.len() < length {
        return None;
    }
    let path = words.split_off(length);
    Some(Reference {
        address: words.join("."),
        path,
    })
}

#[cfg(test)]
mod tests;
