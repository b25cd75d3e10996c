//! `diff`: what differs between two environments, and each argument that it feeds.

#![allow(missing_docs, reason = "the names in a test say what they are for")]
#![allow(clippy::unwrap_used, reason = "a test fails by it")]

mod small_project;
mod support;

use serde_json::{Value, json};

use small_project::{line, ok, run};
use support::Workspace;

fn report(arguments: &[&str]) -> Value {
    let command = [&["diff", "small"], arguments, &["--format", "json"]].concat();
    serde_json::from_str(&ok(&Workspace::new(), &command)).unwrap()
}

/// The arguments in a list, as `stack address path file:line`.
fn arguments(list: &Value) -> Vec<String> {
    let word = |argument: &Value, name: &str| argument[name].as_str().unwrap().to_owned();
    let line = |argument| {
        ["stack", "address", "path", "source"]
            .map(|name| word(argument, name))
            .join(" ")
    };
    list.as_array().unwrap().iter().map(line).collect()
}

#[test]
fn each_differing_value_is_followed_to_every_argument_it_feeds() {
    let report = report(&["dev", "prod"]);
    let differing = report["differing"].as_array().unwrap();
    let found: Vec<(&str, Vec<&Value>, Vec<String>)> = differing
        .iter()
        .map(|field| {
            let values = field["values"].as_array().unwrap().iter();
            let values = values.map(|value| &value["value"]).collect();
            (field["field"].as_str().unwrap(), values, arguments(&field["arguments"]))
        })
        .collect();
    let at = |argument: &str, text: &str| format!("{argument} {}", line(text));
    let (vpc, ports) = ("let vpc = aws_vpc", "let ports = each(");
    let rule = "base aws_vpc_security_group_ingress_rule.ports";
    assert_eq!(
        found,
        [
            (
                "cidr",
                vec![&json!("10.0.0.0/16"), &json!("10.1.0.0/16")],
                // Through another resource's argument, a function and a local.
                vec![
                    at("base aws_vpc.vpc cidr_block", vpc),
                    at(&format!("{rule} cidr_ipv4"), ports)
                ]
            ),
            (
                "limit",
                vec![&json!(10), &json!(500)],
                // Through a template and the state of another stack.
                vec![
                    at("base output.limit value", "pub fn base("),
                    at("service aws_ssm_parameter.limit insecure_value", "let limit ="),
                ]
            ),
            (
                "ports",
                vec![&json!({ "https": 443 }), &json!({ "https": 443, "metrics": 9090 })],
                // Through for_each.
                vec![
                    at(&format!("{rule} for_each"), ports),
                    at(&format!("{rule} from_port"), ports),
                    at(&format!("{rule} to_port"), ports),
                ]
            ),
            ("motto", vec![&json!("try"), &json!("\"hold\"")], Vec::new()),
        ]
    );
    assert_eq!(
        report["same"],
        json!([{ "field": "region", "value": "us-east-1" }, { "field": "log_days", "value": 7 }])
    );
    assert_eq!(report["protected"][1], json!({ "environment": "prod", "value": true }));
}

#[test]
fn what_a_name_decides_by_itself_is_shown_and_every_argument_is_counted_once() {
    let report = report(&["dev", "prod"]);
    let named = arguments(&report["name"]);
    let tier = format!("service aws_ssm_parameter.secret tier {}", line("let secret ="));
    assert!(named.contains(&tier), "{named:#?}");
    let name = format!("base aws_security_group.access name {}", line("let access ="));
    assert!(named.contains(&name), "{named:#?}");
    let counts = &report["arguments"];
    let count = |name: &str| counts[name].as_u64().unwrap();
    let parts = ["fed_by_differing_values", "carrying_the_name", "same_by_construction"].map(count);
    assert_eq!(parts.iter().sum::<u64>(), count("all"));
    assert_eq!(parts[0], 7);
    assert!(parts[2] > 10, "{counts}");

    let text = ok(&Workspace::new(), &["diff", "small", "dev", "prod"]);
    let by_itself = text.split("by itself:\n").nth(1).unwrap().split("\n\n").next().unwrap();
    assert!(
        by_itself.contains("aws_ssm_parameter.secret: tier") && by_itself.lines().count() == 1,
        "{text}"
    );
    for part in [
        "motto: \"try\" in dev, \"\\\"hold\\\"\" in prod\n  feeds no argument\n",
        "protected: only prod",
        &format!("{} arguments are the same by construction", parts[2]),
    ] {
        assert!(text.contains(part), "{part}\n{text}");
    }
}

#[test]
fn an_environment_does_not_differ_from_itself() {
    let report = report(&["dev", "dev"]);
    assert_eq!((&report["differing"], &report["name"]), (&json!([]), &json!([])));
    assert_eq!(report["arguments"]["same_by_construction"], report["arguments"]["all"]);
}

#[test]
fn a_difference_fails_only_on_demand() {
    let workspace = Workspace::new();
    for (others, code) in [
        (&["dev", "prod"][..], 0),
        (&["dev", "prod", "--exit-code"], 1),
        (&["dev", "dev", "--exit-code"], 0),
    ] {
        let answer = run(&workspace, &[&["diff", "small"], others].concat());
        assert_eq!(answer.code, code, "{others:?}: {answer:?}");
    }
    // It looks, and writes nothing.
    assert_eq!(std::fs::read_dir(workspace.root()).unwrap().count(), 1);
}

#[test]
fn wrong_names_are_answered_with_the_nearest() {
    let workspace = Workspace::new();
    for (arguments, part) in [
        (
            &["smal", "dev", "prod"][..],
            "there is no project smal (did you mean small?)",
        ),
        (&["small", "dev", "prd"], "no environment \"prd\" (did you mean prod?)"),
        (&["small/base", "dev", "prod"], "name it without a stack"),
    ] {
        let answer = run(&workspace, &[&["diff"], arguments].concat());
        assert_eq!(answer.code, 1, "{answer:?}");
        assert!(answer.error.contains(part), "{answer:?}");
    }
    let both = run(&workspace, &["diff", "small", "deb", "prd"]);
    assert_eq!(both.error.matches("no environment").count(), 2, "{both:?}");
}
