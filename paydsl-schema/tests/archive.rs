//! The committed archives against what they were written from, and damage.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::Arc;

use paydsl_schema::{
    Archive, Block, BlockRules, Combination, CombinationKind, Condition, Family, Form, Mined, Providers, Refusal, Rule,
    Source, State, Unit, write,
};
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

fn source() -> Source<'static> {
    Source {
        address: "example.com/acme/x",
        source: "example.com/acme/x",
        version: "1.0.0",
        local_name: "x",
    }
}

fn small() -> Vec<u8> {
    write(SMALL, source(), &rules()).expect("a report that can be written")
}

/// Rules for the small provider, one of each place they may stand in.
fn rules() -> Mined {
    let length = Rule::Length {
        min: Some(1),
        max: None,
        unit: Unit::Characters,
    };
    let exactly_one = Combination {
        kind: CombinationKind::ExactlyOneOf,
        members: ["name".into(), "rule.deep".into()].into(),
    };
    let one_of = |or_absent| State::OneOf {
        values: ["a".into(), "b".into()].into(),
        or_absent,
    };
    let states = [
        ("name", State::Given),
        ("rule", State::Absent),
        ("rule.deep", one_of(true)),
        ("nested", one_of(false)),
    ];
    let refusal = Refusal {
        conditions: states
            .into_iter()
            .map(|(argument, state)| Condition {
                argument: argument.into(),
                state,
            })
            .collect(),
        message: "not together".into(),
    };
    let object = BlockRules {
        arguments: [("k".into(), vec![Rule::Each(Box::new(Rule::Whole))])].into(),
        ..BlockRules::default()
    };
    let inner = BlockRules {
        arguments: [("deep".into(), vec![Rule::NotSettable])].into(),
        ..BlockRules::default()
    };
    let a = BlockRules {
        arguments: [
            ("name".into(), vec![length.clone(), Rule::Form(Form::Json)]),
            (
                "rule".into(),
                vec![Rule::Items {
                    min: Some(1),
                    max: Some(2),
                }],
            ),
        ]
        .into(),
        combinations: vec![exactly_one],
        refusals: vec![refusal],
        blocks: [("nested".into(), Arc::new(object)), ("rule".into(), Arc::new(inner))].into(),
    };
    Mined {
        provider: BlockRules {
            arguments: [("token".into(), vec![length])].into(),
            ..BlockRules::default()
        },
        resources: [("x_a".into(), a)].into(),
        ..Mined::default()
    }
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
fn rules_stand_where_they_were_mined() {
    let archive = Archive::from_bytes("small", small()).expect("readable");
    assert_eq!(rules_of(archive.provider()), rules().provider);
    let block = archive.resource("x_a").expect("x_a");
    assert_eq!(rules_of(block), rules().resources["x_a"]);
    assert_eq!(rules_of(archive.resource("x_b").expect("x_b")), BlockRules::default());
}

/// What a reader finds, in the form that it was written from.
fn rules_of(block: &'static Block) -> BlockRules {
    let mut found = BlockRules {
        combinations: block.combinations().to_vec(),
        refusals: block.refusals().to_vec(),
        ..BlockRules::default()
    };
    for attribute in block.attributes() {
        if !attribute.rules().is_empty() {
            found
                .arguments
                .insert(attribute.name.clone(), attribute.rules().to_vec());
        }
        if let Some(rules) = attribute.object_rules() {
            found.blocks.insert(attribute.name.clone(), Arc::new(rules.clone()));
        }
    }
    for nested in block.blocks() {
        if !nested.rules().is_empty() {
            found.arguments.insert(nested.name.into(), nested.rules().to_vec());
        }
        let inner = rules_of(nested.block());
        if !inner.is_empty() {
            found.blocks.insert(nested.name.into(), Arc::new(inner));
        }
    }
    found
}

#[test]
fn rules_are_kept_as_json() {
    let json = serde_json::to_string(&rules()).expect("as JSON");
    assert_eq!(serde_json::from_str::<Mined>(&json).ok(), Some(rules()));
}

#[test]
fn rules_of_what_the_schema_lacks_are_refused() {
    let of_type = Mined {
        resources: [("x_z".into(), BlockRules::default())].into(),
        ..Mined::default()
    };
    let error = write(SMALL, source(), &of_type).expect_err("no such type").to_string();
    assert!(error.contains("rules were mined for x_z"), "{error}");
    let mut of_argument = rules();
    let inner = Arc::new(BlockRules {
        arguments: [("shallow".into(), vec![Rule::Whole])].into(),
        ..BlockRules::default()
    });
    of_argument
        .resources
        .get_mut("x_a")
        .map(|a| a.blocks.insert("rule".into(), inner));
    let error = write(SMALL, source(), &of_argument)
        .expect_err("no such argument")
        .to_string();
    assert!(error.contains("rules were mined for x_a.rule.shallow"), "{error}");
    let mut of_refusal = rules();
    for refusal in of_refusal.resources.values_mut().flat_map(|rules| &mut rules.refusals) {
        refusal.conditions[0].argument = "shallow.deep".into();
    }
    let error = write(SMALL, source(), &of_refusal)
        .expect_err("no such argument")
        .to_string();
    assert!(error.contains("rules were mined for x_a.shallow"), "{error}");
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
    // Those of `x_a` have rules, which are part of what makes two blocks equal.
    assert_ne!(inner("x_a"), inner("x_b"));
    let without = write(SMALL, source(), &Mined::default()).expect("writable");
    assert!(without.len() < small().len());
    let archive = Archive::from_bytes("small", without).expect("readable");
    let inner = |name: &str| {
        archive
            .resource(name)
            .and_then(|block| block.block("rule"))
            .map(|rule| std::ptr::from_ref(rule.block()))
    };
    assert_eq!(inner("x_a"), inner("x_b"));
}

#[test]
fn the_format_before_rules_is_refused() {
    let mut bytes = small();
    bytes[7] = 1;
    for error in [
        Archive::from_bytes("old.paydsl", bytes.clone()).expect_err("an old format"),
        paydsl_schema::read_unverified("old.paydsl", Cow::Owned(bytes)).expect_err("an old format"),
    ] {
        let text = error.to_string();
        assert!(
            text.contains("old.paydsl: this archive has format 1, and this paydsl reads format 2"),
            "{text}"
        );
    }
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
        let demanded = block.attributes().iter().map(|attribute| {
            let objects = attribute.object_rules().map_or(0, |rules| rules.arguments.len());
            attribute.rules().len() + objects
        });
        let of_all = block.combinations().len() + block.refusals().len();
        block.attributes().len() + demanded.sum::<usize>() + of_all + nested.sum::<usize>()
    }
    let resources = archive
        .resource_names()
        .filter_map(|name| archive.resource(name))
        .map(|block| walk(block, 0));
    resources.sum::<usize>() + archive.functions().len() + walk(archive.provider(), 0)
}

fn text() -> impl Strategy<Value = Box<str>> {
    any::<String>().prop_map(String::into_boxed_str)
}

fn texts() -> impl Strategy<Value = Box<[Box<str>]>> {
    prop::collection::vec(text(), 0..6).prop_map(Vec::into_boxed_slice)
}

fn decimal() -> impl Strategy<Value = Option<f64>> {
    prop::option::of(any::<f64>().prop_filter("a number", |number| !number.is_nan()))
}

fn form() -> impl Strategy<Value = Form> {
    use Form::*;
    let plain = [
        Arn,
        ArnParts,
        AccountId,
        Json,
        PolicyJson,
        Base64,
        Ipv4,
        Ipv6,
        Ip,
        Timestamp,
        Duration,
        UtcTimestamp,
        TimeOfDay,
        DailyWindow,
        WeeklyWindow,
        Uuid,
        RegularExpression,
        Url,
    ];
    let family = prop::sample::select(vec![Family::V4, Family::V6, Family::Any]);
    prop_oneof![
        prop::sample::select(plain.to_vec()),
        any::<bool>().prop_map(|zero| Port { zero }),
        (any::<u8>(), any::<u8>(), family).prop_map(|(min, max, family)| Cidr { min, max, family }),
    ]
}

fn rule() -> impl Strategy<Value = Rule> {
    let bound = || prop::option::of(0..u64::MAX);
    let leaf = prop_oneof![
        (texts(), any::<bool>()).prop_map(|(values, ignores_case)| Rule::OneOf { values, ignores_case }),
        texts().prop_map(Rule::NoneOf),
        (decimal(), decimal()).prop_map(|(min, max)| Rule::Range { min, max }),
        decimal().prop_filter_map("a bound", |least| least.map(Rule::GreaterThan)),
        any::<u64>().prop_map(Rule::DivisibleBy),
        Just(Rule::Whole),
        Just(Rule::Whole32),
        (
            bound(),
            bound(),
            prop::sample::select(vec![Unit::Bytes, Unit::Characters])
        )
            .prop_map(|(min, max, unit)| Rule::Length { min, max, unit }),
        (bound(), bound()).prop_map(|(min, max)| Rule::Items { min, max }),
        (text(), any::<bool>()).prop_map(|(pattern, negated)| Rule::Pattern { pattern, negated }),
        form().prop_map(Rule::Form),
        text().prop_map(Rule::Sentence),
        Just(Rule::NotSettable),
        Just(Rule::Required),
    ];
    leaf.prop_recursive(3, 12, 3, |inner| {
        prop_oneof![
            inner.clone().prop_map(|rule| Rule::Each(Box::new(rule))),
            inner.clone().prop_map(|rule| Rule::EachKey(Box::new(rule))),
            prop::collection::vec(inner, 1..3).prop_map(|rules| Rule::Any(rules.into())),
        ]
    })
}

fn list() -> impl Strategy<Value = Vec<Rule>> {
    prop::collection::vec(rule(), 1..4)
}

fn combinations() -> impl Strategy<Value = Vec<Combination>> {
    let kinds = [
        CombinationKind::ExactlyOneOf,
        CombinationKind::AtLeastOneOf,
        CombinationKind::RequiredWith,
        CombinationKind::ConflictsWith,
    ];
    let one = (prop::sample::select(kinds.to_vec()), texts()).prop_map(|(kind, members)| Combination { kind, members });
    prop::collection::vec(one, 0..3)
}

/// Rules for `names`, in blocks or objects of their own for `inner`.
fn block_rules(
    names: &'static [&'static str],
    inner: BTreeMap<&'static str, BoxedStrategy<BlockRules>>,
) -> BoxedStrategy<BlockRules> {
    let arguments =
        prop::collection::btree_map(prop::sample::select(names).prop_map(Box::from), list(), 0..=names.len());
    let blocks: Vec<_> = inner
        .into_iter()
        .map(|(name, rules)| rules.prop_map(move |rules| (Box::<str>::from(name), Arc::new(rules))))
        .collect();
    (arguments, combinations(), blocks)
        .prop_map(|(arguments, combinations, blocks)| BlockRules {
            arguments,
            combinations,
            refusals: Vec::new(),
            // What demands nothing is not written.
            blocks: blocks.into_iter().filter(|(_, rules)| !rules.is_empty()).collect(),
        })
        .boxed()
}

fn refusals() -> impl Strategy<Value = Vec<Refusal>> {
    let state = prop_oneof![
        Just(State::Given),
        Just(State::Absent),
        (texts(), any::<bool>()).prop_map(|(values, or_absent)| State::OneOf { values, or_absent }),
    ];
    let argument = prop::sample::select(vec!["name", "rule", "rule.deep"]).prop_map(Box::from);
    let condition = (argument, state).prop_map(|(argument, state)| Condition { argument, state });
    let conditions = prop::collection::vec(condition, 0..4).prop_map(Vec::into_boxed_slice);
    let one = (conditions, text()).prop_map(|(conditions, message)| Refusal { conditions, message });
    prop::collection::vec(one, 0..3)
}

fn mined() -> impl Strategy<Value = Mined> {
    let deepest = block_rules(&["z"], BTreeMap::new());
    let objects = block_rules(&["k"], [("k", deepest)].into());
    let inner = block_rules(&["deep"], BTreeMap::new());
    let a = block_rules(
        &["name", "nested", "rule"],
        [("nested", objects), ("rule", inner.clone())].into(),
    );
    let b = block_rules(&["rule"], [("rule", inner)].into());
    (block_rules(&["token"], BTreeMap::new()), a, b, refusals()).prop_map(|(provider, a, b, refusals)| Mined {
        provider,
        resources: [("x_a".into(), BlockRules { refusals, ..a }), ("x_b".into(), b)].into(),
        ..Mined::default()
    })
}

proptest! {
    #[test]
    fn rules_that_are_written_are_read(mined in mined()) {
        let bytes = write(SMALL, source(), &mined).expect("writable");
        prop_assert_eq!(&bytes, &write(SMALL, source(), &mined).expect("writable"));
        let archive = Archive::from_bytes("mined", bytes).expect("readable");
        prop_assert_eq!(&rules_of(archive.provider()), &mined.provider);
        for name in ["x_a", "x_b"] {
            prop_assert_eq!(&rules_of(archive.resource(name).expect(name)), &mined.resources[name]);
        }
    }

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
