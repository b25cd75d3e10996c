//! Checks existing Terraform directories against provider archives, without terraform, provider or network.
//!
//! The directory's files are read, in HCL or JSON; what is constant in them is evaluated; and the engine of
//! `paydsl-schema` is asked about every resource, data source, ephemeral resource and provider's configuration. References
//! to what is not declared are found as well, and what calls of local modules give and they do not take. Nothing that
//! Terraform and the provider accept is a finding, and what is not known is none: neither are declarations of another major
//! version of a provider than there is an archive of.

mod configuration;
mod directory;
mod evaluate;
mod files;
mod module;
mod names;
mod report;
mod requirements;
mod resources;
mod syntax;
mod value;
mod version;

pub use report::{Finding, Place, Problem, Report};

use std::path::Path;

use paydsl_schema::Providers;

/// The stack of the thread that checks: values may be nested deeply.
const STACK: usize = 64 << 20;

/// Checks a directory and the local modules that it calls.
///
/// What cannot be read stands among the report's problems; everything else is checked all the same.
pub fn check(directory: &Path, providers: &Providers) -> Report {
    std::thread::scope(|scope| {
        let checking = std::thread::Builder::new()
            .stack_size(STACK)
            .spawn_scoped(scope, || directory::check(directory, providers));
        match checking.map(std::thread::ScopedJoinHandle::join) {
            Ok(Ok(report)) => report,
            Ok(Err(panic)) => std::panic::resume_unwind(panic),
            Err(error) => Report::failed(directory, &format!("no thread to check it in: {error}")),
        }
    })
}
