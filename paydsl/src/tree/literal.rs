//! Values that Terraform reads as they are.

use super::{Number, Text};

/// A constant in a position that Terraform does not evaluate: there `${` is two characters.
#[derive(Clone, PartialEq, Debug)]
pub enum Literal {
    /// `null`.
    Null,
    /// `true` or `false`.
    Bool(bool),
    /// A number.
    Number(Number),
    /// Text.
    String(Text),
    /// A list.
    List(Vec<Literal>),
    /// An object or a map, in the order it is written.
    Object(Vec<(Text, Literal)>),
}

impl From<&'static str> for Literal {
    fn from(text: &'static str) -> Self {
        Literal::String(Text::Borrowed(text))
    }
}

impl From<String> for Literal {
    fn from(text: String) -> Self {
        Literal::String(Text::Owned(text))
    }
}

impl From<bool> for Literal {
    fn from(value: bool) -> Self {
        Literal::Bool(value)
    }
}
