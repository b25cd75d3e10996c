//! The provider: one resource type with a demand of each kind.

use std::path::Path;
use std::sync::Arc;

use paydsl_schema::{BlockRules, Combination, CombinationKind, EXTENSION, Form, Mined, Rule, Source, Unit, write};

const REPORT: &str = r#"{"provider_schemas":{"x":{
    "provider":{"block":{"attributes":{"region":{"type":"string","optional":true}}}},
    "resource_schemas":{"x_a":{"block":{
        "attributes":{
            "id":{"type":"string","computed":true},
            "name":{"type":"string","optional":true},
            "size":{"type":"number","optional":true},
            "cidr":{"type":"string","optional":true},
            "policy":{"type":"string","optional":true},
            "names":{"type":["list","string"],"optional":true},
            "tags":{"type":["map","string"],"optional":true},
            "secret":{"type":"string","optional":true,"sensitive":true},
            "file":{"type":"string","optional":true},
            "image":{"type":"string","optional":true},
            "ports":{"type":["set",["object",{"port":"number","to":"number"}]],"optional":true}},
        "block_types":{
            "rule":{"nesting_mode":"list","block":{"attributes":{
                "action":{"type":"string","optional":true},
                "a":{"type":"string","optional":true},"b":{"type":"string","optional":true}}}},
            "set":{"nesting_mode":"set","block":{"attributes":{"action":{"type":"string","optional":true}}}}}
    }}},
    "data_source_schemas":{"x_d":{"block":{"attributes":{"size":{"type":"number","optional":true}}}}},
    "ephemeral_resource_schemas":{"x_e":{"block":{"attributes":{"size":{"type":"number","optional":true}}}}}
}}}"#;

fn rules<const N: usize>(all: [(&str, Rule); N], combinations: &[(CombinationKind, &[&str])]) -> BlockRules {
    let combination = |(kind, members): &(CombinationKind, &[&str])| Combination {
        kind: *kind,
        members: members.iter().map(|member| Box::from(*member)).collect(),
    };
    BlockRules {
        arguments: all
            .into_iter()
            .map(|(name, rule)| (Box::from(name), vec![rule]))
            .collect(),
        combinations: combinations.iter().map(combination).collect(),
        ..BlockRules::default()
    }
}

fn one_of(values: &[&str]) -> Rule {
    Rule::OneOf {
        values: values.iter().map(|value| Box::from(*value)).collect(),
        ignores_case: false,
    }
}

fn range() -> Rule {
    Rule::Range {
        min: Some(1.0),
        max: Some(900.0),
    }
}

fn length(max: u64) -> Rule {
    Rule::Length {
        min: Some(1),
        max: Some(max),
        unit: Unit::Bytes,
    }
}

fn mined() -> Mined {
    let cidr = Form::Cidr {
        min: 16,
        max: 28,
        family: paydsl_schema::Family::V4,
    };
    let mut a = rules(
        [
            ("name", length(10)),
            ("size", range()),
            ("cidr", Rule::Form(cidr)),
            ("policy", length(40)),
            ("names", Rule::Each(Box::new(length(4)))),
            ("tags", Rule::EachKey(Box::new(length(4)))),
            ("secret", length(4)),
        ],
        &[(CombinationKind::ConflictsWith, &["file", "image"])],
    );
    let actions = || one_of(&["ALLOW", "DENY"]);
    let blocks = [
        (
            "rule",
            rules(
                [("action", actions())],
                &[(CombinationKind::ConflictsWith, &["a", "b"])],
            ),
        ),
        ("set", rules([("action", actions())], &[])),
        ("ports", rules([("port", range())], &[])),
    ];
    for (name, inner) in blocks {
        a.blocks.insert(name.into(), Arc::new(inner));
    }
    Mined {
        provider: rules([("region", one_of(&["north", "south"]))], &[]),
        resources: [("x_a".into(), a)].into(),
        data_sources: [("x_d".into(), rules([("size", range())], &[]))].into(),
        ephemeral: [("x_e".into(), rules([("size", range())], &[]))].into(),
    }
}

/// Writes the archive of a version into the `providers` of a crate.
pub(crate) fn write_version(package: &Path, version: &str) {
    let source = Source {
        address: "x",
        source: "x/x",
        version,
        local_name: "x",
    };
    let archive = write(REPORT, source, &mined()).expect("an archive");
    let providers = package.join("providers");
    std::fs::create_dir_all(&providers).expect("a directory");
    std::fs::write(package.join("Cargo.toml"), "[package]\n").expect("written");
    std::fs::write(providers.join(format!("x-{version}.{EXTENSION}")), archive).expect("written");
}
