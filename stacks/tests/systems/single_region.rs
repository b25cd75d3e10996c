//! Each requirement of `single_region`, on the plans of all environments.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::{Value as Json, json};

use crate::checks;
use crate::plan::{Plan, as_list, json};
use crate::system::{System, of_all};
use crate::world::world;

pub(crate) const SYSTEM: System = System {
    name: "single_region",
    stacks: &["network", "data", "application", "monitoring"],
    regions: &["us-east-1"],
    of_all: of_all!(),
    requirements: checks![
        everything_is_in_us_east_1,
        the_vpc_spans_three_zones,
        nat_gateways_are_in_public_subnets_one_a_zone,
        private_subnets_reach_out_through_nat_only,
        aurora_postgresql_fails_over_to_a_second_instance,
        sessions_are_in_dynamodb_on_demand_and_restorable,
        aurora_is_backed_up_for_seven_days,
        databases_are_encrypted_at_rest,
        database_connections_are_encrypted,
        the_database_is_reached_by_its_clients_only,
        the_database_answers_within_100_ms_or_rings,
        three_functions_validate_process_and_notify,
        payments_go_from_function_to_function,
        the_rest_api_has_a_domain_of_its_own,
        the_rest_api_is_regional,
        the_rest_api_validates_requests,
        the_rest_api_takes_10000_requests_a_second,
        functions_run_in_private_subnets_of_three_zones,
        security_groups_open_only_what_is_used,
        roles_may_do_what_their_functions_do_and_nothing_else,
        only_the_validation_decrypts_parameters,
        buckets_are_versioned,
        records_are_archived_to_glacier_after_90_days,
        buckets_are_encrypted_with_keys_of_aws,
        access_to_records_is_logged,
        requests_and_traffic_are_logged,
        alarms_ring_at_80_percent_of_the_database_processor,
        alarms_ring_at_80_percent_of_the_database_connections,
        alarms_ring_at_5_percent_of_function_errors,
        an_alarm_rings_at_1_percent_of_5xx_answers,
        every_alarm_rings_at_the_alarm_topic,
        topics_are_encrypted_and_mailed,
        one_dashboard_shows_all_services,
        endpoints_urls_and_flags_are_parameters,
        sensitive_configuration_is_a_secure_string,
        all_functions_are_configured_by_the_parameters,
        everything_at_rest_is_encrypted,
        everything_in_transit_is_encrypted,
        names_are_resource_type_environment_suffix,
        a_copy_has_names_of_its_own,
        everything_taggable_has_environment_and_project,
        nothing_is_retained,
        guardrails_find_nothing,
        code_is_formatted_and_documented,
        the_readme_tells_how_to_deploy_and_what_to_do_when_an_alarm_rings,
    ],
};

fn plans() -> &'static [Plan] {
    SYSTEM.plans()
}

/// The tiers of subnets.
const TIERS: [&str; 3] = ["public", "private", "database"];

// --- Region and network

fn everything_is_in_us_east_1() {
    for plan in plans() {
        let mut seen = 0;
        for (address, values) in plan.resources() {
            for text in texts(values) {
                // arn:aws:<service>:<region>:..; global services have none.
                let region = text.strip_prefix("arn:aws:").and_then(|rest| rest.split(':').nth(1));
                assert!(matches!(region, None | Some("us-east-1" | "")), "{address}: {text}");
                seen += usize::from(region == Some("us-east-1"));
            }
        }
        assert!(seen > 100, "only {seen} ARNs were looked at");
        for (address, subnet) in plan.all("aws_subnet") {
            assert!(text(&subnet["availability_zone"]).starts_with("us-east-1"), "{address}");
        }
    }
}

fn the_vpc_spans_three_zones() {
    for plan in plans() {
        let vpc = &plan.only("aws_vpc")["id"];
        for tier in TIERS {
            let subnets = subnets(plan, tier);
            assert_eq!(subnets.len(), 3, "{tier}");
            let zones: BTreeSet<&str> = subnets
                .values()
                .map(|subnet| text(&subnet["availability_zone"]))
                .collect();
            assert_eq!(zones.len(), 3, "{tier} is in {zones:?}");
            for (id, subnet) in subnets {
                assert_eq!(&subnet["vpc_id"], vpc, "{id}");
                assert_eq!(subnet["map_public_ip_on_launch"], json!(false), "{id}");
            }
        }
        assert_eq!(plan.all("aws_subnet").len(), 9);
    }
}

fn nat_gateways_are_in_public_subnets_one_a_zone() {
    for plan in plans() {
        let public = subnets(plan, "public");
        let of_gateways: BTreeSet<&str> = plan
            .all("aws_nat_gateway")
            .iter()
            .map(|(_, gateway)| text(&gateway["subnet_id"]))
            .collect();
        assert_eq!(of_gateways, public.keys().copied().collect());
        let internet = &plan.only("aws_internet_gateway")["id"];
        for subnet in public.keys() {
            let routes = routes_out(plan, subnet);
            assert!(routes.len() == 1 && &routes[0]["gateway_id"] == internet, "{routes:?}");
        }
    }
}

fn private_subnets_reach_out_through_nat_only() {
    for plan in plans() {
        let zone_of = |subnet: &Json| plan.with("aws_subnet", "id", text(subnet))["availability_zone"].clone();
        for (subnet, values) in subnets(plan, "private") {
            let [route] = routes_out(plan, subnet)[..] else {
                panic!("{subnet} has more than one way out, or none")
            };
            let gateway = plan.with("aws_nat_gateway", "id", text(&route["nat_gateway_id"]));
            assert!(is_empty(&route["gateway_id"]), "{route}");
            assert_eq!(zone_of(&gateway["subnet_id"]), values["availability_zone"]);
        }
        for subnet in subnets(plan, "database").keys() {
            assert!(routes_out(plan, subnet).is_empty(), "{subnet} leads out");
        }
    }
}

// --- 1. Database layer

fn aurora_postgresql_fails_over_to_a_second_instance() {
    for plan in plans() {
        let cluster = plan.only("aws_rds_cluster");
        assert_eq!(cluster["engine"], json!("aurora-postgresql"));
        let instances = plan.all("aws_rds_cluster_instance");
        assert!(instances.len() >= 2, "{} instances", instances.len());
        for (address, instance) in instances {
            assert_eq!(instance["cluster_identifier"], cluster["id"], "{address}");
            assert_eq!(instance["engine"], json!("aurora-postgresql"), "{address}");
        }
        let group = plan.only("aws_db_subnet_group");
        assert_eq!(cluster["db_subnet_group_name"], group["name"]);
        // RDS distributes instances over the zones of the subnets.
        assert_eq!(set(&group["subnet_ids"]), ids(&subnets(plan, "database")));
    }
}

fn sessions_are_in_dynamodb_on_demand_and_restorable() {
    for plan in plans() {
        let table = plan.only("aws_dynamodb_table");
        assert_eq!(table["hash_key"], json!("sessionId"));
        assert_eq!(table["billing_mode"], json!("PAY_PER_REQUEST"));
        assert_eq!(table["point_in_time_recovery"][0]["enabled"], json!(true));
        let expiry = &table["ttl"][0];
        assert_eq!(
            (&expiry["attribute_name"], &expiry["enabled"]),
            (&json!("expiresAt"), &json!(true))
        );
    }
}

fn aurora_is_backed_up_for_seven_days() {
    for plan in plans() {
        assert_eq!(plan.only("aws_rds_cluster")["backup_retention_period"], json!(7));
    }
}

fn databases_are_encrypted_at_rest() {
    for plan in plans() {
        assert_eq!(plan.only("aws_rds_cluster")["storage_encrypted"], json!(true));
        assert_eq!(
            plan.only("aws_dynamodb_table")["server_side_encryption"][0]["enabled"],
            json!(true)
        );
        for (address, instance) in plan.all("aws_rds_cluster_instance") {
            assert_eq!(instance["storage_encrypted"], json!(true), "{address}");
        }
    }
}

fn database_connections_are_encrypted() {
    for plan in plans() {
        assert_eq!(database_parameter(plan, "rds.force_ssl"), "1");
        assert_eq!(database_parameter(plan, "password_encryption"), "scram-sha-256");
    }
}

fn the_database_is_reached_by_its_clients_only() {
    for plan in plans() {
        for (address, instance) in plan.all("aws_rds_cluster_instance") {
            assert_eq!(instance["publicly_accessible"], json!(false), "{address}");
        }
        let groups = set(&plan.only("aws_rds_cluster")["vpc_security_group_ids"]);
        assert_eq!(groups.len(), 1);
        let clients = &plan.at("data/aws_security_group.clients_group")["id"];
        let ingress: Vec<&Json> = plan
            .all("aws_vpc_security_group_ingress_rule")
            .into_iter()
            .map(|(_, rule)| rule)
            .filter(|rule| groups.contains(text(&rule["security_group_id"])))
            .collect();
        let [rule] = ingress[..] else {
            panic!("{} rules let into the database", ingress.len())
        };
        assert_eq!(&rule["referenced_security_group_id"], clients);
        assert_eq!((&rule["from_port"], &rule["to_port"]), (&json!(5432), &json!(5432)));
        // The only function in that group.
        let users: Vec<&str> = functions(plan)
            .filter(|(_, function)| set(&function["vpc_config"][0]["security_group_ids"]).contains(text(clients)))
            .map(|(name, _)| name)
            .collect();
        assert_eq!(users, ["processing"]);
    }
}

fn the_database_answers_within_100_ms_or_rings() {
    for plan in plans() {
        // Milliseconds from which on a statement is logged.
        assert_eq!(database_parameter(plan, "log_min_duration_statement"), "100");
        for (resource, metric, threshold) in [
            // Seconds.
            ("aurora-read-latency", "ReadLatency", 0.1),
            // Milliseconds.
            ("aurora-commit-latency", "CommitLatency", 100.0),
        ] {
            let alarm = database_alarm(plan, resource, "WRITER");
            assert_eq!(
                (&alarm["metric_name"], &alarm["statistic"]),
                (&json!(metric), &json!("Average"))
            );
            assert_eq!(alarm["threshold"].as_f64(), Some(threshold), "{resource}");
        }
    }
}

// --- 2. Compute layer

fn three_functions_validate_process_and_notify() {
    for plan in plans() {
        assert_eq!(plan.all("aws_lambda_function").len(), 3);
        let mut archives = BTreeSet::new();
        for ((name, function), code) in
            functions(plan).zip(["payment-validation", "transaction-processing", "notification"])
        {
            let wanted = format!("lambda-{code}-{}", plan.environment);
            assert_eq!(function["function_name"], json!(wanted), "{name}");
            assert!(
                text(&function["filename"]).contains(code),
                "{name}: {}",
                function["filename"]
            );
            assert_eq!(function["runtime"], json!("provided.al2023"), "{name}");
            archives.insert(text(&function["filename"]));
        }
        assert_eq!(archives.len(), 3);
    }
}

fn payments_go_from_function_to_function() {
    for plan in plans() {
        let queue = |name: &str| plan.at(&format!("data/aws_sqs_queue.{name}_queue"));
        let variable = |function: &str, name: &str| variables(plan, function)[name].clone();
        for (sender, name, variable_name, receiver) in [
            ("validation", "transactions", "TRANSACTIONS_QUEUE_URL", "processing"),
            ("processing", "notifications", "NOTIFICATIONS_QUEUE_URL", "notification"),
        ] {
            assert_eq!(variable(sender, variable_name), queue(name)["url"]);
            let mapping = plan.with(
                "aws_lambda_event_source_mapping",
                "event_source_arn",
                text(&queue(name)["arn"]),
            );
            assert_eq!(mapping["function_arn"], function(plan, receiver)["arn"]);
            assert_eq!(mapping["function_response_types"], json!(["ReportBatchItemFailures"]));
            assert_eq!(mapping["enabled"], json!(true));
            // What cannot be processed is kept apart, and rings.
            let dead_letters = plan.at(&format!("data/aws_sqs_queue.{name}_dead_letters"));
            assert_eq!(
                json(&queue(name)["redrive_policy"])["deadLetterTargetArn"],
                dead_letters["arn"]
            );
            let alarm = plan.at(&format!("data/aws_cloudwatch_metric_alarm.{name}_unprocessed_this"));
            assert_eq!(alarm["dimensions"], json!({ "QueueName": dead_letters["name"] }));
            assert_eq!(
                (&alarm["threshold"], &alarm["statistic"]),
                (&json!(1), &json!("Maximum"))
            );
        }
        assert_eq!(
            variable("notification", "TOPIC_ARN"),
            plan.at("data/aws_sns_topic.payments_topic")["arn"]
        );
        assert_eq!(
            variable("validation", "SESSIONS_TABLE"),
            plan.only("aws_dynamodb_table")["name"]
        );
        assert_eq!(
            variable("processing", "AUDIT_BUCKET"),
            plan.at("data/aws_s3_bucket.audit_bucket")["bucket"]
        );
        for (path, method, name) in [
            ("/payments", "POST", "validation"),
            ("/payments/{transactionId}", "GET", "processing"),
        ] {
            let resource = &plan.with("aws_api_gateway_resource", "path", path)["id"];
            let integration = plan.with("aws_api_gateway_integration", "resource_id", text(resource));
            assert_eq!(
                (&integration["http_method"], &integration["type"]),
                (&json!(method), &json!("AWS_PROXY"))
            );
            assert_eq!(integration["uri"], function(plan, name)["invoke_arn"], "{path}");
        }
        assert_eq!(plan.all("aws_api_gateway_method").len(), 2);
    }
}

fn the_rest_api_has_a_domain_of_its_own() {
    for plan in plans() {
        let served = plan.only("aws_api_gateway_domain_name");
        let domain = format!("payments-{}.example.com", plan.environment);
        assert_eq!(served["domain_name"], json!(domain));
        let certificate = plan.only("aws_acm_certificate");
        assert_eq!(
            (&served["regional_certificate_arn"], &certificate["domain_name"]),
            (&certificate["arn"], &json!(domain))
        );
        let mapping = plan.only("aws_api_gateway_base_path_mapping");
        assert_eq!(mapping["domain_name"], json!(domain));
        assert_eq!(mapping["api_id"], plan.only("aws_api_gateway_rest_api")["id"]);
        assert_eq!(mapping["stage_name"], plan.only("aws_api_gateway_stage")["stage_name"]);
        let zone = plan.only("aws_route53_zone");
        assert_eq!(zone["name"], json!(domain));
        let record = plan.at("application/aws_route53_record.domain_record");
        assert_eq!(
            (&record["zone_id"], &record["name"], &record["type"]),
            (&zone["zone_id"], &json!(domain), &json!("A"))
        );
        assert_eq!(record["alias"][0]["name"], served["regional_domain_name"]);
        assert_eq!(
            plan.output("application", "api_url"),
            &json!(format!("https://{domain}"))
        );
        assert_eq!(
            plan.output("network", "name_servers").as_array().map(Vec::len),
            Some(4),
            "the parent domain has to know where to delegate to"
        );
    }
}

fn the_rest_api_is_regional() {
    for plan in plans() {
        for kind in ["aws_api_gateway_rest_api", "aws_api_gateway_domain_name"] {
            assert_eq!(
                plan.only(kind)["endpoint_configuration"][0]["types"],
                json!(["REGIONAL"]),
                "{kind}"
            );
        }
    }
}

fn the_rest_api_validates_requests() {
    for plan in plans() {
        let validator = plan.only("aws_api_gateway_request_validator");
        assert_eq!(
            (
                &validator["validate_request_body"],
                &validator["validate_request_parameters"]
            ),
            (&json!(true), &json!(true))
        );
        for (address, method) in plan.all("aws_api_gateway_method") {
            assert_eq!(method["request_validator_id"], validator["id"], "{address}");
            assert_eq!(method["authorization"], json!("AWS_IAM"), "{address}");
        }
        let post = plan.with("aws_api_gateway_method", "http_method", "POST");
        let model = plan.only("aws_api_gateway_model");
        assert_eq!(post["request_models"], json!({ "application/json": model["name"] }));
        let schema = json(&model["schema"]);
        assert_eq!(
            set(&schema["required"]),
            BTreeSet::from(["amount", "currency", "sessionId", "transactionId"])
        );
        assert_eq!(
            schema["properties"]["amount"],
            json!({ "type": "integer", "minimum": 1 })
        );
        let get = plan.with("aws_api_gateway_method", "http_method", "GET");
        assert_eq!(
            get["request_parameters"],
            json!({ "method.request.path.transactionId": true })
        );
    }
}

fn the_rest_api_takes_10000_requests_a_second() {
    for plan in plans() {
        let settings = plan.only("aws_api_gateway_method_settings");
        assert_eq!(settings["method_path"], json!("*/*"));
        assert_eq!(settings["stage_name"], plan.only("aws_api_gateway_stage")["stage_name"]);
        let limits = &settings["settings"][0];
        assert_eq!(limits["throttling_rate_limit"].as_f64(), Some(10_000.0));
        assert_eq!(limits["throttling_burst_limit"].as_f64(), Some(5_000.0));
        // Nothing behind it holds back less: no function has a share of its own.
        for (name, function) in functions(plan) {
            assert_eq!(function["reserved_concurrent_executions"], json!(-1), "{name}");
        }
    }
}

fn functions_run_in_private_subnets_of_three_zones() {
    for plan in plans() {
        let private = subnets(plan, "private");
        for (name, function) in functions(plan) {
            assert_eq!(set(&function["vpc_config"][0]["subnet_ids"]), ids(&private), "{name}");
        }
    }
}

fn security_groups_open_only_what_is_used() {
    for plan in plans() {
        let id = |address: &str| text(&plan.at(address)["id"]);
        let (clients, others, database, endpoints) = (
            id("data/aws_security_group.clients_group"),
            id("application/aws_security_group.functions_group"),
            id("data/aws_security_group.database_access"),
            id("network/aws_security_group.main_endpoints"),
        );
        let list = |name: &str| text(&plan.at(&format!("network/aws_vpc_endpoint.main_{name}"))["prefix_list_id"]);
        let out: BTreeSet<(&str, &str, i64)> = rules(plan, "egress").collect();
        let wanted = [
            (clients, endpoints, 443),
            (clients, list("s3"), 443),
            (clients, database, 5432),
            (others, endpoints, 443),
            (others, list("dynamodb"), 443),
        ];
        assert_eq!(out, wanted.into());
        let into: BTreeSet<(&str, &str, i64)> = rules(plan, "ingress").collect();
        let vpc = text(&plan.only("aws_vpc")["cidr_block"]);
        assert_eq!(into, [(database, clients, 5432), (endpoints, vpc, 443)].into());
        for (name, function) in functions(plan) {
            let groups = set(&function["vpc_config"][0]["security_group_ids"]);
            let wanted = if name == "processing" { clients } else { others };
            assert_eq!(groups, BTreeSet::from([wanted]), "{name}");
        }
        // What the functions ask inside the VPC is answered there.
        let services: BTreeSet<&str> = plan
            .all("aws_vpc_endpoint")
            .iter()
            .filter_map(|(_, endpoint)| text(&endpoint["service_name"]).rsplit('.').next())
            .collect();
        for service in ["dynamodb", "logs", "s3", "secretsmanager", "sns", "sqs", "ssm", "xray"] {
            assert!(services.contains(service), "there is no endpoint of {service}");
        }
    }
}

// --- Access

fn roles_may_do_what_their_functions_do_and_nothing_else() {
    for plan in plans() {
        let arn = |address: &str| text(&plan.at(address)["arn"]).to_owned();
        let transactions = arn("data/aws_sqs_queue.transactions_queue");
        let notifications = arn("data/aws_sqs_queue.notifications_queue");
        let sessions = arn("data/aws_dynamodb_table.sessions_table");
        let records = format!("{}/payments/*", arn("data/aws_s3_bucket.audit_bucket"));
        let topic = arn("data/aws_sns_topic.payments_topic");
        let key = arn("data/aws_kms_key.payments_encryption_key");
        let secret = text(&plan.only("aws_rds_cluster")["master_user_secret"][0]["secret_arn"]).to_owned();
        let parameters = parameters_arn(plan);
        let taken = |queue: &String| {
            ["sqs:DeleteMessage", "sqs:GetQueueAttributes", "sqs:ReceiveMessage"].map(|action| (action, queue.clone()))
        };
        let mut of_validation = vec![
            ("sqs:SendMessage", transactions.clone()),
            ("ssm:GetParametersByPath", parameters.clone()),
        ];
        for action in ["dynamodb:GetItem", "dynamodb:PutItem", "dynamodb:UpdateItem"] {
            of_validation.push((action, sessions.clone()));
        }
        let mut of_processing = vec![
            ("secretsmanager:GetSecretValue", secret),
            ("sqs:SendMessage", notifications.clone()),
            ("s3:PutObject", records),
            ("ssm:GetParametersByPath", parameters.clone()),
        ];
        of_processing.extend(taken(&transactions));
        let mut of_notification = vec![
            ("sns:Publish", topic),
            ("kms:Decrypt", key.clone()),
            ("kms:GenerateDataKey", key),
            ("ssm:GetParametersByPath", parameters),
        ];
        of_notification.extend(taken(&notifications));
        for (name, mut wanted) in [
            ("validation", of_validation),
            ("processing", of_processing),
            ("notification", of_notification),
        ] {
            let logs = arn(&format!("application/aws_cloudwatch_log_group.{name}_log_group"));
            for action in ["logs:CreateLogStream", "logs:PutLogEvents"] {
                wanted.push((action, format!("{logs}:*")));
            }
            // X-Ray knows no narrower resource, nor does EC2 for the network interfaces of a function.
            for action in [
                "xray:PutTraceSegments",
                "xray:PutTelemetryRecords",
                "ec2:CreateNetworkInterface",
                "ec2:DescribeNetworkInterfaces",
                "ec2:DescribeSubnets",
                "ec2:DeleteNetworkInterface",
                "ec2:AssignPrivateIpAddresses",
                "ec2:UnassignPrivateIpAddresses",
            ] {
                wanted.push((action, "*".to_owned()));
            }
            let wanted: BTreeSet<(String, String)> = wanted
                .into_iter()
                .map(|(action, resource)| (action.to_owned(), resource))
                .collect();
            assert_eq!(permissions(plan, name, "Allow"), wanted, "{name}");
            let role = plan.at(&format!("application/aws_iam_role.{name}_service_role"));
            assert_eq!(function(plan, name)["role"], role["arn"]);
            assert!(
                text(&role["assume_role_policy"]).contains("\"lambda.amazonaws.com\""),
                "{name}"
            );
        }
        let managed: BTreeSet<&str> = plan
            .all("aws_iam_role_policy_attachment")
            .iter()
            .map(|(_, attachment)| text(&attachment["policy_arn"]))
            .collect();
        let service_role = "arn:aws:iam::aws:policy/service-role";
        assert_eq!(
            managed,
            BTreeSet::from([
                &*format!("{service_role}/AmazonAPIGatewayPushToCloudWatchLogs"),
                &*format!("{service_role}/AmazonRDSEnhancedMonitoringRole"),
            ])
        );
        assert_eq!(
            plan.all("aws_iam_role").len(),
            6,
            "three functions, the API, the flow log, the database's monitoring"
        );
        for (address, role) in plan.all("aws_iam_role") {
            assert_eq!(role["max_session_duration"], json!(3600), "{address}");
            for statement in as_list(&json(&role["assume_role_policy"])["Statement"]) {
                let service = &statement["Principal"]["Service"];
                assert!(text(service).ends_with(".amazonaws.com"), "{address}: {statement}");
            }
        }
    }
}

fn only_the_validation_decrypts_parameters() {
    for plan in plans() {
        let refused: BTreeSet<(String, String)> = [("kms:Decrypt".to_owned(), "*".to_owned())].into();
        assert_eq!(permissions(plan, "validation", "Deny"), BTreeSet::new());
        for name in ["processing", "notification"] {
            assert_eq!(permissions(plan, name, "Deny"), refused, "{name}");
            // Decryption for Parameter Store, and for no other service.
            let deny = statements(plan, name)
                .into_iter()
                .find(|statement| statement["Effect"] == "Deny")
                .expect("a statement");
            assert_eq!(
                deny["Condition"],
                json!({ "StringEquals": { "kms:ViaService": "ssm.us-east-1.amazonaws.com" } })
            );
        }
    }
}

// --- 3. Storage

fn buckets_are_versioned() {
    for_each_bucket("aws_s3_bucket_versioning", |address, versioning| {
        assert_eq!(
            versioning["versioning_configuration"][0]["status"],
            json!("Enabled"),
            "{address}"
        );
    });
}

fn records_are_archived_to_glacier_after_90_days() {
    for_each_bucket("aws_s3_bucket_lifecycle_configuration", |address, lifecycle| {
        let rules = as_list(&lifecycle["rule"]);
        let archive = rules.iter().find(|rule| rule["id"] == "archive").expect("a rule");
        assert_eq!(archive["status"], json!("Enabled"), "{address}");
        let transition = &archive["transition"][0];
        assert_eq!(
            (&transition["days"], &transition["storage_class"]),
            (&json!(90), &json!("GLACIER")),
            "{address}"
        );
        let of_old_versions = &archive["noncurrent_version_transition"][0];
        assert_eq!(
            (&of_old_versions["noncurrent_days"], &of_old_versions["storage_class"]),
            (&json!(90), &json!("GLACIER")),
            "{address}"
        );
        for rule in rules {
            assert_eq!(as_list(&rule["expiration"]), [Json::Null; 0], "{address} loses records");
        }
    });
}

fn buckets_are_encrypted_with_keys_of_aws() {
    for_each_bucket(
        "aws_s3_bucket_server_side_encryption_configuration",
        |address, encryption| {
            let rule = &encryption["rule"][0]["apply_server_side_encryption_by_default"][0];
            // `aws/s3`, which S3 takes if no key is named; S3 itself can write its access log only under its own.
            let wanted = if address.contains("access_log") {
                "AES256"
            } else {
                "aws:kms"
            };
            assert_eq!(rule["sse_algorithm"], json!(wanted), "{address}");
            assert!(is_empty(&rule["kms_master_key_id"]), "{address}");
        },
    );
}

fn access_to_records_is_logged() {
    for plan in plans() {
        let (records, log) = (
            plan.at("data/aws_s3_bucket.audit_bucket"),
            plan.at("data/aws_s3_bucket.access_log_bucket"),
        );
        let logging = plan.only("aws_s3_bucket_logging");
        assert_eq!(
            (&logging["bucket"], &logging["target_bucket"]),
            (&records["id"], &log["id"])
        );
        let policy = json(&plan.with("aws_s3_bucket_policy", "bucket", text(&log["id"]))["policy"]);
        let allowed: Vec<Json> = as_list(&policy["Statement"])
            .into_iter()
            .filter(|statement| statement["Effect"] == "Allow")
            .collect();
        let [writer] = &allowed[..] else { panic!("{allowed:?}") };
        assert_eq!(
            (&writer["Principal"], &writer["Action"]),
            (
                &json!({ "Service": "logging.s3.amazonaws.com" }),
                &json!("s3:PutObject")
            )
        );
    }
}

fn requests_and_traffic_are_logged() {
    for plan in plans() {
        let group = |address: &str| text(&plan.at(address)["arn"]).trim_end_matches(":*").to_owned();
        let stage = plan.only("aws_api_gateway_stage");
        let access = &stage["access_log_settings"][0];
        let destination = text(&access["destination_arn"]).trim_end_matches(":*");
        assert_eq!(destination, group("application/aws_cloudwatch_log_group.api_log_group"));
        for field in ["requestId", "status", "caller"] {
            assert!(!json(&access["format"])[field].is_null(), "{field} is not logged");
        }
        assert_eq!(stage["xray_tracing_enabled"], json!(true));
        let settings = &plan.only("aws_api_gateway_method_settings")["settings"][0];
        // Card numbers are in the requests.
        assert_eq!(settings["data_trace_enabled"], json!(false));
        assert_eq!(settings["logging_level"], json!("INFO"));
        let traffic = plan.only("aws_flow_log");
        assert_eq!(
            (&traffic["vpc_id"], &traffic["traffic_type"]),
            (&plan.only("aws_vpc")["id"], &json!("ALL"))
        );
        for (name, function) in functions(plan) {
            assert_eq!(function["tracing_config"][0]["mode"], json!("Active"), "{name}");
            let log = plan.at(&format!("application/aws_cloudwatch_log_group.{name}_log_group"));
            assert_eq!(
                log["name"],
                json!(format!("/aws/lambda/{}", text(&function["function_name"])))
            );
        }
        let cluster = plan.only("aws_rds_cluster");
        assert_eq!(cluster["enabled_cloudwatch_logs_exports"], json!(["postgresql"]));
        for (address, log) in plan.all("aws_cloudwatch_log_group") {
            assert_eq!(log["retention_in_days"], json!(365), "{address}");
        }
    }
}

// --- 4. Monitoring and alerting

fn alarms_ring_at_80_percent_of_the_database_processor() {
    for plan in plans() {
        for (resource, role) in [("aurora-writer-cpu", "WRITER"), ("aurora-reader-cpu", "READER")] {
            let alarm = database_alarm(plan, resource, role);
            assert_eq!(
                (&alarm["metric_name"], &alarm["statistic"], &alarm["threshold"]),
                (&json!("CPUUtilization"), &json!("Average"), &json!(80)),
                "{resource}"
            );
        }
    }
}

fn alarms_ring_at_80_percent_of_the_database_connections() {
    for plan in plans() {
        let most: f64 = database_parameter(plan, "max_connections").parse().expect("a number");
        for (resource, role) in [
            ("aurora-writer-connections", "WRITER"),
            ("aurora-reader-connections", "READER"),
        ] {
            let alarm = database_alarm(plan, resource, role);
            assert_eq!(
                (&alarm["metric_name"], &alarm["statistic"]),
                (&json!("DatabaseConnections"), &json!("Maximum")),
                "{resource}"
            );
            assert_eq!(alarm["threshold"].as_f64(), Some(most * 0.8), "{resource}");
        }
    }
}

fn alarms_ring_at_5_percent_of_function_errors() {
    for plan in plans() {
        for (name, function) in functions(plan) {
            let alarm = plan.at(&format!("application/aws_cloudwatch_metric_alarm.{name}_errors_this"));
            let dimensions = json!({ "FunctionName": function["function_name"] });
            ratio(alarm, "AWS/Lambda", ["Errors", "Invocations"], &dimensions, 5);
        }
    }
}

fn an_alarm_rings_at_1_percent_of_5xx_answers() {
    for plan in plans() {
        let alarm = plan.at("monitoring/aws_cloudwatch_metric_alarm.api_errors_this");
        let dimensions = json!({ "ApiName": plan.only("aws_api_gateway_rest_api")["name"] });
        ratio(alarm, "AWS/ApiGateway", ["5XXError", "Count"], &dimensions, 1);
    }
}

fn every_alarm_rings_at_the_alarm_topic() {
    for plan in plans() {
        let topic = &plan.at("data/aws_sns_topic.alarms_topic")["arn"];
        let alarms = plan.all("aws_cloudwatch_metric_alarm");
        assert_eq!(alarms.len(), 12);
        for (address, alarm) in alarms {
            assert_eq!(alarm["alarm_actions"], json!([topic]), "{address}");
            assert_eq!(alarm["ok_actions"], json!([topic]), "{address}");
            assert_eq!(alarm["actions_enabled"], json!(true), "{address}");
            assert_eq!(alarm["treat_missing_data"], json!("notBreaching"), "{address}");
        }
        // CloudWatch may publish to it, and encrypt what it publishes.
        let of_topic = json(&plan.with("aws_sns_topic_policy", "arn", text(topic))["policy"]);
        assert!(
            allows(&of_topic, "cloudwatch.amazonaws.com", &["sns:Publish"]),
            "{of_topic}"
        );
        let key = &plan.at("data/aws_sns_topic.alarms_topic")["kms_master_key_id"];
        let of_key = json(&plan.with("aws_kms_key", "arn", text(key))["policy"]);
        assert!(
            allows(
                &of_key,
                "cloudwatch.amazonaws.com",
                &["kms:Decrypt", "kms:GenerateDataKey"]
            ),
            "{of_key}"
        );
    }
}

fn topics_are_encrypted_and_mailed() {
    for plan in plans() {
        assert_eq!(plan.all("aws_sns_topic").len(), 2);
        for (address, topic) in plan.all("aws_sns_topic") {
            let key = plan.with("aws_kms_key", "arn", text(&topic["kms_master_key_id"]));
            assert_eq!(key["enable_key_rotation"], json!(true), "{address}");
            let mail = plan.with("aws_sns_topic_subscription", "topic_arn", text(&topic["arn"]));
            assert_eq!(mail["protocol"], json!("email"), "{address}");
            assert!(text(&mail["endpoint"]).starts_with("operations"), "{address}");
        }
    }
}

fn one_dashboard_shows_all_services() {
    for plan in plans() {
        let body = json(&plan.only("aws_cloudwatch_dashboard")["dashboard_body"]);
        let mut shown: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
        let mut metrics = BTreeSet::new();
        for widget in as_list(&body["widgets"]) {
            assert_eq!(widget["properties"]["region"], json!("us-east-1"), "{widget}");
            for metric in as_list(&widget["properties"]["metrics"]) {
                let parts: Vec<&str> = metric
                    .as_array()
                    .into_iter()
                    .flatten()
                    .filter_map(Json::as_str)
                    .collect();
                let [namespace, name, _, thing, ..] = parts[..] else {
                    panic!("{metric}")
                };
                shown.entry(namespace.to_owned()).or_default().insert(thing.to_owned());
                metrics.insert(format!("{namespace} {name}"));
            }
        }
        // Exactly what there is: a metric of anything else would never have a value.
        for (namespace, kind, argument) in [
            ("AWS/ApiGateway", "aws_api_gateway_rest_api", "name"),
            ("AWS/DynamoDB", "aws_dynamodb_table", "name"),
            ("AWS/Lambda", "aws_lambda_function", "function_name"),
            ("AWS/RDS", "aws_rds_cluster", "cluster_identifier"),
            ("AWS/SNS", "aws_sns_topic", "name"),
            ("AWS/SQS", "aws_sqs_queue", "name"),
        ] {
            let there: BTreeSet<String> = plan
                .all(kind)
                .iter()
                .map(|(_, values)| text(&values[argument]).to_owned())
                .collect();
            assert_eq!(shown.remove(namespace), Some(there), "{namespace}");
        }
        let records = text(&plan.at("data/aws_s3_bucket.audit_bucket")["bucket"]).to_owned();
        assert_eq!(
            shown,
            BTreeMap::from([("AWS/S3".to_owned(), BTreeSet::from([records]))])
        );
        // Whatever has an alarm is seen; Aurora PostgreSQL has no metrics of the kinds of statements.
        for metric in [
            "AWS/ApiGateway 5XXError",
            "AWS/ApiGateway Latency",
            "AWS/Lambda Errors",
            "AWS/Lambda Duration",
            "AWS/RDS CPUUtilization",
            "AWS/RDS DatabaseConnections",
            "AWS/RDS ReadLatency",
            "AWS/RDS CommitLatency",
            "AWS/SQS ApproximateNumberOfMessagesVisible",
        ] {
            assert!(metrics.contains(metric), "{metric} is not shown");
        }
        let of_database = metrics.iter().filter(|metric| metric.starts_with("AWS/RDS")).count();
        assert_eq!(of_database, 4, "{metrics:?}");
    }
}

// --- 5. Configuration management

fn endpoints_urls_and_flags_are_parameters() {
    for plan in plans() {
        let cluster = plan.only("aws_rds_cluster");
        let domain = text(&plan.only("aws_api_gateway_domain_name")["domain_name"]);
        let plain: BTreeMap<String, String> = plan
            .all("aws_ssm_parameter")
            .into_iter()
            .filter(|(_, parameter)| parameter["type"] == "String")
            .map(|(_, parameter)| {
                let path = text(&parameter["name"])
                    .strip_prefix(&prefix(plan))
                    .expect("the prefix");
                (path.to_owned(), text(&parameter["value"]).to_owned())
            })
            .collect();
        let wanted = [
            ("/api/url", format!("https://{domain}")),
            ("/database/host", text(&cluster["endpoint"]).to_owned()),
            ("/database/reader-host", text(&cluster["reader_endpoint"]).to_owned()),
            ("/database/port", cluster["port"].to_string()),
            ("/database/name", text(&cluster["database_name"]).to_owned()),
            (
                "/database/secret-arn",
                text(&cluster["master_user_secret"][0]["secret_arn"]).to_owned(),
            ),
            ("/features/fraud-checks", "enabled".to_owned()),
            ("/features/notifications", "enabled".to_owned()),
            ("/limits/max-amount", "1000000".to_owned()),
            ("/limits/velocity", "10".to_owned()),
        ];
        assert_eq!(plain, wanted.map(|(path, value)| (path.to_owned(), value)).into());
    }
}

fn sensitive_configuration_is_a_secure_string() {
    for plan in plans() {
        let secret = plan.with("aws_ssm_parameter", "type", "SecureString");
        assert_eq!(secret["name"], json!(format!("{}/token-key", prefix(plan))));
        // AWS makes it up, and neither plan nor state has it.
        assert!(is_empty(&secret["value"]) && is_empty(&secret["value_wo"]) && is_empty(&secret["insecure_value"]));
        // AWS/RDS keeps the database's password, and nobody else has it.
        let cluster = plan.only("aws_rds_cluster");
        assert_eq!(cluster["manage_master_user_password"], json!(true));
        assert!(is_empty(&cluster["master_password"]));
    }
}

fn all_functions_are_configured_by_the_parameters() {
    for plan in plans() {
        let of_all = ["ENVIRONMENT", "PARAMETER_PREFIX"];
        for (name, own) in [
            ("validation", &["SESSIONS_TABLE", "TRANSACTIONS_QUEUE_URL"][..]),
            ("processing", &["AUDIT_BUCKET", "NOTIFICATIONS_QUEUE_URL"][..]),
            ("notification", &["TOPIC_ARN"][..]),
        ] {
            let variables = variables(plan, name);
            let known: BTreeSet<&str> = variables.keys().map(String::as_str).collect();
            let wanted: BTreeSet<&str> = of_all.iter().chain(own).copied().collect();
            assert_eq!(known, wanted, "{name}");
            assert_eq!(variables["PARAMETER_PREFIX"], json!(prefix(plan)), "{name}");
            assert_eq!(variables["ENVIRONMENT"], json!(plan.environment), "{name}");
            let read = ("ssm:GetParametersByPath".to_owned(), parameters_arn(plan));
            assert!(permissions(plan, name, "Allow").contains(&read), "{name}");
        }
        for (address, parameter) in plan.all("aws_ssm_parameter") {
            let below = format!("{}/", parameters_arn(plan));
            assert!(text(&parameter["arn"]).starts_with(&below), "{address} is elsewhere");
        }
    }
}

// --- Encryption

fn everything_at_rest_is_encrypted() {
    databases_are_encrypted_at_rest();
    buckets_are_encrypted_with_keys_of_aws();
    for plan in plans() {
        for (address, queue) in plan.all("aws_sqs_queue") {
            assert_eq!(queue["sqs_managed_sse_enabled"], json!(true), "{address}");
        }
        for (address, topic) in plan.all("aws_sns_topic") {
            assert!(!is_empty(&topic["kms_master_key_id"]), "{address}");
        }
        for (address, instance) in plan.all("aws_rds_cluster_instance") {
            assert_eq!(instance["performance_insights_enabled"], json!(true), "{address}");
        }
        // What else keeps data (log groups, parameters, secrets, function code) AWS encrypts unasked. Nothing here keeps any
        // that is not known to.
        let kinds: BTreeSet<&str> = plan
            .resources()
            .filter_map(|(address, _)| address.split_once('/')?.1.split('.').next())
            .filter(|kind| {
                [
                    "volume",
                    "file_system",
                    "cache",
                    "instance",
                    "stream",
                    "domain",
                    "repository",
                ]
                .iter()
                .any(|part| kind.ends_with(part))
            })
            .collect();
        assert_eq!(kinds, BTreeSet::from(["aws_rds_cluster_instance"]));
    }
}

fn everything_in_transit_is_encrypted() {
    database_connections_are_encrypted();
    for plan in plans() {
        let refuses = |policy: &Json, resources: &[String]| {
            as_list(&policy["Statement"]).iter().any(|statement| {
                statement["Effect"] == "Deny"
                    && statement["Principal"] == "*"
                    && statement["Condition"] == json!({ "Bool": { "aws:SecureTransport": "false" } })
                    && set_of(&as_list(&statement["Resource"])) == set_of(resources)
            })
        };
        for (address, bucket) in plan.all("aws_s3_bucket") {
            let policy = json(&plan.with("aws_s3_bucket_policy", "bucket", text(&bucket["id"]))["policy"]);
            let arn = text(&bucket["arn"]);
            assert!(
                refuses(&policy, &[arn.to_owned(), format!("{arn}/*")]),
                "{address}: {policy}"
            );
        }
        for name in ["transactions", "notifications"] {
            let queue = plan.at(&format!("data/aws_sqs_queue.{name}_queue"));
            let policy = json(&plan.with("aws_sqs_queue_policy", "queue_url", text(&queue["url"]))["policy"]);
            assert!(refuses(&policy, &[text(&queue["arn"]).to_owned()]), "{name}: {policy}");
        }
        assert_eq!(
            plan.only("aws_api_gateway_domain_name")["security_policy"],
            json!("TLS_1_2")
        );
        // Functions can open no connection but to PostgreSQL, which takes TLS only, and to HTTPS.
        for (address, rule) in plan.all("aws_vpc_security_group_egress_rule") {
            let port = &rule["from_port"];
            assert!(port == &rule["to_port"] && (port == 443 || port == 5432), "{address}");
        }
    }
}

// --- Names and tags

fn names_are_resource_type_environment_suffix() {
    for plan in plans() {
        for (kind, argument, start) in [
            ("aws_api_gateway_rest_api", "name", "apigateway-"),
            ("aws_cloudwatch_dashboard", "dashboard_name", "dashboard-"),
            ("aws_cloudwatch_metric_alarm", "alarm_name", "alarm-"),
            ("aws_db_subnet_group", "name", "rds-"),
            ("aws_dynamodb_table", "name", "dynamodb-"),
            ("aws_iam_role", "name", "role-"),
            ("aws_lambda_function", "function_name", "lambda-"),
            ("aws_rds_cluster", "cluster_identifier", "aurora-"),
            ("aws_rds_cluster_instance", "identifier", "aurora-"),
            ("aws_rds_cluster_parameter_group", "name", "aurora-"),
            ("aws_s3_bucket", "bucket", "s3-"),
            ("aws_security_group", "name", "security-group-"),
            ("aws_sns_topic", "name", "sns-"),
            ("aws_sqs_queue", "name", "sqs-"),
        ] {
            for (address, values) in plan.all(kind) {
                let name = text(&values[argument]);
                assert!(name.starts_with(start), "{address}: {name}");
                assert!(name.ends_with(&format!("-{}", plan.environment)), "{address}: {name}");
                let (stack, address) = address.split_once('/').expect("a stack");
                let address = address.split('[').next().unwrap_or_default();
                let made_of = plan.references(stack, address, argument);
                assert!(
                    made_of.contains(&"local.name_suffix".to_owned()),
                    "{address}: {made_of:?}"
                );
            }
        }
        for (address, parameter) in plan.all("aws_ssm_parameter") {
            assert!(
                text(&parameter["name"]).starts_with(&format!("{}/", prefix(plan))),
                "{address}"
            );
        }
    }
}

fn a_copy_has_names_of_its_own() {
    let arguments = [
        "plan",
        "single_region/network",
        "--env",
        "dev",
        "--suffix",
        "pr-42",
        "--local",
    ];
    let planned = world().succeed(&arguments);
    for name in [
        "\"vpc-dev-pr-42\"",
        "\"payments-dev-pr-42.example.com\"",
        "\"role-flow-log-single-region-dev-pr-42\"",
        "\"/aws/vpc/flow-log-single-region-dev-pr-42\"",
    ] {
        assert!(planned.contains(name), "{name} is not in:\n{planned}");
    }
}

fn everything_taggable_has_environment_and_project() {
    for plan in plans() {
        let mut seen = 0;
        for (address, values) in plan.resources() {
            // Whatever can be tagged has the argument.
            if values.get("tags_all").is_none() {
                continue;
            }
            let tags = &values["tags_all"];
            assert_eq!(
                (&tags["Environment"], &tags["Project"]),
                (&json!(plan.environment), &json!("single_region")),
                "{address}"
            );
            seen += 1;
        }
        assert!(seen > 60, "only {seen} resources were looked at");
    }
}

fn nothing_is_retained() {
    for plan in plans() {
        let cluster = plan.only("aws_rds_cluster");
        assert_eq!(
            (&cluster["deletion_protection"], &cluster["skip_final_snapshot"]),
            (&json!(false), &json!(true))
        );
        assert_eq!(cluster["delete_automated_backups"], json!(true));
        assert_eq!(
            plan.only("aws_dynamodb_table")["deletion_protection_enabled"],
            json!(false)
        );
        for (address, bucket) in plan.all("aws_s3_bucket") {
            assert_eq!(bucket["force_destroy"], json!(true), "{address}");
        }
        for (address, key) in plan.all("aws_kms_key") {
            assert_eq!(key["deletion_window_in_days"], json!(7), "{address}");
        }
        for (address, values) in plan.resources() {
            for argument in ["skip_destroy", "retain_on_delete", "retain_on_destroy"] {
                assert_ne!(values[argument], json!(true), "{address}: {argument}");
            }
        }
    }
}

// --- Quality

fn guardrails_find_nothing() {
    let report = world().succeed(&["policies", "single_region", "--format", "json"]);
    let report: Json = serde_json::from_str(&report).expect("JSON");
    assert_eq!(report["findings"], json!([]));
    let rules = world().succeed(&["policies", "single_region", "--list"]);
    for rule in ["least-privilege", "no-public-ingress", "private-compute", "flow-logs"] {
        assert!(rules.contains(rule), "{rule} is not asked for");
    }
}

fn code_is_formatted_and_documented() {
    let mut sources: Vec<PathBuf> = std::fs::read_dir(own_directory())
        .expect("the sources")
        .map(|entry| entry.expect("an entry").path())
        .filter(|path| path.extension().is_some_and(|end| end == "rs"))
        .collect();
    assert!(sources.len() > SYSTEM.stacks.len(), "{sources:?}");
    for path in &sources {
        let source = std::fs::read_to_string(path).expect("a source file");
        assert!(
            source.starts_with("//! "),
            "{} does not say what it is for",
            path.display()
        );
        let mut documented = false;
        for line in source.lines().map(str::trim_start) {
            let is_public = line.starts_with("pub ") && !line.starts_with("pub mod ");
            assert!(
                documented || !is_public,
                "{}: `{line}` is not documented",
                path.display()
            );
            documented = line.starts_with("///") || documented && line.starts_with("#[");
        }
    }
    sources.push(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/systems/single_region.rs"));
    let formatted = Command::new("rustfmt")
        .args(["--check", "--edition", "2024", "--config-path"])
        .arg(Path::new(env!("CARGO_MANIFEST_DIR")).join("../rustfmt.toml"))
        .args(&sources)
        .output()
        .expect("rustfmt");
    assert!(
        formatted.status.success(),
        "{}",
        String::from_utf8_lossy(&formatted.stdout)
    );
}

fn the_readme_tells_how_to_deploy_and_what_to_do_when_an_alarm_rings() {
    let readme = std::fs::read_to_string(own_directory().join("README.md")).expect("the README");
    let section = |title: &str| {
        let (_, rest) = readme
            .split_once(&format!("\n## {title}\n"))
            .unwrap_or_else(|| panic!("no section `{title}`"));
        rest.split("\n## ").next().unwrap_or_default()
    };
    let deploying = section("Deploying");
    for command in ["validate", "plan", "apply"] {
        assert!(
            deploying.contains(&format!("stacks -- {command} single_region")),
            "{command}"
        );
    }
    assert!(deploying.contains("--confirm prod") && deploying.contains("--local"));
    let monitoring = section("Monitoring");
    let plan = SYSTEM.plan("dev");
    for (address, alarm) in plan.all("aws_cloudwatch_metric_alarm") {
        let name = text(&alarm["alarm_name"]).trim_end_matches("-dev");
        let advice = monitoring
            .lines()
            .find(|line| line.starts_with('|') && line.contains(&format!("`{name}`")))
            .unwrap_or_else(|| panic!("{address}: no row of `{name}`"));
        assert!(
            advice.split('|').nth(3).is_some_and(|cell| cell.trim().len() > 20),
            "{advice}"
        );
    }
    for (stack, shown) in &plan.stacks {
        let outputs = shown["planned_values"]["outputs"].as_object().expect("outputs");
        for name in outputs.keys() {
            assert!(
                section("Stacks").contains(&format!("`{name}`")),
                "{stack} exports {name}"
            );
        }
    }
}

// --- What the checks have in common

fn own_directory() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("src/single_region")
}

fn text(value: &Json) -> &str {
    value.as_str().unwrap_or_else(|| panic!("{value} is no text"))
}

/// Terraform has nothing, an empty text and an empty list for what was not given.
fn is_empty(value: &Json) -> bool {
    matches!(value, Json::Null) || value == "" || value == &json!([])
}

fn set(list: &Json) -> BTreeSet<&str> {
    list.as_array().expect("a list").iter().map(text).collect()
}

fn set_of<T: Clone + Into<Json>>(list: &[T]) -> BTreeSet<String> {
    list.iter().map(|item| text(&item.clone().into()).to_owned()).collect()
}

/// All texts in a value.
fn texts(value: &Json) -> Vec<&str> {
    match value {
        Json::String(text) => vec![text],
        Json::Array(items) => items.iter().flat_map(texts).collect(),
        Json::Object(entries) => entries.values().flat_map(texts).collect(),
        _ => Vec::new(),
    }
}

/// The subnets of a tier, by ID.
fn subnets(plan: &'static Plan, tier: &str) -> BTreeMap<&'static str, &'static Json> {
    let start = format!("network/aws_subnet.main_{tier}[");
    plan.all("aws_subnet")
        .into_iter()
        .filter(|(address, _)| address.starts_with(&start))
        .map(|(_, subnet)| (text(&subnet["id"]), subnet))
        .collect()
}

fn ids<'a>(subnets: &BTreeMap<&'a str, &'a Json>) -> BTreeSet<&'a str> {
    subnets.keys().copied().collect()
}

/// The routes that lead out of the VPC from a subnet.
fn routes_out(plan: &'static Plan, subnet: &str) -> Vec<&'static Json> {
    let table = &plan.with("aws_route_table_association", "subnet_id", subnet)["route_table_id"];
    plan.all("aws_route")
        .into_iter()
        .map(|(_, route)| route)
        .filter(|route| &route["route_table_id"] == table)
        .collect()
}

/// What each rule of a direction lets a group reach, or be reached by, at which port.
fn rules(plan: &'static Plan, direction: &str) -> impl Iterator<Item = (&'static str, &'static str, i64)> {
    plan.all(&format!("aws_vpc_security_group_{direction}_rule"))
        .into_iter()
        .map(|(address, rule)| {
            let targets = [
                "referenced_security_group_id",
                "prefix_list_id",
                "cidr_ipv4",
                "cidr_ipv6",
            ];
            let targets: Vec<&str> = targets.iter().filter_map(|target| rule[target].as_str()).collect();
            let [target] = targets[..] else {
                panic!("{address}: {targets:?}")
            };
            assert_eq!(rule["ip_protocol"], json!("tcp"), "{address}");
            assert_eq!(rule["from_port"], rule["to_port"], "{address}");
            (
                text(&rule["security_group_id"]),
                target,
                rule["from_port"].as_i64().expect("a port"),
            )
        })
}

fn function(plan: &'static Plan, name: &str) -> &'static Json {
    plan.at(&format!("application/aws_lambda_function.{name}_this"))
}

/// The functions, by the names they have in the stack.
fn functions(plan: &'static Plan) -> impl Iterator<Item = (&'static str, &'static Json)> {
    ["validation", "processing", "notification"]
        .into_iter()
        .map(move |name| (name, function(plan, name)))
}

fn variables(plan: &'static Plan, name: &str) -> &'static serde_json::Map<String, Json> {
    function(plan, name)["environment"][0]["variables"]
        .as_object()
        .expect("variables")
}

/// All statements of a function's role.
fn statements(plan: &'static Plan, name: &str) -> Vec<Json> {
    let own = format!("application/aws_iam_role_policy.{name}_");
    let found: Vec<Json> = plan
        .policy_statements()
        .into_iter()
        .filter(|(address, _)| address.starts_with(&own))
        .map(|(_, statement)| statement)
        .collect();
    let role = &plan.at(&format!("application/aws_iam_role.{name}_service_role"))["id"];
    let of_role = plan
        .all("aws_iam_role_policy")
        .into_iter()
        .filter(|(_, policy)| &policy["role"] == role);
    assert!(of_role.into_iter().all(|(address, _)| address.starts_with(&own)));
    found
}

/// Each action on each resource that a function's role is allowed, or denied.
fn permissions(plan: &'static Plan, name: &str, effect: &str) -> BTreeSet<(String, String)> {
    let mut found = BTreeSet::new();
    for statement in statements(plan, name) {
        assert!(statement.get("NotAction").is_none() && statement.get("NotResource").is_none());
        if statement["Effect"] != effect {
            continue;
        }
        for action in as_list(&statement["Action"]) {
            for resource in as_list(&statement["Resource"]) {
                found.insert((text(&action).to_owned(), text(&resource).to_owned()));
            }
        }
    }
    found
}

/// Whether a resource's policy allows a service all of the actions.
fn allows(policy: &Json, service: &str, actions: &[&str]) -> bool {
    as_list(&policy["Statement"]).iter().any(|statement| {
        let services = as_list(&statement["Principal"]["Service"]);
        let allowed = as_list(&statement["Action"]);
        statement["Effect"] == "Allow"
            && services.contains(&json!(service))
            && actions.iter().all(|action| allowed.contains(&json!(action)))
    })
}

/// Checks settings that every bucket has.
fn for_each_bucket(kind: &str, check: impl Fn(&str, &Json)) {
    for plan in plans() {
        let buckets = plan.all("aws_s3_bucket");
        assert_eq!(buckets.len(), 2);
        for (address, bucket) in buckets {
            check(address, plan.with(kind, "bucket", text(&bucket["id"])));
        }
    }
}

/// What the names of all parameters start with.
fn prefix(plan: &Plan) -> String {
    format!("/single-region-{}", plan.environment)
}

fn parameters_arn(plan: &Plan) -> String {
    let account = text(&plan.only("aws_dynamodb_table")["arn"])
        .split(':')
        .nth(4)
        .expect("an account");
    format!("arn:aws:ssm:us-east-1:{account}:parameter{}", prefix(plan))
}

/// A parameter of the database's engine.
fn database_parameter(plan: &'static Plan, name: &str) -> &'static str {
    let group = plan.only("aws_rds_cluster_parameter_group");
    assert_eq!(
        plan.only("aws_rds_cluster")["db_cluster_parameter_group_name"],
        group["name"]
    );
    let parameters = group["parameter"].as_array().expect("parameters");
    let found = parameters.iter().find(|parameter| parameter["name"] == name);
    text(&found.unwrap_or_else(|| panic!("{name} is not set"))["value"])
}

/// The alarm on what instances of a role do.
fn database_alarm(plan: &'static Plan, resource: &str, role: &str) -> &'static Json {
    let name = format!("alarm-{resource}-{}", plan.environment);
    let alarm = plan.with("aws_cloudwatch_metric_alarm", "alarm_name", &name);
    assert_eq!(alarm["namespace"], json!("AWS/RDS"), "{name}");
    assert_eq!(
        alarm["dimensions"],
        json!({ "DBClusterIdentifier": plan.only("aws_rds_cluster")["cluster_identifier"], "Role": role }),
        "{name}"
    );
    assert_eq!(
        alarm["comparison_operator"],
        json!("GreaterThanOrEqualToThreshold"),
        "{name}"
    );
    alarm
}

/// Checks an alarm on the share of one metric in another over five minutes.
fn ratio(alarm: &Json, namespace: &str, [part, whole]: [&str; 2], dimensions: &Json, percent: u32) {
    assert_eq!(
        (&alarm["threshold"], &alarm["comparison_operator"]),
        (&json!(percent), &json!("GreaterThanThreshold"))
    );
    let queries = alarm["metric_query"].as_array().expect("queries");
    let query = |id: &str| queries.iter().find(|query| query["id"] == id).expect("a query");
    assert_eq!(
        (&query("rate")["expression"], &query("rate")["return_data"]),
        (&json!("IF(whole > 0, 100 * part / whole, 0)"), &json!(true))
    );
    for (id, name) in [("part", part), ("whole", whole)] {
        let metric = &query(id)["metric"][0];
        assert_eq!(
            (&metric["namespace"], &metric["metric_name"], &metric["dimensions"]),
            (&json!(namespace), &json!(name), dimensions)
        );
        assert_eq!((&metric["stat"], &metric["period"]), (&json!("Sum"), &json!(300)));
    }
}
