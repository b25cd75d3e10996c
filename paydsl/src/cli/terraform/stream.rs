//! Running terraform with its output taken line by line.

use std::io::{self, BufRead as _, BufReader, Read};
use std::process::{Command, ExitStatus, Stdio};

/// Which of the two outputs a line came from.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Stream {
    Out,
    Error,
}

/// Runs the command and hands over each line as it comes, without its line end.
pub(crate) fn stream(command: &mut Command, line: &(dyn Fn(Stream, &str) + Sync)) -> io::Result<ExitStatus> {
    command
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    let mut child = command.spawn()?;
    let (out, error) = (child.stdout.take(), child.stderr.take());
    std::thread::scope(|scope| {
        scope.spawn(|| lines(out, |text| line(Stream::Out, text)));
        lines(error, |text| line(Stream::Error, text));
    });
    child.wait()
}

fn lines(from: Option<impl Read>, line: impl Fn(&str)) {
    let Some(from) = from else { return };
    let mut reader = BufReader::new(from);
    let mut bytes = Vec::new();
    // Output that cannot be read is over; the exit code still tells how it went.
    while reader.read_until(b'\n', &mut bytes).is_ok_and(|read| read > 0) {
        let text = String::from_utf8_lossy(&bytes);
        line(text.trim_end_matches(['\n', '\r']));
        bytes.clear();
    }
}
