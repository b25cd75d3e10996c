//! What an attribute holds.

use super::super::language::Language;
use super::super::words;
use super::facts;
use super::kinds::{ANY_ARN, Kind};
use crate::rule::Rule;
use crate::schema::{Attribute, Field, Type};

/// What an attribute holds, or the elements of one.
#[derive(Clone)]
pub(super) struct Held {
    /// The texts that it may be.
    pub(super) language: Language,
    /// What there is to say of it, behind its name: `is a bucket's name`.
    pub(super) words: String,
    /// Whether it may turn out to be `null`, which counts as not given.
    pub(super) may_be_null: bool,
    /// Whether that is a fact about AWS, rather than what the attribute's own rules let pass.
    pub(super) is_fact: bool,
}

impl std::fmt::Debug for Held {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.words)
    }
}

impl Held {
    /// What is known of an attribute; `parents` is the path of the nested block that it stands in. `None` if nothing is.
    pub(super) fn of_attribute(is_data: bool, type_name: &str, parents: &str, attribute: &Attribute) -> Option<Held> {
        if !is_plain(element(&attribute.ty)) {
            return None;
        }
        let path = join(parents, &attribute.name);
        match facts::find(is_data, type_name, &path).or_else(|| generic(type_name, &path, attribute)) {
            Some(kind) => Some(Held::of_kind(kind, element(&attribute.ty))),
            None => Held::of_rules(attribute),
        }
    }

    /// What is known of an attribute of an object that another attribute holds.
    pub(super) fn of_field(is_data: bool, type_name: &str, parents: &str, field: &Field) -> Option<Held> {
        let kind = facts::find(is_data, type_name, &join(parents, &field.name))?;
        is_plain(element(&field.ty)).then(|| Held::of_kind(kind, element(&field.ty)))
    }

    pub(super) fn of_kind(kind: Kind, ty: &Type) -> Held {
        let mut language = of_type(ty);
        if let Some(pattern) = kind.pattern {
            language.narrow(pattern);
        }
        let words = match ty {
            Type::String => format!("is {}", kind.noun),
            other => type_words(other).to_owned(),
        };
        Held {
            language,
            words,
            may_be_null: false,
            is_fact: true,
        }
    }

    /// An argument holds what its own rules let pass, if it is not the provider that fills it in.
    fn of_rules(attribute: &Attribute) -> Option<Held> {
        let ty = element(&attribute.ty);
        let is_scalar = *ty == attribute.ty;
        let mut language = of_type(ty);
        let mut words = match ty {
            Type::String => None,
            other => Some(type_words(other).to_owned()),
        };
        if !attribute.computed && is_scalar && *ty == Type::String {
            for rule in attribute.rules() {
                if narrow(&mut language, rule) && words.is_none() {
                    words = Some(words::rule(rule).replacen("must", "must itself", 1));
                }
            }
        }
        if language.is_all() {
            return None;
        }
        let is_required = attribute.required && is_scalar;
        if !is_required && *ty == Type::String {
            // Where it is not given, some of the provider's resources hold an empty text.
            return None;
        }
        Some(Held {
            language,
            words: words.unwrap_or_else(|| "is of another form".to_owned()),
            may_be_null: !is_required,
            is_fact: false,
        })
    }
}

/// The AWS provider puts an ARN together, or passes on the API's, wherever an attribute that cannot be given is called `arn`.
fn generic(type_name: &str, path: &str, attribute: &Attribute) -> Option<Kind> {
    let is_arn = type_name.starts_with("aws_")
        && path == "arn"
        && attribute.ty == Type::String
        && attribute.computed
        && !attribute.optional;
    is_arn.then_some(ANY_ARN)
}

fn join(parents: &str, name: &str) -> String {
    match parents {
        "" => name.to_owned(),
        parents => format!("{parents}.{name}"),
    }
}

fn is_plain(ty: &Type) -> bool {
    matches!(ty, Type::String | Type::Number | Type::Bool)
}

/// The texts of a type's values.
fn of_type(ty: &Type) -> Language {
    match ty {
        Type::Number => Language::of(super::forms::WRITTEN_NUMBER),
        Type::Bool => Language::of("^(true|false)$"),
        _ => Language::default(),
    }
}

fn type_words(ty: &Type) -> &'static str {
    match ty {
        Type::Number => "is a number",
        Type::Bool => "is true or false",
        _ => "is of another type",
    }
}

/// Leaves out what a rule refuses, as far as that can be said; whether anything could be.
fn narrow(language: &mut Language, rule: &Rule) -> bool {
    match rule {
        Rule::Length { min, max, unit } => {
            let (min, max) = super::forms::characters(*min, *max, *unit);
            language.bound(min, max);
            true
        }
        _ => match super::forms::accepted(rule) {
            Some(pattern) => {
                language.narrow(&pattern);
                true
            }
            None => false,
        },
    }
}

/// The type of what a collection holds; the type itself, if it is none.
pub(super) fn element(ty: &Type) -> &Type {
    match ty {
        Type::List(inner) | Type::Set(inner) | Type::Map(inner) => element(inner),
        other => other,
    }
}
