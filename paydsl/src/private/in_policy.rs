//! What may stand in `policy!`, for an editor to complete and to show on hovering. Nothing of it ever runs.

use super::{Any, Str, Value};

/// An element of a statement.
pub struct Element;

/// Whom a statement is about.
pub struct Principal;

/// When a statement holds.
pub struct Condition;

/// A value of an element.
pub fn element<V>(_: V) -> Element {
    unreachable!("an editor never runs what it expands")
}

/// An IAM policy document, as JSON text: statements `allow { .. }` and `deny { .. }`, checked against what AWS knows of its
/// services.
pub fn policy<S>(_: S) -> Value<Str> {
    unreachable!("an editor never runs what it expands")
}

/// Conditions or principals, and a block in which one more completes.
pub fn all_of<V>(_: V) -> Value<Any> {
    unreachable!("an editor never runs what it expands")
}

/// The effects that statements have.
#[allow(non_camel_case_types, reason = "they are written like this")]
pub mod effect {
    use super::Element;

    macro_rules! effects {
        ($($(#[$doc:meta])* $name:ident)*) => {$(
            $(#[$doc])*
            pub struct $name {
                /// The statement's name, each only once in a document. Not every service takes more than letters and digits.
                pub sid: Element,
                /// Whom it is about, in the policy of a resource or of who may assume a role: `service("lambda.amazonaws.com")`,
                /// `aws(role.arn)`, `federated(..)`, `canonical_user(..)`, a list of these, or `"*"` for everybody.
                pub principal: Element,
                /// Everybody is meant but these: `aws(role.arn)`.
                pub not_principal: Element,
                /// What it is about: `"s3:GetObject"`, or a list of actions. Those that AWS does not know are mistakes, and
                /// wildcards in what is allowed want `#[exempt("least-privilege", reason = "..")]`.
                pub action: Element,
                /// Everything is meant but these actions.
                pub not_action: Element,
                /// What may be acted on: an ARN such as `bucket.arn` or `tf!("{bucket.arn}/*")`, a list of them, or `"*"`.
                pub resource: Element,
                /// Everything is meant but these.
                pub not_resource: Element,
                /// When it holds: `string_equals("aws:SourceAccount", account.account_id)`, or a list, of which all have
                /// to hold.
                pub condition: Element,
            }
        )*};
    }

    effects! {
        /// The actions are allowed, unless another statement denies them.
        allow
        /// The actions are denied, whatever else allows them.
        deny
    }
}

/// The kinds of principals.
pub mod principal {
    use super::Principal;

    macro_rules! principals {
        ($($(#[$doc:meta])* $name:ident)*) => {$(
            $(#[$doc])*
            pub fn $name<V>(_names: V) -> Principal {
                Principal
            }
        )*};
    }

    principals! {
        /// An account, a role or a user, by its ARN or ID: `aws(role.arn)`.
        aws
        /// A service of AWS: `service("lambda.amazonaws.com")`.
        service
        /// Who was authenticated elsewhere, by the provider's ARN or name: `federated("cognito-identity.amazonaws.com")`.
        federated
        /// The owner of a bucket, by its canonical ID.
        canonical_user
    }
}

/// The operators of conditions.
pub mod condition {
    use super::Condition;

    macro_rules! operators {
        ($($name:ident $words:literal)*) => {$(
            #[doc = concat!("The key ", $words, ".")]
            pub fn $name<K, V>(_key: K, _value: V) -> Condition {
                Condition
            }
        )*};
    }

    operators! {
        string_equals "is this text, or one of these"
        string_not_equals "is not this text, or none of these"
        string_equals_ignore_case "is this text, or one of these, in capitals or not"
        string_not_equals_ignore_case "is not this text, or none of these, in capitals or not"
        string_like "is like this text, or one of these; `*` and `?` stand for anything"
        string_not_like "is not like this text, or any of these; `*` and `?` stand for anything"
        numeric_equals "is this number"
        numeric_not_equals "is not this number"
        numeric_less_than "is less than this number"
        numeric_less_than_equals "is this number at most"
        numeric_greater_than "is greater than this number"
        numeric_greater_than_equals "is this number at least"
        date_equals "is this moment: `\"2026-01-31T12:00:00Z\"`"
        date_not_equals "is not this moment: `\"2026-01-31T12:00:00Z\"`"
        date_less_than "is before this moment: `\"2026-01-31T12:00:00Z\"`"
        date_less_than_equals "is this moment or before it: `\"2026-01-31T12:00:00Z\"`"
        date_greater_than "is after this moment: `\"2026-01-31T12:00:00Z\"`"
        date_greater_than_equals "is this moment or after it: `\"2026-01-31T12:00:00Z\"`"
        bool "is this: `true` or `false`"
        binary_equals "is this, in Base64"
        ip_address "is in this network, or one of these: `\"203.0.113.0/24\"`"
        not_ip_address "is not in this network, or any of these: `\"203.0.113.0/24\"`"
        arn_equals "is this ARN, or one of these; `*` and `?` stand for anything in a part of it"
        arn_like "is this ARN, or one of these; `*` and `?` stand for anything in a part of it"
        arn_not_equals "is not this ARN, or any of these; `*` and `?` stand for anything in a part of it"
        arn_not_like "is not this ARN, or any of these; `*` and `?` stand for anything in a part of it"
        null "is not there (`true`) or is there (`false`)"
    }

    /// The condition holds as well where the key is not there: `if_exists(bool("aws:SecureTransport", true))`.
    pub fn if_exists(_condition: Condition) -> Condition {
        Condition
    }

    /// One of the key's values is enough: `for_any_value(string_equals("aws:TagKeys", "team"))`.
    pub fn for_any_value(_condition: Condition) -> Condition {
        Condition
    }

    /// All of the key's values have to do, if there are any: `for_all_values(string_equals("aws:TagKeys", "team"))`.
    pub fn for_all_values(_condition: Condition) -> Condition {
        Condition
    }
}
