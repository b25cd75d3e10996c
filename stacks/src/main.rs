//! The payment systems: the command line of their projects.

mod components;
mod guardrails;
mod multi_environment;
mod pci_api;
mod serverless;
mod single_region;
#[cfg(test)]
mod validation;
mod web_app;

use std::process::ExitCode;

fn main() -> ExitCode {
    paydsl::run((
        multi_environment::project(),
        pci_api::project(),
        serverless::project(),
        single_region::project(),
        web_app::project(),
    ))
}
