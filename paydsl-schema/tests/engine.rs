//! The engine on whole configurations.

mod common;

use std::sync::Arc;

use paydsl_schema::engine::{Class, Node, Value, Verdict, Violation, check, check_value};
use paydsl_schema::{
    Archive, Block, BlockRules, Combination, CombinationKind, Condition, Family, Form, Mined, Refusal, Rule, Source,
    State, Type, Unit, write,
};
use proptest::prelude::*;
use serde_json::{Value as Json, json};

const REPORT: &str = r#"{"provider_schemas":{"x":{"resource_schemas":{"x_a":{"block":{
    "attributes":{
        "name":{"type":"string","required":true},
        "id":{"type":"string","optional":true,"computed":true},
        "arn":{"type":"string","computed":true},
        "size":{"type":"number","optional":true},
        "on":{"type":"bool","optional":true},
        "key":{"type":"string","optional":true,"sensitive":true},
        "role":{"type":"string","optional":true},
        "a":{"type":"string","optional":true},
        "b":{"type":"string","optional":true},
        "c":{"type":"string","optional":true},
        "names":{"type":["list","string"],"optional":true},
        "ids":{"type":["set","string"],"optional":true},
        "tags":{"type":["map","string"],"optional":true},
        "secrets":{"type":["map","string"],"optional":true,"sensitive":true},
        "any":{"type":"dynamic","optional":true},
        "ingress":{"type":["set",["object",{"port":"number","cidr":"string"}]],"optional":true},
        "login":{"nested_type":{"nesting_mode":"single","attributes":{
            "user":{"type":"string","required":true},
            "password":{"type":"string","optional":true,"sensitive":true},
            "at":{"type":"string","computed":true}}},"optional":true}},
    "block_types":{
        "log":{"nesting_mode":"list","min_items":1,"max_items":2,"block":{
            "attributes":{"group":{"type":"string","optional":true},"bucket":{"type":"string","optional":true},
                "days":{"type":"number","optional":true}}}},
        "rule":{"nesting_mode":"set","block":{
            "attributes":{"priority":{"type":"number","required":true},"action":{"type":"string","optional":true}}}},
        "one":{"nesting_mode":"single","block":{"attributes":{"x":{"type":"string","optional":true}}}},
        "timeouts":{"nesting_mode":"single","block":{"attributes":{"create":{"type":"string","optional":true}}}}}
}}}}}}"#;

fn one_of(values: &[&str]) -> Rule {
    Rule::OneOf {
        values: values.iter().map(|value| Box::from(*value)).collect(),
        ignores_case: false,
    }
}

fn combination(kind: CombinationKind, members: &[&str]) -> Combination {
    Combination {
        kind,
        members: members.iter().map(|member| Box::from(*member)).collect(),
    }
}

fn rules<const N: usize>(arguments: [(&str, Vec<Rule>); N]) -> BlockRules {
    BlockRules {
        arguments: arguments
            .into_iter()
            .map(|(name, rules)| (name.into(), rules))
            .collect(),
        ..BlockRules::default()
    }
}

/// The resource type `x_a` with rules of most kinds.
fn schema() -> &'static Block {
    schema_with({
        use CombinationKind::{AtLeastOneOf, ConflictsWith, ExactlyOneOf, RequiredWith};
        let range = |min: f64, max: f64| Rule::Range {
            min: Some(min),
            max: Some(max),
        };
        let length = |max| Rule::Length {
            min: Some(1),
            max: Some(max),
            unit: Unit::Bytes,
        };
        let mut all = rules([
            ("id", vec![Rule::NotSettable]),
            ("name", vec![length(8)]),
            ("size", vec![Rule::Whole, range(1.0, 900.0)]),
            ("key", vec![Rule::Form(Form::Arn)]),
            (
                "role",
                vec![Rule::Any([Rule::Form(Form::Arn), one_of(&["none"])].into())],
            ),
            ("c", vec![Rule::Sentence("must please me".into())]),
            ("names", vec![Rule::Each(Box::new(length(3))), items(Some(1), Some(2))]),
            (
                "ids",
                vec![
                    items(None, Some(2)),
                    Rule::Each(Box::new(Rule::Form(Form::Cidr {
                        min: 0,
                        max: 32,
                        family: Family::V4,
                    }))),
                ],
            ),
            (
                "tags",
                vec![
                    Rule::EachKey(Box::new(length(3))),
                    Rule::Each(Box::new(length(4))),
                    items(None, Some(2)),
                ],
            ),
            (
                "secrets",
                vec![Rule::EachKey(Box::new(length(3))), Rule::Each(Box::new(length(4)))],
            ),
            ("log", vec![items(Some(1), Some(1))]),
            ("rule", vec![items(None, Some(2))]),
            ("one", vec![Rule::Required]),
        ]);
        all.combinations = vec![
            combination(ConflictsWith, &["a", "b"]),
            combination(ConflictsWith, &["b", "a"]),
            combination(RequiredWith, &["b", "size"]),
            combination(AtLeastOneOf, &["name", "a", "log.group"]),
        ];
        let mut log = rules([("days", vec![one_of(&["0", "1", "3", "5", "7"])])]);
        log.combinations = vec![combination(ExactlyOneOf, &["bucket", "group"])];
        let rule = rules([
            ("action", vec![one_of(&["ALLOW", "DENY"])]),
            ("priority", vec![Rule::Whole]),
        ]);
        let mut login = rules([("user", vec![length(5)]), ("password", vec![length(5)])]);
        login.combinations = vec![combination(RequiredWith, &["user", "password"])];
        let ingress = rules([("port", vec![Rule::Form(Form::Port { zero: false })])]);
        for (name, inner) in [("log", log), ("rule", rule), ("login", login), ("ingress", ingress)] {
            all.blocks.insert(name.into(), Arc::new(inner));
        }
        all
    })
}

fn items(min: Option<u64>, max: Option<u64>) -> Rule {
    Rule::Items { min, max }
}

fn schema_with(rules: BlockRules) -> &'static Block {
    let source = Source {
        address: "x",
        source: "x/x",
        version: "1.0.0",
        local_name: "x",
    };
    let mined = Mined {
        resources: [("x_a".into(), rules)].into(),
        ..Mined::default()
    };
    let bytes = write(REPORT, source, &mined).expect("writable");
    let archive = Archive::from_bytes("x", bytes).expect("readable");
    archive.resource("x_a").expect("x_a")
}

/// What is found in a configuration that is right but for `changes`.
fn found(changes: Json) -> Vec<Violation<String>> {
    let mut configuration = json!({"name": "n", "log": [{"group": "g"}], "one": {}});
    for (name, value) in changes.as_object().expect("an object") {
        match value.get("$absent") {
            Some(_) => configuration.as_object_mut().and_then(|all| all.remove(name)),
            None => configuration
                .as_object_mut()
                .and_then(|all| all.insert(name.clone(), value.clone())),
        };
    }
    let schema = schema();
    check(schema, &common::body(schema, &configuration, ""))
}

/// The invalid ones, as people read them.
fn messages(changes: Json) -> Vec<String> {
    let invalid = |violation: &Violation<String>| violation.verdict == Verdict::Invalid;
    found(changes)
        .iter()
        .filter(|violation| invalid(violation))
        .map(ToString::to_string)
        .collect()
}

#[test]
fn what_is_right_is_silent() {
    for changes in [
        json!({}),
        json!({"size": 900, "on": true, "role": "none", "names": ["a", "b"], "ids": ["10.0.0.0/8"], "tags": {"a": "b"}}),
        // As Terraform converts.
        json!({"size": "900", "on": "true", "name": 12345678, "names": [1, 2], "ids": ["10.0.0.0/8", "10.0.0.0/8"]}),
        json!({"id": null, "arn": null, "size": null, "names": null, "rule": [], "timeouts": {}}),
        json!({"size": {"$unknown": 1}, "names": {"$unknown": 1}, "name": {"$unknown": 1}, "tags": {"a": {"$unknown": 1}}}),
        json!({"role": "arn:aws:iam::123456789012:role/x", "any": [1, {"a": []}]}),
        json!({"rule": [{"priority": 1, "action": "ALLOW"}, {"priority": 2}], "timeouts": {"create": "1h"}}),
        json!({"ingress": [{"port": 80, "cidr": "c"}], "login": {"user": "u", "password": "p"}}),
        json!({"a": "x", "b": {"$unknown": 1}, "size": {"$unknown": 1}}),
        json!({"log": [{"group": {"$unknown": 1}, "bucket": "b"}]}),
        json!({"log": {"$more": []}, "one": {"$more": []}, "rule": {"$more": [{"priority": 1}]}}),
    ] {
        assert_eq!(found(changes.clone()), [], "{changes}");
    }
}

fn refusal<const N: usize>(conditions: [(&str, State); N], message: &str) -> Refusal {
    let conditions = conditions.into_iter().map(|(argument, state)| Condition {
        argument: argument.into(),
        state,
    });
    Refusal {
        conditions: conditions.collect(),
        message: message.into(),
    }
}

/// The resource type `x_a` with refusals of all kinds of conditions.
fn refusing() -> &'static Block {
    let one_of = |values: &[&str], or_absent| State::OneOf {
        values: values.iter().map(|value| Box::from(*value)).collect(),
        or_absent,
    };
    schema_with(BlockRules {
        refusals: vec![
            refusal(
                [("on", one_of(&["true"], false)), ("a", one_of(&["slow", "off"], true))],
                "fast only.",
            ),
            refusal([("b", State::Absent), ("size", one_of(&["5"], false))], "b is needed"),
            refusal([("names", State::Given), ("log.days", State::Given)], "not both"),
            refusal([("role", one_of(&["x"], true)), ("rule", State::Given)], "another role"),
        ],
        ..BlockRules::default()
    })
}

/// What plan refuses, and whether that is certain.
fn refused(changes: Json) -> Vec<(Verdict, String)> {
    let mut configuration = json!({"name": "n", "log": [{"group": "g"}], "role": "r"});
    for (name, value) in changes.as_object().expect("an object") {
        configuration[name] = value.clone();
    }
    let schema = refusing();
    let found = check(schema, &common::body(schema, &configuration, ""));
    assert!(
        found
            .iter()
            .all(|violation| violation.class == Class::Plan && violation.deferred),
        "{found:?}"
    );
    found
        .iter()
        .map(|violation| (violation.verdict, violation.to_string()))
        .collect()
}

#[test]
fn what_plan_refuses_is_told_in_words() {
    let (says, needed) = ("at plan the provider says", "`b` has to be given where `size` is 5");
    let fast = format!("`on` cannot be true where `a` is \"slow\" or \"off\" or not given ({says}: fast only)");
    for (changes, message) in [
        (json!({"on": true}), fast.clone()),
        (json!({"on": "true", "a": null}), fast.clone()),
        (json!({"on": true, "a": "off"}), fast),
        (json!({"size": 5}), format!("{needed} ({says}: b is needed)")),
        (
            json!({"size": "5.0", "b": null}),
            format!("{needed} ({says}: b is needed)"),
        ),
        (
            json!({"names": ["n"], "log": [{"days": 1}]}),
            format!("`names` cannot be given where `log.days` is given ({says}: not both)"),
        ),
        (
            json!({"rule": [{"priority": 1}], "role": null}),
            format!("`role` has to be given, and cannot be \"x\" where `rule` is given ({says}: another role)"),
        ),
    ] {
        assert_eq!(refused(changes.clone()), [(Verdict::Invalid, message)], "{changes}");
    }
}

#[test]
fn what_plan_accepts_is_not_refused_and_what_may_be_is_undecidable() {
    for changes in [
        json!({}),
        json!({"on": false}),
        json!({"on": true, "a": "fast"}),
        json!({"on": {"$unknown": 1}, "a": "fast"}),
        json!({"size": 5, "b": "x"}),
        json!({"size": 6}),
        json!({"names": null, "log": [{"days": 1}]}),
        json!({"names": ["n"], "log": [{"days": null}]}),
        json!({"rule": [], "role": "x"}),
        json!({"rule": [{"priority": 1}], "role": "y"}),
    ] {
        assert_eq!(refused(changes.clone()), [], "{changes}");
    }
    for changes in [
        json!({"on": {"$unknown": 1}}),
        json!({"on": true, "a": {"$unknown": 1}}),
        json!({"size": 5, "b": {"$unknown": 1}}),
        // Providers differ in whether these count as given.
        json!({"size": 5, "b": ""}),
        json!({"names": [], "log": [{"days": 1}]}),
        json!({"names": ["n"], "log": [{"days": 0}]}),
        // Some look at the first block only, and others at each.
        json!({"names": ["n"], "log": [{"days": 1}, {"days": 2}]}),
        json!({"names": ["n"], "log": {"$more": [{"days": 1}]}}),
        json!({"rule": {"$more": []}, "role": "x"}),
    ] {
        let found = refused(changes.clone());
        assert_eq!(found.len(), 1, "{changes}: {found:?}");
        assert_eq!(found[0].0, Verdict::Undecidable, "{changes}");
    }
}

#[test]
fn mistakes_are_told_in_words() {
    for (changes, message) in [
        (json!({"zzzz": 1}), "`zzzz` is no argument or block here"),
        (
            json!({"siez": 1}),
            "`siez` is no argument or block here; the nearest is `size`",
        ),
        (json!({"name": {"$absent": 1}}), "`name` has to be given: a string"),
        (json!({"name": null}), "`name` has to be given: a string"),
        (
            json!({"log": {"$absent": 1}}),
            "`log` has to be given: at least one block",
        ),
        (json!({"log": []}), "`log` must be at least one block, not 0"),
        (
            json!({"one": {"$absent": 1}}),
            "`one` has to be given: at least one block",
        ),
        (json!({"one": [{}, {}]}), "`one` must be at most one block, not 2"),
        (
            json!({"log": [{"group": "a"}, {"group": "b"}]}),
            "`log` must have exactly 1 block, not 2",
        ),
        (json!({"log": "x"}), "`log` is a block, not an argument"),
        (json!({"id": "x"}), "`id` is set by the provider and cannot be given"),
        (
            json!({"id": {"$unknown": 1}}),
            "`id` is set by the provider and cannot be given",
        ),
        (json!({"arn": "x"}), "`arn` is set by the provider and cannot be given"),
        (
            json!({"size": 0}),
            "`size` must be between 1 and 900, not 0; the nearest is 1",
        ),
        (
            json!({"size": 901}),
            "`size` must be between 1 and 900, not 901; the nearest is 900",
        ),
        (json!({"size": 1000.5}), "`size` must be a whole number, not 1000.5"),
        (json!({"size": "many"}), "`size` must be a number, not \"many\""),
        (json!({"size": "7 days"}), "`size` must be a number, not \"7 days\""),
        (json!({"size": [1]}), "`size` must be a number, not a list of 1"),
        (json!({"on": 1}), "`on` must be true or false, not 1"),
        (json!({"on": "yes"}), "`on` must be true or false, not \"yes\""),
        (json!({"name": ["a"]}), "`name` must be a string, not a list of 1"),
        (
            json!({"name": ""}),
            "`name` must be 1 to 8 characters long (it has 0), not \"\"",
        ),
        (
            json!({"name": "ééééé"}),
            "`name` must be 1 to 8 characters long (it has 10 bytes), not \"ééééé\"",
        ),
        (
            json!({"name": 123456789}),
            "`name` must be 1 to 8 characters long (it has 9), not 123456789",
        ),
        (
            json!({"role": "all"}),
            "`role` must be an ARN: `arn:partition:service:region:account:resource`, or must be \"none\", not \"all\"",
        ),
        (json!({"names": "a"}), "`names` must be a list of strings, not \"a\""),
        (
            json!({"names": []}),
            "`names` must have 1 to 2 elements, not a list of 0",
        ),
        (
            json!({"names": ["a", "long"]}),
            "`names[1]` must be 1 to 3 characters long (it has 4), not \"long\"",
        ),
        (
            json!({"names": [["a"]]}),
            "`names[0]` must be a string, not a list of 1",
        ),
        (
            json!({"ids": ["10.0.0.1/8"]}),
            "`ids[0]` must be an IPv4 network in CIDR notation, without host bits, not \"10.0.0.1/8\"; the nearest is \"10.0.0.0/8\"",
        ),
        (
            json!({"tags": ["a"]}),
            "`tags` must be a map of strings, not a list of 1",
        ),
        (
            json!({"tags": {"long": "v"}}),
            "`tags[\"long\"]` has a key that must be 1 to 3 characters long (it has 4), not \"long\"",
        ),
        (
            json!({"tags": {"k": "value"}}),
            "`tags[\"k\"]` must be 1 to 4 characters long (it has 5), not \"value\"",
        ),
        (
            json!({"tags": {"a": "1", "b": "1", "c": "1"}}),
            "`tags` must have at most 2 elements, not a map of 3",
        ),
        (
            json!({"log": [{"group": "g", "days": 6}]}),
            "`log[0].days` must be one of 0, 1, 3, 5 or 7, not 6; the nearest is 5",
        ),
        (
            json!({"rule": [{"priority": 1, "action": "allow"}]}),
            "`rule[0].action` must be one of \"ALLOW\" or \"DENY\", not \"allow\"; the nearest is \"ALLOW\"",
        ),
        (
            json!({"rule": [{"action": "DENY"}]}),
            "`rule[0].priority` has to be given: a number",
        ),
        (
            json!({"rule": [{"priority": 1}, {"priority": 2}, {"priority": 3}]}),
            "`rule` must have at most 2 blocks, not 3",
        ),
        (
            json!({"ingress": [{"port": 0, "cidr": "c"}]}),
            "`ingress[0].port` must be a port, 1 to 65535, not 0; the nearest is 1",
        ),
        (
            json!({"ingress": [{"port": 1}]}),
            "`ingress[0].cidr` has to be given: a string",
        ),
        (
            json!({"login": {"password": "p"}}),
            "`login.user` has to be given: a string",
        ),
        (
            json!({"login": {"user": "u", "password": "p", "at": "x"}}),
            "`login.at` is set by the provider and cannot be given",
        ),
        (
            json!({"login": {"user": "u"}}),
            "`login.user` can only be given together with `password`",
        ),
        (json!({"a": "x", "b": "y", "size": 1}), "`a` cannot be given beside `b`"),
        (json!({"b": "y"}), "`b` can only be given together with `size`"),
        (
            json!({"log": [{"group": "g", "bucket": "b"}]}),
            "`log[0].group` cannot be given beside `bucket`: only one of `bucket` and `group` can",
        ),
        (
            json!({"log": [{"days": 1}]}),
            "`log[0]` needs exactly one of `bucket` and `group`",
        ),
    ] {
        assert_eq!(messages(changes.clone()), [message], "{changes}");
    }
}

#[test]
fn all_mistakes_are_told_at_once() {
    let all = messages(json!({"name": null, "size": 0, "names": ["long", "longer"], "a": "x", "b": "y"}));
    assert_eq!(all.len(), 5, "{all:#?}");
}

#[test]
fn marks_lead_back() {
    let tag = |changes: Json| found(changes).into_iter().map(|violation| violation.tag).next();
    assert_eq!(tag(json!({"names": ["a", "long"]})).as_deref(), Some("names[1]"));
    assert_eq!(
        tag(json!({"log": [{"group": "g", "days": 6}]})).as_deref(),
        Some("log[0].days")
    );
    assert_eq!(tag(json!({"name": {"$absent": 1}})).as_deref(), Some(""));
    assert_eq!(tag(json!({"rule": [{}]})).as_deref(), Some("rule[0]"));
    assert_eq!(tag(json!({"oops": 1})).as_deref(), Some("oops"));
}

#[test]
fn what_cannot_be_told_is_no_mistake() {
    for (changes, class) in [
        (json!({"c": "x"}), Class::Sentence),
        // An empty block is skipped by some providers.
        (json!({"log": [{}]}), Class::Combination),
        // So is a block that is not the first.
        (json!({"log": [{"group": "g"}, {"days": 1}]}), Class::Combination),
        // It may turn out to be `null`.
        (json!({"b": {"$unknown": 1}}), Class::Combination),
        // Some say that an empty ARN is none given.
        (json!({"key": ""}), Class::Form),
        (json!({"ids": ["10.0.0.0/08"]}), Class::Form),
    ] {
        let all: Vec<Class> = found(changes.clone())
            .iter()
            .filter(|violation| violation.verdict == Verdict::Undecidable)
            .map(|violation| violation.class)
            .collect();
        assert_eq!(all, [class], "{changes}");
    }
    // Equal elements of a set are one.
    assert_eq!(found(json!({"ids": ["10.0.0.0/8", "10.0.0.0/8", "10.0.0.0/9"]})), []);
    assert_eq!(
        found(json!({"rule": [{"priority": 1}, {"priority": 1}, {"priority": "1"}]})),
        []
    );
}

#[test]
fn what_the_provider_says_later_is_told_apart() {
    let deferred = |changes: Json| -> Vec<bool> { found(changes).iter().map(|violation| violation.deferred).collect() };
    assert_eq!(
        deferred(json!({"log": [{"group": {"$unknown": 1}, "days": 6}]})),
        [true]
    );
    assert_eq!(deferred(json!({"log": [{"group": "g", "days": 6}]})), [false]);
    assert_eq!(deferred(json!({"names": ["long", {"$unknown": 1}]})), [true]);
    assert_eq!(deferred(json!({"size": 0, "role": {"$unknown": 1}})), [false]);
}

#[test]
fn secrets_are_never_shown() {
    let shown = |changes: Json| {
        let mut all = found(changes);
        // The caller's own marks are the caller's to hide.
        all.iter_mut().for_each(|violation| violation.tag.clear());
        format!("{all:?}")
    };
    for changes in [
        json!({"key": "hunter2"}),
        json!({"name": {"$secret": "hunter2hunter2"}}),
        json!({"secrets": {"hunter2": "x"}}),
        json!({"secrets": {"k": "hunter2"}}),
        json!({"login": {"user": "u", "password": "hunter2"}}),
        json!({"names": [{"$secret": "hunter2"}]}),
        json!({"names": {"$secret": ["hunter2"]}}),
        json!({"size": {"$secret": "hunter2"}}),
        json!({"log": [{"group": "g", "days": {"$secret": 72}}]}),
    ] {
        let text = shown(changes.clone());
        assert!(text.contains("Invalid"), "{changes}: {text}");
        assert!(!text.contains("hunter2") && !text.contains("72"), "{text}");
        assert!(text.contains("given: None") && text.contains("nearest: None"), "{text}");
    }
}

#[test]
fn lists_of_objects_may_be_written_as_blocks() {
    use paydsl_schema::engine::{Content, Entry};
    let schema = schema();
    let blocks = |json: Json| {
        let mut body = common::body(schema, &json!({"name": "n", "log": [{"group": "g"}], "one": {}}), "");
        // Blocks of an argument have no schema of their own.
        let entries = json.as_object().expect("an object").iter().map(|(name, value)| Entry {
            name: name.as_str().into(),
            content: Content::Argument(common::node(value, name)),
            tag: name.clone(),
        });
        let block = paydsl_schema::engine::Body {
            entries: entries.collect(),
            tag: "ingress[0]".to_owned(),
        };
        body.entries.push(Entry {
            name: "ingress".into(),
            content: Content::Blocks {
                blocks: vec![block],
                more: false,
            },
            tag: "ingress".to_owned(),
        });
        let all = check(schema, &body);
        all.iter().map(ToString::to_string).collect::<Vec<String>>()
    };
    assert!(blocks(json!({"port": 80})).is_empty());
    assert_eq!(
        blocks(json!({"prot": 80})),
        ["`ingress[0].prot` is no argument here; the nearest is `port`"]
    );
    assert_eq!(
        blocks(json!({"port": 0})),
        ["`ingress[0].port` must be a port, 1 to 65535, not 0; the nearest is 1"]
    );
}

#[test]
fn single_values_are_checked_alone() {
    let rules = [
        Rule::Whole,
        Rule::Range {
            min: Some(1.0),
            max: None,
        },
    ];
    let value = Node::new(Value::Text("0".into()), 7);
    let found = check_value("timeout", &Type::Number, &rules, &value);
    assert_eq!(
        found.iter().map(ToString::to_string).collect::<Vec<_>>(),
        ["`timeout` must be at least 1, not \"0\"; the nearest is 1"]
    );
    assert_eq!(found[0].tag, 7);
}

fn value() -> impl Strategy<Value = Json> {
    let leaf = prop_oneof![
        Just(Json::Null),
        any::<bool>().prop_map(Json::from),
        any::<i64>().prop_map(Json::from),
        (0.0f64..1e6).prop_map(Json::from),
        "[a-z0-9:/.]{0,12}".prop_map(Json::from),
        any::<String>().prop_map(Json::from),
        Just(json!({"$unknown": 1})),
    ];
    leaf.prop_recursive(3, 16, 4, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Json::from),
            prop::collection::vec((prop::sample::select(&NAMES[..]), inner), 0..4).prop_map(|entries| Json::Object(
                entries
                    .into_iter()
                    .map(|(name, value)| (name.to_owned(), value))
                    .collect()
            )),
        ]
    })
}

const NAMES: [&str; 19] = [
    "name", "id", "arn", "size", "on", "key", "role", "names", "ids", "tags", "secrets", "any", "ingress", "login",
    "log", "rule", "group", "user", "oops",
];

proptest! {
    #[test]
    fn nothing_panics_and_secrets_stay_secret(entries in prop::collection::vec((prop::sample::select(&NAMES[..]), value()), 0..8)) {
        let schema = schema();
        let object = |entries: &[(&str, Json)]| {
            // Blocks of the schema are objects in the helper.
            let fits = |name: &str, value: &Json| {
                schema.block(name).is_none() || value.is_string() || value.as_array().is_some_and(|all| all.iter().all(Json::is_object))
            };
            Json::Object(entries.iter().filter(|(name, value)| fits(name, value)).map(|(name, value)| ((*name).to_owned(), value.clone())).collect())
        };
        let configuration = common::body(schema, &object(&entries), "");
        for violation in check(schema, &configuration) {
            if violation.path.starts_with("key") || violation.path.starts_with("secrets") {
                prop_assert_eq!(violation.given, None);
            }
        }
    }

    /// What is unknown is never a mistake but where nothing may be given.
    #[test]
    fn the_unknown_is_never_refused(name in prop::sample::select(&NAMES[..18])) {
        let schema = schema();
        prop_assume!(schema.block(name).is_none() && schema.attribute(name).is_some() && !["id", "arn"].contains(&name));
        prop_assert_eq!(messages(json!({name: {"$unknown": 1}})), Vec::<String>::new());
    }
}
