//! Each requirement of the system, on the plans of all environments.

use std::collections::BTreeSet;

use serde_json::{Value as Json, json};

use crate::plan::{Plan, plans};
use crate::world::world;

fn plan(environment: &str) -> &'static Plan {
    plans()
        .iter()
        .find(|plan| plan.environment == environment)
        .expect("a plan")
}

/// The arguments that hold the name of a resource whose name AWS requires to be unique.
const NAMED: [(&str, &str); 12] = [
    ("aws_s3_bucket", "bucket"),
    ("aws_sqs_queue", "name"),
    ("aws_lambda_function", "function_name"),
    ("aws_iam_role", "name"),
    ("aws_db_instance", "identifier"),
    ("aws_db_subnet_group", "name"),
    ("aws_db_parameter_group", "name"),
    ("aws_security_group", "name"),
    ("aws_api_gateway_rest_api", "name"),
    ("aws_cloudwatch_metric_alarm", "alarm_name"),
    ("aws_cloudwatch_log_group", "name"),
    ("aws_vpc", "tags"),
];

// --- 1. Reusable module architecture

#[test]
fn one_module_serves_every_environment() {
    for stack in ["network", "application"] {
        let written = std::fs::read_to_string(world().module(stack).join("main.tf.json")).expect("the module");
        for value in [
            "us-east-1",
            "us-east-2",
            "10.0.0.0/16",
            "10.1.0.0/16",
            "10.2.0.0/16",
            "db.t3",
            "db.r5",
        ] {
            assert!(
                !written.contains(value),
                "{stack} has {value} outside the table of environments"
            );
        }
    }
}

#[test]
fn the_module_enforces_equal_resources_and_configurations() {
    let [dev, staging, prod] = ["dev", "staging", "prod"].map(plan);
    for other in [staging, prod] {
        let addresses = |plan: &Plan| plan.resources.keys().cloned().collect::<BTreeSet<_>>();
        assert_eq!(addresses(dev), addresses(other), "{}", other.environment);
        for (address, values) in &dev.resources {
            let theirs = &other.resources[address];
            assert_eq!(
                normal(values, dev.environment),
                normal(theirs, other.environment),
                "{address} in {}",
                other.environment
            );
        }
    }
}

/// Values with what an environment declares, and what AWS makes up, taken out.
fn normal(values: &Json, environment: &str) -> Json {
    let (region, cidr, class, days) = match environment {
        "dev" => ("us-east-1", "10.0.", "db.t3.medium", 3),
        "staging" => ("us-east-2", "10.1.", "db.t3.medium", 3),
        _ => ("us-east-1", "10.2.", "db.r5.large", 7),
    };
    match values {
        Json::String(text) if is_made_up(text) => json!("MADE UP"),
        Json::String(text) => json!(
            text.replace(region, "REGION")
                .replace(cidr, "CIDR.")
                .replace(class, "CLASS")
                .replace(&format!("-{environment}"), "-ENV")
                .replace(&format!("environments/{environment}"), "environments/ENV")
        ),
        Json::Array(items) => {
            let mut items: Vec<Json> = items.iter().map(|item| normal(item, environment)).collect();
            items.sort_by_key(Json::to_string);
            Json::Array(items)
        }
        Json::Object(entries) => entries
            .iter()
            .map(|(key, value)| {
                let value = match (key.as_str(), value) {
                    ("Environment" | "EnvironmentSuffix", Json::String(text)) if text == environment => json!("ENV"),
                    ("ENVIRONMENT", Json::String(text)) if text == environment => json!("ENV"),
                    ("backup_retention_period", Json::Number(number)) if number.as_i64() == Some(days) => json!("DAYS"),
                    // Made by AWS: addresses, numbers of zones and accounts.
                    (
                        "ipv4"
                        | "private_ip"
                        | "public_ip"
                        | "public_dns"
                        | "private_dns"
                        | "availability_zone_id"
                        | "cidr_blocks",
                        _,
                    ) => json!("MADE UP"),
                    (
                        "dns_entry"
                        | "network_interface_ids"
                        | "association_id"
                        | "creation_token"
                        | "cidr_block_association",
                        _,
                    ) => json!("MADE UP"),
                    (_, other) => normal(other, environment),
                };
                (key.clone(), value)
            })
            .collect(),
        other => other.clone(),
    }
}

/// Identifiers that AWS makes: `vpc-0a1b..`, ARNs that end in one.
fn is_made_up(text: &str) -> bool {
    let last = text.rsplit(['/', ':']).next().unwrap_or(text);
    let mut parts = last.rsplitn(2, '-');
    let number = parts.next().unwrap_or_default();
    let is_hex = |part: &str| part.len() >= 8 && part.chars().all(|c| c.is_ascii_hexdigit());
    is_hex(number) || last.bytes().filter(u8::is_ascii_digit).count() >= 8
}

#[test]
fn every_name_includes_the_environment_suffix_in_the_named_order() {
    for plan in plans() {
        for (kind, argument) in NAMED {
            for (address, values) in plan.all(kind) {
                let name = match argument {
                    "tags" => &values["tags"]["Name"],
                    _ => &values[argument],
                };
                let name = name
                    .as_str()
                    .unwrap_or_else(|| panic!("{address} has no name that is known when planned"));
                assert!(
                    name.ends_with(&format!("-{}", plan.environment)),
                    "{address} is called {name}"
                );
            }
        }
        assert!(
            plan.at("aws_sqs_queue.settlements_queue")["name"]
                == json!(format!("sqs-settlements-{}", plan.environment))
        );
        assert!(
            plan.at("aws_lambda_function.process_this")["function_name"]
                == json!(format!("lambda-process-payment-{}", plan.environment))
        );
    }
}

// --- 2. Multi-environment deployment

#[test]
fn production_is_in_us_east_1_staging_in_us_east_2_development_in_us_east_1() {
    for (environment, region) in [("prod", "us-east-1"), ("staging", "us-east-2"), ("dev", "us-east-1")] {
        for (address, subnet) in plan(environment).all("aws_subnet") {
            let zone = subnet["availability_zone"].as_str().expect("a zone");
            assert!(zone.starts_with(region), "{environment}: {address} is in {zone}");
        }
    }
}

#[test]
fn environment_values_are_declared_not_hard_coded() {
    let locals = std::fs::read_to_string(world().module("application").join("locals.tf.json")).expect("the locals");
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

#[test]
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

#[test]
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

#[test]
fn vpc_and_subnets_are_shared_by_a_stack_reference() {
    let plan = plan("dev");
    for output in ["vpc_id", "private_subnet_ids", "public_subnet_ids"] {
        assert!(plan.outputs("network").contains(&output), "network exports no {output}");
    }
    let reads = plan.references("aws_security_group.functions", "vpc_id");
    assert!(
        reads
            .iter()
            .any(|reference| reference.starts_with("data.terraform_remote_state.network.outputs.vpc_id")),
        "{reads:?}"
    );
    let vpc = &plan.only("aws_vpc")["id"];
    assert_eq!(&plan.at("aws_security_group.functions")["vpc_id"], vpc);
}

#[test]
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
        "aws_vpc_security_group_ingress_rule.database_ingress",
        "referenced_security_group_id",
    );
    assert!(from.contains(&"aws_security_group.functions".to_owned()), "{from:?}");
}

// --- 4. API Gateway

#[test]
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

#[test]
fn there_are_two_endpoints_process_payment_and_verify_payment() {
    for plan in plans() {
        let paths: BTreeSet<&str> = plan
            .all("aws_api_gateway_resource")
            .into_iter()
            .map(|(_, part)| part["path_part"].as_str().expect("a path"))
            .collect();
        assert_eq!(paths, BTreeSet::from(["process-payment", "verify-payment"]));
        assert_eq!(
            plan.at("aws_api_gateway_method.api_method_process-payment")["http_method"],
            json!("POST")
        );
    }
}

#[test]
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
    let to = plan("dev").references("aws_api_gateway_account.api_account", "cloudwatch_role_arn");
    assert!(
        to.iter()
            .any(|reference| reference.starts_with("aws_iam_role.api_log_role")),
        "{to:?}"
    );
}

#[test]
fn api_gateway_endpoint_urls_are_exported() {
    for output in ["api_url", "process_payment_url", "verify_payment_url"] {
        assert!(plan("prod").outputs("application").contains(&output), "{output}");
    }
}

// --- 5. Lambda

#[test]
fn functions_know_the_database_by_environment_variables() {
    for name in ["process", "verify", "notify"] {
        let address = format!("aws_lambda_function.{name}_this");
        let written = std::fs::read_to_string(world().module("application").join("main.tf.json")).expect("the module");
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

#[test]
fn functions_have_the_same_memory_and_timeout_in_all_environments() {
    let settings: BTreeSet<String> = plans()
        .iter()
        .flat_map(|plan| plan.all("aws_lambda_function"))
        .map(|(_, function)| format!("{} {}", function["memory_size"], function["timeout"]))
        .collect();
    assert_eq!(settings, BTreeSet::from(["256 30".to_owned()]));
}

#[test]
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

#[test]
fn iam_roles_have_least_privilege() {
    for (address, statement) in plan("dev").policy_statements() {
        let effect = statement["effect"]["constant_value"].as_str().unwrap_or("Allow");
        if effect == "Deny" {
            continue;
        }
        let actions = statement["actions"]["constant_value"]
            .as_array()
            .cloned()
            .unwrap_or_default();
        assert!(!actions.is_empty(), "{address}: {statement}");
        for action in &actions {
            let action = action.as_str().expect("an action");
            assert!(!action.contains('*'), "{address} allows {action}");
        }
        let everything = statement["resources"]["constant_value"]
            .as_array()
            .is_some_and(|resources| resources.contains(&json!("*")));
        if everything {
            // EC2 knows no narrower resource for the network interfaces of a function.
            assert!(
                actions
                    .iter()
                    .all(|action| action.as_str().is_some_and(|action| action.starts_with("ec2:"))),
                "{address}: {actions:?}"
            );
        }
    }
    for plan in plans() {
        assert_eq!(
            plan.all("aws_iam_role_policy_attachment").len(),
            1,
            "only API Gateway's logging role has a managed policy"
        );
        for (address, role) in plan.all("aws_iam_role") {
            assert_eq!(role["max_session_duration"], json!(3600), "{address}");
        }
    }
}

#[test]
fn an_alarm_goes_off_on_five_lambda_errors_in_five_minutes() {
    for plan in plans() {
        for name in ["process", "verify", "notify"] {
            let alarm = plan.at(&format!("aws_cloudwatch_metric_alarm.{name}_errors"));
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

#[test]
fn the_database_is_postgresql() {
    for plan in plans() {
        assert_eq!(plan.only("aws_db_instance")["engine"], json!("postgres"));
    }
}

#[test]
fn rds_production_is_db_r5_large() {
    assert_eq!(
        plan("prod").only("aws_db_instance")["instance_class"],
        json!("db.r5.large")
    );
}

#[test]
fn rds_staging_and_dev_are_db_t3_medium() {
    for environment in ["staging", "dev"] {
        assert_eq!(
            plan(environment).only("aws_db_instance")["instance_class"],
            json!("db.t3.medium"),
            "{environment}"
        );
    }
}

#[test]
fn rds_backups_are_kept_seven_days_in_production_three_elsewhere() {
    for (environment, days) in [("prod", 7), ("staging", 3), ("dev", 3)] {
        assert_eq!(
            plan(environment).only("aws_db_instance")["backup_retention_period"],
            json!(days),
            "{environment}"
        );
    }
}

#[test]
fn rds_storage_is_encrypted_with_the_aws_managed_key() {
    for plan in plans() {
        let database = plan.only("aws_db_instance");
        assert_eq!(database["storage_encrypted"], json!(true));
        // With no key named RDS takes `aws/rds`; a customer's key would have to be in the configuration.
        assert!(
            plan.references("aws_db_instance.database_instance", "kms_key_id")
                .is_empty()
        );
        assert!(!plan.resources.keys().any(|address| address.starts_with("aws_kms_key.")));
    }
}

#[test]
fn rds_deletion_protection_is_off_and_there_is_no_final_snapshot() {
    for plan in plans() {
        let database = plan.only("aws_db_instance");
        assert_eq!(database["deletion_protection"], json!(false));
        assert_eq!(database["skip_final_snapshot"], json!(true));
        assert_eq!(database["delete_automated_backups"], json!(true));
    }
}

#[test]
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

#[test]
fn rds_endpoint_is_exported() {
    assert!(plan("prod").outputs("application").contains(&"database_endpoint"));
}

// --- 7. S3

#[test]
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

#[test]
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

#[test]
fn buckets_are_destroyed_with_their_content() {
    for plan in plans() {
        for (address, bucket) in plan.all("aws_s3_bucket") {
            assert_eq!(bucket["force_destroy"], json!(true), "{address}");
        }
    }
}

#[test]
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

#[test]
fn sqs_has_a_dead_letter_queue() {
    for plan in plans() {
        assert_eq!(plan.all("aws_sqs_queue").len(), 2);
    }
    let references = plan("dev").references("aws_sqs_queue.settlements_queue", "redrive_policy");
    assert!(
        references.contains(&"aws_sqs_queue.settlements_dead_letters".to_owned()),
        "{references:?}"
    );
}

#[test]
fn functions_may_send_and_receive_messages_and_nothing_else() {
    let actions: BTreeSet<String> = plan("dev")
        .policy_statements()
        .iter()
        .flat_map(|(_, statement)| {
            statement["actions"]["constant_value"]
                .as_array()
                .cloned()
                .unwrap_or_default()
        })
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

#[test]
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

// --- Deployment requirements

#[test]
fn everything_can_be_destroyed() {
    for stack in ["network", "application"] {
        let written = std::fs::read_to_string(world().module(stack).join("main.tf.json")).expect("the module");
        assert!(!written.contains("prevent_destroy"), "{stack}");
        assert!(!written.contains("\"deletion_protection\": true"), "{stack}");
    }
}

#[test]
fn configurations_are_validated_before_deployment() {
    let text = world().succeed(&["validate", "multi_environment"]);
    assert_eq!(text.matches("The configuration is valid").count(), 2, "{text}");
}

#[test]
fn production_needs_an_explicit_confirmation() {
    let refused = world().run(&["apply", "multi_environment/network", "--env", "prod", "--local"]);
    let text = String::from_utf8_lossy(&refused.stderr).into_owned();
    assert!(!refused.status.success() && text.contains("--confirm prod"), "{text}");
    // Terraform itself refuses as well. Without the lock, which the apply of another test may hold.
    let refused = world().terraform("network", "prod", &["plan", "-no-color", "-input=false", "-lock=false"]);
    let text = String::from_utf8_lossy(&refused.stderr)
        .split_whitespace()
        .collect::<Vec<_>>()
        .join(" ");
    assert!(!refused.status.success() && text.contains("is protected"), "{text}");
}

#[test]
fn what_is_committed_is_what_the_stacks_say() {
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let mut command = world().command(&["synth", "--check"]);
    let output = command.current_dir(root).output().expect("the stacks command");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
}

#[test]
fn two_syntheses_give_equal_bytes_and_hcl_is_as_terraform_fmt_writes_it() {
    let read = |directory: &std::path::Path| {
        let mut files: Vec<(String, String)> = Vec::new();
        for stack in ["network", "application"] {
            for entry in std::fs::read_dir(directory.join("multi_environment").join(stack)).expect("a directory") {
                let path = entry.expect("an entry").path();
                files.push((
                    path.file_name().expect("a name").to_string_lossy().into_owned(),
                    std::fs::read_to_string(path).expect("a text"),
                ));
            }
        }
        files.sort();
        files
    };
    let [first, second] = ["first", "second"].map(|name| {
        let out = world().root().join(name);
        world().succeed(&["synth", "--format", "hcl", "--out", &out.to_string_lossy()]);
        let fmt = std::process::Command::new("terraform")
            .args(["fmt", "-check", "-recursive", "-no-color"])
            .current_dir(&out)
            .output();
        let fmt = fmt.expect("terraform");
        assert!(fmt.status.success(), "{}", String::from_utf8_lossy(&fmt.stdout));
        read(&out)
    });
    assert!(first.len() > 10);
    assert_eq!(first, second);
}
