//! A value against the rules of its argument.

use super::configuration::{Node, Value, distinct_nodes};
use super::judgement::{Fault, Judgement, Scalar};
use super::types::{Fit, element_type, fit, is_normalized};
use super::violation::Place;
use super::{Checker, choices, form, lengths, numbers, pattern, sentences, words};
use crate::rule::{Family, Form, Rule};
use crate::schema::Type;

impl<T: Clone> Checker<T> {
    /// The rules of an argument, or of the elements of one.
    pub(super) fn rules(&mut self, rules: &[Rule], ty: &Type, node: &Node<T>, place: &Place<'_>) {
        let place = &place.deferred(node.has_unknown());
        // A number with a fraction is not looked at any further.
        let whole = rules.iter().find(|rule| {
            matches!(rule, Rule::Whole | Rule::Whole32) && matches!(judge(rule, ty, node), Judgement::Invalid(_))
        });
        match whole {
            Some(whole) => self.rule(whole, ty, node, place),
            None => {
                for rule in rules {
                    // One mistake is told once, in the words of the narrower rule.
                    if !rules.iter().any(|other| says_more(other, rule)) {
                        self.rule(rule, ty, node, place);
                    }
                }
            }
        }
    }

    fn rule(&mut self, rule: &Rule, ty: &Type, node: &Node<T>, place: &Place<'_>) {
        match (rule, &node.value) {
            (Rule::Each(inner), Value::List(elements)) => {
                for (position, element) in elements.iter().enumerate() {
                    if let Some(ty) = element_type(ty, position) {
                        self.element(inner, ty, element, &place.index(position));
                    }
                }
            }
            (Rule::Each(inner), Value::Map(entries)) => {
                for (key, value) in entries {
                    if let Some(ty) = element_type(ty, 0) {
                        self.element(inner, ty, value, &place.key(key));
                    }
                }
            }
            (Rule::EachKey(inner), Value::Map(entries)) => {
                for (key, value) in entries {
                    let key_node = Node {
                        value: Value::Text(key.clone()),
                        sensitive: value.sensitive,
                        tag: value.tag.clone(),
                    };
                    self.key(inner, &key_node, &place.key(key));
                }
            }
            (rule, Value::Reference(reference)) => {
                self.reference(ty, std::slice::from_ref(rule), reference, &node.tag, place);
            }
            _ => match judge(rule, ty, node) {
                Judgement::Valid => {}
                Judgement::Undecidable => {
                    self.undecidable(place, &node.tag, words::class(rule), words::rule(rule));
                }
                Judgement::Invalid(fault) => self.broken(rule, fault, words::rule(rule), node, place),
            },
        }
    }

    fn element(&mut self, rule: &Rule, ty: &Type, element: &Node<T>, place: &Place<'_>) {
        let place = place.sensitive(element.sensitive);
        self.rule(rule, ty, element, &place);
    }

    fn key(&mut self, rule: &Rule, key: &Node<T>, place: &Place<'_>) {
        let place = place.sensitive(key.sensitive);
        match judge(rule, &Type::String, key) {
            Judgement::Valid => {}
            Judgement::Undecidable => {
                self.undecidable(&place, &key.tag, words::class(rule), words::rule(rule));
            }
            Judgement::Invalid(fault) => {
                let words = format!("has a key that {}", words::rule(rule));
                self.broken(rule, fault, words, key, &place);
            }
        }
    }

    fn broken(&mut self, rule: &Rule, fault: Fault, mut words: String, node: &Node<T>, place: &Place<'_>) {
        if let Some(detail) = fault.detail.filter(|_| !place.sensitive) {
            words = format!("{words} ({detail})");
        }
        let given = words::given(&node.value);
        self.report(place, &node.tag, words::class(rule), words, Some(given), fault.nearest);
    }
}

/// Whether whatever breaks `rule` breaks `other`, which is narrower: a network of one family and one of any.
pub(super) fn says_more(other: &Rule, rule: &Rule) -> bool {
    match (other, rule) {
        (Rule::Each(other), Rule::Each(rule)) => says_more(other, rule),
        (Rule::Whole32, Rule::Whole) => true,
        (
            Rule::Form(Form::Cidr { min, max, family }),
            Rule::Form(Form::Cidr {
                min: least,
                max: most,
                family: Family::Any,
            }),
        ) => *family != Family::Any && min >= least && max <= most,
        _ => false,
    }
}

/// What a rule makes of a value of a type.
pub(super) fn judge<T>(rule: &Rule, ty: &Type, node: &Node<T>) -> Judgement {
    if let Value::Reference(reference) = &node.value {
        return reference.judge(rule, ty);
    }
    let fit = fit(ty, node);
    match (rule, &fit) {
        // Whether it is given at all is the block's to say.
        (Rule::Required | Rule::NotSettable, _) => Judgement::Valid,
        // Types are reported for themselves.
        (_, Fit::Nothing | Fit::Other) => Judgement::Valid,
        (Rule::Any(rules), _) => any(rules, ty, node),
        (Rule::Items { min, max }, Fit::List(elements)) => items(*min, *max, ty, elements, node),
        (Rule::Items { min, max }, Fit::Map(entries)) => {
            Judgement::certain(lengths::is_within(entries.len() as u64, *min, *max))
        }
        (Rule::Each(inner), Fit::List(elements)) => all(elements.iter().enumerate().map(|(position, element)| {
            element_type(ty, position).map_or(Judgement::Undecidable, |ty| judge(inner, ty, element))
        })),
        (Rule::Each(inner), Fit::Map(entries)) => all(entries
            .iter()
            .map(|(_, value)| element_type(ty, 0).map_or(Judgement::Undecidable, |ty| judge(inner, ty, value)))),
        (Rule::EachKey(inner), Fit::Map(entries)) => all(entries.iter().map(|(key, _)| match is_normalized(key) {
            true => scalar(inner, Scalar::Text(key)),
            false => Judgement::Undecidable,
        })),
        _ => match fit.scalar() {
            Some(value) => scalar(rule, value),
            None => Judgement::Undecidable,
        },
    }
}

/// What a rule makes of a single value.
pub(super) fn scalar(rule: &Rule, value: Scalar<'_>) -> Judgement {
    match rule {
        Rule::OneOf { values, ignores_case } => choices::one_of(values, *ignores_case, value),
        Rule::NoneOf(values) => choices::none_of(values, value),
        Rule::Range { min, max } => numbers::range(*min, *max, value),
        Rule::GreaterThan(least) => numbers::greater_than(*least, value),
        Rule::DivisibleBy(divisor) => numbers::divisible_by(*divisor, value),
        Rule::Whole => numbers::whole(value),
        Rule::Whole32 => numbers::whole32(value),
        Rule::Length { min, max, unit } => lengths::length(*min, *max, *unit, value),
        Rule::Pattern { pattern, negated } => pattern::pattern(pattern, *negated, value),
        Rule::Form(form) => form::form(*form, value),
        Rule::Sentence(sentence) => sentences::sentence(sentence, value),
        Rule::Any(rules) => either(rules.iter().map(|rule| scalar(rule, value))),
        Rule::Items { .. } | Rule::Each(_) | Rule::EachKey(_) => Judgement::Undecidable,
        Rule::NotSettable | Rule::Required => Judgement::Valid,
    }
}

fn any<T>(rules: &[Rule], ty: &Type, node: &Node<T>) -> Judgement {
    either(rules.iter().map(|rule| judge(rule, ty, node)))
}

/// One of them has to be satisfied. The nearest value is that of the first that has one.
fn either(judgements: impl Iterator<Item = Judgement>) -> Judgement {
    let mut nearest = None;
    let mut result = None;
    for judgement in judgements {
        match judgement {
            Judgement::Valid => return Judgement::Valid,
            Judgement::Undecidable => result = Some(Judgement::Undecidable),
            Judgement::Invalid(fault) => nearest = nearest.or(fault.nearest),
        }
    }
    result.unwrap_or_else(|| Judgement::nearest(nearest))
}

fn all(judgements: impl Iterator<Item = Judgement>) -> Judgement {
    let mut result = Judgement::Valid;
    for judgement in judgements {
        match judgement {
            Judgement::Valid => {}
            Judgement::Undecidable => result = Judgement::Undecidable,
            Judgement::Invalid(fault) => return Judgement::Invalid(fault),
        }
    }
    result
}

/// The number of elements; equal elements of a set are one.
fn items<T>(min: Option<u64>, max: Option<u64>, ty: &Type, elements: &[Node<T>], node: &Node<T>) -> Judgement {
    if !matches!(ty, Type::Set(_)) {
        return Judgement::certain(lengths::is_within(elements.len() as u64, min, max));
    }
    if node.has_unknown() {
        return Judgement::perhaps(lengths::is_within(elements.len() as u64, min, max));
    }
    Judgement::certain(lengths::is_within(distinct_nodes(elements) as u64, min, max))
}
