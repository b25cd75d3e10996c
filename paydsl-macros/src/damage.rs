//! Damaged archives: each macro says which file it is, and never panics.

use std::path::Path;

use paydsl_schema::{EXTENSION, Mined, Source, write};
use proc_macro2::TokenStream;

use crate::Session;
use crate::lower::testing::compile_errors;
use crate::render::Mode;

const REPORT: &str = r#"{"provider_schemas":{"x":{"resource_schemas":{"x_a":{"block":{
    "attributes":{"name":{"type":"string","required":true}}}}}}}}"#;

fn archive() -> Vec<u8> {
    let source = Source {
        address: "x",
        source: "x/x",
        version: "1.0.0",
        local_name: "x",
    };
    write(REPORT, source, &Mined::default()).expect("an archive")
}

/// What every macro that reads archives reports in a crate with these bytes as its archive.
fn mistakes(bytes: &[u8]) -> Vec<Vec<String>> {
    let directory = tempfile::tempdir().expect("a directory");
    let providers = directory.path().join("providers");
    std::fs::create_dir(&providers).expect("a directory");
    std::fs::write(providers.join(format!("x-1.0.0.{EXTENSION}")), bytes).expect("written");
    let mut found = Vec::new();
    for mode in [Mode::Compiler, Mode::Editor] {
        found.extend(expand_all(directory.path(), mode));
    }
    found
}

fn expand_all(manifest_dir: &Path, mode: Mode) -> Vec<Vec<String>> {
    let session = Session {
        mode,
        manifest_dir: manifest_dir.to_owned(),
    };
    let none = TokenStream::new;
    let item = |text: &str| text.parse::<TokenStream>().expect("tokens");
    let component = |kind| crate::component::expand(kind, none(), item("fn part(name: &str) {}"), &session);
    [
        crate::stack::expand(none(), item("pub fn it() {}"), &session),
        component(crate::component::Kind::Component),
        component(crate::component::Kind::Helper),
        crate::catalogue::expand(none(), &session),
    ]
    .map(compile_errors)
    .into()
}

#[test]
fn a_whole_archive_is_no_mistake() {
    for messages in mistakes(&archive()) {
        assert_eq!(messages, Vec::<String>::new());
    }
}

#[test]
fn a_damaged_archive_does_not_compile_and_is_named() {
    let whole = archive();
    let flipped = |position: usize| {
        let mut bytes = whole.clone();
        bytes[position] ^= 1;
        bytes
    };
    for (damaged, reason) in [
        (Vec::new(), "this is not a provider archive"),
        (whole[..4].to_vec(), "this is not a provider archive"),
        (whole[..7].to_vec(), "the archive is cut off"),
        (whole[..12].to_vec(), "the archive is cut off"),
        (whole[..whole.len() - 1].to_vec(), "damaged or cut off"),
        (flipped(0), "this is not a provider archive"),
        (flipped(7), "this archive has format"),
        (flipped(8), "damaged or cut off"),
        (flipped(whole.len() - 1), "damaged or cut off"),
    ] {
        for messages in mistakes(&damaged) {
            assert_eq!(messages.len(), 1, "{messages:?}");
            let is_right = |message: &String| message.contains("x-1.0.0.paydsl: ") && message.contains(reason);
            assert!(messages.iter().all(is_right), "{messages:?} for {reason}");
        }
    }
}
