//! The operators of conditions.

use super::KeyType;

macro_rules! operators {
    ($($name:ident $rust:literal $family:ident;)*) => {
        /// How a condition compares.
        #[derive(Clone, Copy, PartialEq, Eq, Debug)]
        #[allow(missing_docs, reason = "they are AWS's names")]
        pub enum Operator {
            $($name,)*
        }

        impl Operator {
            /// All operators.
            pub const ALL: &[Operator] = &[$(Operator::$name),*];

            /// Its name in JSON: `StringEquals`.
            pub fn json(self) -> &'static str {
                match self {
                    $(Operator::$name => stringify!($name),)*
                }
            }

            /// Its name in `policy!`: `string_equals`.
            pub fn rust(self) -> &'static str {
                match self {
                    $(Operator::$name => $rust,)*
                }
            }

            /// What it compares.
            pub(super) fn family(self) -> Family {
                match self {
                    $(Operator::$name => Family::$family,)*
                }
            }
        }
    };
}

operators! {
    StringEquals "string_equals" Text;
    StringNotEquals "string_not_equals" Text;
    StringEqualsIgnoreCase "string_equals_ignore_case" Text;
    StringNotEqualsIgnoreCase "string_not_equals_ignore_case" Text;
    StringLike "string_like" Text;
    StringNotLike "string_not_like" Text;
    NumericEquals "numeric_equals" Number;
    NumericNotEquals "numeric_not_equals" Number;
    NumericLessThan "numeric_less_than" Number;
    NumericLessThanEquals "numeric_less_than_equals" Number;
    NumericGreaterThan "numeric_greater_than" Number;
    NumericGreaterThanEquals "numeric_greater_than_equals" Number;
    DateEquals "date_equals" Date;
    DateNotEquals "date_not_equals" Date;
    DateLessThan "date_less_than" Date;
    DateLessThanEquals "date_less_than_equals" Date;
    DateGreaterThan "date_greater_than" Date;
    DateGreaterThanEquals "date_greater_than_equals" Date;
    Bool "bool" Bool;
    BinaryEquals "binary_equals" Binary;
    IpAddress "ip_address" Address;
    NotIpAddress "not_ip_address" Address;
    ArnEquals "arn_equals" Arn;
    ArnLike "arn_like" Arn;
    ArnNotEquals "arn_not_equals" Arn;
    ArnNotLike "arn_not_like" Arn;
    Null "null" Null;
}

/// What an operator compares.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Family {
    Text,
    Number,
    Date,
    Bool,
    Binary,
    Address,
    Arn,
    Null,
}

impl Family {
    /// Whether values of a type can be compared like this. AWS compares text with nearly everything.
    pub(super) fn compares(self, ty: KeyType) -> bool {
        match self {
            Family::Text | Family::Null | Family::Binary => true,
            Family::Number => matches!(ty, KeyType::Numeric | KeyType::Date),
            Family::Date => matches!(ty, KeyType::Date | KeyType::Numeric),
            Family::Bool => ty == KeyType::Bool,
            Family::Address => ty == KeyType::IpAddress,
            Family::Arn => matches!(ty, KeyType::Arn | KeyType::String),
        }
    }

    /// What its values are, in words.
    pub(super) fn values(self) -> &'static str {
        match self {
            Family::Text => "text",
            Family::Number => "a number",
            Family::Date => "a moment such as \"2026-01-31T12:00:00Z\", or seconds since 1970",
            Family::Bool | Family::Null => "\"true\" or \"false\"",
            Family::Binary => "Base64",
            Family::Address => "an IP address or a network such as \"203.0.113.0/24\"",
            Family::Arn => "an ARN such as \"arn:aws:s3:::bucket\"",
        }
    }
}

impl Operator {
    /// The operator with a name in JSON, in any case as IAM reads it.
    pub fn of_json(name: &str) -> Option<Operator> {
        let mut all = Operator::ALL.iter().copied();
        all.find(|operator| operator.json().eq_ignore_ascii_case(name))
    }

    /// The operator with a name in `policy!`.
    pub fn of_rust(name: &str) -> Option<Operator> {
        Operator::ALL.iter().copied().find(|operator| operator.rust() == name)
    }

    /// An operator that suits values of a type, to be suggested.
    pub(super) fn suited(ty: KeyType) -> Operator {
        match ty {
            KeyType::String => Operator::StringEquals,
            KeyType::Arn => Operator::ArnLike,
            KeyType::Bool => Operator::Bool,
            KeyType::Numeric => Operator::NumericEquals,
            KeyType::Date => Operator::DateLessThan,
            KeyType::IpAddress => Operator::IpAddress,
        }
    }

    /// The same operator with wildcards, where `*` and `?` stand for themselves in this one.
    pub(super) fn with_wildcards(self) -> Option<Operator> {
        match self {
            Operator::StringEquals | Operator::StringEqualsIgnoreCase => Some(Operator::StringLike),
            Operator::StringNotEquals | Operator::StringNotEqualsIgnoreCase => Some(Operator::StringNotLike),
            _ => None,
        }
    }
}
