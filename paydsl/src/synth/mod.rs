//! Synthesis: from a project to the files that Terraform reads.

mod check;
mod directory;
mod files;
mod lock;
mod module;
mod sources;

pub use check::{Difference, differences};
pub(crate) use directory::replace;
pub use directory::{Directory, Written};
pub use files::{Files, LOCK, is_ours, render};
pub use lock::Lock;
pub use module::{Module, REQUIRED_VERSION, synthesize};
pub use sources::Sources;
pub(crate) use sources::place;
