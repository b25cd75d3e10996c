//! Functions of numbers and truths.

use paydsl_schema::engine::Number;

use super::{Result, Stop, integer};
use crate::value::{Data, Sequence, Value};

/// `range` makes at most as many.
const MOST: usize = 1024;

pub(super) fn to_number(value: &Value) -> Result {
    match &value.data {
        Data::Null => Ok(Data::Null),
        Data::Bool(_) => Err(Stop::Failed),
        Data::Text(text) if !text.starts_with(|c: char| c.is_ascii_digit() || "+-.".contains(c)) => Err(Stop::Failed),
        _ => Ok(Data::Number(value.as_number().ok_or(Stop::Unknown)?)),
    }
}

pub(super) fn to_bool(value: &Value) -> Result {
    match &value.data {
        Data::Null => Ok(Data::Null),
        _ => Ok(Data::Bool(value.as_bool().ok_or(Stop::Failed)?)),
    }
}

pub(super) fn one(name: &str, value: &Value) -> Result {
    let number = value.as_number().ok_or(Stop::Unknown)?;
    if !number.is_whole() {
        return match name {
            "abs" => absolute(&number),
            "ceil" => rounded(&number, f64::ceil),
            "floor" => rounded(&number, f64::floor),
            _ => Err(Stop::Unknown),
        };
    }
    match name {
        "abs" => absolute(&number),
        "ceil" | "floor" => Ok(Data::Number(number)),
        _ => Ok(Data::Number(Number::from(
            number.as_i64().ok_or(Stop::Unknown)?.signum(),
        ))),
    }
}

fn absolute(number: &Number) -> Result {
    let text = number.to_string();
    let number = Number::parse(text.trim_start_matches('-'));
    number.map(Data::Number).ok_or(Stop::Unknown)
}

fn rounded(number: &Number, round: fn(f64) -> f64) -> Result {
    let near = number.as_f64();
    // Where numbers have as many digits as an `f64`, rounding may go wrong.
    if near.abs() > 1e9 || number.to_string().len() > 15 {
        return Err(Stop::Unknown);
    }
    Ok(Data::Number(Number::from(round(near) as i64)))
}

pub(super) fn extreme(name: &str, values: &[Value]) -> Result {
    let numbers: Option<Vec<Number>> = values.iter().map(Value::as_number).collect();
    let numbers = numbers.ok_or(Stop::Unknown)?.into_iter();
    let found = if name == "min" { numbers.min() } else { numbers.max() };
    found.map(Data::Number).ok_or(Stop::Failed)
}

pub(super) fn sum(values: &[Value]) -> Result {
    let mut sum: i64 = 0;
    for value in values {
        sum = sum.checked_add(integer(value)?).ok_or(Stop::Unknown)?;
    }
    if values.is_empty() {
        return Err(Stop::Failed);
    }
    Ok(Data::Number(Number::from(sum)))
}

pub(super) fn range(bounds: &[Value]) -> Result {
    let bounds: Vec<i64> = bounds.iter().map(integer).collect::<std::result::Result<_, _>>()?;
    let (start, end, step) = match bounds[..] {
        [end] => (0, end, if end < 0 { -1 } else { 1 }),
        [start, end] => (start, end, if end < start { -1 } else { 1 }),
        [start, end, step] if step != 0 => (start, end, step),
        _ => return Err(Stop::Unknown),
    };
    let mut all = Vec::new();
    let mut number = start;
    while if step > 0 { number < end } else { number > end } {
        if all.len() >= MOST {
            return Err(Stop::Failed);
        }
        all.push(Value::new(
            Data::Number(Number::from(number)),
            crate::syntax::Position::default(),
        ));
        number = number.checked_add(step).ok_or(Stop::Unknown)?;
    }
    Ok(Data::Sequence(Sequence::List, all))
}

pub(super) fn truths(name: &str, values: &[Value]) -> Result {
    let mut truths = Vec::with_capacity(values.len());
    for value in values {
        truths.push(value.as_bool().ok_or(Stop::Unknown)?);
    }
    Ok(Data::Bool(match name {
        "alltrue" => truths.into_iter().all(|truth| truth),
        _ => truths.into_iter().any(|truth| truth),
    }))
}
