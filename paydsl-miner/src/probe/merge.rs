//! What several messages about one argument say together.

use paydsl_schema::engine::{self, Verdict};
use paydsl_schema::{Form, NestedBlock, Rule, Type};

use super::candidates::other_case;
use crate::engine_body::node;
use crate::value::Value;

/// Rules that all hold, each kind of bound once.
pub(super) fn conjunction(rules: Vec<Rule>) -> Vec<Rule> {
    let mut together: Vec<Rule> = Vec::new();
    for rule in rules {
        let joined = together.iter_mut().any(|known| match join(known, &rule) {
            Some(both) => {
                *known = both;
                true
            }
            None => false,
        });
        if !joined {
            together.push(rule);
        }
    }
    together
}

/// One rule in place of two, where there is one.
fn join(one: &Rule, other: &Rule) -> Option<Rule> {
    match (one, other) {
        (one, other) if one == other => Some(one.clone()),
        (Rule::Range { min: a, max: b }, Rule::Range { min: c, max: d }) => Some(Rule::Range {
            min: stricter(*a, *c, f64::max),
            max: stricter(*b, *d, f64::min),
        })
        .filter(|rule| !matches!(rule, Rule::Range { min: Some(min), max: Some(max) } if min > max)),
        (Rule::Items { min: a, max: b }, Rule::Items { min: c, max: d }) => Some(Rule::Items {
            min: stricter(*a, *c, u64::max),
            max: stricter(*b, *d, u64::min),
        }),
        (
            Rule::Length {
                min: a,
                max: b,
                unit: u,
            },
            Rule::Length {
                min: c,
                max: d,
                unit: v,
            },
        ) if u == v => Some(Rule::Length {
            min: stricter(*a, *c, u64::max),
            max: stricter(*b, *d, u64::min),
            unit: *u,
        })
        .filter(|rule| !matches!(rule, Rule::Length { min: Some(min), max: Some(max), .. } if min > max)),
        _ => None,
    }
}

fn stricter<N>(one: Option<N>, other: Option<N>, choose: fn(N, N) -> N) -> Option<N> {
    match (one, other) {
        (Some(one), Some(other)) => Some(choose(one, other)),
        (one, other) => one.or(other),
    }
}

/// Whether the schema says as much of a kind of block.
pub(super) fn is_in_schema(rule: &Rule, nested: &NestedBlock) -> bool {
    match rule {
        Rule::Items { min, max } => {
            min.is_none_or(|min| u64::from(nested.min_items) >= min)
                && max.is_none_or(|max| nested.max_items.is_some_and(|most| u64::from(most) <= max))
        }
        _ => false,
    }
}

/// How many readings one sentence may have.
const MOST_READINGS: usize = 9;

/// What the rules come to, given the values that the provider accepted; `None` if no reading of them agrees with these.
pub(super) fn agree(ty: &Type, mut rules: Vec<Rule>, accepted: &[Value]) -> Option<Vec<Rule>> {
    for _ in 0..MOST_READINGS {
        if let Some(together) = together(ty, rules.clone(), accepted) {
            return Some(together);
        }
        let mut is_read_anew = false;
        for rule in &mut rules {
            let is_broken = accepted_breaks(ty, std::slice::from_ref(rule), accepted);
            if let Rule::Sentence(sentence) = rule
                && is_broken
            {
                *sentence = engine::another_reading(sentence).into();
                is_read_anew = true;
            }
        }
        if !is_read_anew {
            break;
        }
    }
    let (whole, alternatives) = alternatives(rules, accepted);
    either(ty, &whole, alternatives, accepted)
}

/// All of them, but for bounds that are checked otherwise than they are told, or any of them.
fn together(ty: &Type, rules: Vec<Rule>, accepted: &[Value]) -> Option<Vec<Rule>> {
    let rules: Vec<Rule> = rules.into_iter().map(|rule| fold_case(ty, rule, accepted)).collect();
    let is_broken = |rule: &Rule| accepted_breaks(ty, std::slice::from_ref(rule), accepted);
    let together = conjunction(rules.clone());
    if !together.iter().any(is_broken) {
        return Some(perhaps_alternatives(ty, together));
    }
    // A message that names another bound than the one that is checked.
    let is_wrong = |rule: &Rule| matches!(rule, Rule::Length { .. }) && is_broken(rule);
    if together.iter().any(is_wrong) && together.iter().all(|rule| is_wrong(rule) || !is_broken(rule)) {
        return Some(together.into_iter().filter(|rule| !is_wrong(rule)).collect());
    }
    let rules = specific_arns(rules);
    let empty = Value::from("");
    let but_empty: Vec<Rule> = together
        .iter()
        .map(|rule| {
            if is_broken(rule) {
                Rule::Any([empty_text(), rule.clone()].into())
            } else {
                rule.clone()
            }
        })
        .collect();
    if *ty == Type::String
        && broken_by_all(ty, &but_empty, accepted).all(|value| *value == empty)
        && !accepted_breaks(ty, &but_empty, accepted)
    {
        return Some(but_empty);
    }
    // A bound goes with one of the others, and nobody knows with which.
    let (whole, mut alternatives) = alternatives(rules, accepted);
    let is_bound = |rule: &Rule| matches!(rule, Rule::Length { .. } | Rule::Range { .. });
    alternatives.retain(|rule| !is_bound(rule));
    either(ty, &whole, alternatives, accepted)
}

/// What holds in any case, and of what one has to.
fn alternatives(rules: Vec<Rule>, accepted: &[Value]) -> (Vec<Rule>, Vec<Rule>) {
    let (whole, others): (Vec<Rule>, Vec<Rule>) = rules
        .into_iter()
        .partition(|rule| matches!(rule, Rule::Whole | Rule::Whole32 | Rule::NotSettable));
    let mut alternatives: Vec<Rule> = Vec::new();
    for rule in others {
        if !alternatives.contains(&rule) {
            alternatives.push(rule);
        }
    }
    if accepted.contains(&Value::from("")) {
        alternatives.insert(0, empty_text());
    }
    (whole, alternatives)
}

/// That nothing is given, as a rule.
fn empty_text() -> Rule {
    Rule::OneOf {
        values: ["".into()].into(),
        ignores_case: false,
    }
}

fn either(ty: &Type, whole: &[Rule], alternatives: Vec<Rule>, accepted: &[Value]) -> Option<Vec<Rule>> {
    let either = Rule::Any(alternatives.into());
    let all: Vec<Rule> = whole.iter().cloned().chain([either]).collect();
    (!accepted_breaks(ty, &all, accepted)).then_some(all)
}

/// A choice or a form beside a sentence that nobody knows may be two alternatives: no value was tried that only the sentence
/// passes.
fn perhaps_alternatives(ty: &Type, rules: Vec<Rule>) -> Vec<Rule> {
    let is_unknown = |rule: &Rule| matches!(rule, Rule::Sentence(_)) && is_undecidable(ty, rule);
    let is_choice = |rule: &Rule| {
        matches!(
            rule,
            Rule::OneOf { .. } | Rule::Form(Form::Arn | Form::ArnParts | Form::AccountId | Form::Ip | Form::Ipv4)
        )
    };
    if !rules.iter().any(is_unknown) || !rules.iter().any(is_choice) {
        return rules;
    }
    let (alternatives, mut others): (Vec<Rule>, Vec<Rule>) =
        rules.into_iter().partition(|rule| is_unknown(rule) || is_choice(rule));
    others.push(Rule::Any(alternatives.into()));
    others
}

fn is_undecidable(ty: &Type, rule: &Rule) -> bool {
    engine::check_value("x", ty, std::slice::from_ref(rule), &node(ty, &Value::from("x")))
        .iter()
        .any(|violation| violation.verdict == Verdict::Undecidable)
}

/// Of alternatives, one that is an ARN of a certain kind is not any ARN.
fn specific_arns(rules: Vec<Rule>) -> Vec<Rule> {
    let says_more =
        |rule: &Rule| matches!(rule, Rule::Sentence(text) if text.contains("is not a valid") && text.contains("ARN"));
    let is_specific = rules.iter().any(says_more);
    rules
        .into_iter()
        .filter(|rule| !is_specific || !matches!(rule, Rule::Form(Form::Arn)))
        .collect()
}

fn broken_by_all<'v>(ty: &Type, rules: &[Rule], accepted: &'v [Value]) -> impl Iterator<Item = &'v Value> {
    accepted
        .iter()
        .filter(move |value| rules.iter().any(|rule| refuses(ty, rule, value)))
}

fn accepted_breaks(ty: &Type, rules: &[Rule], accepted: &[Value]) -> bool {
    broken_by_all(ty, rules, accepted).next().is_some()
}

/// Whether the provider takes the members in another case too.
fn fold_case(ty: &Type, rule: Rule, accepted: &[Value]) -> Rule {
    match rule {
        Rule::OneOf {
            values,
            ignores_case: false,
        } if *ty == Type::String => {
            let folds = values
                .iter()
                .filter_map(|value| other_case(value))
                .any(|other| !values.iter().any(|value| **value == *other) && accepted.contains(&Value::String(other)));
            Rule::OneOf {
                values,
                ignores_case: folds,
            }
        }
        other => other,
    }
}

/// Whether the engine refuses a value for a rule. The same engine will judge users' values.
fn refuses(ty: &Type, rule: &Rule, value: &Value) -> bool {
    engine::check_value("x", ty, std::slice::from_ref(rule), &node(ty, value))
        .iter()
        .any(|violation| violation.verdict == Verdict::Invalid)
}

#[cfg(test)]
mod tests {
    use paydsl_schema::{Form, Rule, Type, Unit};

    use super::{Value, agree};

    const SENTENCE: &str = "Valid characters are a-z, A-Z, 0-9, and - (hyphen).";

    fn agreed(rules: &[Rule], accepted: &[&str]) -> Option<Vec<Rule>> {
        let accepted: Vec<Value> = accepted.iter().map(|&text| Value::from(text)).collect();
        agree(&Type::String, rules.to_vec(), &accepted)
    }

    #[test]
    fn a_sentence_is_taken_in_the_narrowest_reading_that_agrees() {
        for (accepted, reading) in [
            (&["abc"][..], SENTENCE.to_owned()),
            (&["abc", "ABC"], format!("{SENTENCE} [2]")),
            (&["abc", "name with spaces"], format!("{SENTENCE} [3]")),
            // Nobody knows what it means then.
            (&["abc", "-"], format!("{SENTENCE} [4]")),
        ] {
            let rules = agreed(&[Rule::Sentence(SENTENCE.into())], accepted);
            assert_eq!(rules, Some(vec![Rule::Sentence(reading.into())]), "{accepted:?}");
        }
    }

    #[test]
    fn a_bound_is_an_alternative_only_where_nothing_else_agrees() {
        let short = Rule::Length {
            min: Some(1),
            max: Some(9),
            unit: Unit::Bytes,
        };
        let (arn, uuid) = (Rule::Form(Form::Arn), Rule::Form(Form::Uuid));
        let (an_arn, a_uuid) = ("arn:aws:s3:::bucket", "6ba7b810-9dad-11d1-80b4-00c04fd430c8");
        assert_eq!(
            agreed(&[arn.clone(), uuid.clone(), short.clone()], &[an_arn, a_uuid]),
            Some(vec![Rule::Any([arn.clone(), uuid].into())])
        );
        assert_eq!(
            agreed(&[arn.clone(), short.clone()], &[an_arn, "abc"]),
            Some(vec![Rule::Any([arn, short].into())])
        );
    }
}
