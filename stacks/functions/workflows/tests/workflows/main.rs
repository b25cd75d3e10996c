//! The workflows on what terraform deploys: all systems in one emulated AWS, applied side by side, destroyed at the end.
//!
//! `cargo test -p workflows -- pci_api` is one system.

mod kills;
mod load;
mod multi_environment;
mod pci_api;
mod poison;
mod secrecy;
mod serverless;
mod single_region;
mod world;

use std::process::ExitCode;

use libtest_mimic::Arguments;

use world::World;

fn main() -> ExitCode {
    let mut arguments = Arguments::from_args();
    let world = World::new();
    let trials = world.trials();
    // The checks of one system wait for one another; those of the others must not wait behind them.
    arguments.test_threads = Some(trials.len());
    let ran = libtest_mimic::run(&arguments, trials);
    world.end();
    ran.exit_code()
}
