//! Rules of users, and what they can see.

use paydsl::policy::{Resolved, Rule};
use paydsl::prelude::*;

use super::{Env, found, line_of, report};

fn no_large_instances() -> Rule {
    Rule::new("no-large-instances", |stack, findings| {
        for instance in stack.resources("aws_db_instance") {
            let class = instance.get("instance_class");
            if class.text().is_some_and(|class| class.ends_with("24xlarge")) {
                findings.add(instance, format!("is huge, in {}", stack.environment()));
            }
        }
    })
    .summary("Databases are of a class that the budget allows")
    .remedy("choose a smaller one")
    .pci_dss(&["1.2.3"])
}

#[stack]
pub fn large(env: &Env) {
    let database = aws_db_instance {
        instance_class: env.is_kept.then("db.r5.24xlarge", "db.t3.medium"),
    };
}

#[test]
fn a_users_rule_is_a_rule_like_any_other() {
    let report = report([no_large_instances()], &[large]);
    let [finding] = report.findings.as_slice() else {
        panic!("{report:?}");
    };
    assert_eq!(finding.rule, "no-large-instances");
    assert_eq!(finding.address, "aws_db_instance.database");
    assert_eq!(finding.message, "is huge, in prod");
    assert_eq!(finding.remedy, "choose a smaller one");
    assert_eq!(finding.environments, ["prod"]);
    assert_eq!(finding.pci_dss, ["1.2.3"]);
    assert!(
        finding.site.file.ends_with("own_rules.rs"),
        "the Rust line is told: {}",
        finding.site
    );
    assert_eq!(
        finding.site.line,
        line_of(include_str!("own_rules.rs"), "let database = aws_db_instance")
    );
}

/// Tells what the values of a map of tags come to.
fn tell_tags() -> Rule {
    Rule::new("tell", |stack, findings| {
        for resource in stack.resources("aws_eip") {
            let Resolved::Object(tags) = resource.get("tags") else {
                findings.add(resource, "has tags that are not known");
                continue;
            };
            for (name, value) in tags {
                let value = value.text().map_or("?".into(), |value| value.into_owned());
                findings.add(resource, format!("{name}={value}"));
            }
        }
    })
}

#[stack]
pub fn values(env: &Env) {
    let named = local {
        value: tf!("x-{env.region}"),
    };
    let size: Value<Num> = variable { default: 3 };
    let vpc = aws_vpc {
        cidr_block: "10.0.0.0/16",
    };
    let first: Value<Map<Str>> = [
        ("template", tf!("a-{env.days}-b")),
        ("local", named),
        ("twice", tf!("1")),
    ]
    .into_value();
    let second: Value<Map<Str>> = [
        ("twice", tostring(env.days + 1)),
        ("condition", env.days.gt(3).then("many", "few")),
        ("coalesce", coalesce(["", "second"])),
        ("join", join("-", [tf!("a"), env.region])),
        ("lower", lower("ABC")),
        ("argument", vpc.cidr_block),
        ("suffix", env.name("x")),
    ]
    .into_value();
    let known = aws_eip {
        tags: merge([first, second]),
    };
    let unknown = aws_eip {
        tags: [
            ("id", vpc.id),
            ("variable", tostring(size)),
            ("raw", hcl!("upper(\"x\")")),
        ],
    };
    let whole = aws_eip { tags: hcl!("var.tags") };
    let absent = when(env.is_kept, || aws_eip {
        tags: [("only", "prod")],
    });
    let none = each(None::<Vec<&str>>.unwrap_or_default(), |name, _| aws_eip {
        tags: [("never", name)],
    });
}

#[test]
fn values_are_known_as_far_as_they_are_before_anything_is_applied() {
    assert_eq!(
        found(tell_tags(), values),
        [
            "aws_eip.known template=a-7-b (dev)",
            "aws_eip.known local=x-us-east-1",
            "aws_eip.known twice=8 (dev)",
            "aws_eip.known condition=many (dev)",
            "aws_eip.known coalesce=second",
            "aws_eip.known join=a-us-east-1",
            "aws_eip.known lower=abc",
            "aws_eip.known argument=10.0.0.0/16",
            "aws_eip.known suffix=x-dev (dev)",
            "aws_eip.known template=a-0-b (prod)",
            "aws_eip.known twice=1 (prod)",
            "aws_eip.known condition=few (prod)",
            "aws_eip.known suffix=x-prod (prod)",
            "aws_eip.unknown id=?",
            "aws_eip.unknown variable=?",
            "aws_eip.unknown raw=?",
            "aws_eip.whole has tags that are not known",
            "aws_eip.absent only=prod (prod)",
        ]
    );
}

#[test]
fn nothing_is_found_in_what_is_not_known() {
    for rule in paydsl::policy::library() {
        let name = rule.name;
        let findings = found(rule, unknown_everywhere);
        assert_eq!(findings, Vec::<String>::new(), "{name}");
    }
}

/// Every argument that a rule looks at comes from outside.
#[stack]
pub fn unknown_everywhere(env: &Env) {
    let text: Value<Str> = variable { sensitive: false };
    let truth: Value<Bool> = variable { sensitive: false };
    let number: Value<Num> = variable { sensitive: false };
    let tags: Value<Map<Str>> = variable { sensitive: false };
    let list: Value<List<Str>> = variable { sensitive: false };
    let database = aws_db_instance {
        identifier: text,
        engine: text,
        instance_class: text,
        storage_encrypted: truth,
        skip_final_snapshot: truth,
        deletion_protection: truth,
        publicly_accessible: truth,
        password: text,
        enabled_cloudwatch_logs_exports: list,
        tags: tags,
    };
    let queue = aws_sqs_queue {
        name: text,
        sqs_managed_sse_enabled: truth,
        policy: text,
        tags: tags,
    };
    let key = aws_kms_key {
        deletion_window_in_days: number,
        enable_key_rotation: truth,
        policy: text,
        tags: tags,
    };
    let group = aws_security_group { name: text, tags: tags };
    let ingress = aws_vpc_security_group_ingress_rule {
        security_group_id: group.id,
        cidr_ipv4: text,
        ip_protocol: text,
        from_port: number,
        to_port: number,
        tags: tags,
    };
    let document = data::aws_iam_policy_document {
        statement: [block {
            effect: text,
            actions: list,
            resources: list,
        }],
    };
    let role = aws_iam_role {
        name: text,
        assume_role_policy: text,
        max_session_duration: number,
        tags: tags,
    };
    let logs = aws_cloudwatch_log_group {
        name: text,
        retention_in_days: number,
        tags: tags,
    };
    let function = aws_lambda_function {
        filename: "code.zip",
        handler: "bootstrap",
        runtime: "provided.al2023",
        function_name: text,
        role: text,
        vpc_config: block {
            subnet_ids: list,
            security_group_ids: list,
        },
        tags: tags,
    };
    let task = aws_ecs_task_definition {
        family: text,
        container_definitions: text,
        tags: tags,
    };
}
