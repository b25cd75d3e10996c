//! Values that an argument may have.

use paydsl_schema::engine::{Verdict, check_value};
use paydsl_schema::{Block, CombinationKind, NestedBlock, Nesting, Rule, Type};

use crate::engine_body::node;
use crate::value::{Object, Value};

/// A choice of more values is one of a few of them.
const MOST_CHOICES: usize = 12;

/// Texts of the common forms. The first are such as stand in no message by chance.
const TEXTS: &[&str] = &[
    "paydsl-q7",
    "paydslq7",
    "paydsl_q8",
    "arn:aws:iam::123456789012:role/paydsl-q7",
    "10.20.0.0/16",
    "10.20.30.0/24",
    "10.20.30.40",
    "vpc-0a1b2c3d4e5f60718",
    "210987654321",
    "us-east-1",
    "us-east-1a",
    "https://paydsl-q7.example.com/a",
    "paydsl-q7.example.com",
    "q7@example.com",
    "s3://paydsl-q7/key",
    "{\"Version\":\"2012-10-17\",\"Statement\":[]}",
    "{}",
    "[]",
    "2031-02-03T04:05:06Z",
    "2031-02-03",
    "03:04",
    "03:00-04:00",
    "sun:03:00-sun:04:00",
    "90m",
    "PT1H",
    "rate(5 minutes)",
    "cron(0 20 * * ? *)",
    "cGF5ZHNsLXE3",
    "6ba7b810-9dad-11d1-80b4-00c04fd430c8",
    "alias/paydsl-q7",
    "2001:db8::/56",
    "2001:db8::1",
    "1.2",
    "1.2.3",
    "17",
    "64512",
    "true",
    "false",
    "/paydsl/q7",
    "/paydsl/q7/",
    "Paydslq7",
    "PAYDSLQ7",
    "paydslq7aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
    "a",
    "1",
    "*",
    "",
];

/// Numbers of common sizes.
const NUMBERS: &[f64] = &[
    37.0, 3.0, 1.0, 2.0, 5.0, 10.0, 20.0, 60.0, 100.0, 443.0, 1000.0, 64_512.0, 0.0,
];

/// The values of an argument.
#[derive(Clone, PartialEq, Debug)]
pub(super) struct Samples {
    /// They; the likeliest first.
    pub(super) values: Vec<Value>,
    /// Whether there are no others.
    pub(super) is_all: bool,
}

/// What an argument of a type may be, as far as its rules tell.
pub(super) fn samples(name: &str, ty: &Type, rules: &[Rule]) -> Samples {
    if let Some(choices) = choices(ty, rules) {
        let is_all = choices.len() <= MOST_CHOICES;
        let values = choices.into_iter().take(MOST_CHOICES).collect();
        return Samples { values, is_all };
    }
    let mut values = Vec::new();
    for likely in of_type(name, ty, rules) {
        let found = check_value(name, ty, rules, &node(ty, &likely));
        if !found.iter().any(|violation| violation.verdict == Verdict::Invalid) && !values.contains(&likely) {
            values.push(likely);
        }
    }
    Samples { values, is_all: false }
}

/// All values of a truth value or of a choice.
fn choices(ty: &Type, rules: &[Rule]) -> Option<Vec<Value>> {
    match ty {
        Type::Bool => Some(vec![Value::Bool(true), Value::Bool(false)]),
        Type::String | Type::Number => rules.iter().find_map(|rule| match rule {
            Rule::OneOf { values, .. } => Some(values.iter().filter_map(|value| typed(value, ty)).collect()),
            _ => None,
        }),
        _ => None,
    }
}

fn typed(text: &str, ty: &Type) -> Option<Value> {
    match ty {
        Type::Number => text.parse().ok().map(Value::Number),
        _ => Some(Value::from(text)),
    }
}

fn of_type(name: &str, ty: &Type, rules: &[Rule]) -> Vec<Value> {
    match ty {
        Type::String => of_text(name, rules),
        Type::Number => {
            let mut numbers = Vec::new();
            bounds(rules, &mut numbers);
            numbers.extend(NUMBERS);
            numbers.into_iter().map(Value::Number).collect()
        }
        Type::Bool => vec![Value::Bool(true), Value::Bool(false)],
        Type::Dynamic => vec![Value::from(TEXTS[0])],
        Type::List(element) | Type::Set(element) => {
            let count = rules.iter().find_map(fewest).unwrap_or(1).clamp(1, 4);
            let elements = samples(name, element, &each(rules)).values;
            if count == 1 {
                elements.into_iter().map(|element| Value::List(vec![element])).collect()
            } else {
                elements.chunks(count).map(|some| Value::List(some.to_vec())).collect()
            }
        }
        Type::Map(element) => samples(name, element, &each(rules))
            .values
            .into_iter()
            .map(|element| Value::Map(Object::from([("paydslq7".to_owned(), element)])))
            .collect(),
        Type::Object(fields) => {
            let has_own_schema = fields
                .iter()
                .any(|field| field.required || field.optional || field.computed);
            let given = fields.iter().filter(|field| field.required || !has_own_schema);
            let object = given.filter_map(|field| {
                let value = samples(&field.name, &field.ty, &[]).values.into_iter().next()?;
                Some((field.name.to_string(), value))
            });
            vec![Value::Object(object.collect())]
        }
        Type::Tuple(_) => Vec::new(),
    }
}

fn of_text(name: &str, rules: &[Rule]) -> Vec<Value> {
    let mut values: Vec<Value> = Vec::new();
    for rule in rules {
        if let Rule::Any(alternatives) = rule {
            for alternative in alternatives {
                if let Rule::OneOf { values: members, .. } = alternative {
                    values.extend(
                        members
                            .iter()
                            .take(2)
                            .filter(|member| !member.is_empty())
                            .map(|member| Value::from(&**member)),
                    );
                }
            }
        }
    }
    // What is called so is most of the time one, whether the provider looks or not.
    let (likely, others): (Vec<&str>, Vec<&str>) = TEXTS
        .iter()
        .copied()
        .partition(|text| name.ends_with("arn") && text.starts_with("arn:"));
    values.extend(likely.into_iter().chain(others).map(Value::from));
    values
}

/// Numbers within the bounds: between them, and they themselves.
fn bounds(rules: &[Rule], numbers: &mut Vec<f64>) {
    for rule in rules {
        match rule {
            Rule::Range { min, max } => {
                if let (Some(min), Some(max)) = (min, max) {
                    numbers.push(((min + max) / 2.0).floor());
                }
                numbers.extend(max);
                numbers.extend(min);
            }
            Rule::GreaterThan(bound) => numbers.push(bound + 1.0),
            #[expect(clippy::cast_precision_loss, reason = "small numbers")]
            Rule::DivisibleBy(divisor) => numbers.push(*divisor as f64),
            _ => {}
        }
    }
}

fn fewest(rule: &Rule) -> Option<usize> {
    match rule {
        Rule::Items { min: Some(min), .. } => usize::try_from(*min).ok(),
        _ => None,
    }
}

fn each(rules: &[Rule]) -> Vec<Rule> {
    let inner = rules.iter().filter_map(|rule| match rule {
        Rule::Each(inner) => Some((**inner).clone()),
        _ => None,
    });
    inner.collect()
}

/// A block in which there is what it cannot be without, and nothing else.
pub(super) fn shell(block: &Block, depth: usize) -> Object {
    let mut object = Object::new();
    for attribute in block.attributes() {
        if (attribute.required || attribute.rules().contains(&Rule::Required))
            && let Some(value) = first(&attribute.name, &attribute.ty, attribute.rules())
        {
            object.insert(attribute.name.to_string(), value);
        }
    }
    for nested in block.blocks() {
        if is_required(nested) && depth > 0 {
            object.insert(nested.name.to_owned(), shells(nested, depth - 1));
        }
    }
    for combination in block.combinations() {
        let is_missing = |object: &Object| {
            let mut members = combination.members.iter();
            !members.any(|member| object.contains_key(member.split('.').next().unwrap_or_default()))
        };
        let demands_one = matches!(
            combination.kind,
            CombinationKind::ExactlyOneOf | CombinationKind::AtLeastOneOf
        );
        if demands_one && is_missing(&object) {
            let found = combination.members.iter().find_map(|member| give(block, member, depth));
            object.extend(found);
        }
    }
    object
}

/// A member of a block with any value.
fn give(block: &Block, name: &str, depth: usize) -> Option<(String, Value)> {
    if let Some(attribute) = block.attribute(name) {
        let value = first(name, &attribute.ty, attribute.rules())?;
        return Some((name.to_owned(), value));
    }
    let nested = block.block(name)?;
    (depth > 0).then(|| (name.to_owned(), shells(nested, depth - 1)))
}

/// As few blocks of a kind as there may be, one at least.
pub(super) fn shells(nested: &NestedBlock, depth: usize) -> Value {
    let inner = Value::Object(shell(nested.block(), depth));
    match nested.nesting {
        Nesting::Single | Nesting::Group => inner,
        Nesting::List | Nesting::Set => Value::List(vec![inner; nested.min_items.clamp(1, 4) as usize]),
        Nesting::Map => Value::Map(Object::from([("paydslq7".to_owned(), inner)])),
    }
}

/// Blocks of a kind in which all is given that goes together, as far as is known.
pub(super) fn full(nested: &NestedBlock, depth: usize) -> Option<Value> {
    let mut object = shell(nested.block(), depth);
    let block = nested.block();
    let excludes = |name: &str, object: &Object| {
        block.combinations().iter().any(|combination| {
            let is_member = |member: &str| combination.members.iter().any(|other| **other == *member);
            matches!(
                combination.kind,
                CombinationKind::ConflictsWith | CombinationKind::ExactlyOneOf
            ) && is_member(name)
                && object.keys().any(|given| given != name && is_member(given))
        })
    };
    let attributes = block
        .attributes()
        .iter()
        .filter(|attribute| attribute.required || attribute.optional);
    let names = attributes.map(|attribute| &*attribute.name);
    for name in names.chain(block.blocks().iter().map(|nested| nested.name)) {
        if object.contains_key(name) || excludes(name, &object) {
            continue;
        }
        let value = match block.block(name) {
            Some(inner) if depth > 0 => full(inner, depth - 1).map(|value| (name.to_owned(), value)),
            _ => give(block, name, 0),
        };
        object.extend(value);
    }
    let inner = Value::Object(object);
    match nested.nesting {
        Nesting::Single | Nesting::Group => Some(inner),
        Nesting::List | Nesting::Set => Some(Value::List(vec![inner; nested.min_items.clamp(1, 4) as usize])),
        Nesting::Map => None,
    }
}

pub(super) fn is_required(nested: &NestedBlock) -> bool {
    nested.min_items > 0 || nested.rules().contains(&Rule::Required)
}

fn first(name: &str, ty: &Type, rules: &[Rule]) -> Option<Value> {
    samples(name, ty, rules).values.into_iter().next()
}
