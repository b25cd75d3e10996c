//! Names and tags.

use paydsl::policy::{NameOrder, environment_suffix, name_order, required_tags};
use paydsl::prelude::*;

use super::{Env, found};

#[stack]
pub fn suffixed(env: &Env) {
    let account = data::aws_caller_identity {};
    let bucket = aws_s3_bucket {
        bucket: env.name(tf!("s3-audit-{account.account_id}")),
    };
    let queue = aws_sqs_queue {
        name: tf!("{env.name(\"sqs-payments\")}.fifo"),
        fifo_queue: true,
    };
    let function = aws_lambda_function {
        filename: "code.zip",
        handler: "bootstrap",
        runtime: "provided.al2023",
        function_name: env.name("lambda-settle"),
        role: "arn:aws:iam::123456789012:role/x",
    };
    let logs = aws_cloudwatch_log_group {
        name: tf!("/aws/lambda/{function.function_name}"),
    };
    let parameter = aws_ssm_parameter {
        name: tf!("/payments/{env.suffix()}/url"),
        r#type: "String",
        value: "x",
    };
    let alias = aws_kms_alias {
        name: tf!("alias/{env.name(\"kms-audit\")}"),
        target_key_id: "x",
    };
    let generated = aws_iam_role {
        name_prefix: env.name("role-settle"),
        assume_role_policy: "{}",
    };
    // What another resource is called may have the suffix.
    let policy = aws_iam_policy {
        name: generated.name,
        policy: "{}",
    };
}

#[stack]
pub fn unsuffixed(env: &Env) {
    let account = data::aws_caller_identity {};
    let literal = aws_sqs_queue { name: "payments" };
    let by_account = aws_s3_bucket {
        bucket: tf!("s3-audit-{account.account_id}"),
    };
    let by_environment = aws_s3_bucket { bucket: env.bucket };
    let in_front = aws_sns_topic {
        name: tf!("{env.suffix()}-payments"),
    };
    let glued = aws_sns_topic {
        name: tf!("payments{env.suffix()}"),
    };
    let nameless = aws_iam_role {
        assume_role_policy: "{}",
    };
}

#[test]
fn names_end_in_the_environments_suffix() {
    assert_eq!(found(environment_suffix(), suffixed), Vec::<String>::new());
    let same = "is called the same in every copy of an environment: its";
    let not = "does not end in the environment's suffix";
    assert_eq!(
        found(environment_suffix(), unsuffixed),
        [
            format!("aws_sqs_queue.literal {same} `name` \"payments\" {not}"),
            format!("aws_s3_bucket.by_account {same} `bucket` {not}"),
            format!("aws_s3_bucket.by_environment {same} `bucket` \"s3-audit-dev\" {not} (dev)"),
            format!("aws_s3_bucket.by_environment {same} `bucket` \"s3-audit-prod\" {not} (prod)"),
            format!("aws_sns_topic.in_front {same} `name` \"dev-payments\" {not} (dev)"),
            format!("aws_sns_topic.in_front {same} `name` \"prod-payments\" {not} (prod)"),
            format!("aws_sns_topic.glued {same} `name` \"paymentsdev\" {not} (dev)"),
            format!("aws_sns_topic.glued {same} `name` \"paymentsprod\" {not} (prod)"),
            "aws_iam_role.nameless has no `name`, so that its name is without the environment".to_owned(),
        ]
    );
}

#[stack]
pub fn ordered(env: &Env) {
    let queue = aws_sqs_queue {
        name: env.name("sqs-payments"),
    };
    let group = aws_security_group {
        name: env.name("security-group-lambda"),
    };
    let role = aws_iam_role {
        name: env.name("role-payments"),
        assume_role_policy: "{}",
    };
    let logs = aws_cloudwatch_log_group {
        name: tf!("/aws/lambda/{env.name(\"x\")}"),
    };
    let firewall_logs = aws_cloudwatch_log_group {
        name: env.name("aws-waf-logs-payments"),
    };
}

#[stack]
pub fn disordered(env: &Env) {
    let queue = aws_sqs_queue {
        name: "payments-queue-dev",
    };
    let bare = aws_security_group {
        name: env.name("security-group"),
    };
}

#[test]
fn names_begin_with_what_they_name() {
    assert_eq!(
        found(name_order(NameOrder::TypePurposeEnvironment), ordered),
        Vec::<String>::new()
    );
    let queue = "aws_sqs_queue.queue has the `name` \"payments-queue-dev\", which does not begin with what it is";
    let bare = "aws_security_group.bare has a `name` that does not say what it is for";
    assert_eq!(found(name_order(NameOrder::TypeEnvironment), disordered), [queue]);
    assert_eq!(
        found(name_order(NameOrder::TypePurposeEnvironment), disordered),
        [queue, bare]
    );
}

#[stack]
pub fn tagged(env: &Env) {
    let whole = aws_vpc {
        cidr_block: "10.0.0.0/16",
        tags: env.tags("vpc"),
    };
    let literal = aws_vpc {
        cidr_block: "10.0.0.0/16",
        tags: [("Project", "shop"), ("Environment", "dev")],
    };
    let attachment = aws_iam_role_policy_attachment {
        role: "x",
        policy_arn: "arn:aws:iam::aws:policy/ReadOnlyAccess",
    };
}

#[stack]
pub fn untagged(env: &Env) {
    let none = aws_vpc {
        cidr_block: "10.0.0.0/16",
    };
    let one = aws_vpc {
        cidr_block: "10.0.0.0/16",
        tags: [("Project", "shop")],
    };
    let empty = aws_vpc {
        cidr_block: "10.0.0.0/16",
        tags: [("Project", "shop"), ("Environment", "")],
    };
}

#[stack]
pub fn tagged_by_default(env: &Env) {
    provider::aws {
        region: "us-east-1",
        default_tags: block {
            tags: [("Environment", env.environment())],
        },
    };
    let one = aws_vpc {
        cidr_block: "10.0.0.0/16",
        tags: [("Project", "shop")],
    };
}

#[test]
fn resources_have_the_tags_that_are_required() {
    let rule = || required_tags(["Environment", "Project"]);
    assert_eq!(found(rule(), tagged), Vec::<String>::new());
    assert_eq!(found(rule(), tagged_by_default), Vec::<String>::new());
    assert_eq!(
        found(rule(), untagged),
        [
            "aws_vpc.none lacks the tags `Environment`, `Project`",
            "aws_vpc.one lacks the tag `Environment`",
            "aws_vpc.empty lacks the tag `Environment`",
        ]
    );
}
