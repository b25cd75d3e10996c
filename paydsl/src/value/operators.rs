//! Arithmetic, comparison and logic.

use std::ops::{Add, Div, Mul, Neg, Not, Rem, Sub};

use super::{Bool, IntoValue, Num, ToValue, Type, Value};
use crate::tree::{BinaryOperator, Expression, UnaryOperator};

fn binary<A, B, T>(operator: BinaryOperator, left: Value<A>, right: Value<B>) -> Value<T> {
    Value::new(Expression::Binary(operator, left.id(), right.id()))
}

macro_rules! arithmetic {
    ($($trait:ident $method:ident $operator:ident),*) => {$(
        impl<R: IntoValue<Num>> $trait<R> for Value<Num> {
            type Output = Value<Num>;

            fn $method(self, right: R) -> Value<Num> {
                binary(BinaryOperator::$operator, self, right.into_value())
            }
        }
    )*};
}
arithmetic!(Add add Add, Sub sub Subtract, Mul mul Multiply, Div div Divide, Rem rem Modulo);

impl Neg for Value<Num> {
    type Output = Value<Num>;

    fn neg(self) -> Value<Num> {
        Value::new(Expression::Unary(UnaryOperator::Negate, self.id()))
    }
}

impl Not for Value<Bool> {
    type Output = Value<Bool>;

    fn not(self) -> Value<Bool> {
        Value::new(Expression::Unary(UnaryOperator::Not, self.id()))
    }
}

impl Value<Num> {
    /// `self < right`
    pub fn lt(self, right: impl IntoValue<Num>) -> Value<Bool> {
        binary(BinaryOperator::Less, self, right.into_value())
    }

    /// `self <= right`
    pub fn le(self, right: impl IntoValue<Num>) -> Value<Bool> {
        binary(BinaryOperator::LessOrEqual, self, right.into_value())
    }

    /// `self > right`
    pub fn gt(self, right: impl IntoValue<Num>) -> Value<Bool> {
        binary(BinaryOperator::Greater, self, right.into_value())
    }

    /// `self >= right`
    pub fn ge(self, right: impl IntoValue<Num>) -> Value<Bool> {
        binary(BinaryOperator::GreaterOrEqual, self, right.into_value())
    }
}

impl<T: Type> Value<T> {
    /// `self == right`
    pub fn eq(self, right: impl IntoValue<T>) -> Value<Bool> {
        binary(BinaryOperator::Equal, self, right.into_value())
    }

    /// `self != right`
    pub fn ne(self, right: impl IntoValue<T>) -> Value<Bool> {
        binary(BinaryOperator::NotEqual, self, right.into_value())
    }
}

impl Value<Bool> {
    /// `self && right`
    pub fn and(self, right: impl IntoValue<Bool>) -> Value<Bool> {
        binary(BinaryOperator::And, self, right.into_value())
    }

    /// `self || right`
    pub fn or(self, right: impl IntoValue<Bool>) -> Value<Bool> {
        binary(BinaryOperator::Or, self, right.into_value())
    }

    /// `self ? yes : no`
    pub fn then<Y: ToValue>(self, yes: Y, no: impl IntoValue<Y::Type>) -> Value<Y::Type> {
        let (yes, no) = (yes.to_value().id(), no.into_value().id());
        Value::new(Expression::Conditional(self.id(), yes, no))
    }
}
