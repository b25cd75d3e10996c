//! Each requirement of `multi_environment`, on the plans of all environments.

use std::collections::BTreeSet;

use serde_json::{Value as Json, json};

use crate::checks;
use crate::plan::{self, Plan, as_list, references};
use crate::system::{System, of_all};
use crate::world::world;

pub(crate) const SYSTEM: System = System {
    name: "multi_environment",
    stacks: &["network", "application"],
    regions: &["us-east-1", "us-east-2"],
    of_all: of_all!(),
    requirements: checks![
        production_is_in_us_east_1_staging_in_us_east_2_development_in_us_east_1,
        environment_values_are_declared_not_hard_coded,
        environment_values_feed_what_differs,
        each_environment_has_a_vpc_of_its_own,
        public_and_private_subnets_lie_across_two_zones,
        private_subnets_reach_out_through_nat_only,
        vpc_and_subnets_are_shared_by_a_stack_reference,
        each_component_has_a_proper_security_group,
        api_gateway_integrates_with_lambda,
        there_are_two_endpoints_process_payment_and_verify_payment,
        api_gateway_stages_log_requests_and_responses,
        api_gateway_endpoint_urls_are_exported,
        functions_know_the_database_by_environment_variables,
        functions_have_the_same_memory_and_timeout_in_all_environments,
        functions_run_in_private_subnets_on_al2023,
        iam_roles_have_least_privilege,
        an_alarm_goes_off_on_five_lambda_errors_in_five_minutes,
        an_alarm_goes_off_on_the_first_dead_letter,
        the_database_is_postgresql,
        rds_production_is_db_r5_large,
        rds_staging_and_dev_are_db_t3_medium,
        rds_backups_are_kept_seven_days_in_production_three_elsewhere,
        rds_storage_is_encrypted_with_the_aws_managed_key,
        rds_deletion_protection_is_off_and_there_is_no_final_snapshot,
        rds_is_private_and_takes_encrypted_connections_only,
        rds_endpoint_is_exported,
        every_bucket_has_versioning,
        logs_older_than_thirty_days_go_to_intelligent_tiering,
        buckets_are_destroyed_with_their_content,
        buckets_are_private_and_encrypted,
        sqs_has_a_dead_letter_queue,
        settlements_go_through_the_queue_to_the_notifier,
        functions_may_send_and_receive_messages_and_nothing_else,
        queues_are_encrypted_and_hide_messages_long_enough,
    ],
};

fn plans() -> &'static [Plan] {
    SYSTEM.plans()
}

fn plan(environment: &str) -> &'static Plan {
    SYSTEM.plan(environment)
}

/// The functions, each with the endpoint that it answers, if one.
const FUNCTIONS: [(&str, Option<(&str, &str)>); 3] = [
    ("process-payment", Some(("POST", "process-payment"))),
    ("verify-payment", Some(("GET", "verify-payment"))),
    ("notify-payment", None),
];

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
    plan.with("aws_sqs_queue", "name", &format!("sqs-{resource}-{}", plan.environment))
}

/// The ID of the security group called `security-group-<resource>`.
fn group(plan: &'static Plan, resource: &str) -> &'static Json {
    let name = format!("security-group-{resource}-{}", plan.environment);
    &plan.with("aws_security_group", "name", &name)["id"]
}

/// The IDs of the subnets of a tier.
fn subnets(plan: &'static Plan, tier: &str) -> BTreeSet<&'static str> {
    let named = format!("network/aws_subnet.main_{tier}[");
    let found = plan.all("aws_subnet").into_iter();
    found
        .filter(|(address, _)| address.starts_with(&named))
        .map(|(_, subnet)| text(&subnet["id"]))
        .collect()
}

fn set(list: &Json) -> BTreeSet<&str> {
    list.as_array().expect("a list").iter().map(text).collect()
}

/// What the role of a function allows: `(action, resource)`.
fn rights(plan: &'static Plan, resource: &str) -> BTreeSet<(String, String)> {
    let role = plan.with("aws_iam_role", "arn", text(&function(plan, resource)["role"]));
    let mut rights = BTreeSet::new();
    for (address, policy) in plan.all("aws_iam_role_policy") {
        if policy["role"] != role["name"] {
            continue;
        }
        for statement in as_list(&plan::json(&policy["policy"])["Statement"]) {
            assert_eq!(statement["Effect"], json!("Allow"), "{address}");
            // What is said by exclusion allows what nobody has thought of.
            assert!(
                statement["NotAction"].is_null() && statement["NotResource"].is_null(),
                "{address}: {statement}"
            );
            for action in as_list(&statement["Action"]) {
                for on in as_list(&statement["Resource"]) {
                    rights.insert((text(&action).to_owned(), text(&on).to_owned()));
                }
            }
        }
    }
    rights
}

// --- 2. Multi-environment deployment

fn production_is_in_us_east_1_staging_in_us_east_2_development_in_us_east_1() {
    for (environment, region) in [("prod", "us-east-1"), ("staging", "us-east-2"), ("dev", "us-east-1")] {
        for (address, subnet) in plan(environment).all("aws_subnet") {
            let zone = text(&subnet["availability_zone"]);
            assert!(zone.starts_with(region), "{environment}: {address} is in {zone}");
        }
        let mut seen = 0;
        for (address, values) in plan(environment).resources() {
            let Some(arn) = values["arn"].as_str() else { continue };
            let of = arn.split(':').nth(3).unwrap_or_default();
            // IAM is of no region, and the ARN of a bucket does not tell it.
            assert!(of.is_empty() || of == region, "{environment}: {address} is {arn}");
            seen += usize::from(of == region);
        }
        assert!(seen > 30, "only {seen} regions in {environment}");
        for (address, bucket) in plan(environment).all("aws_s3_bucket") {
            assert_eq!(bucket["region"], json!(region), "{environment}: {address}");
        }
    }
}

fn environment_values_are_declared_not_hard_coded() {
    let locals = std::fs::read_to_string(
        world()
            .module("multi_environment", "application")
            .join("locals.tf.json"),
    )
    .expect("the locals");
    let locals: Json = serde_json::from_str(&locals).expect("JSON");
    let table = locals["locals"]["environments"].as_object().expect("the table");
    assert_eq!(table.keys().collect::<Vec<_>>(), ["dev", "staging", "prod"]);
    for (name, row) in table {
        let fields: Vec<&String> = row.as_object().expect("a row").keys().collect();
        assert_eq!(
            fields,
            ["region", "vpc_cidr", "instance_class", "backup_days"],
            "{name}"
        );
    }
}

/// The only arguments that differ between environments are fed by the table of what they declare.
fn environment_values_feed_what_differs() {
    for plan in plans() {
        for (stack, address, argument, field) in [
            ("network", "aws_vpc.main_vpc", "cidr_block", "vpc_cidr"),
            (
                "application",
                "aws_db_instance.database_instance",
                "instance_class",
                "instance_class",
            ),
            (
                "application",
                "aws_db_instance.database_instance",
                "backup_retention_period",
                "backup_days",
            ),
        ] {
            let fed = plan.references(stack, address, argument);
            assert!(fed.contains(&format!("local.env.{field}")), "{address}: {fed:?}");
        }
        for stack in SYSTEM.stacks {
            let provider = &plan.stacks[stack]["configuration"]["provider_config"]["aws"];
            let fed = references(&provider["expressions"]["region"]);
            assert!(fed.contains(&"local.env.region".to_owned()), "{stack}: {fed:?}");
        }
    }
}

// --- 3. VPC and network

fn each_environment_has_a_vpc_of_its_own() {
    let networks: BTreeSet<&str> = plans()
        .iter()
        .map(|plan| plan.only("aws_vpc")["cidr_block"].as_str().expect("a block"))
        .collect();
    assert_eq!(networks.len(), 3);
    let ids: BTreeSet<&str> = plans()
        .iter()
        .map(|plan| plan.only("aws_vpc")["id"].as_str().expect("an id"))
        .collect();
    assert_eq!(ids.len(), 3);
}

fn public_and_private_subnets_lie_across_two_zones() {
    for plan in plans() {
        for tier in ["public", "private"] {
            let zones: BTreeSet<&str> = (0..2)
                .map(|i| {
                    plan.at(&format!("aws_subnet.main_{tier}[{i}]"))["availability_zone"]
                        .as_str()
                        .expect("a zone")
                })
                .collect();
            assert_eq!(zones.len(), 2, "{} {tier}", plan.environment);
        }
        assert_eq!(plan.all("aws_subnet").len(), 4);
        assert_eq!(plan.all("aws_nat_gateway").len(), 2);
        for (address, subnet) in plan.all("aws_subnet") {
            assert_eq!(subnet["map_public_ip_on_launch"], json!(false), "{address}");
        }
    }
}

fn private_subnets_reach_out_through_nat_only() {
    for plan in plans() {
        let mut nat = BTreeSet::new();
        for (address, route) in plan.all("aws_route") {
            assert_eq!(route["destination_cidr_block"], json!("0.0.0.0/0"), "{address}");
            if address.starts_with("network/aws_route.main_to_nat[") {
                assert!(route["gateway_id"].as_str().is_none_or(str::is_empty), "{address}");
                nat.insert(text(&route["nat_gateway_id"]));
            } else {
                assert_eq!(address, "network/aws_route.main_to_internet");
                let public = &plan.at("aws_route_table.main_public_routes")["id"];
                assert_eq!(&route["route_table_id"], public);
                assert_eq!(route["gateway_id"], plan.only("aws_internet_gateway")["id"]);
            }
        }
        assert_eq!(nat.len(), 2, "{}", plan.environment);
        // Each private subnet has a table that leads to a NAT gateway, none the public one.
        let mut tables = BTreeSet::new();
        for (address, association) in plan.all("aws_route_table_association") {
            if !subnets(plan, "private").contains(text(&association["subnet_id"])) {
                continue;
            }
            let table = &association["route_table_id"];
            assert_ne!(table, &plan.at("aws_route_table.main_public_routes")["id"], "{address}");
            tables.insert(text(table));
        }
        let routed: BTreeSet<&str> = (0..2)
            .map(|i| text(&plan.at(&format!("aws_route.main_to_nat[{i}]"))["route_table_id"]))
            .collect();
        assert_eq!(tables, routed);
        let gateways: BTreeSet<&str> = plan
            .all("aws_nat_gateway")
            .into_iter()
            .map(|(_, gateway)| text(&gateway["subnet_id"]))
            .collect();
        assert_eq!(
            gateways,
            subnets(plan, "public"),
            "NAT gateways are in the public subnets"
        );
    }
}

fn vpc_and_subnets_are_shared_by_a_stack_reference() {
    for plan in plans() {
        let vpc = &plan.only("aws_vpc")["id"];
        assert_eq!(plan.output("network", "vpc_id"), vpc);
        for tier in ["public", "private"] {
            let shared = plan.output("network", &format!("{tier}_subnet_ids"));
            assert_eq!(set(shared), subnets(plan, tier), "{tier}");
        }
        for (address, argument, output) in [
            ("aws_security_group.functions_group", "vpc_id", "vpc_id"),
            ("aws_security_group.database_access", "vpc_id", "vpc_id"),
            (
                "aws_db_subnet_group.database_subnets",
                "subnet_ids",
                "private_subnet_ids",
            ),
            ("aws_lambda_function.process_this", "vpc_config", "private_subnet_ids"),
            ("aws_lambda_function.verify_this", "vpc_config", "private_subnet_ids"),
            ("aws_lambda_function.notify_this", "vpc_config", "private_subnet_ids"),
        ] {
            let reads = plan.references("application", address, argument);
            let wanted = format!("data.terraform_remote_state.network.outputs.{output}");
            assert!(reads.contains(&wanted), "{address}: {argument} reads {reads:?}");
        }
        assert_eq!(&plan.at("aws_security_group.functions_group")["vpc_id"], vpc);
    }
}

fn each_component_has_a_proper_security_group() {
    for plan in plans() {
        let (functions, database, endpoints) = (group(plan, "lambda"), group(plan, "rds"), group(plan, "endpoints"));
        assert_eq!(plan.all("aws_security_group").len(), 3);
        for (address, function) in plan.all("aws_lambda_function") {
            assert_eq!(
                function["vpc_config"][0]["security_group_ids"],
                json!([functions]),
                "{address}"
            );
        }
        assert_eq!(
            plan.only("aws_db_instance")["vpc_security_group_ids"],
            json!([database])
        );
        // Every rule there is: `(whose, to or from whom, port)`. The groups have no rules inside them.
        let rules = |kind: &str| -> BTreeSet<(String, String, i64)> {
            let rules = plan.all(kind).into_iter();
            rules
                .map(|(address, rule)| {
                    assert_eq!(rule["ip_protocol"], json!("tcp"), "{address}");
                    assert_eq!(rule["from_port"], rule["to_port"], "{address}");
                    assert!(rule["cidr_ipv6"].as_str().is_none_or(str::is_empty), "{address}");
                    let other = ["referenced_security_group_id", "prefix_list_id", "cidr_ipv4"]
                        .into_iter()
                        .find_map(|argument| rule[argument].as_str().filter(|value| !value.is_empty()));
                    let other = other.unwrap_or_else(|| panic!("{address} is for everyone"));
                    let port = rule["from_port"].as_i64().expect("a port");
                    (text(&rule["security_group_id"]).to_owned(), other.to_owned(), port)
                })
                .collect()
        };
        let rule = |of: &Json, other: &Json, port| (text(of).to_owned(), text(other).to_owned(), port);
        let network = &plan.only("aws_vpc")["cidr_block"];
        assert_eq!(
            rules("aws_vpc_security_group_ingress_rule"),
            [rule(database, functions, 5432), rule(endpoints, network, 443)].into()
        );
        assert_eq!(
            rules("aws_vpc_security_group_egress_rule"),
            [
                rule(functions, database, 5432),
                rule(functions, endpoints, 443),
                rule(functions, plan.output("network", "s3_prefix_list_id"), 443),
            ]
            .into()
        );
    }
}

// --- 4. API Gateway

fn api_gateway_integrates_with_lambda() {
    for plan in plans() {
        let api = plan.only("aws_api_gateway_rest_api");
        assert_eq!(plan.all("aws_api_gateway_integration").len(), 2);
        let mut permitted = BTreeSet::new();
        for (resource, endpoint) in FUNCTIONS {
            let Some((method, path)) = endpoint else { continue };
            let part = plan.with("aws_api_gateway_resource", "path_part", path);
            let integration = plan.with("aws_api_gateway_integration", "resource_id", text(&part["id"]));
            assert_eq!(integration["rest_api_id"], api["id"], "{path}");
            assert_eq!(integration["http_method"], json!(method), "{path}");
            assert_eq!(integration["type"], json!("AWS_PROXY"), "{path}");
            // Lambda is called by POST, whatever the endpoint's method.
            assert_eq!(integration["integration_http_method"], json!("POST"), "{path}");
            assert_eq!(integration["uri"], function(plan, resource)["invoke_arn"], "{path}");
            permitted.insert((
                text(&function(plan, resource)["function_name"]).to_owned(),
                format!("{}/*/{method}/{path}", text(&api["execution_arn"])),
            ));
        }
        let mut found = BTreeSet::new();
        for (address, permission) in plan.all("aws_lambda_permission") {
            assert_eq!(permission["principal"], json!("apigateway.amazonaws.com"), "{address}");
            assert_eq!(permission["action"], json!("lambda:InvokeFunction"), "{address}");
            found.insert((
                text(&permission["function_name"]).to_owned(),
                text(&permission["source_arn"]).to_owned(),
            ));
        }
        assert_eq!(found, permitted);
    }
}

fn there_are_two_endpoints_process_payment_and_verify_payment() {
    for plan in plans() {
        let api = plan.only("aws_api_gateway_rest_api");
        let endpoints: BTreeSet<String> = plan
            .all("aws_api_gateway_method")
            .into_iter()
            .map(|(address, method)| {
                assert_eq!(method["authorization"], json!("AWS_IAM"), "{address}");
                let part = plan.with("aws_api_gateway_resource", "id", text(&method["resource_id"]));
                assert_eq!(part["parent_id"], api["root_resource_id"], "{address}");
                format!("{} /{}", text(&method["http_method"]), text(&part["path_part"]))
            })
            .collect();
        let wanted = ["POST /process-payment", "GET /verify-payment"];
        assert_eq!(endpoints, wanted.map(str::to_owned).into());
    }
}

fn api_gateway_stages_log_requests_and_responses() {
    for plan in plans() {
        let stage = plan.only("aws_api_gateway_stage");
        let settings = plan.only("aws_api_gateway_method_settings");
        assert_eq!(settings["rest_api_id"], stage["rest_api_id"]);
        assert_eq!(settings["stage_name"], stage["stage_name"]);
        assert_eq!(settings["method_path"], json!("*/*"), "all methods");
        assert_eq!(settings["settings"][0]["logging_level"], json!("INFO"));
        assert_eq!(
            settings["settings"][0]["data_trace_enabled"],
            json!(true),
            "full requests and responses"
        );
        let access = &stage["access_log_settings"][0];
        let destination = text(&access["destination_arn"]).trim_end_matches(":*");
        let log = plan.with("aws_cloudwatch_log_group", "arn", destination);
        assert!(text(&log["name"]).starts_with("/aws/apigateway/"), "{log}");
        let format = plan::json(&access["format"]);
        for (field, value) in [
            ("requestId", "$context.requestId"),
            ("httpMethod", "$context.httpMethod"),
            ("resourcePath", "$context.resourcePath"),
            ("status", "$context.status"),
            ("responseLength", "$context.responseLength"),
            ("responseLatency", "$context.responseLatency"),
        ] {
            assert_eq!(format[field], json!(value));
        }
        // API Gateway writes in the name of this role only. All environments of a region and account share the setting, so
        // its value is that of whichever was applied last.
        let writes = plan.references(
            "application",
            "aws_api_gateway_account.api_account",
            "cloudwatch_role_arn",
        );
        assert!(
            writes.contains(&"aws_iam_role.api_log_role.arn".to_owned()),
            "{writes:?}"
        );
        let role = plan.at("aws_iam_role.api_log_role");
        let trust = plan::json(&role["assume_role_policy"]);
        assert_eq!(
            as_list(&trust["Statement"])[0]["Principal"],
            json!({"Service": "apigateway.amazonaws.com"})
        );
        // A group that API Gateway would otherwise make itself and keep for ever.
        let execution = format!(
            "API-Gateway-Execution-Logs_{}/{}",
            text(&stage["rest_api_id"]),
            text(&stage["stage_name"])
        );
        let execution = plan.with("aws_cloudwatch_log_group", "name", &execution);
        assert_eq!(execution["retention_in_days"], json!(365));
    }
}

fn api_gateway_endpoint_urls_are_exported() {
    for plan in plans() {
        let stage = text(&plan.only("aws_api_gateway_stage")["invoke_url"]);
        assert!(stage.starts_with("https://"), "{stage}");
        for (output, path) in [
            ("api_url", ""),
            ("process_payment_url", "/process-payment"),
            ("verify_payment_url", "/verify-payment"),
        ] {
            let url = text(plan.output("application", output));
            assert_eq!(url, format!("{stage}{path}"), "{output}");
        }
    }
}

// --- 5. Lambda

fn functions_know_the_database_by_environment_variables() {
    for plan in plans() {
        let database = plan.only("aws_db_instance");
        let secret = &database["master_user_secret"][0]["secret_arn"];
        assert!(text(secret).starts_with("arn:aws:secretsmanager:"), "{secret}");
        for (resource, _) in FUNCTIONS {
            let variables = &function(plan, resource)["environment"][0]["variables"];
            for (variable, value) in [
                ("DATABASE_HOST", database["address"].clone()),
                ("DATABASE_PORT", json!(database["port"].to_string())),
                ("DATABASE_NAME", database["db_name"].clone()),
                ("DATABASE_SECRET_ARN", secret.clone()),
            ] {
                assert!(!text(&value).is_empty(), "{variable}");
                assert_eq!(variables[variable], value, "{resource}: {variable}");
            }
            let others = variables.as_object().expect("variables").keys();
            assert!(
                others.into_iter().all(|name| !name.contains("PASSWORD")),
                "{resource} is told the password"
            );
        }
    }
}

fn functions_have_the_same_memory_and_timeout_in_all_environments() {
    let settings: BTreeSet<String> = plans()
        .iter()
        .flat_map(|plan| plan.all("aws_lambda_function"))
        .map(|(_, function)| format!("{} {}", function["memory_size"], function["timeout"]))
        .collect();
    assert_eq!(settings, BTreeSet::from(["256 30".to_owned()]));
}

fn functions_run_in_private_subnets_on_al2023() {
    for plan in plans() {
        let private: BTreeSet<String> = (0..2)
            .map(|i| plan.at(&format!("aws_subnet.main_private[{i}]"))["id"].to_string())
            .collect();
        for (address, function) in plan.all("aws_lambda_function") {
            let subnets = function["vpc_config"][0]["subnet_ids"].as_array().expect("subnets");
            assert_eq!(
                subnets.iter().map(Json::to_string).collect::<BTreeSet<_>>(),
                private,
                "{address}"
            );
            assert_eq!(function["runtime"], json!("provided.al2023"), "{address}");
        }
    }
}

fn iam_roles_have_least_privilege() {
    for plan in plans() {
        let secret = text(&plan.only("aws_db_instance")["master_user_secret"][0]["secret_arn"]);
        let records = format!("{}/payments/*", text(&plan.only("aws_s3_bucket")["arn"]));
        let settlements = text(&queue(plan, "settlements")["arn"]);
        for (resource, _) in FUNCTIONS {
            let name = format!("/aws/lambda/lambda-{resource}-{}", plan.environment);
            let group = plan.with("aws_cloudwatch_log_group", "name", &name);
            let streams = format!("{}:*", text(&group["arn"]));
            let mut wanted = vec![
                ("secretsmanager:GetSecretValue", secret),
                ("logs:CreateLogStream", &streams),
                ("logs:PutLogEvents", &streams),
                // X-Ray knows no narrower resource, nor does EC2 for the network interfaces of a function.
                ("xray:PutTraceSegments", "*"),
                ("xray:PutTelemetryRecords", "*"),
                ("ec2:CreateNetworkInterface", "*"),
                ("ec2:DescribeNetworkInterfaces", "*"),
                ("ec2:DescribeSubnets", "*"),
                ("ec2:DeleteNetworkInterface", "*"),
                ("ec2:AssignPrivateIpAddresses", "*"),
                ("ec2:UnassignPrivateIpAddresses", "*"),
            ];
            match resource {
                "process-payment" => {
                    wanted.extend([("s3:PutObject", records.as_str()), ("sqs:SendMessage", settlements)])
                }
                "notify-payment" => wanted.extend([
                    ("s3:PutObject", records.as_str()),
                    ("sqs:ReceiveMessage", settlements),
                    ("sqs:DeleteMessage", settlements),
                    ("sqs:GetQueueAttributes", settlements),
                ]),
                _ => {}
            }
            let wanted: BTreeSet<(String, String)> = wanted
                .into_iter()
                .map(|(action, on)| (action.to_owned(), on.to_owned()))
                .collect();
            assert_eq!(rights(plan, resource), wanted, "{resource}");
        }
        for (address, statement) in plan.policy_statements() {
            for action in as_list(&statement["Action"]) {
                let action = text(&action);
                assert!(!action.contains('*'), "{address} allows {action}");
            }
        }
        // What API Gateway and RDS need to write logs and figures, as AWS describes it; all else is written here.
        let attached = plan.all("aws_iam_role_policy_attachment").into_iter();
        let managed: BTreeSet<_> = attached
            .map(|(_, attachment)| text(&attachment["policy_arn"]))
            .collect();
        let wanted = [
            "arn:aws:iam::aws:policy/service-role/AmazonAPIGatewayPushToCloudWatchLogs",
            "arn:aws:iam::aws:policy/service-role/AmazonRDSEnhancedMonitoringRole",
        ];
        assert_eq!(managed, wanted.into());
        for kind in ["aws_iam_policy", "aws_iam_policy_attachment", "aws_iam_user"] {
            assert!(plan.any(kind).is_empty(), "{kind}");
        }
        let mut roles = BTreeSet::new();
        for (address, role) in plan.all("aws_iam_role") {
            assert_eq!(role["max_session_duration"], json!(3600), "{address}");
            let trusted = as_list(&plan::json(&role["assume_role_policy"])["Statement"]);
            let [trusted] = &trusted[..] else {
                panic!("{address} is for several")
            };
            assert_eq!(trusted["Action"], json!("sts:AssumeRole"), "{address}");
            let service = text(&trusted["Principal"]["Service"]);
            assert!(service.ends_with(".amazonaws.com"), "{address} is for {service}");
            roles.insert(text(&role["arn"]));
        }
        let of_functions: BTreeSet<&str> = FUNCTIONS
            .map(|(resource, _)| text(&function(plan, resource)["role"]))
            .into();
        assert_eq!(of_functions.len(), 3, "a role for each function");
        assert!(of_functions.is_subset(&roles));
    }
}

fn an_alarm_goes_off_on_five_lambda_errors_in_five_minutes() {
    for plan in plans() {
        for (resource, _) in FUNCTIONS {
            let name = format!("alarm-{resource}-errors-{}", plan.environment);
            let alarm = plan.with("aws_cloudwatch_metric_alarm", "alarm_name", &name);
            assert_eq!(
                (&alarm["namespace"], &alarm["metric_name"], &alarm["statistic"]),
                (&json!("AWS/Lambda"), &json!("Errors"), &json!("Sum"))
            );
            let watched = &function(plan, resource)["function_name"];
            assert_eq!(alarm["dimensions"], json!({"FunctionName": watched}), "{name}");
            assert_eq!(
                (&alarm["threshold"], &alarm["period"], &alarm["evaluation_periods"]),
                (&json!(5), &json!(300), &json!(1))
            );
            assert_eq!(alarm["comparison_operator"], json!("GreaterThanOrEqualToThreshold"));
        }
    }
}

fn an_alarm_goes_off_on_the_first_dead_letter() {
    for plan in plans() {
        let name = format!("alarm-settlements-dlq-{}", plan.environment);
        let alarm = plan.with("aws_cloudwatch_metric_alarm", "alarm_name", &name);
        assert_eq!(
            (&alarm["namespace"], &alarm["metric_name"], &alarm["statistic"]),
            (
                &json!("AWS/SQS"),
                &json!("ApproximateNumberOfMessagesVisible"),
                &json!("Maximum")
            )
        );
        let watched = &queue(plan, "settlements-dlq")["name"];
        assert_eq!(alarm["dimensions"], json!({"QueueName": watched}));
        assert_eq!(alarm["threshold"], json!(1));
        assert_eq!(alarm["comparison_operator"], json!("GreaterThanOrEqualToThreshold"));
    }
}

// --- 6. RDS

fn the_database_is_postgresql() {
    for plan in plans() {
        assert_eq!(plan.only("aws_db_instance")["engine"], json!("postgres"));
    }
}

fn rds_production_is_db_r5_large() {
    assert_eq!(
        plan("prod").only("aws_db_instance")["instance_class"],
        json!("db.r5.large")
    );
}

fn rds_staging_and_dev_are_db_t3_medium() {
    for environment in ["staging", "dev"] {
        assert_eq!(
            plan(environment).only("aws_db_instance")["instance_class"],
            json!("db.t3.medium"),
            "{environment}"
        );
    }
}

fn rds_backups_are_kept_seven_days_in_production_three_elsewhere() {
    for (environment, days) in [("prod", 7), ("staging", 3), ("dev", 3)] {
        assert_eq!(
            plan(environment).only("aws_db_instance")["backup_retention_period"],
            json!(days),
            "{environment}"
        );
    }
}

fn rds_storage_is_encrypted_with_the_aws_managed_key() {
    for plan in plans() {
        let database = plan.only("aws_db_instance");
        assert_eq!(database["storage_encrypted"], json!(true));
        // With no key named RDS takes `aws/rds`; a customer's key would have to be in the configuration.
        assert!(
            plan.references("application", "aws_db_instance.database_instance", "kms_key_id")
                .is_empty()
        );
        assert!(plan.any("aws_kms_key").is_empty());
    }
}

fn rds_deletion_protection_is_off_and_there_is_no_final_snapshot() {
    for plan in plans() {
        let database = plan.only("aws_db_instance");
        assert_eq!(database["deletion_protection"], json!(false));
        assert_eq!(database["skip_final_snapshot"], json!(true));
        assert_eq!(database["delete_automated_backups"], json!(true));
    }
}

fn rds_is_private_and_takes_encrypted_connections_only() {
    for plan in plans() {
        assert_eq!(plan.only("aws_db_instance")["publicly_accessible"], json!(false));
        let parameters = plan.only("aws_db_parameter_group")["parameter"]
            .as_array()
            .expect("parameters")
            .clone();
        let is_set = |name: &str, value: &str| {
            parameters
                .iter()
                .any(|parameter| parameter["name"] == name && parameter["value"] == value)
        };
        assert!(is_set("rds.force_ssl", "1") && is_set("password_encryption", "scram-sha-256"));
        let database = plan.only("aws_db_instance");
        let (taken, known) = (plan.only("aws_db_parameter_group"), plan.only("aws_db_subnet_group"));
        assert_eq!(database["parameter_group_name"], taken["name"]);
        assert_eq!(database["db_subnet_group_name"], known["name"]);
        assert_eq!(set(&known["subnet_ids"]), subnets(plan, "private"));
    }
}

fn rds_endpoint_is_exported() {
    for plan in plans() {
        let endpoint = plan.output("application", "database_endpoint");
        let database = plan.only("aws_db_instance");
        assert_eq!(endpoint, &database["endpoint"]);
        let address = format!("{}:{}", text(&database["address"]), database["port"]);
        assert_eq!(text(endpoint), address);
    }
}

// --- 7. S3

fn every_bucket_has_versioning() {
    for plan in plans() {
        for (address, bucket) in plan.all("aws_s3_bucket") {
            let versioning = plan.with("aws_s3_bucket_versioning", "bucket", text(&bucket["id"]));
            assert_eq!(
                versioning["versioning_configuration"][0]["status"],
                json!("Enabled"),
                "{address}"
            );
        }
    }
}

fn logs_older_than_thirty_days_go_to_intelligent_tiering() {
    for plan in plans() {
        let lifecycle = plan.only("aws_s3_bucket_lifecycle_configuration");
        assert_eq!(lifecycle["bucket"], plan.only("aws_s3_bucket")["id"]);
        let rules = as_list(&lifecycle["rule"]);
        let archive = rules.iter().find(|rule| rule["id"] == "archive").expect("the rule");
        assert_eq!(archive["status"], json!("Enabled"));
        assert!(
            archive["filter"][0]["prefix"].as_str().is_none_or(str::is_empty),
            "all objects"
        );
        let transition = &archive["transition"][0];
        assert_eq!(
            (&transition["days"], &transition["storage_class"]),
            (&json!(30), &json!("INTELLIGENT_TIERING"))
        );
        let earlier = &archive["noncurrent_version_transition"][0];
        assert_eq!(
            (&earlier["noncurrent_days"], &earlier["storage_class"]),
            (&json!(30), &json!("INTELLIGENT_TIERING"))
        );
        for rule in &rules {
            assert!(as_list(&rule["expiration"]).is_empty(), "audit records stay: {rule}");
        }
    }
}

fn buckets_are_destroyed_with_their_content() {
    for plan in plans() {
        for (address, bucket) in plan.all("aws_s3_bucket") {
            assert_eq!(bucket["force_destroy"], json!(true), "{address}");
        }
    }
}

fn buckets_are_private_and_encrypted() {
    for plan in plans() {
        let access = plan.only("aws_s3_bucket_public_access_block");
        for setting in [
            "block_public_acls",
            "block_public_policy",
            "ignore_public_acls",
            "restrict_public_buckets",
        ] {
            assert_eq!(access[setting], json!(true), "{setting}");
        }
        let encryption = plan.only("aws_s3_bucket_server_side_encryption_configuration");
        assert_eq!(
            encryption["rule"][0]["apply_server_side_encryption_by_default"][0]["sse_algorithm"],
            json!("aws:kms")
        );
    }
}

// --- 8. SQS

fn sqs_has_a_dead_letter_queue() {
    for plan in plans() {
        assert_eq!(plan.all("aws_sqs_queue").len(), 2);
        let (source, dead_letters) = (queue(plan, "settlements"), queue(plan, "settlements-dlq"));
        assert_eq!(
            plan::json(&source["redrive_policy"]),
            json!({"deadLetterTargetArn": dead_letters["arn"], "maxReceiveCount": 5})
        );
        // What failed has to outlive what it failed in.
        let days = |queue: &Json| queue["message_retention_seconds"].as_i64().expect("seconds") / 86_400;
        assert_eq!((days(source), days(dead_letters)), (4, 14));
        let allowed = plan.only("aws_sqs_queue_redrive_allow_policy");
        assert_eq!(allowed["queue_url"], dead_letters["url"]);
        assert_eq!(
            plan::json(&allowed["redrive_allow_policy"]),
            json!({"redrivePermission": "byQueue", "sourceQueueArns": [source["arn"]]})
        );
    }
}

fn settlements_go_through_the_queue_to_the_notifier() {
    for plan in plans() {
        let settlements = queue(plan, "settlements");
        let sender = &function(plan, "process-payment")["environment"][0]["variables"];
        assert_eq!(sender["QUEUE_URL"], settlements["url"]);
        let mapping = plan.only("aws_lambda_event_source_mapping");
        assert_eq!(mapping["event_source_arn"], settlements["arn"]);
        assert_eq!(mapping["function_arn"], function(plan, "notify-payment")["arn"]);
        assert_eq!(mapping["enabled"], json!(true));
        // Else one message that fails has its whole batch tried again.
        assert_eq!(mapping["function_response_types"], json!(["ReportBatchItemFailures"]));
    }
}

fn functions_may_send_and_receive_messages_and_nothing_else() {
    for plan in plans() {
        let settlements = text(&queue(plan, "settlements")["arn"]);
        for (resource, actions) in [
            ("process-payment", &["sqs:SendMessage"][..]),
            ("verify-payment", &[]),
            (
                "notify-payment",
                &["sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:GetQueueAttributes"],
            ),
        ] {
            let of_queues: BTreeSet<(String, String)> = rights(plan, resource)
                .into_iter()
                .filter(|(action, _)| action.starts_with("sqs:"))
                .collect();
            let wanted = actions
                .iter()
                .map(|action| ((*action).to_owned(), settlements.to_owned()));
            assert_eq!(of_queues, wanted.collect(), "{resource}");
        }
    }
}

fn queues_are_encrypted_and_hide_messages_long_enough() {
    for plan in plans() {
        for (address, queue) in plan.all("aws_sqs_queue") {
            assert_eq!(queue["sqs_managed_sse_enabled"], json!(true), "{address}");
        }
        assert_eq!(
            plan.at("aws_sqs_queue.settlements_queue")["visibility_timeout_seconds"],
            json!(180)
        );
    }
}
