//! Records of what happened.

use std::collections::HashSet;

use crate::policy::{Findings, Piece, Resolved, ResourceView, Rule, StackView};

/// `logging`: what is called or called upon keeps records: API stages (both access logs and the calls themselves), load
/// balancers, functions (a log group of their own), containers, databases, workflows, firewalls; trails are on.
///
/// PCI DSS 10.2.1: audit logs are on for all system components; 10.2.2: with the details of each event.
pub fn logging() -> Rule {
    Rule::new("logging", |stack, findings| {
        stages(stack, findings);
        functions(stack, findings);
        databases(stack, findings);
        containers(stack, findings);
        load_balancers(stack, findings);
        firewalls(stack, findings);
        trails(stack, findings);
    })
    .summary("Whatever is called keeps logs")
    .remedy("turn its logs on")
    .pci_dss(&["10.2.1", "10.2.2"])
}

fn stages(stack: &StackView<'_>, findings: &mut Findings<'_>) {
    for kind in ["aws_api_gateway_stage", "aws_apigatewayv2_stage"] {
        for stage in stack.resources(kind) {
            if !stage.has("access_log_settings.destination_arn") {
                findings.add_with(
                    stage,
                    "has no access logs",
                    "write `access_log_settings: block { destination_arn: .., format: .. }`",
                );
            }
        }
    }
    let settings: Vec<ResourceView<'_>> = stack.resources("aws_api_gateway_method_settings").collect();
    for stage in stack.resources("aws_api_gateway_stage") {
        let logs = |settings: &&ResourceView<'_>| {
            let level = settings.get("settings.logging_level");
            let is_on = !level.is_absent() && !level.is_text("OFF");
            is_on && of_stage(settings, &stage)
        };
        if !settings.iter().any(|settings| logs(&settings)) {
            findings.add_with(
                stage,
                "does not log its calls",
                "declare an `aws_api_gateway_method_settings` for it, for `*/*`, with the `logging_level` \"INFO\" or \"ERROR\"",
            );
        }
    }
}

/// Whether something that names a stage by the API and the stage's name is for this stage.
pub(super) fn of_stage(settings: &ResourceView<'_>, stage: &ResourceView<'_>) -> bool {
    if settings.refers_to("stage_name", stage) {
        return true;
    }
    let name = settings.get("stage_name").identity();
    let is_same_name = name.is_some() && name == stage.get("stage_name").identity();
    let apis = stage.references("rest_api_id");
    is_same_name && apis.iter().any(|api| settings.refers_to("rest_api_id", api))
}

/// A function without a log group of its own gets one from Lambda, which keeps everything for ever and outlives it.
fn functions(stack: &StackView<'_>, findings: &mut Findings<'_>) {
    let groups = stack
        .resources("aws_cloudwatch_log_group")
        .map(|group| group.get("name"));
    let groups: Vec<Resolved<'_>> = groups.collect();
    // A name that is not known may be any function's.
    let is_open = |group: &Resolved<'_>| !matches!(group.pieces().first(), Some(Piece::Literal(_)));
    if groups.iter().any(is_open) {
        return;
    }
    let names: HashSet<String> = groups.iter().filter_map(Resolved::identity).collect();
    for function in stack.resources("aws_lambda_function") {
        let Some(name) = function.get("function_name").identity() else {
            continue;
        };
        let expected = format!("/aws/lambda/{name}");
        if !names.contains(&expected) && !function.has("logging_config.log_group") {
            findings.add_with(
                function,
                "has no log group of its own",
                "declare an `aws_cloudwatch_log_group` called `/aws/lambda/<function_name>`",
            );
        }
    }
}

fn databases(stack: &StackView<'_>, findings: &mut Findings<'_>) {
    for kind in ["aws_db_instance", "aws_rds_cluster", "aws_docdb_cluster"] {
        for database in stack.resources(kind) {
            let exports = database.get("enabled_cloudwatch_logs_exports");
            if exports.is_absent() || exports.is_empty() {
                findings.add_with(
                    database,
                    "keeps its logs to itself",
                    "write `enabled_cloudwatch_logs_exports: [\"postgresql\"]`, or what its engine calls them",
                );
            }
        }
    }
}

fn containers(stack: &StackView<'_>, findings: &mut Findings<'_>) {
    for task in stack.resources("aws_ecs_task_definition") {
        let Some(containers) = task.get("container_definitions").json() else {
            continue;
        };
        for container in containers.elements() {
            let is_known = matches!(container, Resolved::Object(_));
            if is_known && container.member("logConfiguration").is_absent() {
                let name = container.member("name");
                let name = name.text().unwrap_or_default();
                findings.add_with(
                    task,
                    format!("has the container {name:?}, which has no logs"),
                    "give it a `logConfiguration`, with the driver \"awslogs\"",
                );
            }
        }
    }
}

fn load_balancers(stack: &StackView<'_>, findings: &mut Findings<'_>) {
    for balancer in stack.resources("aws_lb") {
        let is_gateway = balancer.get("load_balancer_type").is_text("gateway");
        if !is_gateway && balancer.get("access_logs.enabled").is_absent_or_false() {
            findings.add_with(
                balancer,
                "has no access logs",
                "write `access_logs: block { bucket: .., enabled: true }`",
            );
        }
    }
}

fn firewalls(stack: &StackView<'_>, findings: &mut Findings<'_>) {
    let logs = stack.by_reference("aws_wafv2_web_acl_logging_configuration", "resource_arn");
    for acl in stack.resources("aws_wafv2_web_acl") {
        if logs.of(&acl).is_empty() {
            findings.add_with(
                acl,
                "has no logs",
                "declare an `aws_wafv2_web_acl_logging_configuration` for it",
            );
        }
    }
    for workflow in stack.resources("aws_sfn_state_machine") {
        let level = workflow.get("logging_configuration.level");
        if level.is_absent() || level.is_text("OFF") {
            findings.add_with(
                workflow,
                "has no logs",
                "write `logging_configuration: block { level: \"ALL\", log_destination: .. }`",
            );
        }
    }
}

fn trails(stack: &StackView<'_>, findings: &mut Findings<'_>) {
    for trail in stack.resources("aws_cloudtrail") {
        if trail.get("enable_logging").is_false() {
            findings.add_with(trail, "is off", "write `enable_logging: true`");
        }
        if trail.get("enable_log_file_validation").is_absent_or_false() {
            findings.add_with(
                trail,
                "does not show whether its files were changed",
                "write `enable_log_file_validation: true`",
            );
        }
    }
}

/// `flow-logs`: every VPC records who connected to what.
///
/// PCI DSS 10.2.1: audit logs are on for all system components.
pub fn flow_logs() -> Rule {
    Rule::new("flow-logs", |stack, findings| {
        let logs = stack.by_reference("aws_flow_log", "vpc_id");
        for vpc in stack.resources("aws_vpc") {
            if logs.of(&vpc).is_empty() {
                findings.add(vpc, "has no flow logs");
            }
        }
    })
    .summary("Every VPC has flow logs")
    .remedy("declare an `aws_flow_log` for it, with `traffic_type: \"ALL\"`")
    .pci_dss(&["10.2.1"])
}
