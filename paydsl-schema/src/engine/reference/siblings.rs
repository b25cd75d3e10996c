//! What to read instead.

use super::held::element;
use super::judge::excludes;
use super::{Place, Reference, forms};
use crate::rule::{Form, Rule};
use crate::schema::{Attribute, Type};

impl Reference {
    /// The attribute beside this one that a rule lets pass, as the source would have it: the only one, or the one with the
    /// plainest name.
    pub(in super::super) fn instead(&self, rule: &Rule, ty: &Type) -> Option<String> {
        let target = &self.target;
        let rule = match rule {
            Rule::Each(inner) => inner,
            rule => rule,
        };
        let base = target.written.strip_suffix(&*target.attribute)?;
        if !demands_a_form(rule) {
            return None;
        }
        let fits = |attribute: &&Attribute| {
            let held = target.of_attribute(attribute);
            attribute.ty == *element(ty) && held.is_some_and(|held| held.is_fact && !excludes(&held, rule, element(ty)))
        };
        let Place::Body(block, attribute) = target.place else {
            return None;
        };
        if attribute.ty != *element(&attribute.ty) {
            return None;
        }
        let candidates: Vec<&str> = block
            .attributes()
            .iter()
            .filter(|attribute| attribute.name != target.attribute)
            .filter(fits)
            .map(|attribute| &*attribute.name)
            .collect();
        let plain = ["arn", "id", "name"];
        let chosen = match candidates[..] {
            [only] => only,
            _ => plain.into_iter().find(|name| candidates.contains(name))?,
        };
        Some(format!("`{base}{chosen}`"))
    }
}

/// Whether a rule tells one kind of text from another, rather than how long it is.
fn demands_a_form(rule: &Rule) -> bool {
    match rule {
        Rule::Form(Form::RegularExpression) => false,
        rule => forms::accepted(rule).is_some(),
    }
}
