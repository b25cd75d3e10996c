//! A reference against the type and the rules of its argument.

use super::judgement::Judgement;
use super::reference::Reference;
use super::violation::{Class, Place, Verdict, Violation};
use super::{Checker, words};
use crate::rule::Rule;
use crate::schema::Type;

impl<T: Clone> Checker<T> {
    /// Reports the first thing that no value of what is referred to can satisfy.
    pub(super) fn reference(&mut self, ty: &Type, rules: &[Rule], reference: &Reference, tag: &T, place: &Place<'_>) {
        if reference.is_of_another_type(ty) {
            let rule = format!("must be {}", words::wanted(ty));
            return self.misfit(Class::Type, rule, reference, None, tag, place);
        }
        // Where a collection must not be empty, an empty one is no way out.
        let must_be_filled = rules
            .iter()
            .any(|rule| matches!(rule, Rule::Items { min: Some(min), .. } if *min > 0));
        let reference = match must_be_filled {
            true => &reference.clone().filled(),
            false => reference,
        };
        let broken = rules
            .iter()
            .find(|rule| matches!(reference.judge(rule, ty), Judgement::Invalid(_)));
        if let Some(rule) = broken {
            let instead = reference.instead(rule, ty);
            self.misfit(Class::Reference, words::rule(rule), reference, instead, tag, place);
        }
    }

    /// What a reference is called and what it holds is no secret, even where its value is.
    fn misfit(
        &mut self,
        class: Class,
        rule: String,
        reference: &Reference,
        nearest: Option<String>,
        tag: &T,
        place: &Place<'_>,
    ) {
        let given = match (class, reference.holds()) {
            (Class::Reference, Some(words)) => format!("`{}` {words}", reference.written()),
            _ => format!("`{}`", reference.written()),
        };
        self.violations.push(Violation {
            verdict: Verdict::Invalid,
            class,
            path: place.to_string(),
            rule,
            given: Some(given),
            nearest,
            // The provider sees the value only when it is known.
            deferred: class != Class::Type,
            tag: tag.clone(),
        });
    }
}
