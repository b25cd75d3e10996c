//! Operators, exact: what binary fractions would round is not known.

use paydsl_schema::engine::Number;

use super::known::{Value, as_bool, as_number, as_whole, is_equal};
use crate::tree::{BinaryOperator, UnaryOperator};

pub(super) fn unary(operator: UnaryOperator, of: &Value) -> Option<Value> {
    match operator {
        UnaryOperator::Not => as_bool(of).map(|truth| Value::Bool(!truth)),
        // Terraform has a negative zero.
        UnaryOperator::Negate => as_number(of)
            .filter(|number| number.as_i64() != Some(0))
            .and_then(|number| negated(&number))
            .map(Value::Number),
    }
}

fn negated(number: &Number) -> Option<Number> {
    let text = number.to_string();
    match text.strip_prefix('-') {
        Some(positive) => Number::parse(positive),
        None => Number::parse(&format!("-{text}")),
    }
}

pub(super) fn binary(operator: BinaryOperator, left: &Value, right: &Value) -> Option<Value> {
    use BinaryOperator as Op;
    let calculated = |operation: fn(i128, i128) -> Option<i128>| {
        let (left, right) = (as_whole(left)?, as_whole(right)?);
        let result = operation(i128::from(left), i128::from(right))?;
        let is_signed_zero = result == 0 && (left < 0 || right < 0);
        Number::parse(&result.to_string())
            .filter(|_| !is_signed_zero)
            .map(Value::Number)
    };
    let compared = |is: fn(std::cmp::Ordering) -> bool| {
        let (left, right) = (as_number(left)?, as_number(right)?);
        Some(Value::Bool(is(left.cmp(&right))))
    };
    match operator {
        Op::Add => calculated(i128::checked_add),
        Op::Subtract => calculated(i128::checked_sub),
        Op::Multiply => calculated(i128::checked_mul),
        Op::Divide => calculated(|left, right| (right != 0 && left % right == 0).then(|| left / right)),
        Op::Modulo => calculated(i128::checked_rem),
        Op::Less => compared(std::cmp::Ordering::is_lt),
        Op::LessOrEqual => compared(std::cmp::Ordering::is_le),
        Op::Greater => compared(std::cmp::Ordering::is_gt),
        Op::GreaterOrEqual => compared(std::cmp::Ordering::is_ge),
        Op::Equal => is_equal(left, right).map(Value::Bool),
        Op::NotEqual => is_equal(left, right).map(|equal| Value::Bool(!equal)),
        // What is false, or true, whatever the other side is.
        Op::And => match (as_bool(left), as_bool(right)) {
            (Some(false), _) | (_, Some(false)) => Some(Value::Bool(false)),
            (Some(true), Some(true)) => Some(Value::Bool(true)),
            _ => None,
        },
        Op::Or => match (as_bool(left), as_bool(right)) {
            (Some(true), _) | (_, Some(true)) => Some(Value::Bool(true)),
            (Some(false), Some(false)) => Some(Value::Bool(false)),
            _ => None,
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn number(text: &str) -> Value {
        Value::Number(Number::parse(text).unwrap())
    }

    #[test]
    fn whole_numbers_are_calculated_exactly() {
        for (left, operator, right, result) in [
            ("9007199254740993", BinaryOperator::Add, "0", Some("9007199254740993")),
            (
                "9223372036854775807",
                BinaryOperator::Multiply,
                "10",
                Some("92233720368547758070"),
            ),
            ("7", BinaryOperator::Divide, "2", None),
            ("6", BinaryOperator::Divide, "2", Some("3")),
            ("6", BinaryOperator::Divide, "0", None),
            ("-7", BinaryOperator::Modulo, "3", Some("-1")),
            ("7", BinaryOperator::Modulo, "0", None),
            // It is a negative zero, which is written otherwise.
            ("-7", BinaryOperator::Multiply, "0", None),
            // Terraform's fractions are binary.
            ("0.1", BinaryOperator::Add, "0.2", None),
        ] {
            let found = binary(operator, &number(left), &number(right));
            assert_eq!(found, result.map(number), "{left} {operator:?} {right}");
        }
        assert_eq!(unary(UnaryOperator::Negate, &number("0.5")), Some(number("-0.5")));
        assert_eq!(unary(UnaryOperator::Negate, &number("-2")), Some(number("2")));
    }

    #[test]
    fn values_of_different_types_are_not_equal() {
        let text = |text: &str| Value::Text(text.into());
        let equal = |left: &Value, right: &Value| binary(BinaryOperator::Equal, left, right);
        assert_eq!(equal(&text("1"), &number("1")), Some(Value::Bool(false)));
        assert_eq!(equal(&number("1.0"), &number("1")), Some(Value::Bool(true)));
        assert_eq!(equal(&Value::Null, &text("")), Some(Value::Bool(false)));
        assert_eq!(equal(&Value::Unknown, &Value::Unknown), None);
        // One letter, written in two ways.
        assert_eq!(equal(&text("\u{e9}"), &text("e\u{301}")), None);
    }

    #[test]
    fn one_side_may_decide() {
        use BinaryOperator::{And, Or};
        let (yes, no) = (Value::Bool(true), Value::Bool(false));
        assert_eq!(binary(And, &Value::Unknown, &no), Some(no.clone()));
        assert_eq!(binary(Or, &yes, &Value::Unknown), Some(yes.clone()));
        assert_eq!(binary(And, &Value::Unknown, &yes), None);
    }
}
