//! The five payment systems against real terraform, the real provider and the emulated AWS.
//!
//! Every system is applied in all three environments, planned once more, checked requirement by requirement on those plans,
//! and destroyed. That is one life for all checks, so the tests have an order, which Rust's own harness does not know.
//!
//! `cargo test -p stacks --test systems -- pci_api` is one system, `-- --list` names all checks.

mod leftovers;
mod life;
mod naming;
mod plan;
mod same;
mod scanned;
#[path = "../scanner/mod.rs"]
mod scanner;
mod system;
mod world;

mod multi_environment;
mod pci_api;
mod serverless;
mod single_region;
mod web_app;

use std::process::ExitCode;

use libtest_mimic::{Arguments, Failed, Trial};

use system::System;

/// A check of a system, by its name.
pub(crate) type Check = (&'static str, fn());

/// Names functions after themselves.
macro_rules! checks {
    ($($check:ident),* $(,)?) => {
        &[$((stringify!($check), $check as fn())),*]
    };
}
pub(crate) use checks;

const SYSTEMS: [&System; 5] = [
    &multi_environment::SYSTEM,
    &pci_api::SYSTEM,
    &serverless::SYSTEM,
    &single_region::SYSTEM,
    &web_app::SYSTEM,
];

fn main() -> ExitCode {
    let mut arguments = Arguments::from_args();
    let wanted = |system: &System, check: &str| arguments.filter.is_empty_or_in(&format!("{}::{check}", system.name));
    let systems: Vec<&'static System> = SYSTEMS
        .into_iter()
        .filter(|system| system.checks().any(|(name, _)| wanted(system, name)))
        .collect();
    if arguments.list || systems.is_empty() {
        return libtest_mimic::run(&arguments, SYSTEMS.into_iter().flat_map(of_requirements).collect()).exit_code();
    }
    // The checks read what was planned; the plans are made first, and nothing is left behind afterwards, whatever fails.
    let started = life::begin(&systems);
    let requirements = match started {
        Ok(()) => libtest_mimic::run(&arguments, systems.iter().copied().flat_map(of_requirements).collect()),
        Err(ref failure) => {
            eprintln!("{failure}");
            return ExitCode::FAILURE;
        }
    };
    arguments.filter = None;
    // Most of the time they wait for the provider.
    arguments.test_threads = Some(systems.len());
    let ends = systems
        .iter()
        .copied()
        .map(|system| trial(system, "is_destroyed_and_leaves_nothing", move || life::end(system)));
    let ended = libtest_mimic::run(&arguments, ends.collect());
    life::stop();
    if requirements.has_failed() || ended.has_failed() {
        return ExitCode::FAILURE;
    }
    ExitCode::SUCCESS
}

fn of_requirements(system: &'static System) -> Vec<Trial> {
    system
        .checks()
        .map(|(name, check)| trial(system, name, check))
        .collect()
}

fn trial(system: &'static System, name: &str, check: impl FnOnce() + Send + 'static) -> Trial {
    Trial::test(format!("{}::{name}", system.name), move || {
        std::panic::catch_unwind(std::panic::AssertUnwindSafe(check)).map_err(|_| Failed::without_message())
    })
}

/// Whether a filter of the command line lets a test pass.
trait Filter {
    fn is_empty_or_in(&self, name: &str) -> bool;
}

impl Filter for Option<String> {
    fn is_empty_or_in(&self, name: &str) -> bool {
        self.as_ref().is_none_or(|filter| name.contains(filter.as_str()))
    }
}
