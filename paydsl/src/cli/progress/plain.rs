//! For logs and pipes: each line with the stack's name in front, on the stream it came from.

use std::io::Write as _;

use super::{Progress, Stream};

pub(super) struct Plain {
    names: Vec<String>,
}

impl Plain {
    pub(super) fn new(names: &[String]) -> Self {
        Plain { names: names.to_vec() }
    }
}

impl Progress for Plain {
    fn phase(&self, stack: usize, phase: &str) {
        self.line(stack, Stream::Out, phase);
    }

    fn line(&self, stack: usize, stream: Stream, line: &str) {
        let line = format!("{} | {line}", self.names[stack]);
        let line = line.trim_end();
        // Whoever closed the output does not want it; terraform goes on.
        let _ = match stream {
            Stream::Out => writeln!(std::io::stdout(), "{line}"),
            Stream::Error => writeln!(std::io::stderr(), "{line}"),
        };
    }

    fn over(&self, stack: usize, summary: &str) {
        self.line(stack, Stream::Out, summary);
    }
}
