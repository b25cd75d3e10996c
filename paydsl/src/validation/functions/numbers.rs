//! Functions on numbers, exact: fractions are left alone.

use paydsl_schema::engine::Number;

use crate::validation::known::{Value, as_number, as_whole};

pub(super) fn call(name: &str, arguments: &[&Value]) -> Option<Value> {
    match (name, arguments) {
        ("min", all) => chosen(all, std::cmp::Ordering::Less),
        ("max", all) => chosen(all, std::cmp::Ordering::Greater),
        ("abs", [of]) => number(as_whole(of)?.checked_abs()?),
        ("ceil" | "floor", [of]) => number(as_whole(of)?),
        ("signum", [of]) => number(as_whole(of)?.signum()),
        ("pow", [of, power]) => number(as_whole(of)?.checked_pow(u32::try_from(as_whole(power)?).ok()?)?),
        ("sum", [Value::List(elements)]) if !elements.is_empty() => {
            let mut sum: i64 = 0;
            for element in elements {
                sum = sum.checked_add(as_whole(&element.value)?)?;
            }
            number(sum)
        }
        ("parseint", [Value::Text(text), base]) if as_whole(base) == Some(10) => number(text.parse().ok()?),
        ("tonumber", [Value::Null]) => Some(Value::Null),
        ("tonumber", [of]) => Some(Value::Number(as_number(of)?.into_owned())),
        _ => None,
    }
}

fn number(number: i64) -> Option<Value> {
    Some(Value::Number(number.into()))
}

fn chosen(arguments: &[&Value], wanted: std::cmp::Ordering) -> Option<Value> {
    let numbers = arguments.iter().map(|argument| as_number(argument));
    let numbers: Vec<_> = numbers.collect::<Option<_>>()?;
    let better = |best: &Number, next: &Number| next.cmp(best) == wanted;
    let best = numbers
        .iter()
        .map(|number| &**number)
        .reduce(|best, next| if better(best, next) { next } else { best })?;
    Some(Value::Number(best.clone()))
}
