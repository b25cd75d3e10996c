//! Building the functions of this repository for real. Slow (minutes), so it is asked for by name:
//! `cargo test -p paydsl --lib -- --ignored real_build`.

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use super::{Archive, Function, Source, build};

/// The newest C library Amazon Linux 2023 has.
const GLIBC: (u32, u32) = (2, 34);

#[test]
#[ignore = "builds the functions twice, which takes minutes"]
fn functions_build_reproducibly_for_amazon_linux_2023() {
    let here = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../stacks/functions");
    let elsewhere = tempfile::tempdir().expect("a directory");
    copy_sources(&here, elsewhere.path());

    let first = build_all(&here);
    let second = build_all(elsewhere.path());
    for ((archive, contents), (again, _)) in first.iter().zip(&second) {
        assert_eq!(archive.sha256_base64, again.sha256_base64, "{}", archive.path.display());
        assert_eq!(contents[..4], *b"\x7fELF");
        assert!(needed_glibc(contents) <= GLIBC, "{:?}", needed_glibc(contents));
        assert_mentions_no_directory(contents, &[here.as_path(), elsewhere.path()]);
    }
}

/// Builds every function of a workspace; returns the archives with the programs that Python's reader finds in them.
fn build_all(workspace: &Path) -> Vec<(Archive, Vec<u8>)> {
    let out = tempfile::tempdir().expect("a directory");
    ["process-payment", "verify-payment", "notify-payment"]
        .map(|bin| {
            let manifest = workspace.to_owned();
            let source = Source::Cargo {
                manifest,
                package: "multi-environment".to_owned(),
                bin: bin.to_owned(),
            };
            let function = Function {
                name: bin.to_owned(),
                source,
            };
            let archive = build(&function, out.path(), &mut |line| eprintln!("{line}")).expect("an archive");
            let program = unpack(&archive.path);
            (archive, program)
        })
        .into()
}

/// Reads an archive with another implementation of the format, checking name and mode on the way.
fn unpack(archive: &Path) -> Vec<u8> {
    let script = "import sys, zipfile
archive = zipfile.ZipFile(sys.argv[1])
assert archive.testzip() is None
[entry] = archive.infolist()
assert entry.filename == 'bootstrap', entry
assert entry.external_attr >> 16 == 0o100755, oct(entry.external_attr >> 16)
assert entry.date_time == (1980, 1, 1, 0, 0, 0), entry
sys.stdout.buffer.write(archive.read(entry))";
    let output = Command::new("python3")
        .args(["-c", script])
        .arg(archive)
        .output()
        .expect("python3 runs");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    output.stdout
}

/// The newest version of the C library a program asks for, by the names in its dynamic string table.
fn needed_glibc(program: &[u8]) -> (u32, u32) {
    let text = String::from_utf8_lossy(program);
    let versions = text.split("GLIBC_").skip(1).filter_map(|rest| {
        let version: String = rest.chars().take_while(|c| c.is_ascii_digit() || *c == '.').collect();
        let mut parts = version.split('.');
        Some((parts.next()?.parse().ok()?, parts.next()?.parse().ok()?))
    });
    versions.max().expect("the program uses the C library")
}

fn assert_mentions_no_directory(program: &[u8], directories: &[&Path]) {
    let text = String::from_utf8_lossy(program);
    let home = std::env::var("HOME").expect("HOME");
    let directories = directories
        .iter()
        .map(|path| path.canonicalize().expect("a directory").display().to_string());
    for directory in directories.chain([format!("{home}/")]) {
        assert!(!text.contains(&directory), "the program mentions {directory}");
    }
}

fn copy_sources(from: &Path, to: &Path) {
    for child in fs::read_dir(from).expect("a directory").flatten() {
        let (source, copy) = (child.path(), to.join(child.file_name()));
        if source.is_file() {
            fs::copy(&source, &copy).expect("a copy");
        } else if child.file_name() != "target" {
            fs::create_dir(&copy).expect("a directory");
            copy_sources(&source, &copy);
        }
    }
}
