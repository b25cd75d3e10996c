//! Each requirement of `multi_environment`, on the plans of all environments.

use std::collections::BTreeSet;

use serde_json::{Value as Json, json};

use crate::checks;
use crate::plan::{Plan, as_list};
use crate::system::{System, of_all};
use crate::world::world;

pub(crate) const SYSTEM: System = System {
    name: "multi_environment",
    stacks: &["network", "application"],
    regions: &["us-east-1", "us-east-2"],
    of_all: of_all!(),
    requirements: checks![
        every_requirement_has_a_check_that_exists,
        production_is_in_us_east_1_staging_in_us_east_2_development_in_us_east_1,
        environment_values_are_declared_not_hard_coded,
        each_environment_has_a_vpc_of_its_own,
        public_and_private_subnets_lie_across_two_zones,
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

fn every_requirement_has_a_check_that_exists() {
    crate::same::requirements(&SYSTEM);
}

// --- 2. Multi-environment deployment

fn production_is_in_us_east_1_staging_in_us_east_2_development_in_us_east_1() {
    for (environment, region) in [("prod", "us-east-1"), ("staging", "us-east-2"), ("dev", "us-east-1")] {
        for (address, subnet) in plan(environment).all("aws_subnet") {
            let zone = subnet["availability_zone"].as_str().expect("a zone");
            assert!(zone.starts_with(region), "{environment}: {address} is in {zone}");
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

fn vpc_and_subnets_are_shared_by_a_stack_reference() {
    let plan = plan("dev");
    for output in ["vpc_id", "private_subnet_ids", "public_subnet_ids"] {
        assert!(!plan.output("network", output).is_null(), "{output}");
    }
    let reads = plan.references("application", "aws_security_group.functions_group", "vpc_id");
    assert!(
        reads
            .iter()
            .any(|reference| reference.starts_with("data.terraform_remote_state.network.outputs.vpc_id")),
        "{reads:?}"
    );
    let vpc = &plan.only("aws_vpc")["id"];
    assert_eq!(&plan.at("aws_security_group.functions_group")["vpc_id"], vpc);
}

fn each_component_has_a_proper_security_group() {
    for plan in plans() {
        let ingress = plan.at("aws_vpc_security_group_ingress_rule.database_ingress");
        assert_eq!(
            (&ingress["from_port"], &ingress["to_port"], &ingress["ip_protocol"]),
            (&json!(5432), &json!(5432), &json!("tcp"))
        );
        assert_eq!(ingress["cidr_ipv4"], Json::Null, "only functions reach the database");
        for (address, rule) in plan.all("aws_vpc_security_group_ingress_rule") {
            assert_ne!(rule["cidr_ipv4"], json!("0.0.0.0/0"), "{address} is open to everyone");
        }
        for (address, rule) in plan.all("aws_vpc_security_group_egress_rule") {
            assert_ne!(rule["cidr_ipv4"], json!("0.0.0.0/0"), "{address} goes anywhere");
        }
    }
    let from = plan("dev").references(
        "application",
        "aws_vpc_security_group_ingress_rule.database_ingress",
        "referenced_security_group_id",
    );
    assert!(
        from.contains(&"aws_security_group.functions_group".to_owned()),
        "{from:?}"
    );
}

// --- 4. API Gateway

fn api_gateway_integrates_with_lambda() {
    for plan in plans() {
        for (address, integration) in plan.all("aws_api_gateway_integration") {
            assert_eq!(
                (&integration["type"], &integration["integration_http_method"]),
                (&json!("AWS_PROXY"), &json!("POST")),
                "{address}"
            );
        }
        assert_eq!(plan.all("aws_lambda_permission").len(), 2);
    }
}

fn there_are_two_endpoints_process_payment_and_verify_payment() {
    for plan in plans() {
        let paths: BTreeSet<&str> = plan
            .all("aws_api_gateway_resource")
            .into_iter()
            .map(|(_, part)| part["path_part"].as_str().expect("a path"))
            .collect();
        assert_eq!(paths, BTreeSet::from(["process-payment", "verify-payment"]));
        assert_eq!(
            plan.at("aws_api_gateway_method.api_method_process-payment-post")["http_method"],
            json!("POST")
        );
    }
}

fn api_gateway_stages_log_requests_and_responses() {
    for plan in plans() {
        let settings = &plan.only("aws_api_gateway_method_settings");
        assert_eq!(settings["method_path"], json!("*/*"));
        assert_eq!(settings["settings"][0]["logging_level"], json!("INFO"));
        assert_eq!(
            settings["settings"][0]["data_trace_enabled"],
            json!(true),
            "full requests and responses"
        );
        let format = plan.only("aws_api_gateway_stage")["access_log_settings"][0]["format"]
            .as_str()
            .expect("a format")
            .to_owned();
        let format: Json = serde_json::from_str(&format).expect("one JSON object a line");
        assert_eq!(format["status"], json!("$context.status"));
    }
    let to = plan("dev").references(
        "application",
        "aws_api_gateway_account.api_account",
        "cloudwatch_role_arn",
    );
    assert!(
        to.iter()
            .any(|reference| reference.starts_with("aws_iam_role.api_log_role")),
        "{to:?}"
    );
}

fn api_gateway_endpoint_urls_are_exported() {
    for output in ["api_url", "process_payment_url", "verify_payment_url"] {
        let url = plan("prod").output("application", output).as_str().expect("a URL");
        assert!(url.starts_with("https://"), "{output} is {url}");
    }
}

// --- 5. Lambda

fn functions_know_the_database_by_environment_variables() {
    for name in ["process", "verify", "notify"] {
        let address = format!("aws_lambda_function.{name}_this");
        let written = std::fs::read_to_string(world().module("multi_environment", "application").join("main.tf.json"))
            .expect("the module");
        let written: Json = serde_json::from_str(&written).expect("JSON");
        let variables =
            &written["resource"]["aws_lambda_function"][format!("{name}_this")]["environment"][0]["variables"];
        for variable in ["DATABASE_HOST", "DATABASE_PORT", "DATABASE_NAME", "DATABASE_SECRET_ARN"] {
            let value = variables[variable]
                .as_str()
                .unwrap_or_else(|| panic!("{address} has no {variable}"));
            assert!(
                value.contains("aws_db_instance.database_instance"),
                "{address}: {variable} is {value}"
            );
        }
        assert!(variables.get("DATABASE_PASSWORD").is_none());
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
        for (address, statement) in plan.policy_statements() {
            for action in as_list(&statement["Action"]) {
                let action = action.as_str().expect("an action");
                assert!(!action.contains('*'), "{address} allows {action}");
            }
            if as_list(&statement["Resource"]).contains(&json!("*")) {
                // X-Ray knows no narrower resource, nor does EC2 for the network interfaces of a function.
                for action in as_list(&statement["Action"]) {
                    let action = action.as_str().expect("an action");
                    assert!(
                        action.starts_with("ec2:") || action.starts_with("xray:Put"),
                        "{address}: {action}"
                    );
                }
            }
        }
        // What API Gateway and RDS need to write logs and figures, as AWS describes it; all else is written here.
        let attached = plan.all("aws_iam_role_policy_attachment").into_iter();
        let managed: BTreeSet<_> = attached
            .map(|(_, attachment)| attachment["policy_arn"].as_str().expect("an ARN"))
            .collect();
        let wanted = [
            "arn:aws:iam::aws:policy/service-role/AmazonAPIGatewayPushToCloudWatchLogs",
            "arn:aws:iam::aws:policy/service-role/AmazonRDSEnhancedMonitoringRole",
        ];
        assert_eq!(managed, wanted.into());
        for (address, role) in plan.all("aws_iam_role") {
            assert_eq!(role["max_session_duration"], json!(3600), "{address}");
        }
    }
}

fn an_alarm_goes_off_on_five_lambda_errors_in_five_minutes() {
    for plan in plans() {
        for name in ["process", "verify", "notify"] {
            let alarm = plan.at(&format!("aws_cloudwatch_metric_alarm.{name}_errors_this"));
            assert_eq!(
                (&alarm["namespace"], &alarm["metric_name"], &alarm["statistic"]),
                (&json!("AWS/Lambda"), &json!("Errors"), &json!("Sum"))
            );
            assert_eq!(
                (&alarm["threshold"], &alarm["period"], &alarm["evaluation_periods"]),
                (&json!(5), &json!(300), &json!(1))
            );
            assert_eq!(alarm["comparison_operator"], json!("GreaterThanOrEqualToThreshold"));
        }
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
    }
}

fn rds_endpoint_is_exported() {
    let endpoint = plan("prod").output("application", "database_endpoint");
    let identifier = plan("prod").only("aws_db_instance")["identifier"]
        .as_str()
        .expect("a name");
    assert!(
        endpoint.as_str().is_some_and(|host| host.contains(identifier)),
        "{endpoint}"
    );
}

// --- 7. S3

fn every_bucket_has_versioning() {
    for plan in plans() {
        assert_eq!(
            plan.all("aws_s3_bucket").len(),
            plan.all("aws_s3_bucket_versioning").len()
        );
        for (address, versioning) in plan.all("aws_s3_bucket_versioning") {
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
        let rules = plan.only("aws_s3_bucket_lifecycle_configuration")["rule"]
            .as_array()
            .expect("rules")
            .clone();
        let archive = rules.iter().find(|rule| rule["id"] == "archive").expect("the rule");
        assert_eq!(archive["status"], json!("Enabled"));
        let transition = &archive["transition"][0];
        assert_eq!(
            (&transition["days"], &transition["storage_class"]),
            (&json!(30), &json!("INTELLIGENT_TIERING"))
        );
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
    }
    let references = plan("dev").references("application", "aws_sqs_queue.settlements_queue", "redrive_policy");
    assert!(
        references.contains(&"aws_sqs_queue.settlements_dead_letters".to_owned()),
        "{references:?}"
    );
}

fn functions_may_send_and_receive_messages_and_nothing_else() {
    let actions: BTreeSet<String> = plan("dev")
        .policy_statements()
        .iter()
        .flat_map(|(_, statement)| as_list(&statement["Action"]))
        .filter_map(|action| {
            action
                .as_str()
                .filter(|action| action.starts_with("sqs:"))
                .map(str::to_owned)
        })
        .collect();
    let wanted = [
        "sqs:DeleteMessage",
        "sqs:GetQueueAttributes",
        "sqs:ReceiveMessage",
        "sqs:SendMessage",
    ];
    assert_eq!(actions, wanted.map(str::to_owned).into());
    for plan in plans() {
        let mapping = plan.only("aws_lambda_event_source_mapping");
        assert_eq!(mapping["function_response_types"], json!(["ReportBatchItemFailures"]));
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
