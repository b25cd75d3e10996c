//! Each requirement of `serverless`, on the plans of all environments.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use serde_json::{Value as Json, json};

use crate::checks;
use crate::plan::{self, Plan, as_list};
use crate::system::{System, of_all};
use crate::world::world;

pub(crate) const SYSTEM: System = System {
    name: "serverless",
    stacks: &["data", "application"],
    regions: &["us-east-2"],
    of_all: of_all!(),
    requirements: checks![
        nothing_but_services_without_servers_is_used,
        transactions_wait_in_a_queue_between_acceptance_and_processing,
        no_request_is_logged,
        environments_declare_region_address_and_webhook,
        the_rest_api_has_three_endpoints,
        the_stage_serves_the_last_deployment,
        the_stage_is_throttled_at_a_thousand_requests_a_second,
        every_endpoint_validates_its_requests,
        every_endpoint_needs_an_api_key,
        every_client_has_a_key_of_the_usage_plan,
        post_transactions_triggers_the_transaction_processor,
        post_fraud_webhook_is_answered_by_the_fraud_handler,
        get_transaction_is_answered_by_the_transaction_processor,
        the_api_may_call_its_functions_on_their_endpoints_only,
        the_stage_is_traced,
        three_functions_are_deployed,
        every_handler_is_in_the_code,
        every_module_of_the_functions_is_documented,
        functions_run_on_python_3_11,
        functions_run_on_arm64,
        functions_have_three_gigabytes_of_memory,
        functions_have_five_minutes,
        fifty_executions_are_reserved_for_the_processor,
        functions_are_traced,
        functions_log_to_groups_of_their_own_for_seven_days,
        queues_feed_their_functions,
        functions_are_given_the_variables_of_their_readme,
        variables_name_what_is_of_the_same_environment,
        transactions_are_keyed_by_their_id,
        fraud_alerts_are_keyed_by_id_and_timestamp,
        tables_are_billed_on_demand,
        tables_are_restorable_to_any_point_in_time,
        tables_are_encrypted_and_counters_expire,
        there_are_two_fifo_queues,
        messages_are_kept_for_four_days,
        queues_deduplicate_by_content,
        dead_letters_follow_three_receptions,
        messages_are_hidden_longer_than_a_function_runs,
        queues_are_encrypted,
        each_function_has_a_role_of_its_own,
        roles_allow_what_the_code_calls_and_nothing_else,
        functions_may_write_their_own_logs_only,
        functions_may_use_their_tables_queues_and_parameters,
        functions_may_send_traces,
        webhook_urls_are_parameters,
        api_keys_are_encrypted_parameters,
        secrets_are_long_encrypted_and_in_no_plan,
        the_invoke_url_and_all_functions_arns_are_exported,
        every_failure_rings,
        alarms_reach_the_operators,
        what_the_api_refuses_is_told_without_what_was_sent,
        the_dashboard_shows_functions_tables_and_api,
        everything_is_in_us_east_2,
        names_are_type_purpose_and_environment,
        a_copy_has_its_suffix_in_every_name,
        everything_is_tagged_with_its_environment,
    ],
};

/// The functions, each with the name of its module.
const FUNCTIONS: [(&str, &str); 3] = [
    ("transaction-processor", "transaction_processor"),
    ("fraud-handler", "fraud_handler"),
    ("notification-sender", "notification_sender"),
];

/// Where the code of the functions is.
const CODE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/functions/serverless");

fn plans() -> &'static [Plan] {
    SYSTEM.plans()
}

/// A value that is a text.
fn text(value: &Json) -> &str {
    value.as_str().unwrap_or_else(|| panic!("{value} is no text"))
}

/// The function called `lambda-<resource>`.
fn function(plan: &'static Plan, resource: &str) -> &'static Json {
    let name = format!("lambda-{resource}-{}", plan.environment);
    plan.with("aws_lambda_function", "function_name", &name)
}

/// The queue called `sqs-<resource>`.
fn queue(plan: &'static Plan, resource: &str) -> &'static Json {
    plan.with(
        "aws_sqs_queue",
        "name",
        &format!("sqs-{resource}-{}.fifo", plan.environment),
    )
}

/// The table called `dynamodb-<resource>`.
fn table(plan: &'static Plan, resource: &str) -> &'static Json {
    plan.with(
        "aws_dynamodb_table",
        "name",
        &format!("dynamodb-{resource}-{}", plan.environment),
    )
}

/// The parameter with a path below the system's prefix.
fn parameter(plan: &'static Plan, path: &str) -> &'static Json {
    plan.with(
        "aws_ssm_parameter",
        "name",
        &format!("/serverless-{}/{path}", plan.environment),
    )
}

/// The API's methods by `POST /transactions`, as paths have it.
fn endpoints(plan: &'static Plan) -> BTreeMap<String, &'static Json> {
    let api = &plan.only("aws_api_gateway_rest_api")["id"];
    plan.all("aws_api_gateway_method")
        .into_iter()
        .map(|(address, method)| {
            assert_eq!(&method["rest_api_id"], api, "{address}");
            let resource = plan.with("aws_api_gateway_resource", "id", text(&method["resource_id"]));
            (
                format!("{} {}", text(&method["http_method"]), text(&resource["path"])),
                method,
            )
        })
        .collect()
}

/// The endpoints as the request has them, each with its function.
const ENDPOINTS: [(&str, &str); 3] = [
    ("POST /transactions", "transaction-processor"),
    ("POST /fraud-webhook", "fraud-handler"),
    ("GET /transaction/{id}", "transaction-processor"),
];

/// What an IAM policy allows: `(action, resource)`.
fn allowed(policies: &[&Json]) -> BTreeSet<(String, String)> {
    let mut allowed = BTreeSet::new();
    for policy in policies {
        for statement in as_list(&plan::json(&policy["policy"])["Statement"]) {
            assert_eq!(statement["Effect"], json!("Allow"), "{statement}");
            // What is said by exclusion allows what nobody has thought of.
            assert!(
                statement["NotAction"].is_null() && statement["NotResource"].is_null(),
                "{statement}"
            );
            for action in as_list(&statement["Action"]) {
                for resource in as_list(&statement["Resource"]) {
                    allowed.insert((text(&action).to_owned(), text(&resource).to_owned()));
                }
            }
        }
    }
    allowed
}

/// What a function's role allows.
fn rights(plan: &'static Plan, resource: &str) -> BTreeSet<(String, String)> {
    let role = function_role(plan, resource);
    let policies: Vec<&Json> = plan
        .all("aws_iam_role_policy")
        .into_iter()
        .filter(|(_, policy)| policy["role"] == role["name"])
        .map(|(_, policy)| policy)
        .collect();
    allowed(&policies)
}

fn function_role(plan: &'static Plan, resource: &str) -> &'static Json {
    plan.with("aws_iam_role", "arn", text(&function(plan, resource)["role"]))
}

/// The rights of one service: `sqs` has all `sqs:..`.
fn of_service(rights: &BTreeSet<(String, String)>, service: &str) -> BTreeSet<(String, String)> {
    let prefix = format!("{service}:");
    rights
        .iter()
        .filter(|(action, _)| action.starts_with(&prefix))
        .cloned()
        .collect()
}

/// Rights on one thing.
fn on(resource: &Json, actions: &[&str]) -> Vec<(String, String)> {
    let arn = text(&resource["arn"]);
    actions
        .iter()
        .map(|action| ((*action).to_owned(), arn.to_owned()))
        .collect()
}

/// What a parameter has for those who may decrypt it.
fn decrypted(name: &str) -> String {
    let headers = "Content-Type: application/x-amz-json-1.1\r\nX-Amz-Target: AmazonSSM.GetParameter\r\n";
    let body = json!({"Name": name, "WithDecryption": true}).to_string();
    let answer = world().ask("ssm", "us-east-2", "POST", "/", headers, &body);
    let (_, body) = answer.split_once("\r\n\r\n").expect("a body");
    let body: Json = serde_json::from_str(body).expect("JSON");
    text(&body["Parameter"]["Value"]).to_owned()
}

// --- The introduction

fn nothing_but_services_without_servers_is_used() {
    let services = [
        "aws_api_gateway_",
        "aws_cloudwatch_",
        "aws_dynamodb_",
        "aws_iam_",
        "aws_kms_",
        "aws_lambda_",
        "aws_sns_",
        "aws_sqs_",
        "aws_ssm_parameter",
    ];
    for plan in plans() {
        for (address, _) in plan.resources() {
            let (_, kind) = address.split_once('/').expect("a stack");
            assert!(services.iter().any(|service| kind.starts_with(service)), "{address}");
        }
        // Kept warm is as good as a server, and paid like one.
        assert!(plan.any("aws_lambda_provisioned_concurrency_config").is_empty());
        for (address, function) in plan.all("aws_lambda_function") {
            assert!(as_list(&function["vpc_config"]).is_empty(), "{address} is in a network");
        }
    }
}

fn transactions_wait_in_a_queue_between_acceptance_and_processing() {
    for plan in plans() {
        let waiting = queue(plan, "transaction-processing");
        let processor = function(plan, "transaction-processor");
        let variables = &processor["environment"][0]["variables"];
        assert_eq!(variables["TRANSACTION_QUEUE_URL"], waiting["url"]);
        let mapping = plan.with(
            "aws_lambda_event_source_mapping",
            "event_source_arn",
            text(&waiting["arn"]),
        );
        assert_eq!(mapping["function_arn"], processor["arn"]);
    }
}

fn no_request_is_logged() {
    for plan in plans() {
        for (address, settings) in plan.all("aws_api_gateway_method_settings") {
            assert_eq!(settings["settings"][0]["data_trace_enabled"], json!(false), "{address}");
        }
        let format = plan::json(&plan.only("aws_api_gateway_stage")["access_log_settings"][0]["format"]);
        for value in format.as_object().expect("fields").values() {
            let value = text(value);
            // Of the request only what API Gateway itself knows of it: neither body nor headers nor key.
            assert!(value.starts_with("$context."), "{value}");
            for secret in ["apiKey", "authorizer", "requestOverride", "input"] {
                assert!(!value.contains(secret), "{value}");
            }
        }
    }
}

fn environments_declare_region_address_and_webhook() {
    let path = world().module("serverless", "data").join("locals.tf.json");
    let locals: Json = serde_json::from_str(&std::fs::read_to_string(path).expect("the locals")).expect("JSON");
    let table = locals["locals"]["environments"].as_object().expect("the table");
    assert_eq!(table.keys().collect::<Vec<_>>(), ["dev", "staging", "prod"]);
    for row in table.values() {
        let fields: Vec<&String> = row.as_object().expect("a row").keys().collect();
        assert_eq!(fields, ["region", "operations_email", "merchant_webhook_url"]);
    }
}

// --- 1. API Gateway

fn the_rest_api_has_three_endpoints() {
    for plan in plans() {
        let wanted: BTreeSet<String> = ENDPOINTS.iter().map(|(endpoint, _)| (*endpoint).to_owned()).collect();
        assert_eq!(endpoints(plan).into_keys().collect::<BTreeSet<_>>(), wanted);
        assert_eq!(plan.all("aws_api_gateway_method").len(), ENDPOINTS.len());
    }
}

fn the_stage_serves_the_last_deployment() {
    for plan in plans() {
        let (stage, deployment) = (
            plan.only("aws_api_gateway_stage"),
            plan.only("aws_api_gateway_deployment"),
        );
        assert_eq!(stage["deployment_id"], deployment["id"]);
        assert_eq!(stage["rest_api_id"], plan.only("aws_api_gateway_rest_api")["id"]);
        // A method that no deployment waits for is not served, and one that changes no trigger is served as it was.
        let triggers = plan.references("application", "aws_api_gateway_deployment.api_deployment", "triggers");
        for endpoint in ["transactions-post", "fraud-webhook-post", "transaction-id-get"] {
            for part in ["method", "integration"] {
                let part = format!("aws_api_gateway_{part}.api_{part}_{endpoint}");
                assert!(triggers.contains(&part), "{part} is not in {triggers:?}");
            }
        }
    }
}

fn the_stage_is_throttled_at_a_thousand_requests_a_second() {
    for plan in plans() {
        let stage = plan.only("aws_api_gateway_stage");
        let settings = plan.only("aws_api_gateway_method_settings");
        assert_eq!(settings["rest_api_id"], stage["rest_api_id"]);
        assert_eq!(settings["stage_name"], stage["stage_name"]);
        assert_eq!(settings["method_path"], json!("*/*"), "all methods");
        let limit = &settings["settings"][0];
        assert_eq!(limit["throttling_rate_limit"].as_f64(), Some(1000.0));
        assert_eq!(limit["throttling_burst_limit"].as_f64(), Some(1000.0));
        // A key's limit must not be below the stage's.
        let plan_limit = &plan.only("aws_api_gateway_usage_plan")["throttle_settings"][0];
        assert_eq!(plan_limit["rate_limit"].as_f64(), Some(1000.0));
        assert_eq!(plan_limit["burst_limit"].as_f64(), Some(1000.0));
    }
}

fn every_endpoint_validates_its_requests() {
    for plan in plans() {
        let validator = plan.only("aws_api_gateway_request_validator");
        assert_eq!(validator["validate_request_body"], json!(true));
        assert_eq!(validator["validate_request_parameters"], json!(true));
        let endpoints = endpoints(plan);
        for (endpoint, method) in &endpoints {
            assert_eq!(method["request_validator_id"], validator["id"], "{endpoint}");
        }
        // A validator checks only what the method says: models of bodies and parameters.
        let schema = |endpoint: &str| {
            let model = text(&endpoints[endpoint]["request_models"]["application/json"]);
            plan::json(&plan.with("aws_api_gateway_model", "name", model)["schema"])
        };
        let payment = schema("POST /transactions");
        assert_eq!(payment["type"], json!("object"));
        let required: BTreeSet<String> = as_list(&payment["required"])
            .iter()
            .map(|name| text(name).to_owned())
            .collect();
        assert_eq!(required, ["merchantId", "amount", "currency"].map(str::to_owned).into());
        assert_eq!(
            payment["properties"]["amount"],
            json!({"type": "integer", "minimum": 1})
        );
        assert_eq!(payment["properties"]["currency"]["maxLength"], json!(3));
        assert_eq!(
            payment["properties"]["card"]["required"],
            json!(["number", "expiryMonth", "expiryYear"])
        );
        assert_eq!(schema("POST /fraud-webhook")["type"], json!("object"));
        let needs = |endpoint: &str| endpoints[endpoint]["request_parameters"].clone();
        assert_eq!(
            needs("POST /fraud-webhook"),
            json!({"method.request.header.X-Signature": true})
        );
        assert_eq!(needs("GET /transaction/{id}"), json!({"method.request.path.id": true}));
    }
}

fn every_endpoint_needs_an_api_key() {
    for plan in plans() {
        for (endpoint, method) in endpoints(plan) {
            assert_eq!(method["api_key_required"], json!(true), "{endpoint}");
        }
        assert_eq!(plan.only("aws_api_gateway_rest_api")["api_key_source"], json!("HEADER"));
    }
}

fn every_client_has_a_key_of_the_usage_plan() {
    for plan in plans() {
        let usage = plan.only("aws_api_gateway_usage_plan");
        let stage = plan.only("aws_api_gateway_stage");
        let served = as_list(&usage["api_stages"]);
        assert_eq!(served.len(), 1);
        assert_eq!(
            (&served[0]["api_id"], &served[0]["stage"]),
            (&stage["rest_api_id"], &stage["stage_name"])
        );
        let mut admitted = BTreeSet::new();
        for (address, admission) in plan.all("aws_api_gateway_usage_plan_key") {
            assert_eq!(admission["usage_plan_id"], usage["id"], "{address}");
            admitted.insert(text(&admission["key_id"]));
        }
        for client in ["merchants", "fraud-detection"] {
            let name = format!("api-key-transactions-{client}-{}", plan.environment);
            let key = plan.with("aws_api_gateway_api_key", "name", &name);
            assert_eq!(key["enabled"], json!(true), "{client}");
            assert!(admitted.contains(text(&key["id"])), "{client} is not admitted");
        }
    }
}

/// An endpoint hands whole requests to its function.
fn is_answered(endpoint: &str, by: &str) {
    for plan in plans() {
        let method = endpoints(plan)[endpoint];
        let integrations: Vec<&Json> = plan
            .all("aws_api_gateway_integration")
            .into_iter()
            .map(|(_, integration)| integration)
            .filter(|integration| integration["resource_id"] == method["resource_id"])
            .collect();
        let [integration] = integrations[..] else {
            panic!("{endpoint} has {} integrations", integrations.len())
        };
        assert_eq!(integration["http_method"], method["http_method"]);
        assert_eq!(integration["type"], json!("AWS_PROXY"));
        // Lambda is called by POST, whatever the endpoint's method.
        assert_eq!(integration["integration_http_method"], json!("POST"));
        assert_eq!(integration["uri"], function(plan, by)["invoke_arn"]);
    }
}

fn post_transactions_triggers_the_transaction_processor() {
    is_answered("POST /transactions", "transaction-processor");
}

fn post_fraud_webhook_is_answered_by_the_fraud_handler() {
    is_answered("POST /fraud-webhook", "fraud-handler");
}

fn get_transaction_is_answered_by_the_transaction_processor() {
    is_answered("GET /transaction/{id}", "transaction-processor");
}

fn the_api_may_call_its_functions_on_their_endpoints_only() {
    for plan in plans() {
        let api = text(&plan.only("aws_api_gateway_rest_api")["execution_arn"]);
        let mut found = BTreeSet::new();
        for (address, permission) in plan.all("aws_lambda_permission") {
            assert_eq!(permission["principal"], json!("apigateway.amazonaws.com"), "{address}");
            assert_eq!(permission["action"], json!("lambda:InvokeFunction"), "{address}");
            found.insert((
                text(&permission["function_name"]).to_owned(),
                text(&permission["source_arn"]).to_owned(),
            ));
        }
        let wanted = ENDPOINTS.map(|(endpoint, function)| {
            let source = endpoint.replace(' ', "").replace("{id}", "*");
            (
                format!("lambda-{function}-{}", plan.environment),
                format!("{api}/*/{source}"),
            )
        });
        assert_eq!(found, wanted.into());
    }
}

fn the_stage_is_traced() {
    for plan in plans() {
        assert_eq!(plan.only("aws_api_gateway_stage")["xray_tracing_enabled"], json!(true));
    }
}

// --- 2. Lambda

fn three_functions_are_deployed() {
    for plan in plans() {
        let found: BTreeSet<&str> = plan
            .all("aws_lambda_function")
            .into_iter()
            .map(|(_, function)| text(&function["function_name"]))
            .collect();
        let wanted = FUNCTIONS.map(|(resource, _)| format!("lambda-{resource}-{}", plan.environment));
        assert_eq!(found, wanted.iter().map(String::as_str).collect());
    }
}

fn every_handler_is_in_the_code() {
    for plan in plans() {
        for (resource, module) in FUNCTIONS {
            let function = function(plan, resource);
            assert_eq!(function["handler"], json!(format!("{module}.handler")));
            assert_eq!(function["package_type"], json!("Zip"));
            assert!(text(&function["filename"]).ends_with("/serverless.zip"), "{function}");
            let source = Path::new(CODE).join("src").join(format!("{module}.py"));
            let source = std::fs::read_to_string(&source).unwrap_or_else(|error| panic!("{source:?}: {error}"));
            assert!(source.contains("\ndef handler("), "{module} has no handler");
        }
    }
}

fn every_module_of_the_functions_is_documented() {
    let directory = Path::new(CODE).join("src");
    let mut modules = 0;
    for directory in [directory.join("payments"), directory] {
        for entry in std::fs::read_dir(&directory).expect("the code") {
            let path = entry.expect("an entry").path();
            if path.extension().is_some_and(|end| end == "py") {
                let source = std::fs::read_to_string(&path).expect("a module");
                assert!(source.starts_with("\"\"\""), "{path:?} does not say what it is for");
                modules += 1;
            }
        }
    }
    assert!(modules > 20, "only {modules} modules");
    // Of classes and functions it is the linter that asks, by its rules `D`.
    let settings = std::fs::read_to_string(Path::new(CODE).join("pyproject.toml")).expect("the linter's settings");
    let chosen = settings
        .lines()
        .find(|line| line.starts_with("select = "))
        .expect("rules");
    assert!(chosen.contains("\"D\""), "{chosen}");
}

/// All functions have the same value in an argument.
fn all_functions_have(argument: &str, value: &Json) {
    for plan in plans() {
        for (address, function) in plan.all("aws_lambda_function") {
            assert_eq!(&function[argument], value, "{address} in {}", plan.environment);
        }
    }
}

fn functions_run_on_python_3_11() {
    all_functions_have("runtime", &json!("python3.11"));
}

fn functions_run_on_arm64() {
    all_functions_have("architectures", &json!(["arm64"]));
}

fn functions_have_three_gigabytes_of_memory() {
    all_functions_have("memory_size", &json!(3072));
}

fn functions_have_five_minutes() {
    all_functions_have("timeout", &json!(300));
}

fn fifty_executions_are_reserved_for_the_processor() {
    for plan in plans() {
        // Minus one is nothing reserved.
        for (resource, reserved) in [
            ("transaction-processor", 50),
            ("fraud-handler", -1),
            ("notification-sender", -1),
        ] {
            assert_eq!(
                function(plan, resource)["reserved_concurrent_executions"],
                json!(reserved),
                "{resource}"
            );
        }
    }
}

fn functions_are_traced() {
    all_functions_have("tracing_config", &json!([{"mode": "Active"}]));
}

fn functions_log_to_groups_of_their_own_for_seven_days() {
    for plan in plans() {
        for (address, function) in plan.all("aws_lambda_function") {
            // Lambda writes to this name, and makes a group that is kept for ever if there is none.
            let group = format!("/aws/lambda/{}", text(&function["function_name"]));
            assert_eq!(function["logging_config"][0]["log_group"], json!(group), "{address}");
            let group = plan.with("aws_cloudwatch_log_group", "name", &group);
            assert_eq!(group["retention_in_days"], json!(7), "{address}");
        }
        for (address, group) in plan.all("aws_cloudwatch_log_group") {
            assert_eq!(group["retention_in_days"], json!(7), "{address}");
        }
    }
}

fn queues_feed_their_functions() {
    for plan in plans() {
        assert_eq!(plan.all("aws_lambda_event_source_mapping").len(), 2);
        for (source, by) in [
            ("transaction-processing", "transaction-processor"),
            ("notifications", "notification-sender"),
        ] {
            let arn = text(&queue(plan, source)["arn"]);
            let mapping = plan.with("aws_lambda_event_source_mapping", "event_source_arn", arn);
            assert_eq!(mapping["function_arn"], function(plan, by)["arn"], "{source}");
            assert_eq!(mapping["enabled"], json!(true), "{source}");
            // Else one message that fails has its whole batch tried again.
            assert_eq!(
                mapping["function_response_types"],
                json!(["ReportBatchItemFailures"]),
                "{source}"
            );
        }
    }
}

/// The variables that the README of the functions' code says a function must have.
fn variables_of_readme(column: usize) -> BTreeSet<String> {
    let readme = std::fs::read_to_string(Path::new(CODE).join("README.md")).expect("the README of the functions' code");
    let (_, rest) = readme.split_once("| variable").expect("the table of variables");
    let found: BTreeSet<String> = rest
        .lines()
        .skip(2)
        .take_while(|line| line.starts_with('|'))
        .filter_map(|line| {
            let cells: Vec<&str> = line.split('|').map(str::trim).collect();
            (cells[column + 2] == "●").then(|| cells[1].trim_matches('`').to_owned())
        })
        .collect();
    assert!(
        found.contains("ENVIRONMENT"),
        "the table of variables is not understood: {found:?}"
    );
    found
}

fn functions_are_given_the_variables_of_their_readme() {
    for plan in plans() {
        for (column, (resource, _)) in FUNCTIONS.into_iter().enumerate() {
            let variables = &function(plan, resource)["environment"][0]["variables"];
            let given: BTreeSet<String> = variables.as_object().expect("variables").keys().cloned().collect();
            assert_eq!(given, variables_of_readme(column), "{resource}");
            for (name, value) in variables.as_object().into_iter().flatten() {
                assert!(!text(value).is_empty(), "{resource} has an empty {name}");
            }
        }
    }
}

fn variables_name_what_is_of_the_same_environment() {
    for plan in plans() {
        let known = [
            ("ENVIRONMENT", json!(plan.environment)),
            ("TRANSACTIONS_TABLE", table(plan, "transactions")["name"].clone()),
            ("FRAUD_ALERTS_TABLE", table(plan, "fraud-alerts")["name"].clone()),
            ("PARAMETER_PREFIX", json!(format!("/serverless-{}", plan.environment))),
            (
                "TRANSACTION_QUEUE_URL",
                queue(plan, "transaction-processing")["url"].clone(),
            ),
            ("NOTIFICATION_QUEUE_URL", queue(plan, "notifications")["url"].clone()),
            ("MAX_AMOUNT", json!("1000000")),
            ("VELOCITY_LIMIT", json!("10")),
        ];
        let known = BTreeMap::from(known);
        for (address, function) in plan.all("aws_lambda_function") {
            for (name, value) in function["environment"][0]["variables"]
                .as_object()
                .into_iter()
                .flatten()
            {
                assert_eq!(Some(value), known.get(name.as_str()), "{address}: {name}");
            }
        }
    }
}

// --- 3. DynamoDB

/// A table has these keys, `(name, type)`, and no more: partition key first.
fn has_keys(resource: &str, keys: &[(&str, &str)]) {
    for plan in plans() {
        let table = table(plan, resource);
        assert_eq!(table["hash_key"], json!(keys[0].0));
        // None is null or empty, as the provider has read it.
        let range = table["range_key"].as_str().filter(|key| !key.is_empty());
        assert_eq!(range, keys.get(1).map(|(name, _)| *name));
        let attributes: BTreeSet<(&str, &str)> = table["attribute"]
            .as_array()
            .expect("attributes")
            .iter()
            .map(|attribute| (text(&attribute["name"]), text(&attribute["type"])))
            .collect();
        assert_eq!(attributes, keys.iter().copied().collect());
        assert_eq!(plan.all("aws_dynamodb_table").len(), 2);
    }
}

fn transactions_are_keyed_by_their_id() {
    has_keys("transactions", &[("transaction_id", "S")]);
}

fn fraud_alerts_are_keyed_by_id_and_timestamp() {
    has_keys("fraud-alerts", &[("alert_id", "S"), ("timestamp", "N")]);
}

fn tables_are_billed_on_demand() {
    for plan in plans() {
        for (address, table) in plan.all("aws_dynamodb_table") {
            assert_eq!(table["billing_mode"], json!("PAY_PER_REQUEST"), "{address}");
        }
    }
}

fn tables_are_restorable_to_any_point_in_time() {
    for plan in plans() {
        for (address, table) in plan.all("aws_dynamodb_table") {
            assert_eq!(table["point_in_time_recovery"][0]["enabled"], json!(true), "{address}");
        }
    }
}

fn tables_are_encrypted_and_counters_expire() {
    for plan in plans() {
        for (address, table) in plan.all("aws_dynamodb_table") {
            assert_eq!(table["server_side_encryption"][0]["enabled"], json!(true), "{address}");
        }
        // Only what counts a card's payments has the attribute; fraud alerts stay.
        let expiry = &table(plan, "transactions")["ttl"][0];
        assert_eq!(
            (&expiry["enabled"], &expiry["attribute_name"]),
            (&json!(true), &json!("expires_at"))
        );
        assert_ne!(table(plan, "fraud-alerts")["ttl"][0]["enabled"], json!(true));
    }
}

// --- 4. SQS

const QUEUES: [&str; 2] = ["transaction-processing", "notifications"];

fn there_are_two_fifo_queues() {
    for plan in plans() {
        // Two, and the dead letter queue of each.
        assert_eq!(plan.all("aws_sqs_queue").len(), 4);
        for resource in QUEUES {
            assert_eq!(queue(plan, resource)["fifo_queue"], json!(true), "{resource}");
        }
    }
}

fn messages_are_kept_for_four_days() {
    for plan in plans() {
        for resource in QUEUES {
            assert_eq!(
                queue(plan, resource)["message_retention_seconds"],
                json!(345_600),
                "{resource}"
            );
            // What failed has to outlive what it failed in.
            let dead_letters = queue(plan, &format!("{resource}-dlq"));
            assert_eq!(
                dead_letters["message_retention_seconds"],
                json!(1_209_600),
                "{resource}"
            );
        }
    }
}

fn queues_deduplicate_by_content() {
    for plan in plans() {
        for (address, queue) in plan.all("aws_sqs_queue") {
            assert_eq!(queue["content_based_deduplication"], json!(true), "{address}");
        }
    }
}

fn dead_letters_follow_three_receptions() {
    for plan in plans() {
        for resource in QUEUES {
            let source = queue(plan, resource);
            let dead_letters = queue(plan, &format!("{resource}-dlq"));
            // Only a FIFO queue takes the dead letters of one.
            assert_eq!(dead_letters["fifo_queue"], json!(true), "{resource}");
            assert_eq!(
                plan::json(&source["redrive_policy"]),
                json!({"deadLetterTargetArn": dead_letters["arn"], "maxReceiveCount": 3}),
                "{resource}"
            );
            let allowed = plan.with(
                "aws_sqs_queue_redrive_allow_policy",
                "queue_url",
                text(&dead_letters["url"]),
            );
            assert_eq!(
                plan::json(&allowed["redrive_allow_policy"]),
                json!({"redrivePermission": "byQueue", "sourceQueueArns": [source["arn"]]}),
                "{resource}"
            );
        }
    }
}

fn messages_are_hidden_longer_than_a_function_runs() {
    for plan in plans() {
        for resource in QUEUES {
            // Six times as long, as AWS advises.
            assert_eq!(
                queue(plan, resource)["visibility_timeout_seconds"],
                json!(6 * 300),
                "{resource}"
            );
        }
    }
}

fn queues_are_encrypted() {
    for plan in plans() {
        for (address, queue) in plan.all("aws_sqs_queue") {
            assert_eq!(queue["sqs_managed_sse_enabled"], json!(true), "{address}");
        }
        for resource in QUEUES {
            let queue = queue(plan, resource);
            let policy = plan.with("aws_sqs_queue_policy", "queue_url", text(&queue["url"]));
            let refused = as_list(&plan::json(&policy["policy"])["Statement"])
                .into_iter()
                .any(|statement| {
                    statement["Effect"] == "Deny"
                        && statement["Resource"] == queue["arn"]
                        && statement["Condition"]["Bool"]["aws:SecureTransport"] == "false"
                });
            assert!(refused, "{resource} takes messages in the clear");
        }
    }
}

// --- 5. IAM

fn each_function_has_a_role_of_its_own() {
    for plan in plans() {
        let mut roles = BTreeSet::new();
        for (resource, _) in FUNCTIONS {
            let role = function_role(plan, resource);
            assert_eq!(role["name"], json!(format!("role-{resource}-{}", plan.environment)));
            assert_eq!(role["max_session_duration"], json!(3600));
            let trust = plan::json(&role["assume_role_policy"]);
            let trusted = as_list(&trust["Statement"]);
            assert_eq!(trusted.len(), 1, "{trust}");
            assert_eq!(trusted[0]["Action"], json!("sts:AssumeRole"));
            assert_eq!(trusted[0]["Principal"], json!({"Service": "lambda.amazonaws.com"}));
            roles.insert(text(&role["arn"]));
        }
        assert_eq!(roles.len(), FUNCTIONS.len());
    }
}

/// What the README of the functions' code says that each function calls.
fn wanted_rights(plan: &'static Plan, resource: &str) -> BTreeSet<(String, String)> {
    let (transactions, alerts) = (table(plan, "transactions"), table(plan, "fraud-alerts"));
    let (to_process, to_tell) = (queue(plan, "transaction-processing"), queue(plan, "notifications"));
    let (get, put, update) = ("dynamodb:GetItem", "dynamodb:PutItem", "dynamodb:UpdateItem");
    let receive = ["sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:GetQueueAttributes"];
    let read = |path| on(parameter(plan, path), &["ssm:GetParameter"]);
    let own: Vec<(String, String)> = match resource {
        "transaction-processor" => [
            on(transactions, &[get, put, update]),
            on(to_process, &receive),
            on(to_process, &["sqs:SendMessage"]),
            on(to_tell, &["sqs:SendMessage"]),
            read("token-key"),
        ]
        .concat(),
        "fraud-handler" => [
            on(transactions, &[get, update]),
            on(alerts, &[get, put]),
            on(to_tell, &["sqs:SendMessage"]),
            read("fraud-webhook-secret"),
        ]
        .concat(),
        "notification-sender" => [
            on(transactions, &[get, update]),
            on(to_tell, &receive),
            read("merchant-webhook-url"),
            read("merchant-webhook-secret"),
        ]
        .concat(),
        other => panic!("{other} is no function"),
    };
    own.into_iter().collect()
}

fn roles_allow_what_the_code_calls_and_nothing_else() {
    for plan in plans() {
        for (resource, _) in FUNCTIONS {
            let rights = rights(plan, resource);
            let beyond: Vec<_> = rights
                .difference(&wanted_rights(plan, resource))
                .filter(|(action, _)| !action.starts_with("logs:") && !action.starts_with("xray:"))
                .cloned()
                .collect();
            assert!(beyond.is_empty(), "{resource} may {beyond:?}");
            for (action, on) in &rights {
                assert!(!action.contains('*'), "{resource} may {action}");
                // X-Ray knows no narrower resource; the streams of a log group have names that Lambda makes up.
                let any = on.contains('*');
                assert!(
                    !any || action.starts_with("xray:") || action.starts_with("logs:"),
                    "{resource} may {action} on {on}"
                );
            }
        }
        // No other policy adds to these: only API Gateway's logging role has a managed one.
        let attached = plan.only("aws_iam_role_policy_attachment");
        assert_eq!(
            attached["role"],
            json!(format!("role-apigateway-transactions-{}", plan.environment))
        );
        for kind in [
            "aws_iam_policy_attachment",
            "aws_iam_role_policies_exclusive",
            "aws_iam_user",
            "aws_iam_policy",
        ] {
            assert!(plan.any(kind).is_empty(), "{kind}");
        }
        assert_eq!(plan.all("aws_iam_role").len(), FUNCTIONS.len() + 1);
    }
}

fn functions_may_write_their_own_logs_only() {
    for plan in plans() {
        for (resource, _) in FUNCTIONS {
            let name = format!("/aws/lambda/lambda-{resource}-{}", plan.environment);
            let group = plan.with("aws_cloudwatch_log_group", "name", &name);
            let streams = format!("{}:*", text(&group["arn"]));
            let wanted =
                ["logs:CreateLogStream", "logs:PutLogEvents"].map(|action| (action.to_owned(), streams.clone()));
            assert_eq!(of_service(&rights(plan, resource), "logs"), wanted.into(), "{resource}");
        }
    }
}

fn functions_may_use_their_tables_queues_and_parameters() {
    for plan in plans() {
        for (resource, _) in FUNCTIONS {
            let rights = rights(plan, resource);
            for service in ["dynamodb", "sqs", "ssm"] {
                let wanted = of_service(&wanted_rights(plan, resource), service);
                assert!(!wanted.is_empty());
                assert_eq!(of_service(&rights, service), wanted, "{resource}");
            }
        }
    }
}

fn functions_may_send_traces() {
    for plan in plans() {
        for (resource, _) in FUNCTIONS {
            let wanted =
                ["xray:PutTraceSegments", "xray:PutTelemetryRecords"].map(|action| (action.to_owned(), "*".to_owned()));
            assert_eq!(of_service(&rights(plan, resource), "xray"), wanted.into(), "{resource}");
        }
    }
}

// --- 6. Configuration and monitoring

fn webhook_urls_are_parameters() {
    for plan in plans() {
        let of_merchants = parameter(plan, "merchant-webhook-url");
        let url = match plan.environment {
            "prod" => "https://merchants.example.com/payments".to_owned(),
            other => format!("https://merchants-{other}.example.com/payments"),
        };
        assert_eq!(of_merchants["value"], json!(url));
        let of_fraud = format!("{}/fraud-webhook", text(plan.output("application", "api_url")));
        assert_eq!(parameter(plan, "fraud-webhook-url")["value"], json!(of_fraud));
    }
}

fn api_keys_are_encrypted_parameters() {
    for plan in plans() {
        for client in ["merchants", "fraud-detection"] {
            let kept = parameter(plan, &format!("api-keys/{client}"));
            assert_eq!(kept["type"], json!("SecureString"), "{client}");
            let name = format!("api-key-transactions-{client}-{}", plan.environment);
            let key = plan.with("aws_api_gateway_api_key", "name", &name);
            let kept = decrypted(text(&kept["name"]));
            assert!(
                !kept.is_empty() && kept == text(&key["value"]),
                "{client}: another key is kept"
            );
        }
    }
}

fn secrets_are_long_encrypted_and_in_no_plan() {
    let mut seen = BTreeSet::new();
    for plan in plans() {
        for path in ["token-key", "fraud-webhook-secret", "merchant-webhook-secret"] {
            let secret = parameter(plan, path);
            assert_eq!(secret["type"], json!("SecureString"), "{path}");
            let value = decrypted(text(&secret["name"]));
            assert!(value.len() >= 32, "{path} has {} characters", value.len());
            for (stack, shown) in &plan.stacks {
                assert!(
                    !shown.to_string().contains(&value),
                    "the plan of {stack} has the value of {path}"
                );
            }
            assert!(
                seen.insert(value),
                "{path} of {} is the same as another secret",
                plan.environment
            );
        }
        for (address, parameter) in plan.all("aws_ssm_parameter") {
            let is_url = text(&parameter["name"]).ends_with("-url");
            let kind = if is_url { "String" } else { "SecureString" };
            assert_eq!(parameter["type"], json!(kind), "{address}");
        }
    }
}

fn the_invoke_url_and_all_functions_arns_are_exported() {
    for plan in plans() {
        let url = plan.output("application", "api_url");
        assert_eq!(url, &plan.only("aws_api_gateway_stage")["invoke_url"]);
        assert!(text(url).starts_with("https://"), "{url}");
        for (resource, module) in FUNCTIONS {
            let exported = plan.output("application", &format!("{module}_arn"));
            assert_eq!(exported, &function(plan, resource)["arn"], "{resource}");
        }
    }
}

fn every_failure_rings() {
    for plan in plans() {
        let alarm = |resource: &str| {
            let name = format!("alarm-{resource}-{}", plan.environment);
            plan.with("aws_cloudwatch_metric_alarm", "alarm_name", &name)
        };
        // Of a ratio: (what went wrong, all there was, of whom).
        let ratio = |resource: &str| {
            let alarm = alarm(resource);
            assert_eq!(
                alarm["comparison_operator"],
                json!("GreaterThanThreshold"),
                "{resource}"
            );
            assert_eq!(
                (&alarm["threshold"], &alarm["evaluation_periods"]),
                (&json!(1), &json!(1)),
                "{resource}"
            );
            let query = |id: &str| {
                let queries = alarm["metric_query"].as_array().expect("queries");
                let found = queries.iter().find(|query| query["id"] == id);
                found.unwrap_or_else(|| panic!("{resource} has no {id}"))["metric"][0].clone()
            };
            let (part, whole) = (query("part"), query("whole"));
            assert_eq!(part["period"], json!(300), "{resource}");
            assert_eq!(part["dimensions"], whole["dimensions"], "{resource}");
            [
                &part["namespace"],
                &part["metric_name"],
                &whole["metric_name"],
                &part["dimensions"],
            ]
            .map(Json::clone)
        };
        for (resource, _) in FUNCTIONS {
            let name = &function(plan, resource)["function_name"];
            let wanted = [
                json!("AWS/Lambda"),
                json!("Errors"),
                json!("Invocations"),
                json!({"FunctionName": name}),
            ];
            assert_eq!(ratio(&format!("{resource}-errors")), wanted);
        }
        let name = &plan.only("aws_api_gateway_rest_api")["name"];
        let wanted = [
            json!("AWS/ApiGateway"),
            json!("5XXError"),
            json!("Count"),
            json!({"ApiName": name}),
        ];
        assert_eq!(ratio("transactions-api-5xx"), wanted);
        for resource in QUEUES {
            for (end, watched, metric, threshold) in [
                (
                    "dlq",
                    format!("{resource}-dlq"),
                    "ApproximateNumberOfMessagesVisible",
                    1,
                ),
                ("age", resource.to_owned(), "ApproximateAgeOfOldestMessage", 900),
            ] {
                let alarm = alarm(&format!("{resource}-{end}"));
                assert_eq!(alarm["metric_name"], json!(metric));
                assert_eq!(alarm["dimensions"], json!({"QueueName": queue(plan, &watched)["name"]}));
                assert_eq!(
                    (&alarm["threshold"], &alarm["statistic"]),
                    (&json!(threshold), &json!("Maximum"))
                );
                assert_eq!(alarm["comparison_operator"], json!("GreaterThanOrEqualToThreshold"));
            }
        }
    }
}

fn alarms_reach_the_operators() {
    for plan in plans() {
        let topic = plan.only("aws_sns_topic");
        for (address, alarm) in plan.all("aws_cloudwatch_metric_alarm") {
            assert_eq!(alarm["alarm_actions"], json!([topic["arn"]]), "{address}");
            assert_ne!(alarm["actions_enabled"], json!(false), "{address}");
        }
        let mail = plan.only("aws_sns_topic_subscription");
        assert_eq!(mail["topic_arn"], topic["arn"]);
        let address = match plan.environment {
            "prod" => "operations@example.com".to_owned(),
            other => format!("operations-{other}@example.com"),
        };
        assert_eq!(
            (&mail["protocol"], &mail["endpoint"]),
            (&json!("email"), &json!(address))
        );
        // CloudWatch must be let in, both to the topic and to its key.
        for (policy, action) in [
            (&plan.only("aws_sns_topic_policy")["policy"], "sns:Publish"),
            (&plan.only("aws_kms_key")["policy"], "kms:GenerateDataKey"),
        ] {
            let let_in = as_list(&plan::json(policy)["Statement"]).into_iter().any(|statement| {
                statement["Effect"] == "Allow"
                    && as_list(&statement["Action"]).contains(&json!(action))
                    && as_list(&statement["Principal"]["Service"]).contains(&json!("cloudwatch.amazonaws.com"))
            });
            assert!(let_in, "CloudWatch may not {action}");
        }
    }
}

fn what_the_api_refuses_is_told_without_what_was_sent() {
    for plan in plans() {
        for kind in ["BAD_REQUEST_BODY", "BAD_REQUEST_PARAMETERS"] {
            let response = plan.with("aws_api_gateway_gateway_response", "response_type", kind);
            assert_eq!(response["status_code"], json!("400"), "{kind}");
            let template = plan::json(&response["response_templates"]["application/json"]);
            let fields: Vec<&String> = template.as_object().expect("fields").keys().collect();
            assert_eq!(fields, ["error", "requestId"], "{kind}");
            assert_eq!(template["requestId"], json!("$context.requestId"), "{kind}");
            assert!(!text(&template["error"]).contains('$'), "{kind}: {template}");
        }
    }
}

fn the_dashboard_shows_functions_tables_and_api() {
    for plan in plans() {
        let body = plan::json(&plan.only("aws_cloudwatch_dashboard")["dashboard_body"]);
        let mut shown = BTreeSet::new();
        for widget in as_list(&body["widgets"]) {
            assert_eq!(widget["properties"]["region"], json!("us-east-2"));
            for series in as_list(&widget["properties"]["metrics"]) {
                // `[namespace, metric, dimension, value, ..]`
                shown.insert((text(&series[1]).to_owned(), text(&series[3]).to_owned()));
            }
        }
        let shows = |metric: &str, of: &Json| {
            let series = (metric.to_owned(), text(of).to_owned());
            assert!(shown.contains(&series), "{metric} of {of} is not shown");
        };
        for (_, function) in plan.all("aws_lambda_function") {
            for metric in ["Invocations", "Errors", "Duration"] {
                shows(metric, &function["function_name"]);
            }
        }
        for (_, table) in plan.all("aws_dynamodb_table") {
            for metric in ["ConsumedReadCapacityUnits", "ConsumedWriteCapacityUnits"] {
                shows(metric, &table["name"]);
            }
        }
        for metric in ["Count", "4XXError", "5XXError", "Latency"] {
            shows(metric, &plan.only("aws_api_gateway_rest_api")["name"]);
        }
    }
}

// --- Technical requirements and constraints

fn everything_is_in_us_east_2() {
    for plan in plans() {
        let mut seen = 0;
        for (address, values) in plan.resources() {
            let Some(arn) = values["arn"].as_str() else { continue };
            let region = arn.split(':').nth(3).expect("a region");
            // IAM is the same everywhere.
            let wanted = if arn.starts_with("arn:aws:iam:") {
                ""
            } else {
                "us-east-2"
            };
            assert_eq!(region, wanted, "{address}");
            seen += 1;
        }
        assert!(seen > 30, "only {seen} ARNs");
    }
}

/// What the names of a type begin with, and the argument that has the name.
const CONVENTION: [(&str, &str, &str); 10] = [
    ("aws_lambda_function", "function_name", "lambda-"),
    ("aws_dynamodb_table", "name", "dynamodb-"),
    ("aws_sqs_queue", "name", "sqs-"),
    ("aws_sns_topic", "name", "sns-"),
    ("aws_iam_role", "name", "role-"),
    ("aws_api_gateway_rest_api", "name", "apigateway-"),
    ("aws_api_gateway_usage_plan", "name", "usage-plan-"),
    ("aws_api_gateway_api_key", "name", "api-key-"),
    ("aws_cloudwatch_metric_alarm", "alarm_name", "alarm-"),
    ("aws_cloudwatch_dashboard", "dashboard_name", "dashboard-"),
];

fn names_are_type_purpose_and_environment() {
    for plan in plans() {
        for (kind, argument, begin) in CONVENTION {
            for (address, values) in plan.all(kind) {
                let name = text(&values[argument]);
                let name = name.strip_suffix(".fifo").unwrap_or(name);
                let purpose = name
                    .strip_prefix(begin)
                    .and_then(|rest| rest.strip_suffix(&format!("-{}", plan.environment)));
                assert!(
                    purpose.is_some_and(|purpose| !purpose.is_empty()),
                    "{address} is called {name}"
                );
            }
        }
        for (address, parameter) in plan.all("aws_ssm_parameter") {
            let name = text(&parameter["name"]);
            assert!(
                name.starts_with(&format!("/serverless-{}/", plan.environment)),
                "{address}: {name}"
            );
        }
    }
}

fn a_copy_has_its_suffix_in_every_name() {
    let arguments = [
        "plan",
        "serverless/data",
        "--env",
        "dev",
        "--suffix",
        "pr-42",
        "--local",
        "--",
        "-no-color",
    ];
    let planned = world().succeed(&arguments);
    let mut names = 0;
    for line in planned.lines() {
        // `data |       + name      = "sqs-notifications-dev-pr-42.fifo"`
        let Some((argument, value)) = line.split_once(" = ") else {
            continue;
        };
        // The attributes of a table have names of their own.
        let is_nested = argument.contains("         + ");
        let argument = argument.split_whitespace().last().unwrap_or_default().trim_matches('"');
        let wanted: &[&str] = if is_nested { &["Name"] } else { &["name", "alarm_name"] };
        if !wanted.contains(&argument) || !value.starts_with('"') {
            continue;
        }
        let name = value.trim_matches('"');
        let in_path = name.starts_with("/serverless-dev-pr-42/");
        let at_end = name.trim_end_matches(".fifo").ends_with("-dev-pr-42");
        assert!(in_path || at_end, "{argument} of a copy is {name}");
        names += 1;
    }
    assert!(names > 20, "only {names} names in\n{planned}");
}

fn everything_is_tagged_with_its_environment() {
    for plan in plans() {
        let mut seen = 0;
        for (address, values) in plan.resources() {
            let Some(tags) = values["tags"].as_object() else {
                continue;
            };
            for (tag, value) in [("Project", "serverless"), ("EnvironmentSuffix", plan.environment)] {
                assert_eq!(tags.get(tag), Some(&json!(value)), "{address}: {tag}");
            }
            seen += 1;
        }
        assert!(seen > 20, "only {seen} tagged resources");
    }
}
