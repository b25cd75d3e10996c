//! Operators. Numbers are computed where the result is exact.

use std::cmp::Ordering;

use paydsl_schema::engine::Number;

use super::Stop;
use crate::syntax::{BinaryOperator, UnaryOperator};
use crate::value::{Data, Value};

pub(super) fn unary(operator: UnaryOperator, operand: Value) -> Result<Value, Stop> {
    if operand.is_unknown() {
        return Err(Stop::Unknown);
    }
    let data = match operator {
        UnaryOperator::Not => Data::Bool(!operand.as_bool().ok_or(Stop::Failed)?),
        UnaryOperator::Negative => Data::Number(negative(&operand.as_number().ok_or(Stop::Failed)?)?),
    };
    Ok(Value::new(data, operand.mark.at).from(&operand))
}

pub(super) fn binary(operator: BinaryOperator, left: Value, right: Value) -> Result<Value, Stop> {
    let data = match operator {
        BinaryOperator::Equal => Data::Bool(equal(&left, &right)?),
        BinaryOperator::NotEqual => Data::Bool(!equal(&left, &right)?),
        _ if left.is_unknown() || right.is_unknown() => return Err(Stop::Unknown),
        BinaryOperator::Or | BinaryOperator::And => {
            let (one, two) = (left.as_bool(), right.as_bool());
            let (one, two) = (one.ok_or(Stop::Failed)?, two.ok_or(Stop::Failed)?);
            Data::Bool(if operator == BinaryOperator::Or {
                one || two
            } else {
                one && two
            })
        }
        _ => {
            let (one, two) = (left.as_number(), right.as_number());
            number(operator, &one.ok_or(Stop::Failed)?, &two.ok_or(Stop::Failed)?)?
        }
    };
    let mut value = Value::new(data, left.mark.at).from(&left).from(&right);
    // Of collections the parts count, too.
    value.mark.also(&left.all_rests());
    value.mark.also(&right.all_rests());
    value.sensitive |= left.has_sensitive() || right.has_sensitive();
    Ok(value)
}

fn number(operator: BinaryOperator, one: &Number, two: &Number) -> Result<Data, Stop> {
    let order = one.cmp(two);
    let truth = match operator {
        BinaryOperator::Greater => order == Ordering::Greater,
        BinaryOperator::GreaterOrEqual => order != Ordering::Less,
        BinaryOperator::Less => order == Ordering::Less,
        BinaryOperator::LessOrEqual => order != Ordering::Greater,
        _ => return arithmetic(operator, one, two).map(Data::Number),
    };
    Ok(Data::Bool(truth))
}

fn arithmetic(operator: BinaryOperator, one: &Number, two: &Number) -> Result<Number, Stop> {
    let whole = |number: &Number| number.as_i64().map(i128::from);
    let (one, two) = (whole(one).ok_or(Stop::Unknown)?, whole(two).ok_or(Stop::Unknown)?);
    let result = match operator {
        BinaryOperator::Add => one.checked_add(two),
        BinaryOperator::Subtract => one.checked_sub(two),
        BinaryOperator::Multiply => one.checked_mul(two),
        // Terraform has infinity.
        BinaryOperator::Divide | BinaryOperator::Modulo if two == 0 => return Err(Stop::Unknown),
        BinaryOperator::Modulo => one.checked_rem(two),
        BinaryOperator::Divide if one % two == 0 => one.checked_div(two),
        // Halves, quarters and so on are exact in binary as in decimal notation.
        BinaryOperator::Divide => return fraction(one, two),
        _ => None,
    };
    Number::parse(&result.ok_or(Stop::Unknown)?.to_string()).ok_or(Stop::Unknown)
}

fn fraction(one: i128, two: i128) -> Result<Number, Stop> {
    let is_exact =
        two.unsigned_abs().is_power_of_two() && one.unsigned_abs() < 1 << 40 && two.unsigned_abs() <= 1 << 10;
    if !is_exact {
        return Err(Stop::Unknown);
    }
    Number::try_from(one as f64 / two as f64).map_err(|_| Stop::Unknown)
}

fn negative(number: &Number) -> Result<Number, Stop> {
    let text = number.to_string();
    let negated = match text.strip_prefix('-') {
        Some(rest) => rest.to_owned(),
        None => format!("-{text}"),
    };
    Number::parse(&negated).ok_or(Stop::Unknown)
}

/// Whether two values are equal: of different types they are not.
pub(super) fn equal(one: &Value, two: &Value) -> Result<bool, Stop> {
    match (&one.data, &two.data) {
        (Data::Unknown, _) | (_, Data::Unknown) => Err(Stop::Unknown),
        (Data::Null, Data::Null) => Ok(true),
        (Data::Null, _) | (_, Data::Null) => Ok(false),
        (Data::Text(one), Data::Text(two)) => match one == two || one.is_ascii() && two.is_ascii() {
            true => Ok(one == two),
            // Terraform brings texts into a normal form.
            false => Err(Stop::Unknown),
        },
        (Data::Number(one), Data::Number(two)) => Ok(one == two),
        (Data::Bool(one), Data::Bool(two)) => Ok(one == two),
        (Data::Sequence(a, one), Data::Sequence(b, two)) if a == b => {
            if one.len() != two.len() {
                return Ok(false);
            }
            all_equal(one.iter().zip(two))
        }
        (Data::Mapping(a, one), Data::Mapping(b, two)) if a == b => {
            if !one.iter().map(|(key, _)| key).eq(two.iter().map(|(key, _)| key)) {
                return Ok(false);
            }
            all_equal(
                one.iter()
                    .map(|(_, value)| value)
                    .zip(two.iter().map(|(_, value)| value)),
            )
        }
        // Which kind of collection a value is may have been decided by what is not known here.
        (Data::Sequence(..) | Data::Mapping(..), Data::Sequence(..) | Data::Mapping(..)) => Err(Stop::Unknown),
        _ => Ok(false),
    }
}

fn all_equal<'v>(pairs: impl Iterator<Item = (&'v Value, &'v Value)>) -> Result<bool, Stop> {
    let mut result = Ok(true);
    for (one, two) in pairs {
        match equal(one, two) {
            Ok(true) => {}
            Ok(false) => return Ok(false),
            Err(stop) => result = Err(stop),
        }
    }
    result
}
