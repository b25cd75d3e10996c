//! Allowed values as constants: `billing_mode: PAY_PER_REQUEST`.
//!
//! A bare name in the place of a text of which only some are allowed may be one of these. Whether it is something of the
//! user's own only rustc knows, so it gets both to look at: what is in scope wins, then the allowed values.

use std::collections::{BTreeMap, BTreeSet};

use paydsl_schema::{Rule, Type};
use proc_macro2::Ident;
use quote::{format_ident, quote};
use syn::{Expr, Stmt};

use super::{Known, Lowerer};
use crate::names::terraform_name;

/// What stands for every name in a scope: something was imported whole.
pub(super) const EVERYTHING: &str = "*";

/// The allowed values of an argument.
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct Choices {
    /// The values, by the names of their constants.
    pub(crate) constants: BTreeMap<String, String>,
    /// Names of constants that are written.
    pub(crate) written: BTreeSet<String>,
    /// Whether a name is written that is none of them: then all are shown to rustc, to suggest the nearest.
    pub(crate) has_other: bool,
}

/// The module of the allowed values with a number.
pub(crate) fn module(number: usize) -> Ident {
    format_ident!("__paydsl_choices_{number}")
}

impl Lowerer<'_> {
    /// Does `work` in the place of a value with these rules.
    pub(crate) fn choosing<R>(&mut self, rules: &[Rule], ty: &Type, work: impl FnOnce(&mut Self) -> R) -> R {
        let choices = self.choices_of(rules, ty);
        let outer = std::mem::replace(&mut self.choosing, choices);
        let result = work(self);
        self.choosing = outer;
        result
    }

    /// The number of the choices that the rules leave, where they are of texts.
    fn choices_of(&mut self, rules: &[Rule], ty: &Type) -> Option<usize> {
        if !holds_texts(ty) {
            return None;
        }
        let mut values = Vec::new();
        rules.iter().for_each(|rule| collect(rule, &mut values));
        let constants = constants(&values);
        if constants.is_empty() {
            return None;
        }
        let known = self.choices.iter().position(|choices| choices.constants == constants);
        Some(known.unwrap_or_else(|| {
            self.choices.push(Choices {
                constants,
                written: BTreeSet::new(),
                has_other: false,
            });
            self.choices.len() - 1
        }))
    }

    /// Puts the allowed values in scope where a bare name may be one of them.
    pub(crate) fn name_choices(&mut self, expression: &mut Expr, ty: &Type) {
        let (Some(number), Type::String) = (self.choosing, ty) else {
            return;
        };
        if self.scopes.get(EVERYTHING).is_some() {
            return;
        }
        if self.mode.is_editor() {
            self.complete_choices(expression, number);
        } else {
            self.name_choice(expression, number);
        }
    }

    /// In an editor the values complete wherever something is being typed.
    fn complete_choices(&mut self, expression: &mut Expr, number: usize) {
        if matches!(expression, Expr::Lit(_)) {
            return;
        }
        if let Some(name) = bare_name(expression) {
            if self.scopes.get(&name).is_some() || is_of_rust(&name) {
                return;
            }
            self.write_choice(name, number);
        }
        let module = module(number);
        *expression = Expr::Verbatim(quote!({ use #module::*; #expression }));
    }

    fn name_choice(&mut self, expression: &mut Expr, number: usize) {
        if let Some(name) = bare_name(expression) {
            if self.scopes.get(&name).is_none() && !is_of_rust(&name) {
                self.write_choice(name, number);
                let module = module(number);
                *expression = Expr::Verbatim(quote!({ use #module::*; #expression }));
            }
            return;
        }
        match expression {
            Expr::Paren(inner) => self.name_choice(&mut inner.expr, number),
            Expr::Group(inner) => self.name_choice(&mut inner.expr, number),
            Expr::If(choice) => {
                self.name_choice_of_block(&mut choice.then_branch, number);
                if let Some((_, otherwise)) = &mut choice.else_branch {
                    self.name_choice(otherwise, number);
                }
            }
            Expr::Block(block) => self.name_choice_of_block(&mut block.block, number),
            Expr::Match(choice) => {
                for arm in &mut choice.arms {
                    self.scopes.enter();
                    self.bind_pattern(&arm.pat, Known::Other);
                    self.name_choice(&mut arm.body, number);
                    self.scopes.leave();
                }
            }
            Expr::Call(call) if bare_name(&call.func).is_some_and(|name| name == "Some") => {
                for argument in &mut call.args {
                    self.name_choice(argument, number);
                }
            }
            Expr::MethodCall(call) if call.method == "then" => {
                for argument in &mut call.args {
                    self.name_choice(argument, number);
                }
            }
            _ => {}
        }
    }

    /// Of a block with statements the lowering does not know yet what its names are.
    fn name_choice_of_block(&mut self, block: &mut syn::Block, number: usize) {
        if let [Stmt::Expr(value, None)] = block.stmts.as_mut_slice() {
            self.name_choice(value, number);
        }
    }

    fn write_choice(&mut self, name: String, number: usize) {
        if let Some(choices) = self.choices.get_mut(number) {
            if choices.constants.contains_key(&name) {
                choices.written.insert(name);
            } else {
                choices.has_other = true;
            }
        }
    }
}

/// Whether a value of the type is a text, or holds some.
fn holds_texts(ty: &Type) -> bool {
    match ty {
        Type::String => true,
        Type::List(element) | Type::Set(element) | Type::Map(element) => holds_texts(element),
        _ => false,
    }
}

fn collect<'r>(rule: &'r Rule, values: &mut Vec<&'r str>) {
    match rule {
        Rule::OneOf { values: allowed, .. } => values.extend(allowed.iter().map(|value| &**value)),
        Rule::Each(inner) => collect(inner, values),
        Rule::Any(rules) => rules.iter().for_each(|rule| collect(rule, values)),
        _ => {}
    }
}

/// The names of the values' constants. What cannot stand in a Rust name is a `_`; a value whose name that makes is another's
/// stays a text.
fn constants(values: &[&str]) -> BTreeMap<String, String> {
    let mut constants = BTreeMap::new();
    let mut doubtful = BTreeSet::new();
    for value in values {
        let Some(name) = constant_name(value) else { continue };
        if name == *value {
            continue;
        }
        if constants
            .insert(name.clone(), (*value).to_owned())
            .is_some_and(|other| other != *value)
        {
            doubtful.insert(name);
        }
    }
    constants.retain(|name, _| !doubtful.contains(name));
    // A value that is a name itself is that name.
    let plain = values
        .iter()
        .filter(|value| constant_name(value).as_deref() == Some(**value));
    constants.extend(plain.map(|value| ((*value).to_owned(), (*value).to_owned())));
    constants
}

fn constant_name(value: &str) -> Option<String> {
    let is_of_names = |c: char| c.is_ascii_alphanumeric() || c == '_';
    let mut name: String = value.chars().map(|c| if is_of_names(c) { c } else { '_' }).collect();
    if name.starts_with(|c: char| c.is_ascii_digit()) {
        name.insert(0, '_');
    }
    let has_letter = name.contains(|c: char| c.is_ascii_alphanumeric());
    (has_letter && !is_of_rust(&name)).then_some(name)
}

/// Names that mean something else in Rust, wherever they stand.
fn is_of_rust(name: &str) -> bool {
    matches!(
        name,
        "None" | "Some" | "Ok" | "Err" | "true" | "false" | "self" | "Self" | "super" | "crate"
    )
}

fn bare_name(expression: &Expr) -> Option<String> {
    match expression {
        Expr::Path(path) if path.qself.is_none() => Some(terraform_name(path.path.get_ident()?)),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::constants;

    fn named(values: &[&str]) -> Vec<(String, String)> {
        constants(values).into_iter().collect()
    }

    fn pairs(expected: &[(&str, &str)]) -> Vec<(String, String)> {
        expected
            .iter()
            .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
            .collect()
    }

    #[test]
    fn a_value_that_is_a_name_is_that_constant() {
        assert_eq!(
            named(&["PROVISIONED", "PAY_PER_REQUEST"]),
            pairs(&[("PAY_PER_REQUEST", "PAY_PER_REQUEST"), ("PROVISIONED", "PROVISIONED")])
        );
    }

    #[test]
    fn what_cannot_stand_in_a_name_is_an_underscore() {
        assert_eq!(
            named(&["TLSv1.2_2021", "application/json", "2012-10-17"]),
            pairs(&[
                ("TLSv1_2_2021", "TLSv1.2_2021"),
                ("_2012_10_17", "2012-10-17"),
                ("application_json", "application/json")
            ])
        );
    }

    #[test]
    fn a_doubtful_name_is_no_constant() {
        assert_eq!(named(&["a-b", "a.b"]), pairs(&[]));
        assert_eq!(named(&["a-b", "a_b"]), pairs(&[("a_b", "a_b")]));
        assert_eq!(named(&["a_b", "a-b", "a.b"]), pairs(&[("a_b", "a_b")]));
        assert_eq!(named(&["a-b", "a-b"]), pairs(&[("a_b", "a-b")]));
    }

    #[test]
    fn what_means_something_in_rust_stays_a_text() {
        assert_eq!(named(&["None", "true", "self", "", "*", "-"]), pairs(&[]));
        assert_eq!(named(&["static"]), pairs(&[("static", "static")]));
    }
}
