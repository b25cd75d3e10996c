//! Provider schemas as data: the archive, what it answers, and suggestions.
//!
//! An archive holds what a provider binary reports of itself (`terraform providers schema -json`), compact and indexed:
//! one resource is found and decoded without touching the rest. The archives of the providers that come with paydsl are
//! part of this crate; a user's own are found in their crate and its workspace.

mod archive;
pub mod engine;
pub mod iam;
mod providers;
mod rule;
mod schema;
mod suggest;

pub use archive::{Archive, ArchiveError, EXTENSION};
#[cfg(feature = "write")]
pub use archive::{Source, WriteError, write};
pub use providers::{Found, Providers};
pub use rule::{BlockRules, Combination, CombinationKind, Condition, Family, Form, Mined, Refusal, Rule, State, Unit};
pub use schema::{Attribute, Block, Field, Function, NestedBlock, Nesting, Type};
pub use suggest::{is_slip, suggest};

/// Reads an archive without its checksum, to test that damage is met with errors.
///
/// # Errors
///
/// As [`Archive::from_bytes`].
#[doc(hidden)]
pub fn read_unverified(origin: &str, bytes: std::borrow::Cow<'static, [u8]>) -> Result<Archive, ArchiveError> {
    Archive::unverified(origin, bytes)
}
