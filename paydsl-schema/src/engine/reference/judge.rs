//! Whether a value that is read from an attribute can ever satisfy a rule.

use super::super::judgement::Judgement;
use super::super::language::Language;
use super::held::{Held, element};
use super::{Reference, forms};
use crate::rule::Rule;
use crate::schema::Type;

/// What Terraform reads as a bool.
const BOOL: &str = "^(true|false|1|0)$";

impl Reference {
    /// Invalid where no value of the attribute can satisfy the rule of a value of type `ty`; else it may pass.
    pub(in super::super) fn judge(&self, rule: &Rule, ty: &Type) -> Judgement {
        Judgement::certain(!self.is_excluded(rule, ty))
    }

    fn is_excluded(&self, rule: &Rule, ty: &Type) -> bool {
        let Some(held) = self.held() else { return false };
        match (rule, ty, &self.target.ty) {
            (Rule::Any(rules), ..) => !rules.is_empty() && rules.iter().all(|rule| self.is_excluded(rule, ty)),
            (
                Rule::Each(rule),
                Type::List(wanted) | Type::Set(wanted) | Type::Map(wanted),
                Type::List(given) | Type::Set(given) | Type::Map(given),
            ) => self.is_filled && is_scalar(wanted) && is_scalar(given) && excludes(held, rule, wanted),
            (_, wanted, given) => {
                is_scalar(wanted) && is_scalar(given) && !self.may_be_null(held) && excludes(held, rule, wanted)
            }
        }
    }

    /// Whether no value of the attribute is one of a type, nor can be converted to it.
    pub(in super::super) fn is_of_another_type(&self, wanted: &Type) -> bool {
        let texts = match (wanted, &self.target.ty) {
            (Type::String | Type::Number | Type::Bool, given) if !is_scalar(given) => return true,
            (Type::List(_) | Type::Set(_) | Type::Map(_), given) => return is_scalar(given) && *given != Type::Dynamic,
            (Type::Number, Type::Bool) | (Type::Bool, Type::Number) => return true,
            (Type::Number, Type::String) => forms::READ_NUMBER,
            (Type::Bool, Type::String) => BOOL,
            _ => return false,
        };
        self.held()
            .is_some_and(|held| !self.may_be_null(held) && held.language.excludes(&Language::of(texts)))
    }

    fn may_be_null(&self, held: &Held) -> bool {
        held.may_be_null && !self.is_given
    }
}

/// Whether none of the texts that an attribute may hold satisfies a rule of a value of a type.
pub(super) fn excludes(held: &Held, rule: &Rule, ty: &Type) -> bool {
    match (rule, ty) {
        (Rule::Any(rules), _) => !rules.is_empty() && rules.iter().all(|rule| excludes(held, rule, ty)),
        // A number's text has more than one form.
        (_, Type::Number | Type::Bool) => false,
        (Rule::OneOf { values, ignores_case }, _) => values
            .iter()
            .all(|value| held.language.excludes(&Language::text(value, *ignores_case))),
        (Rule::Length { min, max, unit }, _) => {
            let (min, max) = forms::characters(*min, *max, *unit);
            held.language.excludes(&Language::of_length(min, max))
        }
        _ => forms::accepted(rule)
            .and_then(|pattern| Language::understood(&pattern))
            .is_some_and(|accepted| held.language.excludes(&accepted)),
    }
}

fn is_scalar(ty: &Type) -> bool {
    element(ty) == ty
}
