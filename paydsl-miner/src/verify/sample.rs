//! Values: such as rules ask for, and such as are wrong in the ways that people are.

use fastrand::Rng;
use paydsl_schema::{Family, Form, Rule, Type};

use crate::probe::candidates;
use crate::value::Value;

/// A value that the rules are likely to pass.
pub(super) fn plausible(rng: &mut Rng, ty: &Type, rules: &[Rule]) -> Value {
    let mut pool: Vec<Value> = Vec::new();
    for rule in rules {
        of_rule(rng, rule, ty, &mut pool);
    }
    // What rules ask for first; what anything may be, now and then.
    if !pool.is_empty() && rng.u32(..10) > 0 {
        return pick(rng, &pool);
    }
    match ty {
        Type::Bool => Value::Bool(rng.bool()),
        Type::Number => Value::Number(*pick_of(rng, &[0.0, 1.0, 2.0, 10.0, 60.0, 1000.0])),
        _ if rng.bool() => Value::String(word(rng, 1, 20)),
        _ => pick(rng, &candidates::plausible(ty, rules)),
    }
}

/// A value that may break a rule: at its bounds, of another form, misspelt, or nonsense.
pub(super) fn nasty(rng: &mut Rng, ty: &Type, rules: &[Rule]) -> Value {
    match ty {
        Type::List(element) | Type::Set(element) => {
            let inner = elements(rules);
            let count = *pick_of(rng, &[0, 1, 1, 1, 2, 3, 12, 101]);
            Value::List((0..count).map(|_| mixed(rng, element, &inner)).collect())
        }
        Type::Map(element) => {
            let inner = elements(rules);
            let count = *pick_of(rng, &[0, 1, 1, 2, 60]);
            let entries = (0..count).map(|number| (key(rng, number), mixed(rng, element, &inner)));
            Value::Map(entries.collect())
        }
        Type::Object(fields) => Value::Object(
            fields
                .iter()
                .map(|field| (field.name.to_string(), mixed(rng, &field.ty, &[])))
                .collect(),
        ),
        Type::Bool => Value::Bool(rng.bool()),
        _ => scalar(rng, ty, rules),
    }
}

fn mixed(rng: &mut Rng, ty: &Type, rules: &[Rule]) -> Value {
    match ty {
        Type::String | Type::Number if rng.bool() => plausible(rng, ty, rules),
        _ => nasty(rng, ty, rules),
    }
}

fn elements(rules: &[Rule]) -> Vec<Rule> {
    rules
        .iter()
        .filter_map(|rule| match rule {
            Rule::Each(inner) => Some((**inner).clone()),
            _ => None,
        })
        .collect()
}

fn scalar(rng: &mut Rng, ty: &Type, rules: &[Rule]) -> Value {
    let pool = match rng.u32(..4) {
        0 => candidates::hopeless(ty, ""),
        1 => candidates::plausible(ty, rules),
        _ => {
            let near = plausible(rng, ty, rules);
            return misspelt(rng, near);
        }
    };
    pick(rng, &pool)
}

/// The value with a slip of the hand.
pub(super) fn misspelt(rng: &mut Rng, value: Value) -> Value {
    match value {
        Value::Number(number) => Value::Number(*pick_of(
            rng,
            &[number + 1.0, number - 1.0, -number, number * 10.0, number + 0.5],
        )),
        Value::String(text) => {
            let mut letters: Vec<char> = text.chars().collect();
            let at = rng.usize(..letters.len() + 1);
            match rng.u32(..6) {
                0 if at < letters.len() => {
                    letters.remove(at);
                }
                1 => letters.insert(
                    at,
                    *pick_of(rng, &['a', 'Z', '0', '-', '_', '.', ' ', ':', '/', 'é', '\n']),
                ),
                2 => return Value::String(candidates::other_case(&text).unwrap_or(text)),
                3 => return Value::String(format!("{text}{text}")),
                4 if at + 1 < letters.len() => letters.swap(at, at + 1),
                _ => return Value::String(format!(" {text}")),
            }
            Value::String(letters.into_iter().collect())
        }
        other => other,
    }
}

fn of_rule(rng: &mut Rng, rule: &Rule, ty: &Type, pool: &mut Vec<Value>) {
    let text = |text: &str| match ty {
        Type::Number => text.parse().map_or(Value::Null, Value::Number),
        _ => Value::from(text),
    };
    match rule {
        Rule::OneOf { values, .. } if !values.is_empty() => pool.push(text(&values[rng.usize(..values.len())])),
        Rule::Range { min, max } => {
            let (min, max) = (
                min.unwrap_or(max.unwrap_or(0.0) - 10.0),
                max.unwrap_or(min.unwrap_or(0.0) + 10.0),
            );
            let between = (min + rng.f64() * (max - min)).floor();
            let numbers = [min, max, between.clamp(min, max)];
            pool.push(text(&pick_of(rng, &numbers).to_string()));
        }
        Rule::GreaterThan(bound) => pool.push(text(&(bound + 1.0).to_string())),
        Rule::DivisibleBy(divisor) => pool.push(text(&(divisor * rng.u64(1..10)).to_string())),
        Rule::Length { min, max, .. } => {
            let least = usize::try_from(min.unwrap_or(1)).unwrap_or(1).min(5_000);
            let most = usize::try_from(max.unwrap_or(u64::MAX))
                .unwrap_or(usize::MAX)
                .min(least.max(12));
            pool.push(Value::String(word(rng, least, most.max(least))));
        }
        Rule::Form(form) => pool.push(text(&of_form(rng, *form))),
        Rule::Any(rules) => rules.iter().for_each(|rule| of_rule(rng, rule, ty, pool)),
        Rule::Pattern { .. } | Rule::Sentence(_) => {
            pool.extend(candidates::TEXTS.iter().map(|&text| Value::from(text)));
        }
        _ => {}
    }
}

fn of_form(rng: &mut Rng, form: Form) -> String {
    let network = match form {
        Form::Cidr { min, max, family } => {
            let bits = rng.u8(min..=max.max(min));
            match family {
                Family::V6 => format!("::/{bits}"),
                _ if bits > 32 => format!("::/{bits}"),
                _ => format!("0.0.0.0/{bits}"),
            }
        }
        _ => String::new(),
    };
    let texts: &[&str] = match form {
        Form::Arn | Form::ArnParts => &[
            "arn:aws:iam::123456789012:role/a",
            "arn:aws:s3:::bucket",
            "arn:aws-cn:sqs:cn-north-1:123456789012:q",
        ],
        Form::AccountId => &["123456789012"],
        Form::Json => &["{}", "[]", "{\"a\": [1, null]}"],
        Form::PolicyJson => &["{\"Version\":\"2012-10-17\",\"Statement\":[]}"],
        Form::Base64 => &["YQ==", "YWJj"],
        Form::Ipv4 => &["10.0.0.1"],
        Form::Ipv6 => &["2001:db8::1"],
        Form::Ip => &["10.0.0.1", "::1"],
        Form::Cidr { .. } => return network,
        Form::Timestamp => &["2030-01-02T03:04:05Z", "2030-01-02T03:04:05+01:00"],
        Form::UtcTimestamp => &["2030-01-02T03:04:05Z"],
        Form::Duration => &["30s", "1h30m"],
        Form::TimeOfDay => &["03:04"],
        Form::DailyWindow => &["03:00-04:00"],
        Form::WeeklyWindow => &["sun:03:00-sun:04:00"],
        Form::Port { .. } => &["443", "65535"],
        Form::Uuid => &["6ba7b810-9dad-11d1-80b4-00c04fd430c8"],
        Form::RegularExpression => &["a+", "^x$"],
        Form::Url => &["https://example.com/a"],
    };
    (*pick_of(rng, texts)).to_owned()
}

/// A word of so many letters.
fn word(rng: &mut Rng, least: usize, most: usize) -> String {
    let length = rng.usize(least..=most);
    let letters = b"abcdefghijklmnopqrstuvwxyz0123456789";
    (0..length)
        .map(|position| match position {
            0 => char::from(letters[rng.usize(..26)]),
            _ => char::from(letters[rng.usize(..letters.len())]),
        })
        .collect()
}

fn key(rng: &mut Rng, number: usize) -> String {
    match rng.u32(..8) {
        0 => "☃ ☃".to_owned(),
        1 => "x".repeat(300),
        2 => format!("aws:{number}"),
        _ => format!("key{number}"),
    }
}

fn pick(rng: &mut Rng, pool: &[Value]) -> Value {
    pool.get(rng.usize(..pool.len().max(1))).cloned().unwrap_or(Value::Null)
}

pub(super) fn pick_of<'p, T>(rng: &mut Rng, pool: &'p [T]) -> &'p T {
    &pool[rng.usize(..pool.len())]
}
