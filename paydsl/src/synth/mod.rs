//! Synthesis: from a project to the files that Terraform reads.

mod module;

pub use module::{Module, synthesize};
