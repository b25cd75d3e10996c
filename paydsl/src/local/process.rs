//! Processes that are not children of ours, through the system's own commands.

use std::path::Path;
use std::process::{Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

/// Whether process `pid` lives and its command line names `file`: a process id that went to somebody else does not.
pub(super) fn runs(pid: u32, file: &Path) -> bool {
    command_line(pid).is_some_and(|line| line.contains(&*file.to_string_lossy()))
}

/// Sends a signal (`TERM`, `KILL`). A process that is gone already is as good: callers look afterwards.
pub(super) fn signal(pid: u32, name: &str) {
    // The shell's own kill: not every system has a command of that name.
    let _ = Command::new("sh")
        .args(["-c", r#"kill -s "$1" "$2""#, "sh", name, &pid.to_string()])
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status();
}

/// Waits until `pid` no longer runs `file`; whether that came about within `patience`.
pub(super) fn wait_until_gone(pid: u32, file: &Path, patience: Duration) -> bool {
    let deadline = Instant::now() + patience;
    while runs(pid, file) {
        if Instant::now() > deadline {
            return false;
        }
        thread::sleep(Duration::from_millis(20));
    }
    true
}

/// The command line of a process; empty or `None` when it is gone or waits to be reaped.
fn command_line(pid: u32) -> Option<String> {
    let proc = Path::new("/proc");
    if proc.join("self/cmdline").exists() {
        let line = std::fs::read(proc.join(pid.to_string()).join("cmdline")).ok()?;
        return Some(String::from_utf8_lossy(&line).replace('\0', " "));
    }
    let output = Command::new("ps")
        .args(["-ww", "-o", "args=", "-p", &pid.to_string()])
        .output()
        .ok()?;
    output
        .status
        .success()
        .then(|| String::from_utf8_lossy(&output.stdout).into_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_process_is_known_by_its_command_line() {
        let mut child = Command::new("tail")
            .args(["-f", "/dev/null"])
            .spawn()
            .expect("tail starts");
        assert!(wait_for(|| runs(child.id(), Path::new("/dev/null"))));
        assert!(!runs(child.id(), Path::new("/some/other/file")));
        signal(child.id(), "TERM");
        // Gone as soon as it has ended, even though nobody has waited for it.
        assert!(wait_until_gone(
            child.id(),
            Path::new("/dev/null"),
            Duration::from_secs(5)
        ));
        child.wait().expect("reaped");
    }

    fn wait_for(mut condition: impl FnMut() -> bool) -> bool {
        (0..250).any(|_| {
            thread::sleep(Duration::from_millis(20));
            condition()
        })
    }
}
