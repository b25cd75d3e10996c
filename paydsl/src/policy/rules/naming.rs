//! Names that are unique in each copy of an environment, and ordered as the documents demand.

use crate::policy::names;
use crate::policy::{Findings, Piece, Resolved, ResourceView, Rule, StackView};

/// What AWS wants some names to begin with.
const PRESCRIBED: [&str; 2] = ["aws-waf-logs-", "API-Gateway-Execution-Logs_"];

/// How names are made up.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum NameOrder {
    /// `sqs-dev`, `sqs-payments-dev`: the type of resource, whatever tells it from others, the environment.
    TypeEnvironment,
    /// `sqs-payments-dev`: the type of resource, its purpose, the environment.
    TypePurposeEnvironment,
}

/// `environment-suffix`: names that AWS wants to be unique end in the environment's suffix, as `env.name(..)` makes them.
/// In a path each part may: `/aws/lambda/lambda-settle-dev`, `/payments/dev/key`.
///
/// PCI DSS 6.5.3: what is not production is separated from what is.
pub fn environment_suffix() -> Rule {
    Rule::new("environment-suffix", |stack, findings| {
        named(stack, |resource, argument, name| {
            if name.is_absent() {
                let prefix = resource.get(&format!("{argument}_prefix"));
                if !contains_suffix(&prefix) && !is_open(&prefix) {
                    findings.add(resource, format!("has no `{argument}`, so that its name is without the environment"));
                }
            } else if !ends_in_suffix(&name) && !is_open(&name) {
                let shown = name.text().map(|text| format!(" {text:?}")).unwrap_or_default();
                findings.add(
                    resource,
                    format!("is called the same in every copy of an environment: its `{argument}`{shown} does not end in the environment's suffix"),
                );
            }
        });
    })
    .summary("Names that AWS wants to be unique end in the environment's suffix")
    .remedy("name it by `env.name(\"<type>-<purpose>\")`")
    .pci_dss(&["6.5.3"])
}

/// `name-order`: names begin with a word for the type of resource and end in the environment.
///
/// Paths (`/aws/lambda/..`, `/payments/dev/key`) have orders of their own and are left alone, and so is what AWS itself wants
/// to begin otherwise (`aws-waf-logs-`).
///
/// PCI DSS 12.5.1: an inventory of system components can be kept by name.
pub fn name_order(order: NameOrder) -> Rule {
    Rule::new("name-order", move |stack, findings| {
        named(stack, |resource, argument, name| {
            check_order(order, resource, argument, &name, findings);
        });
    })
    .summary("Names are ordered: type of resource, purpose, environment")
    .remedy("name it by `env.name(\"<type>-<purpose>\")`, such as `env.name(\"sqs-payments\")`")
    .pci_dss(&["12.5.1"])
}

/// Calls `each` with every resource whose name has to be unique, the argument that names it, and the name.
fn named(stack: &StackView<'_>, mut each: impl FnMut(ResourceView<'_>, &'static str, Resolved<'_>)) {
    for (kind, argument) in names::all() {
        for resource in stack.resources(kind) {
            each(resource, argument, resource.get(argument));
        }
    }
}

/// Whether something in a name is not known that may be the suffix.
fn is_open(name: &Resolved<'_>) -> bool {
    if name.is_absent() {
        return false;
    }
    name.pieces().iter().any(|piece| match piece {
        Piece::Unknown => true,
        // What the account or region is called holds no suffix; what another resource or stack is called may.
        Piece::Reference(address) => {
            !address.starts_with("data.") || address.starts_with("data.terraform_remote_state.")
        }
        Piece::Literal(_) | Piece::Suffix(_) => false,
    })
}

fn contains_suffix(name: &Resolved<'_>) -> bool {
    name.pieces().iter().any(|piece| matches!(piece, Piece::Suffix(_)))
}

/// Whether a name, or a part of it where it is a path, ends in the suffix. FIFO queues and topics end in `.fifo` as well.
fn ends_in_suffix(name: &Resolved<'_>) -> bool {
    let pieces = name.pieces();
    pieces.iter().enumerate().any(|(index, piece)| {
        let ends = match pieces.get(index + 1) {
            None => true,
            Some(Piece::Literal(after)) => after.starts_with('/') || after == ".fifo",
            Some(_) => false,
        };
        let starts = match index.checked_sub(1).and_then(|before| pieces.get(before)) {
            None => true,
            Some(Piece::Literal(before)) => before.ends_with(['-', '_', '/']),
            Some(_) => false,
        };
        matches!(piece, Piece::Suffix(_)) && ends && starts
    })
}

fn check_order(
    order: NameOrder,
    resource: ResourceView<'_>,
    argument: &str,
    name: &Resolved<'_>,
    findings: &mut Findings<'_>,
) {
    let pieces = name.pieces();
    let Some(Piece::Literal(start)) = pieces.first() else {
        return;
    };
    let start = start.strip_prefix("alias/").unwrap_or(start);
    if start.contains('/') || PRESCRIBED.iter().any(|prefix| start.starts_with(prefix)) {
        return;
    }
    let kinds = words(resource.kind());
    let is_kind = |word: &str| kinds.iter().any(|kind| word.eq_ignore_ascii_case(kind));
    let mut parts = start.split(['-', '_']).filter(|word| !word.is_empty());
    let first = parts.next().unwrap_or_default();
    if !is_kind(first) {
        let shown = name.text().map(|text| format!(" {text:?}")).unwrap_or_default();
        findings.add_with(
            resource,
            format!("has the `{argument}`{shown}, which does not begin with what it is"),
            format!("begin it with `{}-`", kinds.first().copied().unwrap_or_default()),
        );
        return;
    }
    // What follows the text is the suffix, or a purpose that is not known yet.
    let says_more = pieces.get(1).is_some_and(|piece| !matches!(piece, Piece::Suffix(_)));
    if order == NameOrder::TypePurposeEnvironment && !says_more && parts.all(is_kind) {
        findings.add(resource, format!("has a `{argument}` that does not say what it is for"));
    }
}

/// The words that a name of this type of resource may begin with, the usual one first.
fn words(kind: &str) -> Vec<&str> {
    let usual: &[&str] = match kind {
        "aws_api_gateway_rest_api" | "aws_apigatewayv2_api" => &["apigateway"],
        "aws_cloudwatch_event_rule" | "aws_cloudwatch_event_bus" => &["eventbridge", "events"],
        "aws_cloudwatch_log_group" => &["log", "logs"],
        "aws_cloudwatch_metric_alarm" | "aws_cloudwatch_composite_alarm" => &["alarm"],
        "aws_cloudwatch_dashboard" => &["dashboard"],
        "aws_db_instance" | "aws_db_option_group" | "aws_db_parameter_group" | "aws_db_subnet_group" => &["rds"],
        "aws_rds_cluster" | "aws_rds_cluster_instance" | "aws_rds_cluster_parameter_group" => &["rds", "aurora"],
        "aws_dynamodb_table" => &["dynamodb"],
        "aws_lb" | "aws_alb" => &["alb", "nlb", "loadbalancer", "load"],
        "aws_lb_target_group" => &["tg", "alb", "nlb"],
        "aws_iam_role" => &["role"],
        "aws_iam_policy" => &["policy"],
        "aws_kms_alias" => &["kms", "key"],
        "aws_lambda_function" => &["lambda"],
        "aws_s3_bucket" => &["s3"],
        "aws_secretsmanager_secret" => &["secret", "secrets"],
        "aws_security_group" => &["security", "sg"],
        "aws_sfn_state_machine" => &["sfn", "stepfunctions"],
        "aws_sns_topic" => &["sns"],
        "aws_sqs_queue" => &["sqs"],
        "aws_wafv2_web_acl" => &["waf", "webacl"],
        _ => &[],
    };
    let own = kind.trim_start_matches("aws_").split('_');
    usual.iter().copied().chain(own).collect()
}
