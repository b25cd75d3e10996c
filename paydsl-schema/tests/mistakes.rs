//! Mistakes as people make them in the resource types of the payment systems, each with what the engine says of it. That the
//! provider refuses each of them, and accepts what is right instead, is tested where terraform is at hand.

#[path = "mistakes/cases.rs"]
mod cases;
mod common;

use std::collections::BTreeMap;

use cases::Case;
use paydsl_schema::engine::{Verdict, check};
use paydsl_schema::{Block, Providers};
use serde_json::Value as Json;

/// What the engine calls invalid, sorted.
fn messages(block: &Block, configuration: &Json) -> Vec<String> {
    let violations = check(block, &common::body(block, configuration, ""));
    let invalid = violations
        .iter()
        .filter(|violation| violation.verdict == Verdict::Invalid);
    let mut messages: Vec<String> = invalid.map(ToString::to_string).collect();
    messages.sort();
    messages
}

fn block(case: &Case) -> &'static Block {
    let providers = Providers::builtin();
    let found = match case.is_data {
        true => providers.data_source(&case.type_name),
        false => providers.resource(&case.type_name),
    };
    found.map(|(_, block)| block).expect(&case.type_name)
}

#[test]
fn each_mistake_has_its_message_and_what_is_right_none() {
    let mut failures = String::new();
    for mut case in cases::all() {
        case.messages.sort();
        let block = block(&case);
        let said = messages(block, &case.wrong);
        if said != case.messages {
            failures += &format!("{}: {}\n", case.place, case.wrong);
            failures += &format!("  wanted {:#?}\n  said {said:#?}\n", case.messages);
        }
        let said = messages(block, &case.right);
        if !said.is_empty() {
            failures += &format!("{}: right, but {said:#?}\n", case.place);
        }
    }
    assert!(failures.is_empty(), "{failures}");
}

#[test]
fn there_are_three_hundred_of_them_over_all_types_of_the_systems() {
    let cases = cases::all();
    assert!(cases.len() >= 300, "{} mistakes", cases.len());
    let mut by_type: BTreeMap<String, usize> = BTreeMap::new();
    for case in &cases {
        *by_type.entry(case.type_name.clone()).or_default() += 1;
    }
    let few: Vec<_> = by_type.iter().filter(|(_, has)| **has < 3).collect();
    assert!(few.is_empty(), "types with fewer than 3 mistakes: {few:?}");
    let missing: Vec<String> = types_of_the_systems()
        .into_iter()
        .filter(|name| !by_type.contains_key(name))
        .collect();
    assert_eq!(missing, Vec::<String>::new());
}

/// The resource types in the modules that were written for the systems.
fn types_of_the_systems() -> Vec<String> {
    let generated = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../generated");
    let mut types = Vec::new();
    for system in std::fs::read_dir(generated).expect("the written modules") {
        for stack in std::fs::read_dir(system.expect("a system").path()).expect("a system's stacks") {
            let file = stack.expect("a stack").path().join("main.tf.json");
            let text = std::fs::read_to_string(file).expect("a module");
            let module: Json = serde_json::from_str(&text).expect("JSON");
            let resources = module["resource"].as_object().expect("resources");
            types.extend(resources.keys().cloned());
        }
    }
    types.sort();
    types.dedup();
    types
}
