//! Which resource types an architecture picture shows, and what the others belong to.
//!
//! The rule: shown is what holds or handles data, what lets it in or out, and where that runs. Everything else (policies,
//! attachments, settings, logs, alarms) is folded into what it belongs to, and what it refers to becomes an edge from there.

use Role::{Hidden, Part, Place, Quiet, Shown, Silent};
use Shape::{Box, Channel, Gate, Store, Worker};

/// What becomes of the resources of a type.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Role {
    /// A node.
    Shown(Shape),
    /// A node without edges of its own: it refers to everything.
    Silent(Shape),
    /// A node that others are in.
    Place,
    /// Folded into what it belongs to: what one of these arguments refers to, else what its type and references suggest.
    Part(&'static [&'static str]),
    /// Folded in like a part, and its references are no edges: they say who may, or who watches, not what flows.
    Quiet(&'static [&'static str]),
    /// Left out, with all edges to it.
    Hidden,
}

/// The outline of a node.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Shape {
    Box,
    /// Keeps data.
    Store,
    /// Passes messages on.
    Channel,
    /// Runs code.
    Worker,
    /// Lets requests in or traffic out.
    Gate,
}

/// The families, by type; `*` stands for anything, and the first that fits counts. Other types are shown as boxes.
const FAMILIES: &[(&str, Role)] = &[
    // Network
    ("aws_vpc", Place),
    ("aws_subnet", Place),
    ("aws_route_table", Part(&[])),
    ("aws_route_table_association", Part(&["subnet_id"])),
    ("aws_route", Part(&["route_table_id"])),
    ("aws_eip", Part(&[])),
    ("aws_flow_log", Part(&["vpc_id"])),
    ("aws_internet_gateway", Shown(Gate)),
    ("aws_nat_gateway", Shown(Gate)),
    ("aws_vpc_endpoint", Shown(Gate)),
    ("aws_ec2_transit_gateway", Shown(Gate)),
    ("aws_ec2_transit_gateway_vpc_attachment", Part(&["transit_gateway_id"])),
    ("aws_security_group*", Hidden),
    ("aws_vpc_security_group_*", Hidden),
    ("aws_default_*", Hidden),
    ("aws_network_acl*", Hidden),
    // Who may, who watches
    ("aws_sqs_*_policy", Quiet(&["queue_url"])),
    ("aws_sns_topic_*_policy", Quiet(&["arn"])),
    ("aws_s3_bucket_policy", Quiet(&["bucket"])),
    ("aws_kms_key_policy", Quiet(&["key_id"])),
    ("aws_secretsmanager_secret_policy", Quiet(&["secret_arn"])),
    ("aws_cloudwatch_metric_alarm", Quiet(&["dimensions", "metric_query"])),
    ("aws_cloudwatch_composite_alarm", Hidden),
    ("aws_cloudwatch_dashboard", Silent(Box)),
    ("aws_cloudwatch_query_definition", Hidden),
    ("aws_cloudwatch_log_resource_policy", Hidden),
    ("aws_cloudwatch_log_*", Part(&["log_group_name"])),
    ("aws_xray_*", Hidden),
    ("aws_iam_*", Part(&["role", "user"])),
    // What handles requests and messages
    ("aws_lambda_function", Shown(Worker)),
    ("aws_lambda_*", Part(&["function_name"])),
    ("aws_ecs_service", Shown(Worker)),
    ("aws_ecs_*", Part(&[])),
    ("aws_appautoscaling_*", Quiet(&["resource_id"])),
    ("aws_codedeploy_deployment_group", Part(&["ecs_service"])),
    ("aws_codedeploy_app", Part(&[])),
    ("aws_sfn_state_machine", Shown(Worker)),
    ("aws_api_gateway_rest_api", Shown(Gate)),
    ("aws_apigatewayv2_api", Shown(Gate)),
    ("aws_api*gateway*_*", Part(&["rest_api_id", "api_id"])),
    ("aws_route53_zone", Shown(Gate)),
    ("aws_route53_record", Part(&["alias", "records"])),
    ("aws_lb", Shown(Gate)),
    ("aws_lb_*", Part(&["load_balancer_arn", "listener_arn"])),
    ("aws_wafv2_web_acl", Shown(Gate)),
    ("aws_wafv2_*", Part(&["web_acl_arn"])),
    ("aws_sqs_queue", Shown(Channel)),
    ("aws_sns_topic", Shown(Channel)),
    ("aws_sns_*", Part(&["topic_arn"])),
    ("aws_kinesis_*", Shown(Channel)),
    ("aws_cloudwatch_event_rule", Shown(Channel)),
    ("aws_cloudwatch_event_*", Part(&["rule"])),
    ("aws_scheduler_schedule", Shown(Channel)),
    ("aws_scheduler_*", Part(&[])),
    // What keeps data
    ("aws_s3_bucket", Shown(Store)),
    ("aws_s3_*", Part(&["bucket"])),
    ("aws_dynamodb_table", Shown(Store)),
    ("aws_dynamodb_*", Part(&["table_name"])),
    ("aws_db_instance", Shown(Store)),
    ("aws_rds_cluster", Shown(Store)),
    ("aws_rds_*", Part(&["cluster_identifier"])),
    ("aws_db_*", Part(&[])),
    ("aws_elasticache_*_group", Part(&[])),
    ("aws_ecr_repository", Shown(Store)),
    ("aws_ecr_*", Part(&["repository"])),
    ("aws_secretsmanager_secret", Shown(Store)),
    ("aws_secretsmanager_*", Part(&["secret_id"])),
    ("aws_ssm_parameter", Silent(Store)),
    ("aws_kms_key", Shown(Box)),
    ("aws_kms_*", Part(&["target_key_id", "key_id"])),
    ("aws_backup_plan", Shown(Box)),
    ("aws_backup_*", Part(&["plan_id"])),
    // The rest of what is no architecture
    ("aws_acm_*", Hidden),
    ("aws_*_policy", Part(&[])),
    ("aws_*_attachment", Part(&[])),
    ("aws_*_association", Part(&[])),
    ("aws_*_permission", Part(&[])),
    ("random_*", Hidden),
    ("time_*", Hidden),
    ("null_*", Hidden),
];

/// References by which data comes from what is referred to, where it usually goes there.
const FLOWS_FROM: &[(&str, &str)] = &[
    ("aws_lambda_event_source_mapping", "event_source_arn"),
    ("aws_lambda_permission", "source_arn"),
    ("aws_ecs_service", "load_balancer"),
    ("aws_codedeploy_deployment_group", "load_balancer_info"),
    ("aws_route53_record", "zone_id"),
];

/// What so many refer to that the edges would hide all others: their number is told instead.
const COUNTED: &[&str] = &["aws_kms_key"];

/// What there are many of without much to tell them apart: those of a stack or component are one node.
const POOLED: &[&str] = &["aws_ssm_parameter"];

/// What becomes of resources of this type.
pub(super) fn role(kind: &str) -> Role {
    let family = FAMILIES.iter().find(|(pattern, _)| fits(kind, pattern));
    family.map_or(Shown(Box), |(_, role)| *role)
}

/// Whether data flows from what this argument refers to.
pub(super) fn flows_from(kind: &str, argument: &str) -> bool {
    FLOWS_FROM.contains(&(kind, argument))
}

/// Whether uses of resources of this type are counted and not drawn.
pub(super) fn is_counted(kind: &str) -> bool {
    COUNTED.contains(&kind)
}

/// Whether the resources of this type that are in one group are one node.
pub(super) fn is_pooled(kind: &str) -> bool {
    POOLED.contains(&kind)
}

fn fits(kind: &str, pattern: &str) -> bool {
    let mut parts = pattern.split('*');
    let Some(mut rest) = parts.next().and_then(|first| kind.strip_prefix(first)) else {
        return false;
    };
    let mut last = None;
    for part in parts {
        last = Some(part);
        match rest.find(part) {
            Some(at) => rest = &rest[at + part.len()..],
            None => return false,
        }
    }
    // The last part has to be the end, which the first find need not have been.
    last.map_or(rest.is_empty(), |last| kind.ends_with(last))
}

/// A type in words: `aws_sqs_queue` is `SQS queue`.
pub(super) fn words(kind: &str) -> String {
    let words = kind.split('_').skip(1).map(|word| {
        let known = SPELLINGS
            .iter()
            .find(|known| known.to_lowercase().replace(' ', "") == word);
        known
            .copied()
            .unwrap_or(if word == "lb" { "load balancer" } else { word })
    });
    let text = words.collect::<Vec<_>>().join(" ");
    let mut characters = text.chars();
    match characters.next() {
        Some(first) => first.to_uppercase().chain(characters).collect(),
        None => kind.to_owned(),
    }
}

/// How AWS spells what is not a plain word.
const SPELLINGS: &[&str] = &[
    "ACL",
    "API",
    "CloudTrail",
    "CloudWatch",
    "CodeDeploy",
    "DB",
    "DNS",
    "DynamoDB",
    "EC2",
    "ECR",
    "ECS",
    "EFS",
    "EIP",
    "EKS",
    "ElastiCache",
    "EventBridge",
    "IAM",
    "KMS",
    "LB",
    "NAT",
    "RDS",
    "REST",
    "S3",
    "SNS",
    "SQS",
    "SSM",
    "Secrets Manager",
    "VPC",
    "WAFv2",
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_family_that_fits_counts() {
        assert_eq!(role("aws_route"), Part(&["route_table_id"]));
        assert_eq!(role("aws_sqs_queue_redrive_allow_policy"), Quiet(&["queue_url"]));
        assert_eq!(role("aws_sqs_queue"), Shown(Channel));
        assert_eq!(role("aws_api_gateway_rest_api"), Shown(Gate));
        assert_eq!(role("aws_api_gateway_stage"), Part(&["rest_api_id", "api_id"]));
        assert_eq!(role("aws_vpc_endpoint_policy"), Part(&[]));
        assert_eq!(role("google_storage_bucket"), Shown(Box));
    }

    #[test]
    fn patterns_fit_whole_types() {
        assert!(fits("aws_lb", "aws_lb") && !fits("aws_lb_listener", "aws_lb") && !fits("aws_l", "aws_lb"));
        assert!(fits("aws_x_policy_y_policy", "aws_*_policy") && !fits("aws_policy_x", "aws_*_policy"));
    }

    #[test]
    fn types_are_told_in_words() {
        assert_eq!(words("aws_sqs_queue"), "SQS queue");
        assert_eq!(words("aws_lambda_function"), "Lambda function");
        assert_eq!(words("aws_secretsmanager_secret"), "Secrets Manager secret");
        assert_eq!(words("terraform_data"), "Data");
    }
}
