//! Logs, how long they are kept, and how much callers may ask for.

use paydsl::policy::{flow_logs, log_retention, logging, retention, throttling};
use paydsl::prelude::*;

use super::{Env, found};

const ROLE: &str = "arn:aws:iam::123456789012:role/x";

#[stack]
pub fn sound(env: &Env) {
    let vpc = aws_vpc {
        cidr_block: "10.0.0.0/16",
    };
    let flows = aws_flow_log {
        vpc_id: vpc.id,
        traffic_type: "ALL",
    };
    let function = aws_lambda_function {
        filename: "code.zip",
        handler: "bootstrap",
        runtime: "provided.al2023",
        function_name: env.name("lambda-settle"),
        role: ROLE,
    };
    // By the same name, without a reference.
    let logs = aws_cloudwatch_log_group {
        name: tf!("/aws/lambda/{env.name(\"lambda-settle\")}"),
        retention_in_days: 7,
    };
    let redirected = aws_lambda_function {
        filename: "code.zip",
        handler: "bootstrap",
        runtime: "provided.al2023",
        function_name: "other",
        role: ROLE,
        logging_config: block {
            log_format: "JSON",
            log_group: logs.name,
        },
    };
    let api = aws_api_gateway_rest_api { name: "x" };
    let deployment = aws_api_gateway_deployment { rest_api_id: api.id };
    let stage = aws_api_gateway_stage {
        rest_api_id: api.id,
        deployment_id: deployment.id,
        stage_name: "v1",
        access_log_settings: block {
            destination_arn: logs.arn,
            format: "$context.requestId",
        },
    };
    let settings = aws_api_gateway_method_settings {
        rest_api_id: api.id,
        stage_name: "v1",
        method_path: "*/*",
        settings: block {
            logging_level: "INFO",
            throttling_rate_limit: 166.67,
            throttling_burst_limit: 100,
        },
    };
    let planned = aws_api_gateway_stage {
        rest_api_id: api.id,
        deployment_id: deployment.id,
        stage_name: "v2",
        access_log_settings: block {
            destination_arn: logs.arn,
            format: "$context.requestId",
        },
    };
    let planned_settings = aws_api_gateway_method_settings {
        rest_api_id: api.id,
        stage_name: planned.stage_name,
        method_path: "*/*",
        settings: block { logging_level: "ERROR" },
    };
    let plan = aws_api_gateway_usage_plan {
        name: "x",
        api_stages: [block {
            api_id: api.id,
            stage: planned.stage_name,
        }],
        throttle_settings: block {
            rate_limit: 16.67,
            burst_limit: 10,
        },
    };
    let http = aws_apigatewayv2_stage {
        api_id: "x",
        name: "v1",
        access_log_settings: block {
            destination_arn: logs.arn,
            format: "$context.requestId",
        },
        default_route_settings: block {
            throttling_rate_limit: 100,
            throttling_burst_limit: 100,
        },
    };
    let database = aws_db_instance {
        instance_class: "db.t3.medium",
        enabled_cloudwatch_logs_exports: ["postgresql"],
    };
    let task = aws_ecs_task_definition {
        family: "x",
        container_definitions: r#"[{"name": "app", "image": "app", "logConfiguration": {"logDriver": "awslogs"}}]"#,
    };
    let acl = aws_wafv2_web_acl {
        name: "x",
        scope: "REGIONAL",
        default_action: block { allow: block {} },
        visibility_config: block {
            cloudwatch_metrics_enabled: true,
            metric_name: "x",
            sampled_requests_enabled: true,
        },
    };
    let acl_logs = aws_wafv2_web_acl_logging_configuration {
        resource_arn: acl.arn,
        log_destination_configs: [logs.arn],
    };
}

#[stack]
pub fn broken(env: &Env) {
    let vpc = aws_vpc {
        cidr_block: "10.0.0.0/16",
    };
    let other = aws_vpc {
        cidr_block: "10.1.0.0/16",
    };
    let flows = aws_flow_log {
        vpc_id: other.id,
        traffic_type: "ALL",
    };
    let function = aws_lambda_function {
        filename: "code.zip",
        handler: "bootstrap",
        runtime: "provided.al2023",
        function_name: env.name("lambda-settle"),
        role: ROLE,
    };
    let forever = aws_cloudwatch_log_group { name: "a" };
    let in_prod = aws_cloudwatch_log_group {
        name: "b",
        retention_in_days: env.days,
    };
    let api = aws_api_gateway_rest_api { name: "x" };
    let stage = aws_api_gateway_stage {
        rest_api_id: api.id,
        deployment_id: "x",
        stage_name: "v1",
    };
    let off = aws_api_gateway_method_settings {
        rest_api_id: api.id,
        stage_name: stage.stage_name,
        method_path: "*/*",
        settings: block {
            logging_level: "OFF",
            throttling_rate_limit: -1,
        },
    };
    let http = aws_apigatewayv2_stage {
        api_id: "x",
        name: "v1",
    };
    let database = aws_db_instance {
        instance_class: "db.t3.medium",
    };
    let task = aws_ecs_task_definition {
        family: "x",
        container_definitions: jsonencode([[("name", "app"), ("image", "app")]]),
    };
    let balancer = aws_lb {
        subnets: ["subnet-1", "subnet-2"],
        name: "x",
        access_logs: block {
            bucket: "x",
            enabled: false,
        },
    };
    let trail = aws_cloudtrail {
        name: "trail",
        s3_bucket_name: "x",
        enable_logging: env.is_kept,
    };
}

#[test]
fn a_sound_stack_passes() {
    for rule in [logging(), flow_logs(), log_retention(), retention(7), throttling()] {
        let name = rule.name;
        assert_eq!(found(rule, sound), Vec::<String>::new(), "{name}");
    }
}

#[test]
fn whatever_is_called_keeps_logs() {
    assert_eq!(
        found(logging(), broken),
        [
            "aws_lambda_function.function has no log group of its own",
            "aws_api_gateway_stage.stage has no access logs",
            "aws_api_gateway_stage.stage does not log its calls",
            "aws_apigatewayv2_stage.http has no access logs",
            "aws_db_instance.database keeps its logs to itself",
            "aws_ecs_task_definition.task has the container \"app\", which has no logs",
            "aws_lb.balancer has no access logs",
            "aws_cloudtrail.trail is off (dev)",
            "aws_cloudtrail.trail does not show whether its files were changed",
        ]
    );
    assert_eq!(found(flow_logs(), broken), ["aws_vpc.vpc has no flow logs"]);
}

#[test]
fn logs_are_kept_as_long_as_the_project_demands() {
    assert_eq!(
        found(log_retention(), broken),
        [
            "aws_cloudwatch_log_group.forever keeps everything for ever",
            "aws_cloudwatch_log_group.in_prod keeps everything for ever (prod)",
        ]
    );
    assert_eq!(
        found(retention(2557), broken),
        [
            "aws_cloudwatch_log_group.forever keeps everything for ever",
            "aws_cloudwatch_log_group.in_prod keeps 7 days, not 2557 (dev)",
            "aws_cloudwatch_log_group.in_prod keeps everything for ever (prod)",
        ]
    );
}

#[test]
fn every_stage_limits_its_callers() {
    assert_eq!(
        found(throttling(), broken),
        [
            "aws_api_gateway_stage.stage takes as many calls as come",
            "aws_apigatewayv2_stage.http takes as many calls as come",
        ]
    );
}
