//! Running programs, passing on what they say while they run.

use std::{
    collections::VecDeque,
    io::{BufRead, BufReader, Read},
    process::{Command, Stdio},
    thread,
};

use super::PackageError;

/// How many lines of a failed program's complaint are repeated.
const TAIL: usize = 40;

/// Runs a program to its end and returns what it wrote to standard output. What it writes to standard error is
/// progress while it runs and, should it fail, the explanation.
pub(super) fn run(command: &mut Command, progress: &mut dyn FnMut(&str)) -> Result<String, PackageError> {
    let start_error = |command: &Command, cause| PackageError::Start {
        program: program(command),
        cause,
    };
    let spawned = command
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn();
    let mut child = spawned.map_err(|cause| start_error(command, cause))?;
    let (stdout, stderr) = (child.stdout.take(), child.stderr.take());
    let (output, tail) = thread::scope(|scope| {
        let reader = scope.spawn(|| stdout.map(read_all).unwrap_or_default());
        let tail = stderr.map(|stderr| follow(stderr, progress)).unwrap_or_default();
        (reader.join().unwrap_or_default(), tail)
    });
    let status = child.wait().map_err(|cause| start_error(command, cause))?;
    if status.success() {
        Ok(output)
    } else {
        Err(PackageError::Command {
            command: describe(command),
            output: tail,
        })
    }
}

/// Whether a program is there and runs.
pub(super) fn runs(command: &mut Command) -> bool {
    let quiet = command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    quiet.status().is_ok_and(|status| status.success())
}

fn read_all(mut stream: impl Read) -> String {
    let mut bytes = Vec::new();
    // What was read before a failure is still the program's output; its status tells whether it is whole.
    let _ = stream.read_to_end(&mut bytes);
    String::from_utf8_lossy(&bytes).into_owned()
}

/// Passes on every line and keeps the last ones.
fn follow(stream: impl Read, progress: &mut dyn FnMut(&str)) -> String {
    let mut tail = VecDeque::new();
    for line in BufReader::new(stream).split(b'\n').map_while(Result::ok) {
        let line = String::from_utf8_lossy(&line).trim_end().to_owned();
        progress(&line);
        if tail.len() == TAIL {
            tail.pop_front();
        }
        tail.push_back(line);
    }
    Vec::from(tail).join("\n")
}

fn program(command: &Command) -> String {
    command.get_program().to_string_lossy().into_owned()
}

fn describe(command: &Command) -> String {
    let arguments = command
        .get_args()
        .map(|argument| format!(" {}", argument.to_string_lossy()));
    std::iter::once(program(command)).chain(arguments).collect()
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;

    fn shell(script: &str) -> Command {
        let mut command = Command::new("sh");
        command.args(["-c", script]);
        command
    }

    #[test]
    fn returns_output_and_passes_progress_on() {
        let mut lines = Vec::new();
        let output = run(&mut shell("echo out; echo one >&2; echo two >&2"), &mut |line| {
            lines.push(line.to_owned())
        });
        assert_eq!(output.expect("output"), "out\n");
        assert_eq!(lines, ["one", "two"]);
    }

    #[test]
    fn a_failure_says_why() {
        let error = run(&mut shell("echo because >&2; exit 3"), &mut |_| {}).expect_err("an error");
        assert!(error.to_string().contains("because"), "{error}");
        let error = run(&mut Command::new("no-such-program"), &mut |_| {}).expect_err("an error");
        assert!(error.to_string().contains("no-such-program"), "{error}");
    }
}
