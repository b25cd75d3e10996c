//! A REST API in front of functions, every request and response logged.

use paydsl::prelude::*;

use super::Function;
use crate::multi_environment::env::Env;

/// One path of an API, with the method that callers use.
pub(crate) struct Endpoint {
    /// The path without its slash.
    pub(crate) path: &'static str,
    /// The HTTP method.
    pub(crate) method: &'static str,
    /// The function behind it.
    pub(crate) function: Function,
}

/// An API.
#[derive(Clone, Copy)]
pub(crate) struct RestApi {
    /// The URL that the paths follow, without a slash at its end.
    pub(crate) url: Value<Str>,
}

/// An API called `apigateway-<resource>`, with one stage, `v1`. Callers sign their requests with IAM credentials.
#[component]
pub(crate) fn rest_api(name: &str, env: &Env, resource: &str, endpoints: &[Endpoint]) -> RestApi {
    let api = aws_api_gateway_rest_api {
        name: env.name(tf!("apigateway-{resource}")),
        description: "Payments: processing and verification",
        endpoint_configuration: block { types: ["REGIONAL"] },
        tags: env.tags(tf!("apigateway-{resource}")),
    };

    // What a deployment is made of: when any of it changes, there is a new one.
    let mut parts: Vec<Value<Any>> = Vec::new();
    for endpoint in endpoints {
        #[key(endpoint.path)]
        let part = aws_api_gateway_resource {
            rest_api_id: api.id,
            parent_id: api.root_resource_id,
            path_part: endpoint.path,
        };
        #[key(endpoint.path)]
        let method = aws_api_gateway_method {
            rest_api_id: api.id,
            resource_id: part.id,
            http_method: endpoint.method,
            authorization: "AWS_IAM",
        };
        #[key(endpoint.path)]
        let integration = aws_api_gateway_integration {
            rest_api_id: api.id,
            resource_id: part.id,
            http_method: method.http_method,
            r#type: "AWS_PROXY",
            // Lambda is always called by POST, whatever the caller's method.
            integration_http_method: "POST",
            uri: endpoint.function.invoke_arn,
        };
        #[key(endpoint.path)]
        let permission = aws_lambda_permission {
            statement_id: "AllowApiGateway",
            action: "lambda:InvokeFunction",
            function_name: endpoint.function.name,
            principal: "apigateway.amazonaws.com",
            source_arn: tf!("{api.execution_arn}/*/{endpoint.method}/{endpoint.path}"),
        };
        parts.extend([
            part.id.any(),
            method.id.any(),
            integration.id.any(),
            integration.uri.any(),
        ]);
    }

    let deployment = aws_api_gateway_deployment {
        rest_api_id: api.id,
        triggers: [("redeployment", sha1(jsonencode(parts)))],
        lifecycle: block {
            create_before_destroy: true,
        },
    };

    let log_group = aws_cloudwatch_log_group {
        name: tf!("/aws/apigateway/{env.name(tf!(\"apigateway-{resource}\"))}"),
        retention_in_days: 90,
        tags: env.tags(tf!("log-apigateway-{resource}")),
    };

    let assume = data::aws_iam_policy_document {
        statement: [block {
            actions: ["sts:AssumeRole"],
            principals: [block {
                r#type: "Service",
                identifiers: ["apigateway.amazonaws.com"],
            }],
        }],
    };
    let log_role = aws_iam_role {
        name: env.name(tf!("role-apigateway-{resource}")),
        assume_role_policy: assume.json,
        max_session_duration: 3600,
        force_detach_policies: true,
        tags: env.tags(tf!("role-apigateway-{resource}")),
    };
    let log_permissions = aws_iam_role_policy_attachment {
        role: log_role.name,
        policy_arn: "arn:aws:iam::aws:policy/service-role/AmazonAPIGatewayPushToCloudWatchLogs",
    };
    let account = aws_api_gateway_account {
        cloudwatch_role_arn: log_role.arn,
        // An account has one such role in a region. Environments that share an account share it, whichever came last.
        lifecycle: block {
            ignore_changes: [cloudwatch_role_arn],
        },
        depends_on: [log_permissions],
    };

    let stage = aws_api_gateway_stage {
        rest_api_id: api.id,
        deployment_id: deployment.id,
        stage_name: "v1",
        access_log_settings: block {
            destination_arn: log_group.arn,
            format: jsonencode([
                ("requestId", "$context.requestId"),
                ("requestTime", "$context.requestTime"),
                ("httpMethod", "$context.httpMethod"),
                ("resourcePath", "$context.resourcePath"),
                ("status", "$context.status"),
                ("responseLength", "$context.responseLength"),
                ("responseLatency", "$context.responseLatency"),
                ("integrationError", "$context.integrationErrorMessage"),
                ("caller", "$context.identity.caller"),
            ]),
        },
        tags: env.tags(tf!("apigateway-{resource}-v1")),
        depends_on: [account],
    };

    let logging = aws_api_gateway_method_settings {
        rest_api_id: api.id,
        stage_name: stage.stage_name,
        method_path: "*/*",
        settings: block {
            logging_level: "INFO",
            // Full requests and responses, as demanded. Card numbers are refused by the functions, but what a caller
            // sends against the rules is in these logs.
            data_trace_enabled: true,
            metrics_enabled: true,
        },
        depends_on: [account],
    };

    RestApi { url: stage.invoke_url }
}
