//! Where a provider's demands are found.

use paydsl_schema::EXTENSION;

use super::provider;
use super::support::{arg, resource, validated_in};

#[test]
fn without_the_archive_nothing_is_said() {
    let package = tempfile::tempdir().expect("a directory");
    let validation = validated_in(package.path(), || resource([arg("size", 0)]));
    assert!(
        validation.mistakes.is_empty() && validation.unreadable.is_empty(),
        "{validation:?}"
    );
}

#[test]
fn the_archive_of_another_version_says_nothing() {
    let package = tempfile::tempdir().expect("a directory");
    provider::write_version(package.path(), "2.0.0");
    let validation = validated_in(package.path(), || resource([arg("size", 0)]));
    assert!(
        validation.mistakes.is_empty() && validation.unreadable.is_empty(),
        "{validation:?}"
    );
}

#[test]
fn an_archive_that_cannot_be_read_is_named() {
    let package = tempfile::tempdir().expect("a directory");
    provider::write_version(package.path(), "1.0.0");
    let file = package.path().join("providers").join(format!("x-1.0.0.{EXTENSION}"));
    let mut bytes = std::fs::read(&file).expect("an archive");
    bytes.truncate(bytes.len() - 7);
    std::fs::write(&file, bytes).expect("written");
    let validation = validated_in(package.path(), || resource([arg("size", 0)]));
    let [error] = &validation.unreadable[..] else {
        panic!("{validation:?}");
    };
    assert!(error.to_string().contains("x-1.0.0.paydsl"), "{error}");
}

#[test]
fn the_crate_of_the_source_file_counts() {
    // A workspace, and in it the crate that has the archive.
    let workspace = tempfile::tempdir().expect("a directory");
    std::fs::write(workspace.path().join("Cargo.toml"), "[workspace]\n").expect("written");
    provider::write_version(&workspace.path().join("src"), "1.0.0");
    let validation = validated_in(workspace.path(), || resource([arg("size", 0)]));
    assert_eq!(validation.mistakes.len(), 1);
}
