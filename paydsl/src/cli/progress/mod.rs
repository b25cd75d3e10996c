//! Telling a person how it goes.

mod counts;
mod live;
mod plain;

use std::io::IsTerminal as _;

pub(crate) use counts::Counts;
pub(crate) use live::elapsed;

use super::terraform::Stream;

/// Told of all that happens to the stacks, which are known by number.
pub(crate) trait Progress: Sync {
    /// A stack began with something: `initialising`, `applying`.
    fn phase(&self, stack: usize, phase: &str);

    /// A line of a stack's output.
    fn line(&self, stack: usize, stream: Stream, line: &str);

    /// A stack is over.
    fn over(&self, stack: usize, summary: &str);
}

/// The form that suits where the output goes: live lines on a terminal, prefixed lines elsewhere.
pub(crate) fn for_output(names: &[String]) -> Box<dyn Progress> {
    if is_terminal() {
        Box::new(live::Live::new(names))
    } else {
        Box::new(plain::Plain::new(names))
    }
}

/// Prefixed lines, wherever they go: where terraform itself has the terminal.
pub(crate) fn plain(names: &[String]) -> Box<dyn Progress> {
    Box::new(plain::Plain::new(names))
}

/// Whether a person watches.
pub(crate) fn is_terminal() -> bool {
    let is_dumb = std::env::var_os("TERM").is_some_and(|term| term == "dumb");
    std::io::stdout().is_terminal() && !is_dumb
}
