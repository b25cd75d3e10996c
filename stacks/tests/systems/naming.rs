//! How things are called: each by its type, its purpose and its environment, and in a copy by the copy's suffix besides.

use std::collections::BTreeMap;

use serde_json::Value as Json;

use crate::plan::references;
use crate::system::System;
use crate::world::world;

/// The argument that holds the name of a resource whose name AWS requires to be unique, by what the argument is called.
const NAMES: [&str; 15] = [
    "name",
    "bucket",
    "function_name",
    "identifier",
    "cluster_identifier",
    "alarm_name",
    "dashboard_name",
    "deployment_group_name",
    "rule_name",
    "topic_name",
    "table_name",
    "repository_name",
    "vault_name",
    "alias",
    "web_acl_name",
];

/// Types whose `name` is no name of a thing in the account: it belongs to what it is part of, or the world.
const NAMED_WITHIN: [&str; 16] = [
    "aws_api_gateway_model",
    "aws_api_gateway_request_validator",
    "aws_cloudwatch_log_stream",
    "aws_cloudwatch_event_target",
    "aws_iam_role_policy",
    "aws_lambda_alias",
    "aws_lambda_event_source_mapping",
    "aws_lambda_provisioned_concurrency_config",
    "aws_lambda_permission",
    "aws_rds_cluster_instance_parameter",
    "aws_route53_record",
    "aws_route53_zone",
    "aws_s3_bucket_versioning",
    "aws_api_gateway_gateway_response",
    "aws_api_gateway_stage",
    "aws_default_security_group",
];

/// The arguments that hold a type's names.
fn names_of(kind: &str) -> impl Iterator<Item = &'static str> {
    let own = (kind == "aws_ecs_task_definition").then_some("family");
    let has_none = NAMED_WITHIN.contains(&kind);
    NAMES.into_iter().chain(own).filter(move |_| !has_none)
}

/// The type of `<stack>/<type>.<name>`.
fn kind(address: &str) -> &str {
    let address = address.split_once('/').map_or(address, |(_, rest)| rest);
    address.split('.').next().unwrap_or_default()
}

/// Every unique name ends in the environment (`.fifo` apart, which AWS wants last), or has it in its path.
pub(crate) fn environment(system: &System) {
    let mut seen = 0;
    for plan in system.plans() {
        for (address, values) in plan.resources() {
            // Settings of a thing repeat its name.
            if values["id"].is_null() {
                continue;
            }
            for argument in names_of(kind(address)) {
                let Some(name) = values[argument].as_str() else {
                    continue;
                };
                // AWS prescribes this name, which is as unique as the API's identifier in it.
                if name.starts_with("API-Gateway-Execution-Logs_") {
                    continue;
                }
                let end = format!("-{}", plan.environment);
                let unsuffixed = name.strip_suffix(".fifo").unwrap_or(name);
                assert!(
                    unsuffixed.ends_with(&end)
                        || name.contains(&format!("{end}/"))
                        || unsuffixed.contains(&format!("{end}-")),
                    "{address}: the {argument} {name} does not tell {}",
                    plan.environment
                );
                seen += 1;
            }
        }
    }
    assert!(seen > 20, "only {seen} names were looked at");
}

/// Every unique name is made with the environment and, in a copy, with the copy's suffix: with `local.name_suffix`, or of the
/// name of another thing. A name that had its environment in any other way would be the copy's too.
pub(crate) fn copies(system: &System) {
    let mut seen = 0;
    for plan in system.plans() {
        for stack in system.stacks {
            for resource in plan.configured(stack) {
                let address = resource["address"].as_str().expect("an address");
                if resource["mode"] != "managed" {
                    continue;
                }
                for argument in names_of(kind(address)) {
                    let Some(expression) = resource["expressions"].get(argument) else {
                        continue;
                    };
                    let made_of = references(expression);
                    let is_suffixed = made_of.iter().any(|part| {
                        part == "local.name_suffix"
                            || part.starts_with("aws_")
                            || part.starts_with("data.terraform_remote_state.")
                    });
                    assert!(is_suffixed, "{stack}/{address}: the {argument} is made of {made_of:?}");
                    seen += 1;
                }
            }
        }
    }
    assert!(seen > 60, "only {seen} names were looked at");
    for stack in system.stacks {
        let path = world().module(system.name, stack).join("locals.tf.json");
        let locals: Json = serde_json::from_str(&std::fs::read_to_string(path).expect("the locals")).expect("JSON");
        let suffix = locals["locals"]["name_suffix"].as_str().expect("a text");
        assert!(
            suffix.contains("${local.environment}-${local.environment_suffix}"),
            "{stack}: {suffix}"
        );
    }
}

/// What names begin with, by the type of resource, and the argument that has the name; none where only a tag has it.
const TYPES: [(&str, &[&str], Option<&str>); 62] = [
    ("aws_acm_certificate", &["certificate-"], None),
    ("aws_api_gateway_api_key", &["api-key-"], Some("name")),
    ("aws_api_gateway_domain_name", &["domain-"], None),
    ("aws_api_gateway_rest_api", &["apigateway-"], Some("name")),
    ("aws_api_gateway_stage", &["apigateway-"], None),
    ("aws_api_gateway_usage_plan", &["usage-plan-"], Some("name")),
    ("aws_appautoscaling_policy", &["scaling-"], Some("name")),
    ("aws_appautoscaling_target", &["scaling-"], None),
    ("aws_backup_plan", &["backup-plan-"], Some("name")),
    ("aws_backup_selection", &["backup-selection-"], Some("name")),
    ("aws_backup_vault", &["backup-"], Some("name")),
    ("aws_cloudtrail", &["cloudtrail-"], Some("name")),
    ("aws_cloudwatch_dashboard", &["dashboard-"], Some("dashboard_name")),
    ("aws_cloudwatch_event_rule", &["eventbridge-"], Some("name")),
    // The firewall logs to groups of no other name. The group's own is a path.
    (
        "aws_cloudwatch_log_group",
        &["log-", "flow-log-", "aws-waf-logs-"],
        None,
    ),
    ("aws_cloudwatch_log_metric_filter", &["metric-filter-"], Some("name")),
    (
        "aws_cloudwatch_log_subscription_filter",
        &["subscription-filter-"],
        Some("name"),
    ),
    ("aws_cloudwatch_metric_alarm", &["alarm-"], Some("alarm_name")),
    ("aws_codedeploy_app", &["codedeploy-"], Some("name")),
    (
        "aws_codedeploy_deployment_group",
        &["deployment-group-"],
        Some("deployment_group_name"),
    ),
    ("aws_db_instance", &["rds-"], Some("identifier")),
    ("aws_db_parameter_group", &["rds-"], Some("name")),
    ("aws_db_subnet_group", &["rds-"], Some("name")),
    ("aws_default_security_group", &["security-group-"], None),
    ("aws_dynamodb_table", &["dynamodb-"], Some("name")),
    ("aws_ec2_transit_gateway", &["tgw-"], None),
    ("aws_ec2_transit_gateway_vpc_attachment", &["tgw-attachment-"], None),
    ("aws_ecr_repository", &["ecr-"], Some("name")),
    ("aws_ecs_cluster", &["ecs-"], Some("name")),
    ("aws_ecs_service", &["service-"], Some("name")),
    ("aws_ecs_task_definition", &["task-"], Some("family")),
    ("aws_eip", &["eip-"], None),
    ("aws_flow_log", &["flow-log-"], None),
    ("aws_iam_role", &["role-"], Some("name")),
    ("aws_internet_gateway", &["igw-"], None),
    ("aws_kinesis_firehose_delivery_stream", &["firehose-"], Some("name")),
    ("aws_kms_alias", &["alias/kms-"], Some("name")),
    ("aws_kms_key", &["kms-"], None),
    ("aws_lambda_event_source_mapping", &["mapping-"], None),
    ("aws_lambda_function", &["lambda-"], Some("function_name")),
    ("aws_lb", &["alb-"], Some("name")),
    ("aws_lb_listener", &["listener-"], None),
    ("aws_lb_target_group", &["tg-"], Some("name")),
    ("aws_nat_gateway", &["nat-"], None),
    ("aws_rds_cluster", &["aurora-"], Some("cluster_identifier")),
    ("aws_rds_cluster_instance", &["aurora-"], Some("identifier")),
    ("aws_rds_cluster_parameter_group", &["aurora-"], Some("name")),
    ("aws_route53_zone", &["zone-"], None),
    ("aws_route_table", &["rt-"], None),
    ("aws_s3_bucket", &["s3-"], Some("bucket")),
    ("aws_secretsmanager_secret", &["secret-"], Some("name")),
    ("aws_security_group", &["security-group-"], Some("name")),
    ("aws_sns_topic", &["sns-"], Some("name")),
    ("aws_sqs_queue", &["sqs-"], Some("name")),
    ("aws_subnet", &["subnet-"], None),
    ("aws_vpc", &["vpc-"], None),
    ("aws_vpc_endpoint", &["vpce-"], None),
    ("aws_vpc_security_group_egress_rule", &["rule-"], None),
    ("aws_vpc_security_group_ingress_rule", &["rule-"], None),
    ("aws_wafv2_regex_pattern_set", &["waf-"], Some("name")),
    ("aws_wafv2_web_acl", &["waf-"], Some("name")),
    ("aws_xray_sampling_rule", &["xray-"], Some("rule_name")),
];

/// Names and `Name` tags are `<type>-<purpose>-<environment>`.
pub(crate) fn order(system: &System) {
    let types: BTreeMap<_, _> = TYPES
        .into_iter()
        .map(|(kind, begins, argument)| (kind, (begins, argument)))
        .collect();
    let mut seen = 0;
    for plan in system.plans() {
        for (address, values) in plan.resources() {
            let kind = kind(address);
            let tag = values["tags_all"]["Name"].as_str();
            // Parameters are called by a path.
            if kind == "aws_ssm_parameter" {
                continue;
            }
            let Some((begins, argument)) = types.get(kind) else {
                assert!(tag.is_none(), "how is a {kind} called?");
                continue;
            };
            let own = argument.map(|argument| {
                let name = values[argument].as_str();
                name.unwrap_or_else(|| panic!("{address} has no {argument}"))
            });
            for name in tag.into_iter().chain(own) {
                let begins = begins.iter().any(|begin| name.starts_with(begin));
                let name = name.strip_suffix(".fifo").unwrap_or(name);
                assert!(
                    begins && name.ends_with(&format!("-{}", plan.environment)),
                    "{address} is called {name}"
                );
                seen += 1;
            }
        }
    }
    assert!(seen > 60, "only {seen} names were looked at");
}
