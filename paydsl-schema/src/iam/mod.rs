//! IAM: what AWS knows of permissions, and policy documents checked against it.
//!
//! [`check`] takes a [`Document`], made from the tokens of `policy!` or from JSON ([`of_json`]), and says what AWS would
//! refuse, what can never take effect, and what allows more than it names. What is known only in part is judged only as
//! far as it is certain.

mod check;
mod data;
mod document;
mod json;
mod operator;
mod pattern;
mod terraform;

pub use check::{Finding, Rule, check, needs_every_resource};
pub use data::{Access, Action, DataError, Key, KeyType, ResourceType, Service, Services};
#[cfg(feature = "write")]
pub use data::{PackageError, write};
pub use document::{
    Condition, Document, Effect, Kind, Piece, PrincipalKind, Principals, Spelling, Statement, Text, Texts,
};
pub use json::of_json;
pub use operator::Operator;
pub use terraform::{arn, kind};
