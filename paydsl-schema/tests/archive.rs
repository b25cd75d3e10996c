//! The committed archives against what they were written from, and damage.

use std::borrow::Cow;

use paydsl_schema::{Archive, Providers, Source, write};
use proptest::prelude::*;

const AWS: &[u8] = include_bytes!("../providers/aws-5.100.0.paydsl");

#[test]
fn the_aws_archive_is_whole_and_small() {
    let archive = Archive::from_bytes("aws", AWS).expect("the committed archive is readable");
    assert_eq!(
        (archive.source(), archive.version(), archive.local_name()),
        ("hashicorp/aws", "5.100.0", "aws")
    );
    assert_eq!(archive.resource_names().count(), 1526);
    assert_eq!(archive.data_source_names().count(), 608);
    assert_eq!(archive.ephemeral_names().count(), 7);
    let functions: Vec<String> = archive
        .functions()
        .iter()
        .map(|function| function.name.to_string())
        .collect();
    assert_eq!(functions, ["arn_build", "arn_parse", "trim_iam_role_path"]);
    assert!(archive.size() <= 1_500_000, "{} bytes", archive.size());
}

#[test]
fn terraform_s_own_provider_comes_along() {
    let (archive, block) = Providers::builtin().resource("terraform_data").expect("terraform_data");
    assert_eq!(archive.source(), "terraform.io/builtin/terraform");
    assert!(block.attribute("input").is_some_and(|input| input.optional));
    assert!(Providers::builtin().data_source("terraform_remote_state").is_some());
}

const SMALL: &str = r#"{"provider_schemas":{"example.com/acme/x":{
    "provider":{"version":0,"block":{"attributes":{"token":{"type":"string","optional":true,"sensitive":true}}}},
    "resource_schemas":{
        "x_a":{"version":0,"block":{"description":"An a.","attributes":{
            "name":{"type":"string","required":true,"description":"Its name."},
            "nested":{"nested_type":{"nesting_mode":"list","attributes":{"k":{"type":["map","number"],"required":true}}},"optional":true}},
            "block_types":{"rule":{"nesting_mode":"set","min_items":1,"max_items":3,"block":{"attributes":{"deep":{"type":["object",{"b":"bool","a":["tuple",["string","dynamic"]]}],"computed":true}}}}}}},
        "x_b":{"version":0,"block":{"block_types":{"rule":{"nesting_mode":"single","block":{"attributes":{"deep":{"type":["object",{"b":"bool","a":["tuple",["string","dynamic"]]}],"computed":true}}}}}}}}
    }}}"#;

fn small() -> Vec<u8> {
    let source = Source {
        address: "example.com/acme/x",
        source: "example.com/acme/x",
        version: "1.0.0",
        local_name: "x",
    };
    write(SMALL, source).expect("a report that can be written")
}

#[test]
fn what_is_written_is_read() {
    let archive = Archive::from_bytes("small", small()).expect("readable");
    let block = archive.resource("x_a").expect("x_a");
    assert_eq!(block.description(), Some("An a."));
    let name = block.attribute("name").expect("name");
    assert!(name.required && !name.optional && name.description.as_deref() == Some("Its name."));
    let nested = block.attribute("nested").expect("nested");
    assert_eq!(nested.ty.to_string(), "list(object({k=map(number)}))");
    let rule = block.block("rule").expect("rule");
    assert_eq!((rule.min_items, rule.max_items), (1, Some(3)));
    let deep = rule.block().attribute("deep").expect("deep");
    assert_eq!(deep.ty.to_string(), "object({a=tuple([string, dynamic]), b=bool})");
    assert!(
        archive
            .provider()
            .attribute("token")
            .is_some_and(|token| token.sensitive)
    );
    assert!(archive.resource("x_c").is_none() && archive.data_source("x_a").is_none());
}

#[test]
fn equal_blocks_are_stored_once_and_equal_input_gives_equal_bytes() {
    assert_eq!(small(), small());
    let archive = Archive::from_bytes("small", small()).expect("readable");
    let inner = |name: &str| {
        archive
            .resource(name)
            .and_then(|block| block.block("rule"))
            .map(|rule| std::ptr::from_ref(rule.block()))
    };
    assert_eq!(inner("x_a"), inner("x_b"));
}

#[test]
fn another_format_version_is_named() {
    let mut bytes = small();
    bytes[7] = 9;
    let error = Archive::from_bytes("x.paydsl", bytes).expect_err("another version");
    assert!(
        error.to_string().contains("x.paydsl: this archive has format 9"),
        "{error}"
    );
}

/// Reads everything, so that damage would be met.
fn read_all(archive: &Archive) -> usize {
    fn walk(block: &'static paydsl_schema::Block, depth: usize) -> usize {
        let nested = block
            .blocks()
            .iter()
            .filter(|_| depth < 4)
            .map(|nested| walk(nested.block(), depth + 1));
        block.attributes().len() + nested.sum::<usize>()
    }
    let resources = archive
        .resource_names()
        .filter_map(|name| archive.resource(name))
        .map(|block| walk(block, 0));
    resources.sum::<usize>() + archive.functions().len() + walk(archive.provider(), 0)
}

proptest! {
    #[test]
    fn a_cut_archive_is_an_error(length in 0usize..1000) {
        let mut bytes = small();
        prop_assume!(length < bytes.len());
        bytes.truncate(length);
        let error = Archive::from_bytes("cut.paydsl", bytes).expect_err("cut off");
        prop_assert!(error.to_string().starts_with("cut.paydsl: "));
    }

    #[test]
    fn a_flipped_bit_is_an_error(position in 0usize..100_000, bit in 0u8..8) {
        let mut bytes = small();
        let position = position % bytes.len();
        bytes[position] ^= 1 << bit;
        prop_assert!(Archive::from_bytes("flipped.paydsl", bytes).is_err());
    }

    #[test]
    fn damage_behind_a_right_checksum_never_panics(changes in prop::collection::vec((20usize..100_000, any::<u8>()), 1..20)) {
        let mut bytes = small();
        for (position, byte) in changes {
            let position = 16 + position % (bytes.len() - 16);
            bytes[position] = byte;
        }
        if let Ok(archive) = paydsl_schema::read_unverified("damaged", Cow::Owned(bytes)) {
            read_all(&archive);
        }
    }
}
