//! A REST API in front of functions or of another server: validated, throttled, logged and traced.

use std::collections::{BTreeMap, BTreeSet};

use paydsl::prelude::*;

use super::{Function, service_role};

/// Who may call an endpoint.
#[derive(Clone, Copy, PartialEq)]
pub(crate) enum Authorization {
    /// Callers sign their requests with IAM credentials.
    Iam,
    /// Callers send a key of the API's usage plan in `x-api-key`.
    ApiKey,
}

/// What answers an endpoint.
#[derive(Clone, Copy)]
pub(crate) enum Backend {
    /// A function, which gets the whole request.
    Function(Function),
    /// Another server, by the URL that requests are passed on to.
    Http(Value<Str>),
}

/// One method on one path.
pub(crate) struct Endpoint {
    /// The path without its first slash: `transaction/{id}`.
    pub(crate) path: &'static str,
    /// The HTTP method.
    pub(crate) method: &'static str,
    pub(crate) authorization: Authorization,
    pub(crate) backend: Backend,
    /// What a request's body has to be, as a JSON schema; the API refuses another.
    pub(crate) body: Option<Value<Str>>,
    /// Query parameters and headers that have to be there: `method.request.header.X-Signature`.
    pub(crate) required: &'static [&'static str],
}

/// How many requests pass: so many a second on average, so many at once.
#[derive(Clone, Copy)]
pub(crate) struct Throttling {
    pub(crate) rate: f64,
    pub(crate) burst: u32,
}

/// Keys, and how many requests each may make.
#[derive(Clone, Copy)]
pub(crate) struct UsagePlan {
    pub(crate) throttling: Throttling,
    /// The names of who gets a key.
    pub(crate) clients: &'static [&'static str],
}

/// What tells APIs apart.
pub(crate) struct Settings<'s> {
    /// What its name is made of.
    pub(crate) resource: &'s str,
    pub(crate) description: &'s str,
    pub(crate) endpoints: &'s [Endpoint],
    /// For all callers together.
    pub(crate) throttling: Throttling,
    pub(crate) usage_plan: Option<UsagePlan>,
    /// Whether whole requests and responses are logged. Never where card numbers are in them.
    pub(crate) log_bodies: bool,
    /// Days that the logs are kept.
    pub(crate) retention_days: u32,
}

/// An API.
pub(crate) struct RestApi {
    pub(crate) id: Value<Str>,
    /// The name that metrics carry.
    pub(crate) name: Value<Str>,
    pub(crate) stage_name: Value<Str>,
    pub(crate) stage_arn: Value<Str>,
    /// The URL that the paths follow, without a slash at its end.
    pub(crate) url: Value<Str>,
    /// The key of each client of the usage plan.
    pub(crate) keys: Vec<(&'static str, Value<Str>)>,
}

/// The one stage.
const STAGE: &str = "v1";

/// An API called `apigateway-<resource>`, with one stage, `v1`.
#[component]
pub(crate) fn rest_api(name: &str, env: &impl Environment, settings: Settings<'_>) -> RestApi {
    let resource = settings.resource;
    let api = aws_api_gateway_rest_api {
        name: env.name(tf!("apigateway-{resource}")),
        description: settings.description,
        endpoint_configuration: block { types: ["REGIONAL"] },
        tags: env.tags(tf!("apigateway-{resource}")),
        // While an API is replaced, callers keep the old one.
        lifecycle: block {
            create_before_destroy: true,
        },
    };

    // What a deployment is made of: when any of it changes, there is a new one.
    let mut parts: Vec<Value<Any>> = Vec::new();

    let validator = aws_api_gateway_request_validator {
        rest_api_id: api.id,
        name: "body-and-parameters",
        validate_request_body: true,
        validate_request_parameters: true,
    };

    let mut resources = BTreeMap::from([(String::new(), api.root_resource_id)]);
    for path in paths(settings.endpoints) {
        let (parent, part) = path.rsplit_once('/').unwrap_or(("", &path));
        #[key(key_of(&path))]
        let part = aws_api_gateway_resource {
            rest_api_id: api.id,
            parent_id: resources[parent],
            path_part: part,
        };
        parts.push(part.id.any());
        resources.insert(path, part.id);
    }

    for endpoint in settings.endpoints {
        let key = &*format!("{}-{}", key_of(endpoint.path), endpoint.method.to_lowercase());
        let body = endpoint.body.map(|schema| {
            #[key(key)]
            let model = aws_api_gateway_model {
                rest_api_id: api.id,
                name: key.replace('-', ""),
                content_type: "application/json",
                schema: schema,
            };
            parts.push(model.schema.any());
            model.name
        });
        let in_path = endpoint
            .path
            .split('/')
            .filter_map(|part| part.strip_prefix('{')?.strip_suffix('}'))
            .map(|parameter| format!("method.request.path.{parameter}"));
        let parameters: Vec<String> = in_path
            .chain(endpoint.required.iter().map(|parameter| (*parameter).to_owned()))
            .collect();
        // What another server is passed besides the body: the path's parameters, and a name that ties its logs to ours.
        let passed_on: Vec<(String, String)> = parameters
            .iter()
            .filter(|parameter| parameter.starts_with("method.request.path."))
            .map(|parameter| (parameter.replace("method", "integration"), parameter.clone()))
            .chain([(
                "integration.request.header.X-Correlation-Id".to_owned(),
                "context.requestId".to_owned(),
            )])
            .collect();

        #[key(key)]
        let method = aws_api_gateway_method {
            rest_api_id: api.id,
            resource_id: resources[endpoint.path],
            http_method: endpoint.method,
            authorization: match endpoint.authorization {
                Authorization::Iam => "AWS_IAM",
                Authorization::ApiKey => "NONE",
            },
            api_key_required: endpoint.authorization == Authorization::ApiKey,
            request_validator_id: validator.id,
            request_models: body.map(|model| [("application/json", model)]),
            request_parameters: (!parameters.is_empty())
                .then(|| parameters.iter().map(|parameter| (parameter, true)).collect::<Vec<_>>()),
        };
        let (kind, integration_method, uri) = match endpoint.backend {
            // Lambda is always called by POST, whatever the caller's method.
            Backend::Function(function) => ("AWS_PROXY", "POST", function.invoke_arn),
            Backend::Http(url) => ("HTTP_PROXY", endpoint.method, tf!("{url}/{endpoint.path}")),
        };
        #[key(key)]
        let integration = aws_api_gateway_integration {
            rest_api_id: api.id,
            resource_id: resources[endpoint.path],
            http_method: method.http_method,
            r#type: kind,
            integration_http_method: integration_method,
            uri: uri,
            request_parameters: matches!(endpoint.backend, Backend::Http(_)).then_some(passed_on),
        };
        if let Backend::Function(function) = endpoint.backend {
            let any_parameter = wildcard(endpoint.path);
            #[key(key)]
            let permission = aws_lambda_permission {
                statement_id: tf!("AllowApiGateway-{key}"),
                action: "lambda:InvokeFunction",
                function_name: function.name,
                qualifier: function.alias,
                principal: "apigateway.amazonaws.com",
                source_arn: tf!("{api.execution_arn}/*/{endpoint.method}/{any_parameter}"),
            };
        }
        parts.extend([
            method.id.any(),
            method.authorization.any(),
            integration.id.any(),
            integration.uri.any(),
        ]);
    }

    // What the API itself refuses is answered as the functions answer: JSON, and nothing of the request in it.
    for (kind, code) in [
        ("BAD_REQUEST_BODY", "invalid_body"),
        ("BAD_REQUEST_PARAMETERS", "invalid_parameters"),
    ] {
        #[key(kind.to_lowercase())]
        let response = aws_api_gateway_gateway_response {
            rest_api_id: api.id,
            response_type: kind,
            status_code: "400",
            response_templates: [(
                "application/json",
                jsonencode([("error", code), ("requestId", "$context.requestId")]),
            )],
        };
        parts.push(response.response_templates.any());
    }

    let deployment = aws_api_gateway_deployment {
        rest_api_id: api.id,
        triggers: [("redeployment", sha1(jsonencode(parts)))],
        lifecycle: block {
            create_before_destroy: true,
        },
    };

    #[exempt(
        "checkov:CKV_AWS_158",
        reason = "CloudWatch encrypts logs by itself, and no request asks for a key of the customer's own for them"
    )]
    #[exempt(
        "checkov:CKV_AWS_338",
        reason = "a system whose request asks for logs of seven days keeps those of its API as long"
    )]
    let log_group = aws_cloudwatch_log_group {
        name: tf!("/aws/apigateway/{env.name(tf!(\"apigateway-{resource}\"))}"),
        retention_in_days: settings.retention_days,
        tags: env.tags(tf!("log-apigateway-{resource}")),
    };

    // What the API says of each request that it works on. API Gateway would make the group itself, keep it for ever, and leave
    // it behind.
    #[exempt(
        "checkov:CKV_AWS_158",
        reason = "CloudWatch encrypts logs by itself, and no request asks for a key of the customer's own for them"
    )]
    #[exempt(
        "checkov:CKV_AWS_338",
        reason = "a system whose request asks for logs of seven days keeps those of its API as long"
    )]
    let execution_log_group = aws_cloudwatch_log_group {
        name: tf!("API-Gateway-Execution-Logs_{api.id}/{STAGE}"),
        retention_in_days: settings.retention_days,
        tags: env.tags(tf!("log-apigateway-{resource}-execution")),
    };

    let log_role = service_role(
        "log",
        env,
        &format!("apigateway-{resource}"),
        "apigateway.amazonaws.com",
    );
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

    #[exempt(
        "checkov:CKV_AWS_120",
        reason = "no answer may be given twice: payments are made, and states change"
    )]
    #[exempt(
        "checkov:CKV2_AWS_29",
        reason = "a firewall stands before an API where the request asks for one; the others know their callers and throttle them"
    )]
    #[exempt(
        "checkov:CKV2_AWS_51",
        reason = "functions know the API by their permissions, and a load balancer looks at no client's certificate"
    )]
    #[exempt(
        "checkov:CKV2_AWS_77",
        reason = "Log4j is guarded against; the list of anonymous addresses, wanted besides, has those of hosted merchants"
    )]
    let stage = aws_api_gateway_stage {
        rest_api_id: api.id,
        deployment_id: deployment.id,
        stage_name: STAGE,
        xray_tracing_enabled: true,
        access_log_settings: block {
            destination_arn: log_group.arn,
            format: jsonencode([
                ("requestId", "$context.requestId"),
                ("extendedRequestId", "$context.extendedRequestId"),
                ("traceId", "$context.xrayTraceId"),
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
        tags: env.tags(tf!("apigateway-{resource}-{STAGE}")),
        depends_on: [account, execution_log_group],
    };

    #[exempt(
        "checkov:CKV_AWS_225",
        reason = "no answer may be given twice: payments are made, and states change"
    )]
    #[exempt(
        "checkov:CKV_AWS_276",
        reason = "requests and responses are logged where the request asks for it, and only where no card number is in them"
    )]
    let all = aws_api_gateway_method_settings {
        rest_api_id: api.id,
        stage_name: stage.stage_name,
        method_path: "*/*",
        settings: block {
            logging_level: "INFO",
            data_trace_enabled: settings.log_bodies,
            metrics_enabled: true,
            throttling_rate_limit: settings.throttling.rate,
            throttling_burst_limit: settings.throttling.burst,
        },
        depends_on: [account],
    };

    let mut keys = Vec::new();
    if let Some(usage) = settings.usage_plan {
        let plan = aws_api_gateway_usage_plan {
            name: env.name(tf!("usage-plan-{resource}")),
            description: tf!("Each key: {usage.throttling.rate} requests a second"),
            throttle_settings: block {
                rate_limit: usage.throttling.rate,
                burst_limit: usage.throttling.burst,
            },
            api_stages: [block {
                api_id: api.id,
                stage: stage.stage_name,
                throttle: settings.endpoints.iter().map(|endpoint| block {
                    path: tf!("/{endpoint.path}/{endpoint.method}"),
                    rate_limit: usage.throttling.rate,
                    burst_limit: usage.throttling.burst,
                }),
            }],
            tags: env.tags(tf!("usage-plan-{resource}")),
            // A plan's limits of single endpoints are refused before these have settings.
            depends_on: [all],
        };
        for client in usage.clients {
            #[key(client)]
            let key = aws_api_gateway_api_key {
                name: env.name(tf!("api-key-{resource}-{client}")),
                description: tf!("Calls of {client}"),
                tags: env.tags(tf!("api-key-{resource}-{client}")),
            };
            #[key(client)]
            let admission = aws_api_gateway_usage_plan_key {
                key_id: key.id,
                key_type: "API_KEY",
                usage_plan_id: plan.id,
            };
            keys.push((*client, key.value));
        }
    }

    RestApi {
        id: api.id,
        name: api.name,
        stage_name: stage.stage_name,
        stage_arn: stage.arn,
        url: stage.invoke_url,
        keys,
    }
}

/// All paths that have to be there, each after the one it is below: `a`, `a/b`.
fn paths(endpoints: &[Endpoint]) -> BTreeSet<String> {
    let ends = |path: &'static str| path.match_indices('/').map(|(end, _)| end).chain([path.len()]);
    endpoints
        .iter()
        .flat_map(|endpoint| ends(endpoint.path).map(|end| endpoint.path[..end].to_owned()))
        .collect()
}

/// A path as part of a Terraform name: `transaction/{id}` is `transaction-id`.
fn key_of(path: &str) -> String {
    path.replace(['{', '}'], "").replace('/', "-")
}

/// A path as IAM has it, its parameters any: `transaction/{id}` is `transaction/*`.
fn wildcard(path: &str) -> String {
    let part = |part: &'_ str| {
        if part.starts_with('{') {
            "*".to_owned()
        } else {
            part.to_owned()
        }
    };
    path.split('/').map(part).collect::<Vec<_>>().join("/")
}
