use serde_json::json;

use super::*;

fn compared(change: &Value) -> Vec<(String, Shown, Shown)> {
    let found = differences(&Change::of(change));
    found
        .into_iter()
        .map(|attribute| (attribute.path, attribute.before, attribute.after))
        .collect()
}

fn value(value: Value) -> Shown {
    Shown::Value(value)
}

#[test]
fn attributes_are_compared_one_by_one() {
    let change = json!({
        "before": {
            "name": "a", "tags": { "one": "1", "two": "2" }, "none": null, "list": ["a"],
            "rule": [{ "id": "x", "days": 1 }], "gone": { "a": 1 },
        },
        "after": {
            "name": "a", "tags": { "one": "1", "two": "3" }, "none": {}, "list": ["a", "b"],
            "rule": [{ "id": "x", "days": 2 }],
        },
    });
    assert_eq!(
        compared(&change),
        [
            ("gone".into(), value(json!({ "a": 1 })), value(json!(null))),
            ("list".into(), value(json!(["a"])), value(json!(["a", "b"]))),
            ("rule[0].days".into(), value(json!(1)), value(json!(2))),
            ("tags.two".into(), value(json!("2")), value(json!("3"))),
        ]
    );
}

#[test]
fn documents_in_strings_are_compared_by_what_they_say() {
    let change = json!({
        "before": { "policy": "{\"Version\":\"1\",\"Statement\":[{\"Action\":\"a\"}]}", "same": "{\"a\": 1}" },
        "after": { "policy": "{ \"Statement\": [{\"Action\": \"*\"}], \"Version\": \"1\" }", "same": "{\"a\":1}" },
    });
    assert_eq!(
        compared(&change),
        [(
            "policy.Statement[0].Action".into(),
            value(json!("a")),
            value(json!("*"))
        )]
    );
}

#[test]
fn nothing_sensitive_gets_out_wherever_it_is() {
    let secret = "hunter2";
    let change = json!({
        "before": {
            "password": secret, "block": [{ "key": secret, "id": 1 }], "list": [], "map": { "a": secret },
            "document": format!("{{\"a\": \"{secret}\"}}"),
        },
        "after": {
            "password": "other", "block": [{ "key": "x", "id": 2 }], "list": [{ "key": secret, "id": 3 }],
            "map": { "a": "x" }, "document": "{\"a\": 1}",
        },
        "before_sensitive": { "password": true, "block": [{ "key": true }], "map": { "a": true }, "document": true },
        "after_sensitive": { "password": true, "block": [{ "key": true }], "list": [{ "key": true }], "map": true },
    });
    let found = compared(&change);
    assert!(!format!("{found:?}").contains(secret), "{found:?}");
    let paths: Vec<&str> = found.iter().map(|(path, ..)| path.as_str()).collect();
    assert_eq!(
        paths,
        ["block[0].id", "block[0].key", "document", "list", "map", "password"]
    );
    let list = &found[3].2;
    assert_eq!(*list, value(json!([{ "key": attributes::HIDDEN, "id": 3 }])));
}

#[test]
fn what_is_known_after_the_apply_is_a_difference() {
    let change = json!({
        "before": { "id": "a", "name": "x" }, "after": { "name": "x" }, "after_unknown": { "id": true },
    });
    assert_eq!(compared(&change), [("id".into(), value(json!("a")), Shown::Unknown)]);
}

/// A plan with one resource changed from outside and others beside it.
fn plan(kind: &str, before: Value, after: Value, beside: &[(&str, Value)]) -> Value {
    let resources: Vec<Value> = beside
        .iter()
        .map(|(kind, values)| json!({ "mode": "managed", "type": kind, "values": values }))
        .collect();
    let address = format!("{kind}.it");
    json!({
        "resource_drift": [{
            "address": address, "type": kind, "change": { "actions": ["update"], "before": before, "after": after },
        }],
        "prior_state": { "values": { "root_module": { "resources": resources } } },
        "configuration": { "root_module": { "resources": [{ "address": address, "expressions": { "name": {} } }] } },
    })
}

fn attributes(plan: &Value) -> (Vec<Attribute>, Vec<Attribute>) {
    let report = Report::of(plan, &Resources::of(plan));
    let all = |drifted: Vec<Drifted>| drifted.into_iter().flat_map(|drifted| drifted.attributes).collect();
    (all(report.drift), all(report.noticed))
}

#[test]
fn a_rule_that_no_resource_accounts_for_is_drift() {
    let entry = |protocol: &str, port: u16, sources: Value| {
        let mut entry = json!({ "protocol": protocol, "from_port": port, "to_port": port });
        entry
            .as_object_mut()
            .unwrap()
            .extend(sources.as_object().unwrap().clone());
        entry
    };
    let own = [
        (
            "aws_vpc_security_group_ingress_rule",
            json!({ "security_group_id": "sg-1", "ip_protocol": "tcp", "from_port": 443, "to_port": 443,
                "cidr_ipv4": "10.0.0.0/8" }),
        ),
        (
            "aws_vpc_security_group_ingress_rule",
            json!({ "security_group_id": "sg-1", "ip_protocol": "tcp", "from_port": 443, "to_port": 443,
                "referenced_security_group_id": "sg-2" }),
        ),
        (
            "aws_vpc_security_group_ingress_rule",
            json!({ "security_group_id": "sg-1", "ip_protocol": "-1", "referenced_security_group_id": "sg-1" }),
        ),
        (
            "aws_security_group_rule",
            json!({ "security_group_id": "sg-1", "type": "ingress", "protocol": "udp", "from_port": 53, "to_port": 53,
                "cidr_blocks": ["10.0.0.0/8", "10.1.0.0/16"] }),
        ),
        // Another group's rule accounts for nothing here, nor does one of the other direction.
        (
            "aws_vpc_security_group_ingress_rule",
            json!({ "security_group_id": "sg-2", "ip_protocol": "tcp", "from_port": 22, "to_port": 22,
                "cidr_ipv4": "0.0.0.0/0" }),
        ),
        (
            "aws_vpc_security_group_egress_rule",
            json!({ "security_group_id": "sg-1", "ip_protocol": "tcp", "from_port": 22, "to_port": 22,
                "cidr_ipv4": "0.0.0.0/0" }),
        ),
    ];
    let accounted = vec![
        entry(
            "tcp",
            443,
            json!({ "cidr_blocks": ["10.0.0.0/8"], "security_groups": ["123456789012/sg-2"] }),
        ),
        entry("-1", 0, json!({ "self": true })),
        entry("udp", 53, json!({ "cidr_blocks": ["10.1.0.0/16", "10.0.0.0/8"] })),
    ];
    let group = |ingress: &[Value]| json!({ "id": "sg-1", "ingress": ingress });
    let clean = plan("aws_security_group", group(&[]), group(&accounted), &own);
    assert_eq!(attributes(&clean), (vec![], vec![]));

    let opened = [
        accounted,
        vec![entry("tcp", 22, json!({ "cidr_blocks": ["0.0.0.0/0"] }))],
    ]
    .concat();
    let opened = plan("aws_security_group", group(&[]), group(&opened), &own);
    let (drift, noticed) = attributes(&opened);
    assert_eq!(noticed, []);
    assert_eq!(drift[0].after, value(json!(["tcp 22 0.0.0.0/0"])));
}

#[test]
fn a_route_that_no_resource_accounts_for_is_drift() {
    let routes = |routes: Value| json!({ "id": "rtb-1", "route": routes });
    let nat = json!({ "cidr_block": "0.0.0.0/0", "nat_gateway_id": "nat-1", "gateway_id": "" });
    let own = json!({ "route_table_id": "rtb-1", "destination_cidr_block": "0.0.0.0/0", "nat_gateway_id": "nat-1" });
    let clean = plan(
        "aws_route_table",
        routes(json!([])),
        routes(json!([nat])),
        &[("aws_route", own.clone())],
    );
    assert_eq!(attributes(&clean), (vec![], vec![]));
    // The same destination by another way out.
    let turned = json!({ "cidr_block": "0.0.0.0/0", "nat_gateway_id": "", "gateway_id": "igw-1" });
    let turned = plan(
        "aws_route_table",
        routes(json!([nat])),
        routes(json!([turned])),
        &[("aws_route", own)],
    );
    assert_eq!(attributes(&turned).0[0].after, value(json!(["0.0.0.0/0 by igw-1"])));
}

#[test]
fn what_the_code_leaves_open_is_noticed_and_no_drift() {
    let state = |name: &str, version: u8| json!({ "name": name, "version": version });
    let counted = plan("aws_thing", state("a", 1), state("a", 2), &[]);
    let (drift, noticed) = attributes(&counted);
    assert_eq!((drift.len(), noticed.len()), (0, 1));
    let renamed = plan("aws_thing", state("a", 1), state("b", 2), &[]);
    let (drift, noticed) = attributes(&renamed);
    assert_eq!((drift.len(), noticed.len()), (2, 0));
}

#[test]
fn a_policy_that_no_resource_accounts_for_is_drift() {
    let queue = |policy: &str| json!({ "id": "https://queue", "policy": policy });
    let policy = r#"{"Version":"1","Statement":[{"Effect":"Allow","Principal":"*"}]}"#;
    let spaced = r#"{ "Statement": [{ "Principal": "*", "Effect": "Allow" }], "Version": "1" }"#;
    let own = json!({ "queue_url": "https://queue", "policy": spaced });
    let clean = plan(
        "aws_sqs_queue",
        queue(""),
        queue(policy),
        &[("aws_sqs_queue_policy", own)],
    );
    assert_eq!(attributes(&clean), (vec![], vec![]));
    let other = json!({ "queue_url": "https://other", "policy": policy });
    let opened = plan(
        "aws_sqs_queue",
        queue(""),
        queue(policy),
        &[("aws_sqs_queue_policy", other)],
    );
    let (drift, noticed) = attributes(&opened);
    assert_eq!((drift.len(), noticed.len()), (1, 0));
    assert_eq!(
        drift[0].after,
        value(json!([serde_json::from_str::<Value>(policy).unwrap()]))
    );
}
