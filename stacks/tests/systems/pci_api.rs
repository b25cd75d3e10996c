//! Each requirement of `pci_api`, on the plans of all environments.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value as Json, json};

use crate::checks;
use crate::plan::{self, Plan, as_list};
use crate::system::{System, of_all};
use crate::world::world;

pub(crate) const SYSTEM: System = System {
    name: "pci_api",
    stacks: &["network", "data", "application"],
    regions: &["eu-south-2"],
    of_all: of_all!(),
    requirements: checks![
        everything_is_in_eu_south_2,
        the_rules_of_pci_dss_find_nothing,
        resources_are_declared_in_components,
        a_copy_has_its_suffix_in_every_name,
        everything_is_tagged,
        the_vpc_is_10_0_0_0_16_over_three_zones,
        public_subnets_hold_nothing_but_nat_gateways,
        private_subnets_hold_all_compute,
        each_zone_has_a_nat_gateway_of_its_own,
        private_routes_lead_out_through_nat_only,
        s3_and_dynamodb_are_reached_through_endpoints,
        all_traffic_is_logged_in_cloudwatch,
        the_vpc_is_attached_to_a_transit_gateway,
        the_api_is_rest_and_passes_requests_to_a_function,
        payments_are_posted_to_the_validator,
        the_api_takes_ten_thousand_requests_a_minute,
        every_method_asks_for_iam_credentials,
        there_are_three_functions,
        functions_have_512_megabytes_and_30_seconds,
        functions_have_reserved_concurrency,
        functions_are_kept_warm,
        functions_are_configured_by_environment_variables,
        payments_go_from_the_api_through_all_functions,
        the_table_is_keyed_by_transaction_and_time,
        the_table_is_billed_on_demand,
        the_table_is_restorable_to_any_second,
        the_table_is_encrypted_with_the_aws_managed_key,
        buckets_are_encrypted_with_aws_managed_keys,
        buckets_are_versioned,
        buckets_archive_to_glacier_after_90_days,
        buckets_are_closed_to_the_public,
        connections_are_encrypted,
        function_logs_are_kept_for_seven_days,
        requests_are_logged_without_their_bodies,
        the_dashboard_shows_invocations,
        the_dashboard_shows_error_rates,
        the_dashboard_shows_capacity_of_the_table,
        the_dashboard_shows_requests_of_the_api,
        the_dashboard_shows_waiting_messages,
        alarms_ring_above_one_percent_of_errors,
        alarms_ring_when_an_answer_takes_a_second,
        alarms_tell_the_topic,
        the_topic_is_written_to_by_alarms_and_the_account_only,
        stakeholders_are_told_by_mail,
        the_notifier_publishes_to_the_topic,
        backups_are_encrypted_with_a_key_of_the_customers_own,
        functions_may_do_what_their_code_does_and_nothing_else,
        other_roles_are_for_one_service_each,
        sessions_last_an_hour_at_most,
        security_groups_name_their_ports,
        no_secret_is_in_a_plan,
        what_was_asked_for_is_exported,
    ],
};

const FUNCTIONS: [&str; 3] = ["validator", "processor", "notifier"];

fn plans() -> &'static [Plan] {
    SYSTEM.plans()
}

fn text(value: &Json) -> &str {
    value.as_str().unwrap_or_else(|| panic!("{value} is no text"))
}

/// The texts of a list, in which the order means nothing.
fn texts(value: &Json) -> BTreeSet<&str> {
    let items = value.as_array().unwrap_or_else(|| panic!("{value} is no list"));
    items.iter().map(text).collect()
}

fn function<'p>(plan: &'p Plan, name: &str) -> &'p Json {
    plan.at(&format!("aws_lambda_function.{name}_this"))
}

fn alias<'p>(plan: &'p Plan, name: &str) -> &'p Json {
    plan.at(&format!("aws_lambda_alias.{name}_live"))
}

fn variables<'p>(plan: &'p Plan, name: &str) -> &'p Json {
    &function(plan, name)["environment"][0]["variables"]
}

/// The IDs of a tier's subnets, in the order of their zones.
fn subnets<'p>(plan: &'p Plan, tier: &str) -> [&'p str; 3] {
    [0, 1, 2].map(|i| text(&plan.at(&format!("aws_subnet.main_{tier}[{i}]"))["id"]))
}

/// The type of a resource, by its `<stack>/<type>.<name>`.
fn kind(address: &str) -> &str {
    let (_, rest) = address.split_once('/').expect("an address");
    rest.split('.').next().unwrap_or_default()
}

// --- The system as a whole

fn everything_is_in_eu_south_2() {
    for plan in plans() {
        let mut seen = 0;
        for (address, values) in plan.resources() {
            let Some(arn) = values["arn"].as_str() else { continue };
            // IAM and dashboards are of no region, and a bucket's ARN does not tell it.
            let region = arn.split(':').nth(3).unwrap_or_default();
            let is_global = region.is_empty();
            assert!(is_global || region == "eu-south-2", "{address} is {arn}");
            seen += usize::from(!is_global);
        }
        assert!(seen > 40, "only {seen} regions were looked at");
        for (address, bucket) in plan.all("aws_s3_bucket") {
            assert_eq!(bucket["region"], json!("eu-south-2"), "{address}");
        }
    }
}

fn the_rules_of_pci_dss_find_nothing() {
    let found = world().succeed(&["policies", "pci_api", "--format", "json"]);
    let found: Json = serde_json::from_str(&found).expect("JSON");
    assert_eq!(found["findings"], json!([]));
    // All exceptions from our own rules are from one, for actions that AWS cannot narrow down.
    let exceptions = as_list(&found["exceptions"]).into_iter();
    for exception in exceptions.filter(|exception| !text(&exception["rule"]).contains(':')) {
        assert_eq!(exception["rule"], json!("least-privilege"));
        for on in as_list(&exception["on"]) {
            assert!(text(&on["address"]).ends_with("_service_actions"), "{on}");
        }
    }
    let rules = world().succeed(&["policies", "pci_api", "--list"]);
    for rule in [
        "environment-suffix",
        "name-order",
        "required-tags",
        "destroyability",
        "encryption-at-rest",
        "encryption-in-transit",
        "no-public-addresses",
        "no-public-ingress",
        "explicit-ports",
        "no-public-data-stores",
        "least-privilege",
        "logging",
        "retention",
        "throttling",
        "key-rotation",
        "session-duration",
        "bucket-versioning",
        "point-in-time-recovery",
        "private-compute",
        "flow-logs",
    ] {
        let (_, described) = rules
            .split_once(&format!("{rule}: "))
            .unwrap_or_else(|| panic!("there is no rule {rule}"));
        let described = described.split("\n\n").next().unwrap_or_default();
        let in_force = described.lines().find(|line| line.trim_start().starts_with("in force"));
        assert!(
            in_force.is_some_and(|line| line.contains("pci_api")),
            "{rule}: {described}"
        );
    }
}

fn resources_are_declared_in_components() {
    for stack in SYSTEM.stacks {
        let sources = world().module("pci_api", stack).join("sources.json");
        let sources = std::fs::read_to_string(sources).expect("where everything is declared");
        let sources: BTreeMap<String, String> = serde_json::from_str(&sources).expect("JSON");
        let managed = sources.iter().filter(|(address, _)| address.starts_with("aws_"));
        let mut seen = 0;
        for (address, source) in managed {
            assert!(source.contains("src/components/"), "{address} is declared in {source}");
            seen += 1;
        }
        assert!(seen > 20, "{stack} has only {seen} resources");
    }
}

fn a_copy_has_its_suffix_in_every_name() {
    let mut seen = 0;
    // What is called by its address alone, or inside something that has a name.
    for stack in ["network", "data"] {
        let target = format!("pci_api/{stack}");
        let plan = [
            "plan",
            &target,
            "--env",
            "dev",
            "--suffix",
            "pr-42",
            "--local",
            "--",
            "-out=copy",
        ];
        world().succeed(&plan);
        let shown = world().terraform("pci_api", stack, "pr-42", &["show", "-json", "copy"]);
        let shown: Json = serde_json::from_slice(&shown.stdout).expect("a plan");
        for resource in as_list(&shown["planned_values"]["root_module"]["resources"]) {
            let values = &resource["values"];
            let address = text(&resource["address"]);
            for argument in ["name", "bucket", "alarm_name"] {
                // The policies of a role belong to it.
                let Some(name) = values[argument]
                    .as_str()
                    .filter(|_| resource["type"] != "aws_iam_role_policy")
                else {
                    continue;
                };
                assert!(name.ends_with("-dev-pr-42"), "{address}: the {argument} is {name}");
                seen += 1;
            }
            if let Some(name) = values["tags_all"]["Name"].as_str() {
                assert!(name.ends_with("-dev-pr-42"), "{address} is called {name}");
                assert_eq!(values["tags_all"]["EnvironmentSuffix"], json!("pr-42"), "{address}");
                seen += 1;
            }
        }
    }
    assert!(seen > 60, "only {seen} names were looked at");
}

fn everything_is_tagged() {
    for plan in plans() {
        let mut seen = 0;
        for (address, values) in plan.resources() {
            // Types that take tags have them, if only an empty map.
            let Some(tags) = values.get("tags_all") else { continue };
            assert_eq!(tags["Environment"], json!(plan.environment), "{address}");
            assert_eq!(tags["Project"], json!("pci_api"), "{address}");
            assert_eq!(tags["ManagedBy"], json!("paydsl"), "{address}");
            seen += 1;
        }
        assert!(seen > 70, "only {seen} resources take tags");
    }
}

// --- 1. Network

fn the_vpc_is_10_0_0_0_16_over_three_zones() {
    for plan in plans() {
        assert_eq!(plan.only("aws_vpc")["cidr_block"], json!("10.0.0.0/16"));
        for tier in ["public", "private"] {
            let zones: BTreeSet<&str> = (0..3)
                .map(|i| text(&plan.at(&format!("aws_subnet.main_{tier}[{i}]"))["availability_zone"]))
                .collect();
            assert_eq!(
                zones,
                BTreeSet::from(["eu-south-2a", "eu-south-2b", "eu-south-2c"]),
                "{tier}"
            );
        }
        assert_eq!(plan.all("aws_subnet").len(), 6);
        for (address, subnet) in plan.all("aws_subnet") {
            assert_eq!(subnet["vpc_id"], plan.only("aws_vpc")["id"], "{address}");
        }
    }
}

fn public_subnets_hold_nothing_but_nat_gateways() {
    for plan in plans() {
        let public = subnets(plan, "public");
        let gateway = &plan.only("aws_internet_gateway")["id"];
        let table = &plan.at("aws_route_table.main_public_routes")["id"];
        let out = plan.at("aws_route.main_to_internet");
        assert_eq!(
            (
                &out["route_table_id"],
                &out["gateway_id"],
                &out["destination_cidr_block"]
            ),
            (table, gateway, &json!("0.0.0.0/0"))
        );
        for (i, subnet) in public.iter().enumerate() {
            let association = plan.at(&format!("aws_route_table_association.main_public_association[{i}]"));
            assert_eq!(
                (&association["subnet_id"], &association["route_table_id"]),
                (&json!(subnet), table)
            );
        }
        for (address, subnet) in plan.all("aws_subnet") {
            assert_eq!(subnet["map_public_ip_on_launch"], json!(false), "{address}");
        }
        for (address, values) in plan.resources() {
            // A NAT gateway, a subnet's own ID and its route table apart, nothing names a public subnet.
            if ["aws_nat_gateway", "aws_subnet", "aws_route_table_association"].contains(&kind(address)) {
                continue;
            }
            let written = values.to_string();
            for subnet in public {
                assert!(
                    !written.contains(&format!("\"{subnet}\"")),
                    "{address} is in a public subnet"
                );
            }
        }
        // A public address belongs to a NAT gateway.
        assert_eq!(plan.all("aws_eip").len(), plan.all("aws_nat_gateway").len());
    }
}

fn private_subnets_hold_all_compute() {
    for plan in plans() {
        let private = BTreeSet::from(subnets(plan, "private"));
        assert_eq!(plan.all("aws_lambda_function").len(), 3);
        for (address, function) in plan.all("aws_lambda_function") {
            assert_eq!(texts(&function["vpc_config"][0]["subnet_ids"]), private, "{address}");
        }
        for kind in [
            "aws_instance",
            "aws_launch_template",
            "aws_ecs_service",
            "aws_db_instance",
            "aws_rds_cluster",
        ] {
            assert!(plan.any(kind).is_empty(), "{kind} computes, and no check knows where");
        }
    }
}

fn each_zone_has_a_nat_gateway_of_its_own() {
    for plan in plans() {
        assert_eq!(plan.all("aws_nat_gateway").len(), 3);
        for (i, public) in subnets(plan, "public").into_iter().enumerate() {
            let nat = plan.at(&format!("aws_nat_gateway.main_nat[{i}]"));
            assert_eq!(nat["subnet_id"], json!(public));
            assert_eq!(
                nat["allocation_id"],
                plan.at(&format!("aws_eip.main_nat_address[{i}]"))["id"]
            );
            assert_eq!(
                plan.at(&format!("aws_subnet.main_public[{i}]"))["availability_zone"],
                plan.at(&format!("aws_subnet.main_private[{i}]"))["availability_zone"],
                "a zone's failure stays in it"
            );
        }
    }
}

fn private_routes_lead_out_through_nat_only() {
    for plan in plans() {
        for (i, private) in subnets(plan, "private").into_iter().enumerate() {
            let association = plan.at(&format!("aws_route_table_association.main_private_association[{i}]"));
            assert_eq!(association["subnet_id"], json!(private));
            let table = &plan.at(&format!("aws_route_table.main_private_routes[{i}]"))["id"];
            assert_eq!(&association["route_table_id"], table);
            let routes: Vec<&Json> = plan
                .all("aws_route")
                .into_iter()
                .map(|(_, route)| route)
                .filter(|route| &route["route_table_id"] == table)
                .collect();
            let [route] = routes[..] else {
                panic!("{} routes", routes.len())
            };
            assert_eq!(route["destination_cidr_block"], json!("0.0.0.0/0"));
            assert_eq!(
                route["nat_gateway_id"],
                plan.at(&format!("aws_nat_gateway.main_nat[{i}]"))["id"]
            );
            assert!(route["gateway_id"].as_str().is_none_or(str::is_empty), "{route}");
        }
    }
}

fn s3_and_dynamodb_are_reached_through_endpoints() {
    for plan in plans() {
        let tables: BTreeSet<&str> = (0..3)
            .map(|i| text(&plan.at(&format!("aws_route_table.main_private_routes[{i}]"))["id"]))
            .collect();
        for service in ["s3", "dynamodb"] {
            let endpoint = plan.at(&format!("aws_vpc_endpoint.main_{service}"));
            assert_eq!(
                endpoint["service_name"],
                json!(format!("com.amazonaws.eu-south-2.{service}"))
            );
            assert_eq!(endpoint["vpc_endpoint_type"], json!("Gateway"));
            assert_eq!(endpoint["vpc_id"], plan.only("aws_vpc")["id"]);
            assert_eq!(texts(&endpoint["route_table_ids"]), tables, "{service}");
        }
    }
}

fn all_traffic_is_logged_in_cloudwatch() {
    for plan in plans() {
        let log = plan.only("aws_flow_log");
        let group = plan.at("aws_cloudwatch_log_group.main_flow_log_group");
        let role = plan.at("aws_iam_role.main_flow_service_role");
        assert_eq!(log["vpc_id"], plan.only("aws_vpc")["id"]);
        assert_eq!(log["traffic_type"], json!("ALL"));
        assert_eq!(log["log_destination_type"], json!("cloud-watch-logs"));
        assert_eq!(
            (&log["log_destination"], &log["iam_role_arn"]),
            (&group["arn"], &role["arn"])
        );
        assert_eq!(group["retention_in_days"], json!(365));
        let may = permissions(plan, role);
        for action in ["logs:CreateLogStream", "logs:PutLogEvents"] {
            let needed = format!("{action} {}:*", text(&group["arn"]));
            assert!(may.contains(&needed), "{may:?}");
        }
    }
}

fn the_vpc_is_attached_to_a_transit_gateway() {
    for plan in plans() {
        let attachment = plan.only("aws_ec2_transit_gateway_vpc_attachment");
        let gateway = plan.only("aws_ec2_transit_gateway");
        assert_eq!(attachment["vpc_id"], plan.only("aws_vpc")["id"]);
        assert_eq!(attachment["transit_gateway_id"], gateway["id"]);
        assert_eq!(
            texts(&attachment["subnet_ids"]),
            BTreeSet::from(subnets(plan, "private"))
        );
        assert_eq!(gateway["auto_accept_shared_attachments"], json!("disable"));
        assert_eq!(
            plan.output("network", "transit_gateway_attachment_id"),
            &attachment["id"]
        );
    }
}

// --- 2. API

fn the_api_is_rest_and_passes_requests_to_a_function() {
    for plan in plans() {
        let api = plan.only("aws_api_gateway_rest_api");
        let integration = plan.only("aws_api_gateway_integration");
        assert_eq!(
            (&integration["type"], &integration["integration_http_method"]),
            (&json!("AWS_PROXY"), &json!("POST"))
        );
        assert_eq!(integration["rest_api_id"], api["id"]);
        assert_eq!(plan.only("aws_api_gateway_stage")["rest_api_id"], api["id"]);
        assert!(plan.any("aws_apigatewayv2_api").is_empty());
    }
}

fn payments_are_posted_to_the_validator() {
    for plan in plans() {
        let api = plan.only("aws_api_gateway_rest_api");
        let path = plan.only("aws_api_gateway_resource");
        assert_eq!(
            (&path["path_part"], &path["path"]),
            (&json!("payments"), &json!("/payments"))
        );
        let method = plan.only("aws_api_gateway_method");
        let integration = plan.only("aws_api_gateway_integration");
        for part in [method, integration] {
            assert_eq!(
                (&part["http_method"], &part["resource_id"]),
                (&json!("POST"), &path["id"])
            );
        }
        // Bodies that are no payments are refused before the function is called.
        assert_eq!(
            method["request_validator_id"],
            plan.only("aws_api_gateway_request_validator")["id"]
        );
        let schema = plan::json(&plan.only("aws_api_gateway_model")["schema"]);
        assert_eq!(
            texts(&schema["required"]),
            BTreeSet::from(["transactionId", "amount", "currency"])
        );
        let alias = alias(plan, "validator");
        assert_eq!(alias["function_name"], function(plan, "validator")["function_name"]);
        assert!(
            text(&integration["uri"]).ends_with(&format!("/functions/{}/invocations", text(&alias["arn"]))),
            "{integration}"
        );
        // The API alone may call the alias, by this method and path alone.
        let permission = plan.only("aws_lambda_permission");
        assert_eq!(
            permission["function_name"],
            function(plan, "validator")["function_name"]
        );
        assert_eq!(permission["qualifier"], alias["name"]);
        assert_eq!(permission["principal"], json!("apigateway.amazonaws.com"));
        assert_eq!(
            permission["source_arn"],
            json!(format!("{}/*/POST/payments", text(&api["execution_arn"])))
        );
    }
}

fn the_api_takes_ten_thousand_requests_a_minute() {
    for plan in plans() {
        let settings = plan.only("aws_api_gateway_method_settings");
        assert_eq!(settings["method_path"], json!("*/*"));
        assert_eq!(settings["stage_name"], plan.only("aws_api_gateway_stage")["stage_name"]);
        let limits = &settings["settings"][0];
        let a_minute = limits["throttling_rate_limit"].as_f64().expect("a rate") * 60.0;
        assert!((a_minute - 10_000.0).abs() < 1.0, "{a_minute} requests a minute");
        let burst = limits["throttling_burst_limit"].as_f64().expect("a burst");
        assert!((1.0..=a_minute / 10.0).contains(&burst), "{burst} at once");
        // No plan of single callers lets more or fewer pass.
        assert!(plan.any("aws_api_gateway_usage_plan").is_empty());
    }
}

fn every_method_asks_for_iam_credentials() {
    for plan in plans() {
        for (address, method) in plan.all("aws_api_gateway_method") {
            assert_eq!(method["authorization"], json!("AWS_IAM"), "{address}");
        }
    }
}

// --- 3. Compute

fn there_are_three_functions() {
    for plan in plans() {
        assert_eq!(plan.all("aws_lambda_function").len(), 3);
        let roles: BTreeSet<&str> = FUNCTIONS.map(|name| text(&function(plan, name)["role"])).into();
        assert_eq!(roles.len(), 3, "each has a role of its own");
        for name in FUNCTIONS {
            let function = function(plan, name);
            let code = format!("payment-{name}");
            assert_eq!(
                function["function_name"],
                json!(format!("lambda-{code}-{}", plan.environment))
            );
            assert!(text(&function["filename"]).ends_with(&format!("{code}.zip")));
            assert_eq!(function["runtime"], json!("provided.al2023"));
        }
    }
}

fn functions_have_512_megabytes_and_30_seconds() {
    for plan in plans() {
        for (address, function) in plan.all("aws_lambda_function") {
            assert_eq!(
                (&function["memory_size"], &function["timeout"]),
                (&json!(512), &json!(30)),
                "{address}"
            );
        }
    }
}

fn functions_have_reserved_concurrency() {
    for (environment, reserved) in [("dev", 20), ("staging", 20), ("prod", 200)] {
        for (address, function) in SYSTEM.plan(environment).all("aws_lambda_function") {
            assert_eq!(
                function["reserved_concurrent_executions"],
                json!(reserved),
                "{address} in {environment}"
            );
        }
    }
}

fn functions_are_kept_warm() {
    for (environment, warm) in [("dev", 1), ("staging", 1), ("prod", 20)] {
        let plan = SYSTEM.plan(environment);
        for name in FUNCTIONS {
            let kept = plan.at(&format!("aws_lambda_provisioned_concurrency_config.{name}_kept_warm"));
            let alias = alias(plan, name);
            assert_eq!(
                kept["provisioned_concurrent_executions"],
                json!(warm),
                "{name} in {environment}"
            );
            assert_eq!(
                (&kept["function_name"], &kept["qualifier"]),
                (&function(plan, name)["function_name"], &alias["name"])
            );
            // What is kept warm is the version that is called.
            assert_eq!(alias["function_version"], function(plan, name)["version"], "{name}");
            assert_ne!(alias["function_version"], json!("$LATEST"), "{name}");
        }
    }
}

fn functions_are_configured_by_environment_variables() {
    for plan in plans() {
        let table = &plan.only("aws_dynamodb_table")["name"];
        let payments = &plan.at("aws_sqs_queue.payments_queue")["url"];
        let notifications = &plan.at("aws_sqs_queue.messages_queue")["url"];
        let of_all = |more: Json| {
            let mut variables = json!({ "ENVIRONMENT": plan.environment, "TRANSACTIONS_TABLE": table });
            for (name, value) in more.as_object().expect("variables") {
                variables[name] = value.clone();
            }
            variables
        };
        assert_eq!(
            variables(plan, "validator"),
            &of_all(json!({
                "PAYMENTS_QUEUE_URL": payments,
                "TOKEN_KEY_SECRET_ARN": plan.only("aws_secretsmanager_secret")["arn"],
                "MAX_AMOUNT": "1000000",
                "VELOCITY_LIMIT": "10",
            }))
        );
        assert_eq!(
            variables(plan, "processor"),
            &of_all(json!({
                "AUDIT_BUCKET": plan.at("aws_s3_bucket.audit_bucket")["bucket"],
                "NOTIFICATIONS_QUEUE_URL": notifications,
            }))
        );
        assert_eq!(
            variables(plan, "notifier"),
            &of_all(json!({ "NOTIFICATIONS_TOPIC_ARN": plan.only("aws_sns_topic")["arn"] }))
        );
    }
}

fn payments_go_from_the_api_through_all_functions() {
    for plan in plans() {
        // The API calls the validator, which sends to the payments queue; see the checks of both.
        assert_eq!(plan.all("aws_lambda_event_source_mapping").len(), 2);
        for (mapping, queue, name) in [
            ("payments", "payments", "processor"),
            ("notifications", "messages", "notifier"),
        ] {
            let mapping = plan.at(&format!("aws_lambda_event_source_mapping.{mapping}_mapping"));
            let dead_letters = plan.at(&format!("aws_sqs_queue.{queue}_dead_letters"));
            let queue = plan.at(&format!("aws_sqs_queue.{queue}_queue"));
            assert_eq!(mapping["event_source_arn"], queue["arn"]);
            assert_eq!(mapping["function_name"], alias(plan, name)["arn"]);
            assert_eq!(mapping["enabled"], json!(true));
            // One failure is not that of its batch, and no message is seen twice while it is worked on.
            assert_eq!(mapping["function_response_types"], json!(["ReportBatchItemFailures"]));
            let hidden = queue["visibility_timeout_seconds"].as_u64().expect("seconds");
            let timeout = function(plan, name)["timeout"].as_u64().expect("seconds");
            assert!(hidden >= 6 * timeout, "{hidden} seconds");
            let redrive = plan::json(&queue["redrive_policy"]);
            assert_eq!(redrive["deadLetterTargetArn"], dead_letters["arn"]);
            assert_eq!(redrive["maxReceiveCount"], json!(5));
        }
    }
}

// --- 4. Data

fn the_table_is_keyed_by_transaction_and_time() {
    for plan in plans() {
        let table = plan.only("aws_dynamodb_table");
        assert_eq!(
            table["name"],
            json!(format!("dynamodb-transactions-{}", plan.environment))
        );
        assert_eq!(
            (&table["hash_key"], &table["range_key"]),
            (&json!("transactionId"), &json!("timestamp"))
        );
        let types: BTreeMap<String, String> = as_list(&table["attribute"])
            .iter()
            .map(|attribute| (text(&attribute["name"]).to_owned(), text(&attribute["type"]).to_owned()))
            .collect();
        let wanted = [("transactionId", "S"), ("timestamp", "N")];
        assert_eq!(
            types,
            wanted.map(|(name, kind)| (name.to_owned(), kind.to_owned())).into()
        );
    }
}

fn the_table_is_billed_on_demand() {
    for plan in plans() {
        assert_eq!(
            plan.only("aws_dynamodb_table")["billing_mode"],
            json!("PAY_PER_REQUEST")
        );
    }
}

fn the_table_is_restorable_to_any_second() {
    for plan in plans() {
        let recovery = &plan.only("aws_dynamodb_table")["point_in_time_recovery"][0];
        assert_eq!(recovery["enabled"], json!(true));
    }
}

fn the_table_is_encrypted_with_the_aws_managed_key() {
    for plan in plans() {
        // Enabled without a key, DynamoDB takes `aws/dynamodb`; disabled, a key that AWS owns and nobody can audit.
        let encryption = &plan.only("aws_dynamodb_table")["server_side_encryption"][0];
        assert_eq!(encryption["enabled"], json!(true));
        let configured = plan.configured("data");
        let table = configured
            .iter()
            .find(|resource| resource["type"] == "aws_dynamodb_table");
        let block = &table.expect("the table")["expressions"]["server_side_encryption"][0];
        assert!(block["kms_key_arn"].is_null(), "{block}");
    }
}

fn buckets_are_encrypted_with_aws_managed_keys() {
    for plan in plans() {
        for (bucket, algorithm) in [("audit", "aws:kms"), ("access_log", "AES256")] {
            let encryption = plan.at(&format!(
                "aws_s3_bucket_server_side_encryption_configuration.{bucket}_encryption"
            ));
            assert_eq!(
                encryption["bucket"],
                plan.at(&format!("aws_s3_bucket.{bucket}_bucket"))["id"]
            );
            let default = &encryption["rule"][0]["apply_server_side_encryption_by_default"][0];
            assert_eq!(default["sse_algorithm"], json!(algorithm), "{bucket}");
            let key = default["kms_master_key_id"].as_str().unwrap_or_default();
            assert_eq!(key, "", "with no key named S3 takes `aws/s3`");
        }
        assert_eq!(plan.all("aws_s3_bucket").len(), 2);
    }
}

fn buckets_are_versioned() {
    of_each_bucket("aws_s3_bucket_versioning", |versioning| {
        assert_eq!(versioning["versioning_configuration"][0]["status"], json!("Enabled"));
    });
}

fn buckets_archive_to_glacier_after_90_days() {
    of_each_bucket("aws_s3_bucket_lifecycle_configuration", |lifecycle| {
        let rules = as_list(&lifecycle["rule"]);
        let archive = rules.iter().find(|rule| rule["id"] == "archive").expect("the rule");
        assert_eq!(archive["status"], json!("Enabled"));
        assert!(
            archive["filter"][0]["prefix"].as_str().is_none_or(str::is_empty),
            "everything"
        );
        let [transition] = &as_list(&archive["transition"])[..] else {
            panic!("{archive}")
        };
        assert_eq!(
            (&transition["days"], &transition["storage_class"]),
            (&json!(90), &json!("GLACIER"))
        );
    });
    // Audit records are never thrown away, nor is what they were before.
    for plan in plans() {
        let audit = plan.at("aws_s3_bucket_lifecycle_configuration.audit_lifecycle");
        let rules = as_list(&audit["rule"]);
        for rule in &rules {
            assert_eq!(rule["expiration"], json!([]), "{rule}");
            assert_eq!(rule["noncurrent_version_expiration"], json!([]), "{rule}");
        }
        let archive = rules.iter().find(|rule| rule["id"] == "archive").expect("the rule");
        let [old] = &as_list(&archive["noncurrent_version_transition"])[..] else {
            panic!("{archive}")
        };
        assert_eq!(
            (&old["noncurrent_days"], &old["storage_class"]),
            (&json!(90), &json!("GLACIER"))
        );
    }
}

fn buckets_are_closed_to_the_public() {
    of_each_bucket("aws_s3_bucket_public_access_block", |access| {
        for setting in [
            "block_public_acls",
            "block_public_policy",
            "ignore_public_acls",
            "restrict_public_buckets",
        ] {
            assert_eq!(access[setting], json!(true), "{setting}");
        }
    });
    of_each_bucket("aws_s3_bucket_ownership_controls", |ownership| {
        assert_eq!(ownership["rule"][0]["object_ownership"], json!("BucketOwnerEnforced"));
    });
}

/// Checks the one resource of a type that each bucket has.
fn of_each_bucket(kind: &str, check: impl Fn(&Json)) {
    for plan in plans() {
        for (_, bucket) in plan.all("aws_s3_bucket") {
            check(plan.with(kind, "bucket", text(&bucket["id"])));
        }
    }
}

fn connections_are_encrypted() {
    let refuses = |policy: &Json, action: &str, arn: &Json| {
        let document = plan::json(policy);
        let refusal = as_list(&document["Statement"])
            .into_iter()
            .find(|statement| statement["Effect"] == "Deny")
            .unwrap_or_else(|| panic!("{document}"));
        assert_eq!(refusal["Condition"]["Bool"]["aws:SecureTransport"], json!("false"));
        assert!(as_list(&refusal["Action"]).contains(&json!(action)), "{refusal}");
        assert!(as_list(&refusal["Resource"]).contains(arn), "{refusal}");
        assert!(
            ["*", "{\"AWS\":\"*\"}"].contains(&refusal["Principal"].to_string().trim_matches('"')),
            "{refusal}"
        );
    };
    for plan in plans() {
        for (_, bucket) in plan.all("aws_s3_bucket") {
            let policy = plan.with("aws_s3_bucket_policy", "bucket", text(&bucket["id"]));
            refuses(&policy["policy"], "s3:*", &bucket["arn"]);
            refuses(&policy["policy"], "s3:*", &json!(format!("{}/*", text(&bucket["arn"]))));
        }
        for name in ["payments", "messages"] {
            let queue = plan.at(&format!("aws_sqs_queue.{name}_queue"));
            let policy = plan.with("aws_sqs_queue_policy", "queue_url", text(&queue["url"]));
            refuses(&policy["policy"], "sqs:*", &queue["arn"]);
        }
        for (address, queue) in plan.all("aws_sqs_queue") {
            assert_eq!(queue["sqs_managed_sse_enabled"], json!(true), "{address}");
        }
        assert!(text(plan.output("application", "api_url")).starts_with("https://"));
        for (address, rule) in plan.all("aws_vpc_security_group_egress_rule") {
            assert_eq!(rule["to_port"], json!(443), "{address}");
        }
    }
}

// --- 5. Monitoring and alerting

fn function_logs_are_kept_for_seven_days() {
    for plan in plans() {
        for name in FUNCTIONS {
            let group = plan.at(&format!("aws_cloudwatch_log_group.{name}_log_group"));
            let function = text(&function(plan, name)["function_name"]);
            // The name that Lambda writes to.
            assert_eq!(group["name"], json!(format!("/aws/lambda/{function}")));
            assert_eq!(group["retention_in_days"], json!(7), "{name}");
        }
    }
}

fn requests_are_logged_without_their_bodies() {
    for plan in plans() {
        let group = plan.at("aws_cloudwatch_log_group.api_log_group");
        let log = &plan.only("aws_api_gateway_stage")["access_log_settings"][0];
        assert_eq!(
            text(&log["destination_arn"]).trim_end_matches(":*"),
            text(&group["arn"]).trim_end_matches(":*")
        );
        assert_eq!(group["retention_in_days"], json!(365));
        let format = plan::json(&log["format"]);
        for (name, value) in [
            ("requestId", "$context.requestId"),
            ("requestTime", "$context.requestTime"),
            ("status", "$context.status"),
            ("caller", "$context.identity.caller"),
        ] {
            assert_eq!(format[name], json!(value));
        }
        let settings = &plan.only("aws_api_gateway_method_settings")["settings"][0];
        assert_eq!(
            settings["data_trace_enabled"],
            json!(false),
            "card numbers are in requests"
        );
        assert_eq!(
            (&settings["metrics_enabled"], &settings["logging_level"]),
            (&json!(true), &json!("INFO"))
        );
        // The log that API Gateway would make for itself, without an end.
        let execution = plan.at("aws_cloudwatch_log_group.api_execution_log_group");
        let api = text(&plan.only("aws_api_gateway_rest_api")["id"]);
        assert_eq!(execution["name"], json!(format!("API-Gateway-Execution-Logs_{api}/v1")));
        assert_eq!(execution["retention_in_days"], json!(365));
        // Who reads audit records is written down as well.
        let access = plan.only("aws_s3_bucket_logging");
        assert_eq!(access["bucket"], plan.at("aws_s3_bucket.audit_bucket")["id"]);
        assert_eq!(
            access["target_bucket"],
            plan.at("aws_s3_bucket.access_log_bucket")["id"]
        );
    }
}

/// What the dashboard shows of a metric: `statistic dimension=value`.
fn shown(plan: &Plan, namespace: &str, metric: &str) -> BTreeSet<String> {
    let body = plan::json(&plan.only("aws_cloudwatch_dashboard")["dashboard_body"]);
    let widgets = as_list(&body["widgets"]);
    let mut found = BTreeSet::new();
    for widget in &widgets {
        assert_eq!(widget["properties"]["region"], json!("eu-south-2"));
        for series in as_list(&widget["properties"]["metrics"]) {
            if (&series[0], &series[1]) != (&json!(namespace), &json!(metric)) {
                continue;
            }
            let line = format!("{} {}={}", text(&series[4]["stat"]), text(&series[2]), text(&series[3]));
            found.insert(line);
        }
    }
    found
}

/// One line of each function, of which the dashboard shows no more and no less.
fn of_each_function(plan: &Plan, statistic: &str) -> BTreeSet<String> {
    let line = |name| {
        format!(
            "{statistic} FunctionName={}",
            text(&function(plan, name)["function_name"])
        )
    };
    FUNCTIONS.map(line).into()
}

fn the_dashboard_shows_invocations() {
    for plan in plans() {
        assert_eq!(shown(plan, "AWS/Lambda", "Invocations"), of_each_function(plan, "Sum"));
    }
}

fn the_dashboard_shows_error_rates() {
    for plan in plans() {
        // Each run is a sample of zero or one: the average is the rate.
        assert_eq!(shown(plan, "AWS/Lambda", "Errors"), of_each_function(plan, "Average"));
    }
}

fn the_dashboard_shows_capacity_of_the_table() {
    for plan in plans() {
        let table = text(&plan.only("aws_dynamodb_table")["name"]);
        for metric in ["ConsumedReadCapacityUnits", "ConsumedWriteCapacityUnits"] {
            let wanted = BTreeSet::from([format!("Sum TableName={table}")]);
            assert_eq!(shown(plan, "AWS/DynamoDB", metric), wanted, "{metric}");
        }
    }
}

fn the_dashboard_shows_requests_of_the_api() {
    for plan in plans() {
        let api = text(&plan.only("aws_api_gateway_rest_api")["name"]);
        for (metric, statistics) in [
            ("Count", &["Sum"][..]),
            ("4XXError", &["Sum"]),
            ("5XXError", &["Sum"]),
            ("Latency", &["p50", "p99"]),
        ] {
            let wanted: BTreeSet<String> = statistics.iter().map(|stat| format!("{stat} ApiName={api}")).collect();
            assert_eq!(shown(plan, "AWS/ApiGateway", metric), wanted, "{metric}");
        }
    }
}

fn the_dashboard_shows_waiting_messages() {
    for plan in plans() {
        let queue = |name| text(&plan.at(&format!("aws_sqs_queue.{name}_queue"))["name"]);
        let wanted = ["payments", "messages"].map(|name| format!("Maximum QueueName={}", queue(name)));
        assert_eq!(shown(plan, "AWS/SQS", "ApproximateAgeOfOldestMessage"), wanted.into());
    }
}

/// Whether an alarm rings when more than one percent of `whole` is `part`.
fn rings_above_one_percent(alarm: &Json, namespace: &str, [part, whole]: [&str; 2], dimensions: &Json) {
    assert_eq!(
        (
            &alarm["threshold"],
            &alarm["comparison_operator"],
            &alarm["evaluation_periods"]
        ),
        (&json!(1), &json!("GreaterThanThreshold"), &json!(1))
    );
    let queries = as_list(&alarm["metric_query"]);
    let query = |id: &str| {
        let found = queries.iter().find(|query| query["id"] == id);
        found.unwrap_or_else(|| panic!("{alarm} has no {id}"))
    };
    assert_eq!(
        query("rate")["expression"],
        json!("IF(whole > 0, 100 * part / whole, 0)")
    );
    let returned = |id: &str| query(id)["return_data"].as_bool().unwrap_or_default();
    assert!(returned("rate") && !returned("part") && !returned("whole"));
    for (id, name) in [("part", part), ("whole", whole)] {
        let metric = &query(id)["metric"][0];
        assert_eq!(
            (
                &metric["namespace"],
                &metric["metric_name"],
                &metric["stat"],
                &metric["period"]
            ),
            (&json!(namespace), &json!(name), &json!("Sum"), &json!(300))
        );
        assert_eq!(&metric["dimensions"], dimensions);
    }
}

fn alarms_ring_above_one_percent_of_errors() {
    for plan in plans() {
        for name in FUNCTIONS {
            let alarm = plan.at(&format!("aws_cloudwatch_metric_alarm.{name}_errors_this"));
            let dimensions = json!({ "FunctionName": function(plan, name)["function_name"] });
            rings_above_one_percent(alarm, "AWS/Lambda", ["Errors", "Invocations"], &dimensions);
        }
        // A function that answers 503, or reports a message as failed, has made no error that Lambda counts.
        let failures = plan.at("aws_cloudwatch_metric_alarm.failures_this");
        let dimensions = json!({ "ApiName": plan.only("aws_api_gateway_rest_api")["name"] });
        rings_above_one_percent(failures, "AWS/ApiGateway", ["5XXError", "Count"], &dimensions);
        for queue in ["payments", "messages"] {
            let alarm = plan.at(&format!("aws_cloudwatch_metric_alarm.{queue}_unprocessed_this"));
            let dead_letters = plan.at(&format!("aws_sqs_queue.{queue}_dead_letters"));
            assert_eq!(alarm["dimensions"], json!({ "QueueName": dead_letters["name"] }));
            assert_eq!(
                (
                    &alarm["metric_name"],
                    &alarm["threshold"],
                    &alarm["comparison_operator"]
                ),
                (
                    &json!("ApproximateNumberOfMessagesVisible"),
                    &json!(1),
                    &json!("GreaterThanOrEqualToThreshold")
                )
            );
        }
    }
}

fn alarms_ring_when_an_answer_takes_a_second() {
    for plan in plans() {
        let api = &plan.only("aws_api_gateway_rest_api")["name"];
        let processor = &function(plan, "processor")["function_name"];
        for (alarm, namespace, metric, dimensions) in [
            ("slow_requests", "AWS/ApiGateway", "Latency", json!({ "ApiName": api })),
            (
                "slow_processing",
                "AWS/Lambda",
                "Duration",
                json!({ "FunctionName": processor }),
            ),
        ] {
            let alarm = plan.at(&format!("aws_cloudwatch_metric_alarm.{alarm}_this"));
            assert_eq!(
                (&alarm["namespace"], &alarm["metric_name"], &alarm["dimensions"]),
                (&json!(namespace), &json!(metric), &dimensions)
            );
            assert_eq!(
                (
                    &alarm["extended_statistic"],
                    &alarm["threshold"],
                    &alarm["comparison_operator"]
                ),
                (&json!("p99"), &json!(1000), &json!("GreaterThanOrEqualToThreshold"))
            );
        }
    }
}

fn alarms_tell_the_topic() {
    for plan in plans() {
        let topic = json!([plan.only("aws_sns_topic")["arn"]]);
        assert_eq!(plan.all("aws_cloudwatch_metric_alarm").len(), 8);
        for (address, alarm) in plan.all("aws_cloudwatch_metric_alarm") {
            assert_eq!(
                (&alarm["alarm_actions"], &alarm["ok_actions"]),
                (&topic, &topic),
                "{address}"
            );
            assert_eq!(alarm["actions_enabled"], json!(true), "{address}");
        }
    }
}

// --- 6. Notification

fn the_topic_is_written_to_by_alarms_and_the_account_only() {
    for plan in plans() {
        let topic = plan.only("aws_sns_topic");
        let key = plan.at("aws_kms_key.notifications_encryption_key");
        assert_eq!(topic["kms_master_key_id"], key["arn"]);
        let policy = plan.only("aws_sns_topic_policy");
        assert_eq!(policy["arn"], topic["arn"]);
        for statement in as_list(&plan::json(&policy["policy"])["Statement"]) {
            assert_eq!(statement["Action"], json!("sns:Publish"));
            let principal = &statement["Principal"];
            let account = principal["AWS"].as_str().is_some_and(|arn| arn.ends_with(":root"));
            let services = as_list(&principal["Service"]);
            let known = [json!("cloudwatch.amazonaws.com"), json!("events.amazonaws.com")];
            let confined = !statement["Condition"]["StringEquals"]["aws:SourceAccount"].is_null();
            assert!(
                account || !services.is_empty() && confined && services.iter().all(|service| known.contains(service)),
                "{statement}"
            );
        }
        // An alarm that may not use the key is never heard.
        let uses = as_list(&plan::json(&key["policy"])["Statement"]);
        let alarms = uses
            .iter()
            .find(|statement| as_list(&statement["Principal"]["Service"]).contains(&json!("cloudwatch.amazonaws.com")))
            .expect("alarms may use the key");
        assert_eq!(
            texts(&alarms["Action"]),
            BTreeSet::from(["kms:Decrypt", "kms:GenerateDataKey"])
        );
    }
}

fn stakeholders_are_told_by_mail() {
    for (environment, address) in [
        ("dev", "payments-dev@example.com"),
        ("staging", "payments-staging@example.com"),
        ("prod", "payments@example.com"),
    ] {
        let plan = SYSTEM.plan(environment);
        let mail = plan.only("aws_sns_topic_subscription");
        assert_eq!(
            (&mail["protocol"], &mail["endpoint"]),
            (&json!("email"), &json!(address))
        );
        assert_eq!(mail["topic_arn"], plan.only("aws_sns_topic")["arn"]);
    }
}

fn the_notifier_publishes_to_the_topic() {
    for plan in plans() {
        let topic = text(&plan.only("aws_sns_topic")["arn"]);
        assert_eq!(variables(plan, "notifier")["NOTIFICATIONS_TOPIC_ARN"], json!(topic));
        let may = function_permissions(plan, "notifier");
        assert!(may.contains(&format!("sns:Publish {topic}")), "{may:?}");
        let key = text(&plan.at("aws_kms_key.notifications_encryption_key")["arn"]);
        assert!(may.contains(&format!("kms:GenerateDataKey {key}")), "{may:?}");
    }
}

// --- 7. Security and compliance

fn backups_are_encrypted_with_a_key_of_the_customers_own() {
    for (environment, days) in [("dev", 7), ("staging", 7), ("prod", 35)] {
        let plan = SYSTEM.plan(environment);
        let key = plan.at("aws_kms_key.backup_encryption_key");
        assert_eq!(key["enable_key_rotation"], json!(true));
        let alias = plan.at("aws_kms_alias.backup_encryption_alias");
        assert_eq!(alias["target_key_id"], key["key_id"]);
        let vault = plan.only("aws_backup_vault");
        assert_eq!(vault["kms_key_arn"], key["arn"]);
        let backup = plan.only("aws_backup_plan");
        let rules = as_list(&backup["rule"]);
        let [rule] = &rules[..] else { panic!("{rules:?}") };
        assert_eq!(rule["target_vault_name"], vault["name"]);
        assert_eq!(rule["lifecycle"][0]["delete_after"], json!(days), "{environment}");
        let selection = plan.only("aws_backup_selection");
        assert_eq!(selection["plan_id"], backup["id"]);
        assert_eq!(selection["resources"], json!([plan.only("aws_dynamodb_table")["arn"]]));
        assert_eq!(
            selection["iam_role_arn"],
            plan.at("aws_iam_role.backup_service_role")["arn"]
        );
    }
}

/// What a role's own policies allow: `<action> <resource>`.
fn permissions(plan: &Plan, role: &Json) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    for (address, policy) in plan.all("aws_iam_role_policy") {
        if policy["role"] != role["id"] {
            continue;
        }
        for statement in as_list(&plan::json(&policy["policy"])["Statement"]) {
            assert_eq!(statement["Effect"], json!("Allow"), "{address}");
            assert!(
                statement["NotAction"].is_null() && statement["NotResource"].is_null(),
                "{address}"
            );
            for action in as_list(&statement["Action"]) {
                for resource in as_list(&statement["Resource"]) {
                    found.insert(format!("{} {}", text(&action), text(&resource)));
                }
            }
        }
    }
    found
}

fn function_permissions(plan: &Plan, name: &str) -> BTreeSet<String> {
    let role = plan.at(&format!("aws_iam_role.{name}_service_role"));
    assert_eq!(function(plan, name)["role"], role["arn"]);
    permissions(plan, role)
}

/// Actions on a resource.
type Grant<'g> = (&'g [&'g str], &'g str);

fn functions_may_do_what_their_code_does_and_nothing_else() {
    for plan in plans() {
        let arn = |address: &str| text(&plan.at(address)["arn"]);
        let (payments, notifications) = (arn("aws_sqs_queue.payments_queue"), arn("aws_sqs_queue.messages_queue"));
        let audit = format!("{}/payments/*", arn("aws_s3_bucket.audit_bucket"));
        let take = ["sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:GetQueueAttributes"];
        let own: [(&str, &[Grant<'_>]); 3] = [
            (
                "validator",
                &[
                    (&["sqs:SendMessage"], payments),
                    (
                        &["secretsmanager:GetSecretValue"],
                        arn("aws_secretsmanager_secret.token_key_secret"),
                    ),
                ],
            ),
            (
                "processor",
                &[
                    (&take, payments),
                    (&["sqs:SendMessage"], notifications),
                    (&["s3:PutObject"], &audit),
                ],
            ),
            (
                "notifier",
                &[
                    (&take, notifications),
                    (&["sns:Publish"], arn("aws_sns_topic.notifications_topic")),
                    (
                        &["kms:Decrypt", "kms:GenerateDataKey"],
                        arn("aws_kms_key.notifications_encryption_key"),
                    ),
                ],
            ),
        ];
        for (name, own) in own {
            let logs = format!("{}:*", arn(&format!("aws_cloudwatch_log_group.{name}_log_group")));
            let of_all: [Grant<'_>; 3] = [
                (
                    &["dynamodb:GetItem", "dynamodb:PutItem", "dynamodb:UpdateItem"],
                    arn("aws_dynamodb_table.transactions_table"),
                ),
                (&["logs:CreateLogStream", "logs:PutLogEvents"], &logs),
                // X-Ray knows no narrower resource, nor does EC2 for the network interfaces of a function.
                (
                    &[
                        "xray:PutTraceSegments",
                        "xray:PutTelemetryRecords",
                        "ec2:CreateNetworkInterface",
                        "ec2:DescribeNetworkInterfaces",
                        "ec2:DescribeSubnets",
                        "ec2:DeleteNetworkInterface",
                        "ec2:AssignPrivateIpAddresses",
                        "ec2:UnassignPrivateIpAddresses",
                    ],
                    "*",
                ),
            ];
            let wanted: BTreeSet<String> = own
                .iter()
                .chain(&of_all)
                .flat_map(|(actions, resource)| actions.iter().map(move |action| format!("{action} {resource}")))
                .collect();
            assert_eq!(
                function_permissions(plan, name),
                wanted,
                "{name} in {}",
                plan.environment
            );
        }
        // Nobody else may call or change them.
        assert_eq!(plan.all("aws_lambda_permission").len(), 1);
    }
}

fn other_roles_are_for_one_service_each() {
    let managed = |plan: &'static Plan, role: &Json| -> BTreeSet<&'static str> {
        let attachments = plan.all("aws_iam_role_policy_attachment").into_iter();
        attachments
            .filter(|(_, attachment)| attachment["role"] == role["name"])
            .map(|(_, attachment)| text(&attachment["policy_arn"]))
            .collect()
    };
    for plan in plans() {
        let aws = "arn:aws:iam::aws:policy/service-role";
        let roles = [
            ("validator_service_role", "lambda.amazonaws.com", vec![]),
            ("processor_service_role", "lambda.amazonaws.com", vec![]),
            ("notifier_service_role", "lambda.amazonaws.com", vec![]),
            ("main_flow_service_role", "vpc-flow-logs.amazonaws.com", vec![]),
            (
                "api_log_role",
                "apigateway.amazonaws.com",
                vec!["AmazonAPIGatewayPushToCloudWatchLogs"],
            ),
            (
                "backup_service_role",
                "backup.amazonaws.com",
                vec![
                    "AWSBackupServiceRolePolicyForBackup",
                    "AWSBackupServiceRolePolicyForRestores",
                ],
            ),
        ];
        assert_eq!(plan.all("aws_iam_role").len(), roles.len());
        for (name, service, policies) in roles {
            let role = plan.at(&format!("aws_iam_role.{name}"));
            let trusted = as_list(&plan::json(&role["assume_role_policy"])["Statement"]);
            let [trust] = &trusted[..] else {
                panic!("{name}: {trusted:?}")
            };
            assert_eq!(trust["Principal"], json!({ "Service": service }), "{name}");
            assert_eq!(trust["Action"], json!("sts:AssumeRole"), "{name}");
            let policies: BTreeSet<String> = policies.iter().map(|policy| format!("{aws}/{policy}")).collect();
            let attached = managed(plan, role).into_iter().map(str::to_owned).collect();
            assert_eq!(policies, attached, "{name}");
        }
        assert!(plan.any("aws_iam_user").is_empty() && plan.any("aws_iam_access_key").is_empty());
    }
}

fn sessions_last_an_hour_at_most() {
    for plan in plans() {
        for (address, role) in plan.all("aws_iam_role") {
            assert_eq!(role["max_session_duration"], json!(3600), "{address}");
        }
    }
}

fn security_groups_name_their_ports() {
    for plan in plans() {
        let functions = plan.at("aws_security_group.functions_group");
        let endpoints = plan.at("aws_security_group.main_endpoints");
        let vpc = plan.only("aws_vpc");
        let https = |address: &str, rule: &Json| {
            assert_eq!(
                (&rule["ip_protocol"], &rule["from_port"], &rule["to_port"]),
                (&json!("tcp"), &json!(443), &json!(443)),
                "{address}"
            );
        };
        // The VPC reaches the endpoints, and nothing reaches the functions.
        let ingress = plan.only("aws_vpc_security_group_ingress_rule");
        https("ingress", ingress);
        assert_eq!(ingress["security_group_id"], endpoints["id"]);
        assert_eq!(ingress["cidr_ipv4"], vpc["cidr_block"]);
        // The functions reach AWS's services, and nothing else.
        let mut destinations = BTreeSet::new();
        for (address, rule) in plan.all("aws_vpc_security_group_egress_rule") {
            https(address, rule);
            assert_eq!(rule["security_group_id"], functions["id"], "{address}");
            assert!(rule["cidr_ipv4"].is_null() && rule["cidr_ipv6"].is_null(), "{address}");
            let to = rule["prefix_list_id"]
                .as_str()
                .or(rule["referenced_security_group_id"].as_str());
            destinations.insert(to.unwrap_or_else(|| panic!("{address} goes nowhere")));
        }
        let prefixes =
            ["s3", "dynamodb"].map(|name| text(&plan.at(&format!("aws_vpc_endpoint.main_{name}"))["prefix_list_id"]));
        let wanted = BTreeSet::from([prefixes[0], prefixes[1], text(&endpoints["id"])]);
        assert_eq!(destinations, wanted);
        for (address, function) in plan.all("aws_lambda_function") {
            assert_eq!(
                function["vpc_config"][0]["security_group_ids"],
                json!([functions["id"]]),
                "{address}"
            );
        }
        for service in ["secretsmanager", "sqs", "sns", "logs", "xray"] {
            let endpoint = plan.at(&format!("aws_vpc_endpoint.main_endpoint_{service}"));
            assert_eq!(endpoint["security_group_ids"], json!([endpoints["id"]]), "{service}");
            assert_eq!(endpoint["private_dns_enabled"], json!(true), "{service}");
            assert_eq!(
                texts(&endpoint["subnet_ids"]),
                BTreeSet::from(subnets(plan, "private")),
                "{service}"
            );
        }
        let default = plan.only("aws_default_security_group");
        assert_eq!(default["vpc_id"], vpc["id"]);
        assert_eq!((&default["ingress"], &default["egress"]), (&json!([]), &json!([])));
        assert!(plan.any("aws_security_group_rule").is_empty());
        assert_eq!(plan.all("aws_security_group").len(), 2);
    }
}

fn no_secret_is_in_a_plan() {
    for plan in plans() {
        let version = plan.only("aws_secretsmanager_secret_version");
        assert_eq!(version["secret_id"], plan.only("aws_secretsmanager_secret")["id"]);
        for argument in ["secret_string", "secret_string_wo", "secret_binary"] {
            let value = version[argument].as_str().unwrap_or_default();
            assert!(value.is_empty(), "{argument} is in the plan of {}", plan.environment);
        }
        assert_eq!(version["secret_string_wo_version"], json!(1), "there is one");
    }
}

// --- Exports

fn what_was_asked_for_is_exported() {
    for plan in plans() {
        let output = |name| text(plan.output("application", name));
        let stage = text(&plan.only("aws_api_gateway_stage")["invoke_url"]);
        assert_eq!(output("api_url"), stage);
        assert_eq!(output("payments_url"), format!("{stage}/payments"));
        assert_eq!(
            output("audit_bucket"),
            text(&plan.at("aws_s3_bucket.audit_bucket")["bucket"])
        );
        assert_eq!(output("table_name"), text(&plan.only("aws_dynamodb_table")["name"]));
        let dashboard = text(&plan.only("aws_cloudwatch_dashboard")["dashboard_name"]);
        let url = output("dashboard_url");
        assert!(
            url.starts_with("https://eu-south-2.console.aws.amazon.com/cloudwatch/"),
            "{url}"
        );
        assert!(url.ends_with(&format!("#dashboards:name={dashboard}")), "{url}");
    }
}
