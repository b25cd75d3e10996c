//! The scanner's Python packages, in a virtual environment that is made once and shared by all clones.

use std::path::{Path, PathBuf};
use std::process::Command;

use sha2::{Digest as _, Sha256};

const REQUIREMENTS: &str = include_str!("requirements.txt");
/// What the pinned packages run on is Python 3.11 or newer; an older `python3` may stand beside one of these.
const PYTHONS: [&str; 5] = ["python3", "python3.11", "python3.12", "python3.13", "python3.14"];
const PROBE: &str = "\
import ensurepip, sys, venv
assert sys.version_info >= (3, 11)
print('%d.%d' % sys.version_info[:2])";

/// The interpreter that has the scanner.
pub(super) fn interpreter() -> PathBuf {
    let (python, version) = PYTHONS
        .into_iter()
        .find_map(|python| Some((python, version(python)?)))
        .expect("checkov needs Python 3.11 or newer, with venv, on the PATH");
    let digest = Sha256::digest(REQUIREMENTS);
    let digest: String = digest.iter().take(8).map(|byte| format!("{byte:02x}")).collect();
    let environment = cache().join(format!("checkov-{digest}-py{version}"));
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    // The emulator's installer lets one process at a time install, and what it broke off is no environment.
    let output = Command::new(python)
        .arg("-I")
        .arg(here.join("../paydsl/src/local/python/install.py"))
        .arg(&environment)
        .arg(here.join("tests/scanner/requirements.txt"))
        .output()
        .expect(python);
    assert!(
        output.status.success(),
        "checkov was not installed:\n{}{}",
        String::from_utf8_lossy(&output.stdout),
        String::from_utf8_lossy(&output.stderr)
    );
    environment.join("bin/python")
}

fn version(python: &str) -> Option<String> {
    let output = Command::new(python).args(["-I", "-c", PROBE]).output().ok()?;
    let version = String::from_utf8(output.stdout).ok()?;
    output.status.success().then(|| version.trim().to_owned())
}

/// Where paydsl keeps what can be made again.
fn cache() -> PathBuf {
    let absolute = |name| {
        std::env::var_os(name)
            .map(PathBuf::from)
            .filter(|path| path.is_absolute())
    };
    absolute("PAYDSL_CACHE_DIR")
        .or_else(|| Some(absolute("XDG_CACHE_HOME")?.join("paydsl")))
        .or_else(|| Some(absolute("HOME")?.join(".cache/paydsl")))
        .expect("PAYDSL_CACHE_DIR, XDG_CACHE_HOME or HOME")
}
