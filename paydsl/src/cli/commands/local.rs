//! `local`: the emulated AWS behind `--local`.

use clap::ArgMatches;

use crate::cli::failure::Failure;
use crate::cli::local;
use crate::cli::out::outln;
use crate::cli::root::Root;
use crate::local::Emulator;

pub(super) fn run(matches: &ArgMatches) -> Result<u8, Failure> {
    let root = Root::find()?;
    let text = match matches.subcommand_name() {
        Some("up") => format!("the emulated AWS answers at {}", local::up(&root)?.endpoint()),
        Some("down") if local::down(&root)? => "the emulated AWS is stopped; its states are discarded".to_owned(),
        Some("reset") if local::reset(&root)? => "the emulated AWS is empty again; its states are discarded".to_owned(),
        Some("status") => match Emulator::running(root.path()) {
            Some(emulator) => format!("the emulated AWS answers at {}", emulator.endpoint()),
            None => "the emulated AWS is not running; --local starts it".to_owned(),
        },
        _ => "the emulated AWS was not running".to_owned(),
    };
    outln!("{text}");
    Ok(0)
}
