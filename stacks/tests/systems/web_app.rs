//! Each requirement of `web_app`, on the plans of all environments.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use serde_json::{Value as Json, json};

use crate::checks;
use crate::plan::{Plan, as_list, json};
use crate::system::{System, of_all};
use crate::world::world;

pub(crate) const SYSTEM: System = System {
    name: "web_app",
    stacks: &["network", "data", "application", "operations"],
    regions: &[REGION],
    of_all: of_all!(),
    requirements: checks![
        everything_is_in_ap_southeast_1,
        all_that_computes_is_in_private_subnets_without_public_addresses,
        three_public_subnets_in_three_zones_lead_to_the_internet,
        three_private_subnets_in_three_zones_go_out_through_the_nat_gateway_of_their_zone,
        three_database_subnets_in_three_zones_have_no_way_out,
        load_balancer_application_and_database_have_a_security_group_each,
        each_tier_is_open_to_its_neighbour_only,
        the_database_is_aurora_postgresql_serverless_v2_in_its_own_subnets,
        the_database_scales_between_half_a_unit_and_two,
        an_instance_stands_by_in_each_other_zone,
        the_database_is_encrypted_with_a_key_of_the_customer,
        the_database_takes_encrypted_connections_only,
        the_application_verifies_the_certificate_of_the_database,
        backups_are_made_daily_and_encrypted_with_keys_of_the_customer,
        keys_of_the_customer_are_rotated,
        credentials_are_in_secrets_manager_and_nowhere_else,
        the_application_runs_on_fargate,
        the_image_comes_from_the_systems_own_repository,
        copies_are_added_from_70_percent_processor_or_80_percent_memory_on,
        the_number_of_copies_is_scaled_within_the_environments_bounds,
        new_versions_come_in_blue_green,
        a_deployment_that_fails_or_rings_an_alarm_is_taken_back,
        target_groups_share_callers_by_weight,
        the_load_balancer_is_in_the_public_subnets,
        the_load_balancer_speaks_tls_only,
        the_firewall_guards_the_load_balancer_and_the_api,
        sql_keywords_in_query_parameters_are_blocked,
        injected_sql_is_blocked_in_parameters_and_bodies,
        injected_scripts_are_blocked_in_parameters_and_bodies,
        an_address_that_floods_is_blocked_and_the_api_is_not,
        requests_carry_a_correlation_id_to_the_application,
        logs_of_the_api_carry_correlation_ids,
        the_api_passes_calls_on_to_the_application,
        every_endpoint_asks_for_a_key,
        keys_belong_to_a_usage_plan,
        a_key_makes_a_thousand_requests_a_minute,
        every_endpoint_has_a_rate_limit,
        log_groups_are_kept_exactly_seven_years,
        everything_that_logs_has_a_log_group_of_the_project,
        application_logs_are_exported_to_s3,
        exported_logs_are_kept_exactly_seven_years,
        buckets_are_private_encrypted_and_versioned,
        who_did_what_is_recorded,
        a_tenth_of_the_requests_is_traced,
        every_service_is_traced,
        the_dashboard_shows_response_times,
        the_dashboard_shows_error_rates,
        the_dashboard_shows_transaction_volumes,
        the_dashboard_is_of_the_present,
        every_alarm_rings_at_the_operators,
        the_backups_are_verified_every_day,
        the_verifier_knows_the_database_and_its_key,
        a_verification_that_fails_or_does_not_run_rings,
        a_response_time_of_a_second_rings,
        capacity_is_there_for_ten_thousand_users,
        the_database_takes_the_connections_of_old_and_new_copies,
        roles_may_do_only_what_they_are_for,
        roles_have_no_other_policies_than_those_of_aws_services,
        roles_are_taken_on_by_one_service_for_an_hour,
        the_addresses_of_load_balancer_api_and_dashboard_are_exported,
        versions_of_terraform_and_provider_are_stated,
    ],
};

const REGION: &str = "ap-southeast-1";
/// Seven years, as CloudWatch has them.
const SEVEN_YEARS: u64 = 2557;

fn plans() -> &'static [Plan] {
    SYSTEM.plans()
}

fn text(value: &Json) -> &str {
    value.as_str().unwrap_or_else(|| panic!("{value} is no text"))
}

fn number(value: &Json) -> f64 {
    value.as_f64().unwrap_or_else(|| panic!("{value} is no number"))
}

fn texts(value: &Json) -> BTreeSet<&str> {
    value.as_array().into_iter().flatten().map(text).collect()
}

/// The IDs of a tier's subnets, in the order of their zones.
fn subnets(plan: &Plan, tier: &str) -> Vec<String> {
    (0..3)
        .map(|i| text(&plan.at(&format!("aws_subnet.main_{tier}[{i}]"))["id"]).to_owned())
        .collect()
}

fn is_the_tier(plan: &Plan, found: &Json, tier: &str) -> bool {
    texts(found) == subnets(plan, tier).iter().map(String::as_str).collect()
}

/// A tier has three subnets, each in a zone of its own, and none else is of it.
fn lies_in_three_zones(plan: &Plan, tier: &str) {
    let prefix = format!("network/aws_subnet.main_{tier}[");
    let of_tier: Vec<&Json> = plan
        .all("aws_subnet")
        .into_iter()
        .filter(|(address, _)| address.starts_with(&prefix))
        .map(|(_, subnet)| subnet)
        .collect();
    assert_eq!(of_tier.len(), 3, "{tier} in {}", plan.environment);
    let distinct = |argument: &str| {
        of_tier
            .iter()
            .map(|subnet| text(&subnet[argument]))
            .collect::<BTreeSet<_>>()
            .len()
    };
    assert_eq!((distinct("availability_zone"), distinct("cidr_block")), (3, 3));
    let vpc = &plan.only("aws_vpc")["id"];
    assert!(of_tier.iter().all(|subnet| &subnet["vpc_id"] == vpc));
}

/// The default routes of the table that a subnet is associated with.
fn ways_out<'p>(plan: &'p Plan, subnet: &str) -> Vec<&'p Json> {
    let table = &plan.with("aws_route_table_association", "subnet_id", subnet)["route_table_id"];
    plan.all("aws_route")
        .into_iter()
        .map(|(_, route)| route)
        .filter(|route| &route["route_table_id"] == table)
        .collect()
}

/// A file of the application's crate.
fn source(path: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("functions/web-app")
        .join(path);
    std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

// --- the region, and where things run

fn everything_is_in_ap_southeast_1() {
    for plan in plans() {
        let mut seen = 0;
        for (address, values) in plan.resources() {
            let Some(arn) = values["arn"].as_str() else { continue };
            let region = arn.split(':').nth(3).unwrap_or_default();
            // What is AWS's as a whole (roles, buckets, zones) has no region in its ARN.
            assert!(region.is_empty() || region == REGION, "{address} is in {region}");
            seen += usize::from(region == REGION);
        }
        assert!(seen > 50, "only {seen} regional ARNs in {}", plan.environment);
        for (address, subnet) in plan.all("aws_subnet") {
            assert!(text(&subnet["availability_zone"]).starts_with(REGION), "{address}");
        }
    }
}

fn all_that_computes_is_in_private_subnets_without_public_addresses() {
    for plan in plans() {
        let containers = &plan.only("aws_ecs_service")["network_configuration"][0];
        assert!(is_the_tier(plan, &containers["subnets"], "private"), "{containers}");
        assert_eq!(containers["assign_public_ip"], json!(false));
        for (address, function) in plan.all("aws_lambda_function") {
            let subnets = &function["vpc_config"][0]["subnet_ids"];
            assert!(is_the_tier(plan, subnets, "private"), "{address}: {subnets}");
        }
        for (address, instance) in plan.all("aws_rds_cluster_instance") {
            assert_eq!(instance["publicly_accessible"], json!(false), "{address}");
        }
        for (address, subnet) in plan.all("aws_subnet") {
            assert_eq!(subnet["map_public_ip_on_launch"], json!(false), "{address}");
        }
        // Public addresses are those of NAT gateways.
        let of_gateways: BTreeSet<&str> = plan
            .all("aws_nat_gateway")
            .into_iter()
            .map(|(_, gateway)| text(&gateway["allocation_id"]))
            .collect();
        for (address, public) in plan.all("aws_eip") {
            assert!(of_gateways.contains(text(&public["id"])), "{address}");
        }
        assert!(plan.any("aws_instance").is_empty());
    }
}

// --- 1. network architecture

fn three_public_subnets_in_three_zones_lead_to_the_internet() {
    for plan in plans() {
        lies_in_three_zones(plan, "public");
        let gateway = &plan.only("aws_internet_gateway")["id"];
        for subnet in subnets(plan, "public") {
            let [route] = ways_out(plan, &subnet)[..] else {
                panic!("{subnet} has another number of routes than one")
            };
            assert_eq!(
                (&route["destination_cidr_block"], &route["gateway_id"]),
                (&json!("0.0.0.0/0"), gateway)
            );
        }
    }
}

fn three_private_subnets_in_three_zones_go_out_through_the_nat_gateway_of_their_zone() {
    for plan in plans() {
        lies_in_three_zones(plan, "private");
        assert_eq!(plan.all("aws_nat_gateway").len(), 3);
        for (private, public) in subnets(plan, "private").iter().zip(subnets(plan, "public")) {
            let [route] = ways_out(plan, private)[..] else {
                panic!("{private} has another number of routes than one")
            };
            let gateway = plan.with("aws_nat_gateway", "id", text(&route["nat_gateway_id"]));
            assert_eq!(gateway["subnet_id"], json!(public));
            assert_eq!(
                plan.with("aws_subnet", "id", private)["availability_zone"],
                plan.with("aws_subnet", "id", &public)["availability_zone"]
            );
        }
    }
}

fn three_database_subnets_in_three_zones_have_no_way_out() {
    for plan in plans() {
        lies_in_three_zones(plan, "database");
        for subnet in subnets(plan, "database") {
            assert!(ways_out(plan, &subnet).is_empty(), "{subnet} has a route");
        }
    }
}

fn load_balancer_application_and_database_have_a_security_group_each() {
    for plan in plans() {
        let group = |tier: &str| json!([plan.at(&format!("aws_security_group.{tier}"))["id"]]);
        assert_eq!(plan.only("aws_lb")["security_groups"], group("web"));
        assert_eq!(
            plan.only("aws_ecs_service")["network_configuration"][0]["security_groups"],
            group("app")
        );
        assert_eq!(
            plan.only("aws_rds_cluster")["vpc_security_group_ids"],
            group("database")
        );
        assert_eq!(
            plan.only("aws_lambda_function")["vpc_config"][0]["security_group_ids"],
            group("functions_group")
        );
        let groups: BTreeSet<String> = ["web", "app", "database", "functions_group"]
            .map(|tier| group(tier).to_string())
            .into();
        assert_eq!(groups.len(), 4);
    }
}

fn each_tier_is_open_to_its_neighbour_only() {
    for plan in plans() {
        let named: BTreeMap<&str, &str> = plan
            .all("aws_security_group")
            .into_iter()
            .map(|(address, group)| (text(&group["id"]), address.rsplit('.').next().unwrap_or_default()))
            .collect();
        let vpc = text(&plan.only("aws_vpc")["cidr_block"]);
        let mut found = BTreeSet::new();
        for (kind, direction) in [
            ("aws_vpc_security_group_ingress_rule", "from"),
            ("aws_vpc_security_group_egress_rule", "to"),
        ] {
            for (address, rule) in plan.all(kind) {
                assert_eq!(rule["ip_protocol"], json!("tcp"), "{address}");
                assert_eq!(rule["from_port"], rule["to_port"], "{address}");
                assert_eq!(
                    (&rule["cidr_ipv6"], &rule["prefix_list_id"]),
                    (&Json::Null, &Json::Null)
                );
                let peer = match (
                    rule["referenced_security_group_id"].as_str(),
                    rule["cidr_ipv4"].as_str(),
                ) {
                    (Some(group), None) => named[group],
                    (None, Some("0.0.0.0/0")) => "anywhere",
                    (None, Some(block)) if block == vpc => "the VPC",
                    other => panic!("{address}: {other:?}"),
                };
                let group = named[text(&rule["security_group_id"])];
                found.insert(format!("{group} {direction} {peer}: {}", rule["from_port"]));
            }
        }
        let wanted = [
            "web from anywhere: 80",
            "web from anywhere: 443",
            "web from the VPC: 8443",
            "web to app: 8080",
            "app from web: 8080",
            "app to database: 5432",
            "app to anywhere: 443",
            "database from app: 5432",
            "functions_group to main_endpoints: 443",
            "main_endpoints from the VPC: 443",
        ];
        assert_eq!(found, wanted.map(str::to_owned).into());
        // The group that whatever names none would be in lets nothing through.
        let default = plan.only("aws_default_security_group");
        assert_eq!((&default["ingress"], &default["egress"]), (&json!([]), &json!([])));
    }
}

// --- 2. database tier

fn the_database_is_aurora_postgresql_serverless_v2_in_its_own_subnets() {
    for plan in plans() {
        let cluster = plan.only("aws_rds_cluster");
        // Serverless v2 is a class of instances; the engine's mode `serverless` would be v1.
        assert_eq!(
            (&cluster["engine"], &cluster["engine_mode"]),
            (&json!("aurora-postgresql"), &json!("provisioned"))
        );
        for (address, instance) in plan.all("aws_rds_cluster_instance") {
            assert_eq!(instance["instance_class"], json!("db.serverless"), "{address}");
            assert_eq!(instance["engine"], json!("aurora-postgresql"), "{address}");
        }
        let group = plan.only("aws_db_subnet_group");
        assert_eq!(cluster["db_subnet_group_name"], group["name"]);
        assert!(is_the_tier(plan, &group["subnet_ids"], "database"), "{group}");
    }
}

fn the_database_scales_between_half_a_unit_and_two() {
    for plan in plans() {
        let scaling = &plan.only("aws_rds_cluster")["serverlessv2_scaling_configuration"][0];
        assert_eq!(
            (number(&scaling["min_capacity"]), number(&scaling["max_capacity"])),
            (0.5, 2.0)
        );
    }
}

fn an_instance_stands_by_in_each_other_zone() {
    for plan in plans() {
        let cluster = &plan.only("aws_rds_cluster")["id"];
        let tiers: BTreeSet<String> = plan
            .all("aws_rds_cluster_instance")
            .into_iter()
            .filter(|(_, instance)| &instance["cluster_identifier"] == cluster)
            .map(|(_, instance)| instance["promotion_tier"].to_string())
            .collect();
        // AWS spreads a cluster's instances over the zones of its subnets.
        assert_eq!(tiers, ["0", "1", "2"].map(str::to_owned).into());
    }
}

/// Whether an ARN is that of a key that the customer manages here.
fn is_a_customers_key(plan: &Plan, arn: &Json) -> bool {
    plan.all("aws_kms_key").into_iter().any(|(_, key)| &key["arn"] == arn)
}

fn the_database_is_encrypted_with_a_key_of_the_customer() {
    for plan in plans() {
        let cluster = plan.only("aws_rds_cluster");
        assert_eq!(cluster["storage_encrypted"], json!(true));
        assert!(
            is_a_customers_key(plan, &cluster["kms_key_id"]),
            "{}",
            cluster["kms_key_id"]
        );
        for (address, instance) in plan.all("aws_rds_cluster_instance") {
            let key = &instance["performance_insights_kms_key_id"];
            assert!(is_a_customers_key(plan, key), "{address}: {key}");
        }
        let images = &plan.only("aws_ecr_repository")["encryption_configuration"][0];
        assert_eq!(images["encryption_type"], json!("KMS"));
        assert!(is_a_customers_key(plan, &images["kms_key"]));
    }
}

fn the_database_takes_encrypted_connections_only() {
    for plan in plans() {
        let group = plan.only("aws_rds_cluster_parameter_group");
        assert_eq!(
            plan.only("aws_rds_cluster")["db_cluster_parameter_group_name"],
            group["name"]
        );
        let parameters: BTreeMap<&str, &str> = group["parameter"]
            .as_array()
            .into_iter()
            .flatten()
            .map(|parameter| (text(&parameter["name"]), text(&parameter["value"])))
            .collect();
        assert_eq!(parameters.get("rds.force_ssl"), Some(&"1"));
        assert_eq!(parameters.get("password_encryption"), Some(&"scram-sha-256"));
    }
}

/// The definition of one of the task's containers.
fn container(plan: &Plan, name: &str) -> Json {
    let containers = json(&plan.only("aws_ecs_task_definition")["container_definitions"]);
    as_list(&containers)
        .into_iter()
        .find(|container| container["name"] == name)
        .unwrap_or_else(|| panic!("no container {name}"))
}

/// The environment variables of the application.
fn variables(plan: &Plan) -> BTreeMap<String, String> {
    as_list(&container(plan, "application")["environment"])
        .iter()
        .map(|variable| (text(&variable["name"]).to_owned(), text(&variable["value"]).to_owned()))
        .collect()
}

fn the_application_verifies_the_certificate_of_the_database() {
    for plan in plans() {
        let variables = variables(plan);
        // With the authorities of RDS, which its image brings, the certificate's signature and its name are verified.
        let authorities = &variables["DATABASE_CA_PEM_FILE"];
        let image = source("Dockerfile");
        assert!(
            image.lines().any(|line| line.starts_with("ADD ")
                && line.contains(" https://truststore.pki.rds.amazonaws.com/global/global-bundle.pem ")
                && line.ends_with(&format!(" {authorities}"))),
            "the image has no {authorities}"
        );
        assert_eq!(
            variables["DATABASE_HOST"],
            text(&plan.only("aws_rds_cluster")["endpoint"])
        );
        assert!(!variables.contains_key("DATABASE_TLS"), "nothing weakens it");
    }
}

fn backups_are_made_daily_and_encrypted_with_keys_of_the_customer() {
    for (plan, days) in plans().iter().zip([7, 7, 35]) {
        let cluster = plan.only("aws_rds_cluster");
        // Automated backups are encrypted with the cluster's own key.
        assert_eq!(cluster["backup_retention_period"], json!(days));
        assert!(is_a_customers_key(plan, &cluster["kms_key_id"]));
        let vault = plan.only("aws_backup_vault");
        assert!(
            is_a_customers_key(plan, &vault["kms_key_arn"]),
            "{}",
            vault["kms_key_arn"]
        );
        let rule = &plan.only("aws_backup_plan")["rule"][0];
        assert_eq!(rule["target_vault_name"], vault["name"]);
        assert_eq!(rule["schedule"], json!("cron(0 3 * * ? *)"));
        assert_eq!(rule["lifecycle"][0]["delete_after"], json!(days));
        let selection = plan.only("aws_backup_selection");
        assert_eq!(selection["plan_id"], plan.only("aws_backup_plan")["id"]);
        assert_eq!(selection["resources"], json!([cluster["arn"]]));
    }
}

fn keys_of_the_customer_are_rotated() {
    for plan in plans() {
        for (address, key) in plan.all("aws_kms_key") {
            assert_eq!(key["enable_key_rotation"], json!(true), "{address}");
        }
    }
}

fn credentials_are_in_secrets_manager_and_nowhere_else() {
    for plan in plans() {
        let cluster = plan.only("aws_rds_cluster");
        assert_eq!(cluster["manage_master_user_password"], json!(true));
        assert_eq!(cluster["master_password"], Json::Null);
        assert!(is_a_customers_key(plan, &cluster["master_user_secret_kms_key_id"]));
        let secret = text(&cluster["master_user_secret"][0]["secret_arn"]).to_owned();
        let variables = variables(plan);
        assert_eq!(variables["DATABASE_SECRET_ARN"], secret);
        assert!(variables.keys().all(|name| !name.contains("PASSWORD")), "{variables:?}");
        let readers: Vec<(String, Json)> = plan
            .policy_statements()
            .into_iter()
            .filter(|(_, statement)| as_list(&statement["Action"]).contains(&json!("secretsmanager:GetSecretValue")))
            .collect();
        let [(address, statement)] = &readers[..] else {
            panic!("{readers:?}")
        };
        assert_eq!(address, "application/aws_iam_role_policy.service_own_policy");
        assert_eq!(statement["Resource"], json!(secret));
    }
}

// --- 3. application tier

fn the_application_runs_on_fargate() {
    for plan in plans() {
        let service = plan.only("aws_ecs_service");
        assert_eq!(service["launch_type"], json!("FARGATE"));
        assert_eq!(service["cluster"], plan.only("aws_ecs_cluster")["id"]);
        let task = plan.only("aws_ecs_task_definition");
        assert_eq!(task["requires_compatibilities"], json!(["FARGATE"]));
        assert_eq!(service["task_definition"], task["arn"]);
        for name in ["application", "xray"] {
            let container = container(plan, name);
            assert_eq!(
                (&container["readonlyRootFilesystem"], &container["user"]),
                (&json!(true), &json!("65532")),
                "{name}"
            );
        }
    }
}

fn the_image_comes_from_the_systems_own_repository() {
    for plan in plans() {
        let repository = plan.only("aws_ecr_repository");
        let url = text(&repository["repository_url"]);
        assert_eq!(text(&container(plan, "application")["image"]), format!("{url}:1.0.0"));
        assert_eq!(repository["image_tag_mutability"], json!("IMMUTABLE"));
        assert_eq!(
            repository["image_scanning_configuration"][0]["scan_on_push"],
            json!(true)
        );
        let pulls: Vec<Json> = plan
            .policy_statements()
            .into_iter()
            .filter(|(_, statement)| as_list(&statement["Action"]).contains(&json!("ecr:BatchGetImage")))
            .map(|(_, statement)| statement["Resource"].clone())
            .collect();
        assert_eq!(pulls, [repository["arn"].clone()]);
    }
}

fn copies_are_added_from_70_percent_processor_or_80_percent_memory_on() {
    for plan in plans() {
        let policies: BTreeMap<&str, f64> = plan
            .all("aws_appautoscaling_policy")
            .into_iter()
            .map(|(address, policy)| {
                assert_eq!(policy["policy_type"], json!("TargetTrackingScaling"), "{address}");
                let tracking = &policy["target_tracking_scaling_policy_configuration"][0];
                let metric = &tracking["predefined_metric_specification"][0]["predefined_metric_type"];
                (text(metric), number(&tracking["target_value"]))
            })
            .collect();
        // Of several policies, the one that asks for the most copies wins: either metric is enough.
        assert_eq!(
            policies,
            [
                ("ECSServiceAverageCPUUtilization", 70.0),
                ("ECSServiceAverageMemoryUtilization", 80.0)
            ]
            .into()
        );
    }
}

fn the_number_of_copies_is_scaled_within_the_environments_bounds() {
    for (plan, bounds) in plans().iter().zip([(3, 6), (3, 6), (6, 10)]) {
        let target = plan.only("aws_appautoscaling_target");
        assert_eq!(
            (&target["min_capacity"], &target["max_capacity"]),
            (&json!(bounds.0), &json!(bounds.1)),
            "{}",
            plan.environment
        );
        let cluster = text(&plan.only("aws_ecs_cluster")["name"]);
        let service = text(&plan.only("aws_ecs_service")["name"]);
        assert_eq!(target["resource_id"], json!(format!("service/{cluster}/{service}")));
        assert_eq!(target["scalable_dimension"], json!("ecs:service:DesiredCount"));
        for (address, policy) in plan.all("aws_appautoscaling_policy") {
            assert_eq!(policy["resource_id"], target["resource_id"], "{address}");
        }
    }
}

fn new_versions_come_in_blue_green() {
    for plan in plans() {
        let service = plan.only("aws_ecs_service");
        assert_eq!(service["deployment_controller"][0]["type"], json!("CODE_DEPLOY"));
        assert_eq!(plan.only("aws_codedeploy_app")["compute_platform"], json!("ECS"));
        let group = plan.only("aws_codedeploy_deployment_group");
        let style = &group["deployment_style"][0];
        assert_eq!(
            (&style["deployment_type"], &style["deployment_option"]),
            (&json!("BLUE_GREEN"), &json!("WITH_TRAFFIC_CONTROL"))
        );
        assert_eq!(
            group["deployment_config_name"],
            json!("CodeDeployDefault.ECSCanary10Percent5Minutes")
        );
        assert_eq!(
            group["ecs_service"],
            json!([{"cluster_name": plan.only("aws_ecs_cluster")["name"], "service_name": service["name"]}])
        );
        // The old version stays until the new one has proved itself.
        let old = &group["blue_green_deployment_config"][0]["terminate_blue_instances_on_deployment_success"][0];
        assert_eq!(
            (&old["action"], &old["termination_wait_time_in_minutes"]),
            (&json!("TERMINATE"), &json!(15))
        );
        let pair = &group["load_balancer_info"][0]["target_group_pair_info"][0];
        let between: BTreeSet<&str> = as_list(&pair["target_group"])
            .iter()
            .map(|group| plan.with("aws_lb_target_group", "name", text(&group["name"])))
            .map(|group| text(&group["name"]))
            .collect();
        assert_eq!(between.len(), 2);
        let listener = |name: &str| json!([plan.at(&format!("aws_lb_listener.{name}"))["arn"]]);
        assert_eq!(
            pair["prod_traffic_route"][0]["listener_arns"],
            listener("balancer_listener")
        );
        assert_eq!(
            pair["test_traffic_route"][0]["listener_arns"],
            listener("balancer_test_listener")
        );
    }
}

fn a_deployment_that_fails_or_rings_an_alarm_is_taken_back() {
    for plan in plans() {
        let group = plan.only("aws_codedeploy_deployment_group");
        let rollback = &group["auto_rollback_configuration"][0];
        assert_eq!(rollback["enabled"], json!(true));
        assert_eq!(
            texts(&rollback["events"]),
            ["DEPLOYMENT_FAILURE", "DEPLOYMENT_STOP_ON_ALARM"].into()
        );
        assert_eq!(group["alarm_configuration"][0]["enabled"], json!(true));
        let alarm = |name: &str| text(&plan.at(&format!("aws_cloudwatch_metric_alarm.{name}"))["alarm_name"]);
        assert_eq!(
            texts(&group["alarm_configuration"][0]["alarms"]),
            [alarm("failures_this"), alarm("slowness_this")].into()
        );
    }
}

/// How a listener shares callers out: weights by the name of the target group's Terraform resource.
fn weights(plan: &Plan, listener: &str) -> BTreeMap<&'static str, i64> {
    let action = &plan.at(&format!("aws_lb_listener.{listener}"))["default_action"][0];
    assert_eq!(action["type"], json!("forward"), "{listener}");
    as_list(&action["forward"][0]["target_group"])
        .iter()
        .map(|share| {
            let of = ["blue", "green"]
                .into_iter()
                .find(|name| plan.at(&format!("aws_lb_target_group.balancer_{name}_group"))["arn"] == share["arn"])
                .unwrap_or_else(|| panic!("{share} is of no group"));
            (of, share["weight"].as_i64().expect("a weight"))
        })
        .collect()
}

fn target_groups_share_callers_by_weight() {
    for plan in plans() {
        assert_eq!(weights(plan, "balancer_listener"), [("blue", 100), ("green", 0)].into());
        assert_eq!(
            weights(plan, "balancer_test_listener"),
            [("blue", 0), ("green", 100)].into()
        );
        for (address, group) in plan.all("aws_lb_target_group") {
            assert_eq!(
                (&group["target_type"], &group["port"]),
                (&json!("ip"), &json!(8080)),
                "{address}"
            );
            assert_eq!(group["health_check"][0]["path"], json!("/health"), "{address}");
        }
    }
}

// --- 4. load balancing and security

fn the_load_balancer_is_in_the_public_subnets() {
    for plan in plans() {
        let balancer = plan.only("aws_lb");
        assert_eq!(
            (&balancer["load_balancer_type"], &balancer["internal"]),
            (&json!("application"), &json!(false))
        );
        assert!(is_the_tier(plan, &balancer["subnets"], "public"), "{balancer}");
        let log = &balancer["access_logs"][0];
        assert_eq!(
            (&log["enabled"], &log["bucket"]),
            (&json!(true), &plan.at("aws_s3_bucket.access_log_bucket")["bucket"])
        );
    }
}

fn the_load_balancer_speaks_tls_only() {
    for plan in plans() {
        for (address, listener) in plan.all("aws_lb_listener") {
            if listener["port"] == json!(80) {
                let action = &listener["default_action"][0];
                assert_eq!(action["type"], json!("redirect"));
                assert_eq!(action["redirect"][0]["protocol"], json!("HTTPS"));
                continue;
            }
            assert_eq!(
                (&listener["protocol"], &listener["ssl_policy"]),
                (&json!("HTTPS"), &json!("ELBSecurityPolicy-TLS13-1-2-2021-06")),
                "{address}"
            );
            assert_eq!(
                listener["certificate_arn"],
                plan.only("aws_acm_certificate")["arn"],
                "{address}"
            );
        }
    }
}

fn the_firewall_guards_the_load_balancer_and_the_api() {
    for plan in plans() {
        let acl = plan.only("aws_wafv2_web_acl");
        assert_eq!(acl["scope"], json!("REGIONAL"));
        let guarded: BTreeSet<&str> = plan
            .all("aws_wafv2_web_acl_association")
            .into_iter()
            .map(|(address, association)| {
                assert_eq!(association["web_acl_arn"], acl["arn"], "{address}");
                text(&association["resource_arn"])
            })
            .collect();
        let wanted = [
            text(&plan.only("aws_lb")["arn"]),
            text(&plan.only("aws_api_gateway_stage")["arn"]),
        ];
        assert_eq!(guarded, wanted.into());
        let logging = plan.only("aws_wafv2_web_acl_logging_configuration");
        assert_eq!(logging["resource_arn"], acl["arn"]);
    }
}

/// The statement of one of the firewall's rules, which blocks.
fn blocking(plan: &Plan, name: &str) -> Json {
    let rules = as_list(&plan.only("aws_wafv2_web_acl")["rule"]);
    let rule = rules
        .iter()
        .find(|rule| rule["name"] == name)
        .unwrap_or_else(|| panic!("no rule {name}"));
    assert_eq!(as_list(&rule["action"][0]["block"]).len(), 1, "{name} does not block");
    assert!(as_list(&rule["action"][0]["count"]).is_empty(), "{name} only counts");
    rule["statement"][0].clone()
}

/// The names of a statement's text transformations, in their order.
fn transformations(statement: &Json) -> Vec<String> {
    let mut ordered: Vec<(i64, String)> = as_list(&statement["text_transformation"])
        .iter()
        .map(|each| {
            (
                each["priority"].as_i64().unwrap_or_default(),
                text(&each["type"]).to_owned(),
            )
        })
        .collect();
    ordered.sort();
    ordered.into_iter().map(|(_, name)| name).collect()
}

fn sql_keywords_in_query_parameters_are_blocked() {
    for plan in plans() {
        let statement = &blocking(plan, "sql-keywords-in-query")["regex_pattern_set_reference_statement"][0];
        let set = plan.only("aws_wafv2_regex_pattern_set");
        assert_eq!(statement["arn"], set["arn"]);
        assert_eq!(as_list(&statement["field_to_match"][0]["query_string"]).len(), 1);
        assert_eq!(transformations(statement), ["URL_DECODE", "LOWERCASE"]);
        let patterns: Vec<regex::Regex> = as_list(&set["regular_expression"])
            .iter()
            .map(|pattern| regex::Regex::new(text(&pattern["regex_string"])).expect("a pattern"))
            .collect();
        let blocks = |query: &str| patterns.iter().any(|pattern| pattern.is_match(query));
        // As WAF sees them: decoded, in lower case.
        for attack in [
            "id=1 union select card from payments",
            "id=1 union all select 1",
            "id=1 union+select 1",
            "q=select * from users",
            "q=insert into payments values (1)",
            "q=update payments set amount=0",
            "q=delete from payments",
            "q=1; drop table payments",
            "q=truncate table payments",
            "q=alter+table payments",
            "user=admin' or 1=1",
            "user=admin'--",
        ] {
            assert!(blocks(attack), "{attack} passes");
        }
        for honest in [
            "transactionid=order-1",
            "note=select+a+table",
            "q=union station",
            "name=o'brien",
            "state=created&update=true",
        ] {
            assert!(!blocks(honest), "{honest} is blocked");
        }
    }
}

/// The fields that the alternatives of a rule look at, by a kind of statement.
fn fields_looked_at(plan: &Plan, rule: &str, kind: &str) -> BTreeSet<String> {
    as_list(&blocking(plan, rule)["or_statement"][0]["statement"])
        .iter()
        .map(|alternative| {
            let statement = &alternative[kind][0];
            assert_eq!(
                transformations(statement),
                ["URL_DECODE", "HTML_ENTITY_DECODE"],
                "{rule}"
            );
            let field = statement["field_to_match"][0].as_object().expect("a field");
            let set: Vec<&String> = field
                .iter()
                .filter(|(_, value)| !as_list(value).is_empty())
                .map(|(name, _)| name)
                .collect();
            let [name] = set[..] else { panic!("{rule}: {field:?}") };
            name.clone()
        })
        .collect()
}

fn injected_sql_is_blocked_in_parameters_and_bodies() {
    for plan in plans() {
        let fields = fields_looked_at(plan, "sql-injection", "sqli_match_statement");
        assert_eq!(fields, ["all_query_arguments", "body"].map(str::to_owned).into());
    }
}

fn injected_scripts_are_blocked_in_parameters_and_bodies() {
    for plan in plans() {
        let fields = fields_looked_at(plan, "cross-site-scripting", "xss_match_statement");
        assert_eq!(fields, ["all_query_arguments", "body"].map(str::to_owned).into());
    }
}

fn an_address_that_floods_is_blocked_and_the_api_is_not() {
    for plan in plans() {
        let rules = as_list(&plan.only("aws_wafv2_web_acl")["rule"]);
        let limits: Vec<f64> = rules
            .iter()
            .map(|rule| &rule["statement"][0]["rate_based_statement"][0])
            .filter(|limit| limit.is_object())
            .map(|limit| {
                assert_eq!(limit["aggregate_key_type"], json!("IP"));
                number(&limit["limit"])
            })
            .collect();
        let [limit] = limits[..] else { panic!("{limits:?}") };
        // The API's calls reach the load balancer from API Gateway's addresses, of which there may be one.
        let keys = plan.all("aws_api_gateway_usage_plan_key").len();
        let rate = number(&plan.only("aws_api_gateway_usage_plan")["throttle_settings"][0]["rate_limit"]);
        let of_api = rate * 300.0 * keys as f64;
        assert!(limit > of_api, "{limit} requests a window, {of_api} of the API's alone");
        assert!(limit <= 2.0 * of_api, "{limit} is no limit");
    }
}

fn requests_carry_a_correlation_id_to_the_application() {
    for plan in plans() {
        for (address, integration) in plan.all("aws_api_gateway_integration") {
            assert_eq!(
                integration["request_parameters"]["integration.request.header.X-Correlation-Id"],
                json!("context.requestId"),
                "{address}"
            );
        }
        // A forged one does not get past the load balancer if it is no valid header.
        assert_eq!(plan.only("aws_lb")["drop_invalid_header_fields"], json!(true));
    }
}

fn logs_of_the_api_carry_correlation_ids() {
    for plan in plans() {
        let log = &plan.only("aws_api_gateway_stage")["access_log_settings"][0];
        let format = json(&log["format"]);
        assert_eq!(
            (&format["requestId"], &format["traceId"]),
            (&json!("$context.requestId"), &json!("$context.xrayTraceId"))
        );
        assert_eq!(
            log["destination_arn"],
            plan.at("aws_cloudwatch_log_group.api_log_group")["arn"]
        );
    }
}

// --- 5. API management

fn the_api_passes_calls_on_to_the_application() {
    for plan in plans() {
        let application = text(plan.output("application", "application_url"));
        assert!(application.starts_with("https://"), "{application}");
        let uris: BTreeSet<String> = plan
            .all("aws_api_gateway_integration")
            .into_iter()
            .map(|(address, integration)| {
                assert_eq!(integration["type"], json!("HTTP_PROXY"), "{address}");
                format!(
                    "{} {}",
                    text(&integration["integration_http_method"]),
                    text(&integration["uri"])
                )
            })
            .collect();
        let wanted = [
            format!("POST {application}/payments"),
            format!("GET {application}/payments/{{id}}"),
        ];
        assert_eq!(uris, wanted.into());
    }
}

fn every_endpoint_asks_for_a_key() {
    for plan in plans() {
        for (address, method) in plan.all("aws_api_gateway_method") {
            assert_eq!(method["api_key_required"], json!(true), "{address}");
        }
    }
}

fn keys_belong_to_a_usage_plan() {
    for plan in plans() {
        let usage = plan.only("aws_api_gateway_usage_plan");
        let stage = &usage["api_stages"][0];
        assert_eq!(
            (&stage["api_id"], &stage["stage"]),
            (
                &plan.only("aws_api_gateway_rest_api")["id"],
                &plan.only("aws_api_gateway_stage")["stage_name"]
            )
        );
        let keys: BTreeSet<&str> = plan
            .all("aws_api_gateway_api_key")
            .into_iter()
            .map(|(_, key)| text(&key["id"]))
            .collect();
        let admitted: BTreeSet<&str> = plan
            .all("aws_api_gateway_usage_plan_key")
            .into_iter()
            .map(|(address, admission)| {
                assert_eq!(admission["usage_plan_id"], usage["id"], "{address}");
                text(&admission["key_id"])
            })
            .collect();
        assert_eq!(admitted, keys);
        assert_eq!(keys.len(), 3);
    }
}

/// Whether a rate a second is a thousand a minute, to the precision that AWS takes.
fn is_a_thousand_a_minute(rate: &Json) -> bool {
    (number(rate) * 60.0 - 1000.0).abs() < 0.5
}

fn a_key_makes_a_thousand_requests_a_minute() {
    for plan in plans() {
        let throttle = &plan.only("aws_api_gateway_usage_plan")["throttle_settings"][0];
        assert!(is_a_thousand_a_minute(&throttle["rate_limit"]), "{throttle}");
        // At most two seconds' worth at once.
        assert!(
            number(&throttle["burst_limit"]) <= 2.1 * number(&throttle["rate_limit"]),
            "{throttle}"
        );
    }
}

fn every_endpoint_has_a_rate_limit() {
    for plan in plans() {
        let limits = as_list(&plan.only("aws_api_gateway_usage_plan")["api_stages"][0]["throttle"]);
        let limited: BTreeSet<&str> = limits
            .iter()
            .map(|limit| {
                assert!(is_a_thousand_a_minute(&limit["rate_limit"]), "{limit}");
                text(&limit["path"])
            })
            .collect();
        let paths: BTreeMap<&str, &str> = plan
            .all("aws_api_gateway_resource")
            .into_iter()
            .map(|(_, resource)| (text(&resource["id"]), text(&resource["path"])))
            .collect();
        let endpoints: BTreeSet<String> = plan
            .all("aws_api_gateway_method")
            .into_iter()
            .map(|(_, method)| {
                format!(
                    "{}/{}",
                    paths[text(&method["resource_id"])],
                    text(&method["http_method"])
                )
            })
            .collect();
        assert_eq!(limited, endpoints.iter().map(String::as_str).collect());
        let all = plan.only("aws_api_gateway_method_settings");
        assert_eq!(all["method_path"], json!("*/*"));
        assert!(number(&all["settings"][0]["throttling_rate_limit"]) > 0.0);
    }
}

// --- 6. observability and monitoring

fn log_groups_are_kept_exactly_seven_years() {
    for plan in plans() {
        for (address, group) in plan.all("aws_cloudwatch_log_group") {
            assert_eq!(group["retention_in_days"], json!(SEVEN_YEARS), "{address}");
        }
    }
}

fn everything_that_logs_has_a_log_group_of_the_project() {
    for plan in plans() {
        let cluster = text(&plan.only("aws_ecs_cluster")["name"]);
        let database = text(&plan.only("aws_rds_cluster")["cluster_identifier"]);
        let function = text(&plan.only("aws_lambda_function")["function_name"]);
        let api = text(&plan.only("aws_api_gateway_rest_api")["id"]);
        // These groups AWS would make by itself, kept for ever or for a day.
        for name in [
            format!("/aws/ecs/containerinsights/{cluster}/performance"),
            format!("/aws/rds/cluster/{database}/postgresql"),
            format!("/aws/lambda/{function}"),
            format!("API-Gateway-Execution-Logs_{api}/v1"),
        ] {
            plan.with("aws_cloudwatch_log_group", "name", &name);
        }
        let groups: BTreeSet<&str> = plan
            .all("aws_cloudwatch_log_group")
            .into_iter()
            .map(|(_, group)| text(&group["name"]))
            .collect();
        for name in ["application", "xray"] {
            let options = &container(plan, name)["logConfiguration"]["options"];
            assert!(groups.contains(text(&options["awslogs-group"])), "{name}: {options}");
        }
        assert_eq!(
            plan.only("aws_rds_cluster")["enabled_cloudwatch_logs_exports"],
            json!(["postgresql"])
        );
        assert_eq!(plan.only("aws_flow_log")["traffic_type"], json!("ALL"));
    }
}

fn application_logs_are_exported_to_s3() {
    for plan in plans() {
        let filter = plan.only("aws_cloudwatch_log_subscription_filter");
        let options = &container(plan, "application")["logConfiguration"]["options"];
        assert_eq!(filter["log_group_name"], options["awslogs-group"]);
        assert_eq!(filter["filter_pattern"], json!(""), "every line");
        let stream = plan.only("aws_kinesis_firehose_delivery_stream");
        assert_eq!(filter["destination_arn"], stream["arn"]);
        assert_eq!(
            stream["extended_s3_configuration"][0]["bucket_arn"],
            plan.at("aws_s3_bucket.log_archive_bucket")["arn"]
        );
    }
}

fn exported_logs_are_kept_exactly_seven_years() {
    for plan in plans() {
        let lifecycles = plan.all("aws_s3_bucket_lifecycle_configuration");
        assert_eq!(lifecycles.len(), plan.all("aws_s3_bucket").len());
        for (address, lifecycle) in lifecycles {
            let rules = as_list(&lifecycle["rule"]);
            let rule = rules.iter().find(|rule| rule["id"] == "archive").expect("the rule");
            assert_eq!(rule["status"], json!("Enabled"), "{address}");
            assert_eq!(rule["expiration"][0]["days"], json!(SEVEN_YEARS), "{address}");
            // What expired is kept as an old version, whose days start anew.
            assert_eq!(
                rule["noncurrent_version_expiration"][0]["noncurrent_days"],
                json!(1),
                "{address}"
            );
            assert!(as_list(&rule["noncurrent_version_transition"]).is_empty(), "{address}");
        }
    }
}

fn buckets_are_private_encrypted_and_versioned() {
    for plan in plans() {
        for (address, bucket) in plan.all("aws_s3_bucket") {
            let of_bucket = |kind: &str| plan.with(kind, "bucket", text(&bucket["id"])).clone();
            let access = of_bucket("aws_s3_bucket_public_access_block");
            for setting in [
                "block_public_acls",
                "block_public_policy",
                "ignore_public_acls",
                "restrict_public_buckets",
            ] {
                assert_eq!(access[setting], json!(true), "{address}: {setting}");
            }
            let rule = &of_bucket("aws_s3_bucket_server_side_encryption_configuration")["rule"][0];
            let algorithm = text(&rule["apply_server_side_encryption_by_default"][0]["sse_algorithm"]).to_owned();
            assert!(
                ["aws:kms", "AES256"].contains(&algorithm.as_str()),
                "{address}: {algorithm}"
            );
            let versioning = &of_bucket("aws_s3_bucket_versioning")["versioning_configuration"][0];
            assert_eq!(versioning["status"], json!("Enabled"), "{address}");
            let policy = json(&of_bucket("aws_s3_bucket_policy")["policy"]);
            let denied = as_list(&policy["Statement"])
                .into_iter()
                .find(|statement| statement["Effect"] == "Deny")
                .unwrap_or_else(|| panic!("{address} takes unencrypted connections"));
            assert_eq!(denied["Condition"]["Bool"]["aws:SecureTransport"], json!("false"));
        }
    }
}

fn who_did_what_is_recorded() {
    for plan in plans() {
        let trail = plan.only("aws_cloudtrail");
        for on in [
            "enable_logging",
            "enable_log_file_validation",
            "is_multi_region_trail",
            "include_global_service_events",
        ] {
            assert_eq!(trail[on], json!(true), "{on}");
        }
        let bucket = plan.at("aws_s3_bucket.audit_trail_bucket");
        assert_eq!(trail["s3_bucket_name"], bucket["bucket"]);
        let policy = json(&plan.with("aws_s3_bucket_policy", "bucket", text(&bucket["id"]))["policy"]);
        let allowed: BTreeSet<String> = as_list(&policy["Statement"])
            .iter()
            .filter(|statement| statement["Principal"]["Service"] == "cloudtrail.amazonaws.com")
            .map(|statement| format!("{} {}", text(&statement["Action"]), text(&statement["Resource"])))
            .collect();
        let arn = text(&bucket["arn"]);
        assert_eq!(
            allowed,
            [format!("s3:GetBucketAcl {arn}"), format!("s3:PutObject {arn}/*")].into()
        );
    }
}

fn a_tenth_of_the_requests_is_traced() {
    for plan in plans() {
        let rule = plan.only("aws_xray_sampling_rule");
        // No reservoir: with one, the first requests of each second would be traced besides.
        assert_eq!(
            (number(&rule["fixed_rate"]), number(&rule["reservoir_size"])),
            (0.1, 0.0)
        );
        for of in [
            "host",
            "http_method",
            "resource_arn",
            "service_name",
            "service_type",
            "url_path",
        ] {
            assert_eq!(rule[of], json!("*"), "{of}");
        }
    }
}

fn every_service_is_traced() {
    for plan in plans() {
        assert_eq!(plan.only("aws_api_gateway_stage")["xray_tracing_enabled"], json!(true));
        for (address, function) in plan.all("aws_lambda_function") {
            assert_eq!(function["tracing_config"][0]["mode"], json!("Active"), "{address}");
        }
        assert!(text(&container(plan, "xray")["image"]).contains("/xray/aws-xray-daemon:"));
        assert_eq!(variables(plan)["AWS_XRAY_DAEMON_ADDRESS"], "127.0.0.1:2000");
        let sends: BTreeSet<String> = plan
            .policy_statements()
            .into_iter()
            .filter(|(_, statement)| as_list(&statement["Action"]).contains(&json!("xray:PutTraceSegments")))
            .map(|(address, _)| address)
            .collect();
        let wanted = [
            "application/aws_iam_role_policy.service_tracing_policy",
            "operations/aws_iam_role_policy.backup_verifier_service_policy",
        ];
        assert_eq!(sends, wanted.map(str::to_owned).into());
    }
}

/// The lines of one of the dashboard's graphs, as `<namespace> <metric> <first dimension's value> <statistic>`, and its
/// expressions.
fn graph(plan: &Plan, title: &str) -> BTreeSet<String> {
    let body = json(&plan.only("aws_cloudwatch_dashboard")["dashboard_body"]);
    let widgets = as_list(&body["widgets"]);
    let widget = widgets
        .iter()
        .find(|widget| widget["properties"]["title"] == title)
        .unwrap_or_else(|| panic!("no graph {title}"));
    as_list(&widget["properties"]["metrics"])
        .iter()
        .map(|line| {
            let parts = line.as_array().expect("a line");
            let options = parts.last().expect("options");
            match options["expression"].as_str() {
                Some(expression) => expression.to_owned(),
                None if parts.len() > 3 => format!(
                    "{} {} {} {}",
                    text(&parts[0]),
                    text(&parts[1]),
                    text(&parts[3]),
                    text(&options["stat"])
                ),
                None => format!("{} {} {}", text(&parts[0]), text(&parts[1]), text(&options["stat"])),
            }
        })
        .collect()
}

fn the_dashboard_shows_response_times() {
    for plan in plans() {
        let balancer = text(&plan.only("aws_lb")["arn_suffix"]);
        let wanted =
            ["p50", "p99"].map(|statistic| format!("AWS/ApplicationELB TargetResponseTime {balancer} {statistic}"));
        assert_eq!(graph(plan, "Response time (s)"), wanted.into());
    }
}

fn the_dashboard_shows_error_rates() {
    for plan in plans() {
        let balancer = text(&plan.only("aws_lb")["arn_suffix"]);
        let api = text(&plan.only("aws_api_gateway_rest_api")["name"]);
        let rate = |part: usize| format!("IF(whole > 0, 100 * FILL(part{part}, 0) / whole, 0)");
        let count = |metric: &str| format!("AWS/ApplicationELB {metric} {balancer} Sum");
        let wanted = [
            count("RequestCount"),
            count("HTTPCode_Target_5XX_Count"),
            count("HTTPCode_ELB_5XX_Count"),
            count("HTTPCode_Target_4XX_Count"),
            rate(0),
            rate(1),
            rate(2),
        ];
        assert_eq!(graph(plan, "Error rate (percent of requests)"), wanted.into());
        let count = |metric: &str| format!("AWS/ApiGateway {metric} {api} Sum");
        let wanted = [count("Count"), count("5XXError"), count("4XXError"), rate(0), rate(1)];
        assert_eq!(graph(plan, "API error rate (percent of requests)"), wanted.into());
    }
}

fn the_dashboard_shows_transaction_volumes() {
    for plan in plans() {
        let balancer = text(&plan.only("aws_lb")["arn_suffix"]);
        let api = text(&plan.only("aws_api_gateway_rest_api")["name"]);
        let filter = plan.only("aws_cloudwatch_log_metric_filter");
        let counted = &filter["metric_transformation"][0];
        let wanted = [
            format!("AWS/ApplicationELB RequestCount {balancer} Sum"),
            format!("AWS/ApiGateway Count {api} Sum"),
            format!("{} {} Sum", text(&counted["namespace"]), text(&counted["name"])),
        ];
        assert_eq!(graph(plan, "Transactions"), wanted.into());
        let options = &container(plan, "application")["logConfiguration"]["options"];
        assert_eq!(filter["log_group_name"], options["awslogs-group"]);
        // The lines that `web-app::the_log_is_structured_and_keeps_secrets` shows.
        assert_eq!(
            filter["pattern"],
            json!(r#"{ $.message = "request answered" && $.route = "POST /payments" && $.status = 202 }"#)
        );
        assert_eq!(counted["value"], json!("1"));
    }
}

fn the_dashboard_is_of_the_present() {
    for plan in plans() {
        let body = json(&plan.only("aws_cloudwatch_dashboard")["dashboard_body"]);
        let widgets = as_list(&body["widgets"]);
        assert!(widgets.len() >= 6);
        for widget in widgets {
            let properties = &widget["properties"];
            assert_eq!(
                (&properties["period"], &properties["region"], &properties["view"]),
                (&json!(60), &json!(REGION), &json!("timeSeries")),
                "{properties}"
            );
        }
    }
}

fn every_alarm_rings_at_the_operators() {
    for plan in plans() {
        let topic = plan.only("aws_sns_topic");
        for (address, alarm) in plan.all("aws_cloudwatch_metric_alarm") {
            assert_eq!(alarm["alarm_actions"], json!([topic["arn"]]), "{address}");
            assert_ne!(alarm["actions_enabled"], json!(false), "{address}");
        }
        let mail = plan.only("aws_sns_topic_subscription");
        assert_eq!(
            (&mail["topic_arn"], &mail["protocol"]),
            (&topic["arn"], &json!("email"))
        );
    }
}

// --- 7. backup verification

fn the_backups_are_verified_every_day() {
    for plan in plans() {
        let verifier = plan.only("aws_lambda_function");
        let rule = plan.only("aws_cloudwatch_event_rule");
        // Once a day, when the night's backup is done.
        assert_eq!(rule["schedule_expression"], json!("cron(0 6 * * ? *)"));
        assert_eq!(rule["state"], json!("ENABLED"));
        let target = plan.only("aws_cloudwatch_event_target");
        assert_eq!((&target["rule"], &target["arn"]), (&rule["name"], &verifier["arn"]));
        let permission = plan.only("aws_lambda_permission");
        assert_eq!(
            (&permission["function_name"], &permission["principal"]),
            (&verifier["function_name"], &json!("events.amazonaws.com"))
        );
        assert_eq!(permission["source_arn"], rule["arn"]);
    }
}

fn the_verifier_knows_the_database_and_its_key() {
    for plan in plans() {
        let cluster = plan.only("aws_rds_cluster");
        let variables = &plan.only("aws_lambda_function")["environment"][0]["variables"];
        assert_eq!(variables["CLUSTER_IDENTIFIER"], cluster["cluster_identifier"]);
        assert_eq!(variables["KMS_KEY_ARN"], cluster["kms_key_id"]);
        assert_eq!(variables["MAX_AGE_HOURS"], json!("26"));
        let looks: Vec<Json> = plan
            .policy_statements()
            .into_iter()
            .filter(|(_, statement)| as_list(&statement["Action"]).contains(&json!("rds:DescribeDBClusterSnapshots")))
            .map(|(_, statement)| statement)
            .collect();
        let [statement] = &looks[..] else { panic!("{looks:?}") };
        let arn = text(&cluster["arn"]);
        let snapshots = arn.replace(":cluster:", ":cluster-snapshot:rds:");
        let on = as_list(&statement["Resource"]);
        assert!(
            on.contains(&json!(arn)) && on.contains(&json!(format!("{snapshots}*"))),
            "{on:?}"
        );
    }
}

fn a_verification_that_fails_or_does_not_run_rings() {
    for plan in plans() {
        let verifier = plan.only("aws_lambda_function");
        let topic = &plan.only("aws_sns_topic")["arn"];
        assert_eq!(&verifier["environment"][0]["variables"]["ALERT_TOPIC_ARN"], topic);
        let publishes = plan.policy_statements().into_iter().any(|(address, statement)| {
            address == "operations/aws_iam_role_policy.backup_verifier_own_policy"
                && as_list(&statement["Action"]).contains(&json!("sns:Publish"))
                && &statement["Resource"] == topic
        });
        assert!(publishes, "the verifier may not tell");
        for (name, metric, operator) in [
            ("backup_verifier_errors_this", "Errors", "GreaterThanOrEqualToThreshold"),
            ("unverified", "Invocations", "LessThanThreshold"),
        ] {
            let alarm = plan.at(&format!("aws_cloudwatch_metric_alarm.{name}"));
            assert_eq!(
                (&alarm["namespace"], &alarm["metric_name"]),
                (&json!("AWS/Lambda"), &json!(metric))
            );
            assert_eq!(alarm["dimensions"], json!({"FunctionName": verifier["function_name"]}));
            assert_eq!(
                (&alarm["threshold"], &alarm["comparison_operator"], &alarm["statistic"]),
                (&json!(1), &json!(operator), &json!("Sum")),
                "{name}"
            );
        }
        let unverified = plan.at("aws_cloudwatch_metric_alarm.unverified");
        assert_eq!(
            (&unverified["period"], &unverified["treat_missing_data"]),
            (&json!(86_400), &json!("breaching"))
        );
    }
}

// --- success criteria, constraints, deliverables

fn a_response_time_of_a_second_rings() {
    for plan in plans() {
        let alarm = plan.at("aws_cloudwatch_metric_alarm.slowness_this");
        assert_eq!(
            (&alarm["metric_name"], &alarm["extended_statistic"], &alarm["threshold"]),
            (&json!("TargetResponseTime"), &json!("p99"), &json!(1))
        );
        assert_eq!(
            alarm["dimensions"],
            json!({"LoadBalancer": plan.only("aws_lb")["arn_suffix"]})
        );
        assert_eq!(alarm["comparison_operator"], json!("GreaterThanOrEqualToThreshold"));
    }
}

fn capacity_is_there_for_ten_thousand_users() {
    for plan in plans() {
        let all = &plan.only("aws_api_gateway_method_settings")["settings"][0];
        assert!(number(&all["throttling_rate_limit"]) >= 10_000.0, "{all}");
    }
    // Each user asks once a second at most, and a core answers a thousand requests a second.
    let prod = SYSTEM.plan("prod");
    let task = prod.only("aws_ecs_task_definition");
    let cores: f64 = text(&task["cpu"]).parse::<f64>().expect("units") / 1024.0;
    let copies = number(&prod.only("aws_appautoscaling_target")["max_capacity"]);
    assert!(1000.0 * cores * copies >= 10_000.0, "{copies} copies of {cores} cores");
}

fn the_database_takes_the_connections_of_old_and_new_copies() {
    let store = source("src/service/store.rs");
    let (_, held) = store
        .split_once("const CONNECTIONS: usize = ")
        .expect("how many a copy holds");
    let held: f64 = held.split(';').next().unwrap_or_default().parse().expect("a number");
    for plan in plans() {
        let parameters = as_list(&plan.only("aws_rds_cluster_parameter_group")["parameter"]);
        let limit = parameters
            .iter()
            .find(|parameter| parameter["name"] == "max_connections")
            .map(|parameter| text(&parameter["value"]).parse::<f64>().expect("a number"))
            .expect("a limit");
        let copies = number(&plan.only("aws_appautoscaling_target")["max_capacity"]);
        // Ten are for RDS itself and whoever operates it.
        assert!(
            2.0 * copies * held + 10.0 <= limit,
            "{copies} copies, {limit} connections"
        );
    }
}

/// What no narrower resource is known for.
const OF_ALL_RESOURCES: [&str; 16] = [
    "cloudwatch:DescribeAlarms",
    "ec2:AssignPrivateIpAddresses",
    "ec2:CreateNetworkInterface",
    "ec2:DeleteNetworkInterface",
    "ec2:DescribeNetworkInterfaces",
    "ec2:DescribeSubnets",
    "ec2:UnassignPrivateIpAddresses",
    "ecr:GetAuthorizationToken",
    "elasticloadbalancing:DescribeListeners",
    "elasticloadbalancing:DescribeRules",
    "elasticloadbalancing:DescribeTargetGroups",
    "logs:DescribeLogGroups",
    "xray:GetSamplingRules",
    "xray:GetSamplingTargets",
    "xray:PutTelemetryRecords",
    "xray:PutTraceSegments",
];

fn roles_may_do_only_what_they_are_for() {
    for plan in plans() {
        for (address, statement) in plan.policy_statements() {
            for action in as_list(&statement["Action"]) {
                let action = text(&action).to_owned();
                assert!(!action.contains('*'), "{address} allows {action}");
                for resource in as_list(&statement["Resource"]) {
                    assert!(
                        resource != "*" || OF_ALL_RESOURCES.contains(&action.as_str()),
                        "{address} allows {action} on everything"
                    );
                }
                if action == "iam:PassRole" {
                    assert_eq!(
                        statement["Condition"]["StringEquals"]["iam:PassedToService"],
                        json!("ecs-tasks.amazonaws.com"),
                        "{address}"
                    );
                }
            }
        }
    }
}

fn roles_have_no_other_policies_than_those_of_aws_services() {
    for plan in plans() {
        let attached: BTreeSet<&str> = plan
            .all("aws_iam_role_policy_attachment")
            .into_iter()
            .map(|(_, attachment)| text(&attachment["policy_arn"]))
            .collect();
        let wanted = [
            "arn:aws:iam::aws:policy/service-role/AWSBackupServiceRolePolicyForBackup",
            "arn:aws:iam::aws:policy/service-role/AWSBackupServiceRolePolicyForRestores",
            "arn:aws:iam::aws:policy/service-role/AmazonAPIGatewayPushToCloudWatchLogs",
            "arn:aws:iam::aws:policy/service-role/AmazonRDSEnhancedMonitoringRole",
        ];
        assert_eq!(attached, wanted.into());
    }
}

fn roles_are_taken_on_by_one_service_for_an_hour() {
    for plan in plans() {
        for (address, role) in plan.all("aws_iam_role") {
            let statements = as_list(&json(&role["assume_role_policy"])["Statement"]);
            let [statement] = &statements[..] else {
                panic!("{address}: {statements:?}")
            };
            assert_eq!(statement["Action"], json!("sts:AssumeRole"), "{address}");
            let service = text(&statement["Principal"]["Service"]);
            assert!(service.ends_with(".amazonaws.com"), "{address}: {service}");
            assert_eq!(role["max_session_duration"], json!(3600), "{address}");
        }
    }
}

fn the_addresses_of_load_balancer_api_and_dashboard_are_exported() {
    for plan in plans() {
        assert_eq!(
            plan.output("application", "alb_dns_name"),
            &plan.only("aws_lb")["dns_name"]
        );
        assert_eq!(
            plan.output("application", "api_url"),
            &plan.only("aws_api_gateway_stage")["invoke_url"]
        );
        let url = text(plan.output("operations", "dashboard_url"));
        let dashboard = text(&plan.only("aws_cloudwatch_dashboard")["dashboard_name"]);
        assert!(
            url.starts_with(&format!("https://{REGION}.console.aws.amazon.com/"))
                && url.ends_with(&format!("name={dashboard}")),
            "{url}"
        );
    }
}

fn versions_of_terraform_and_provider_are_stated() {
    for stack in SYSTEM.stacks {
        let written = std::fs::read_to_string(world().module(SYSTEM.name, stack).join("terraform.tf.json"));
        let written: Json = serde_json::from_str(&written.expect("the settings")).expect("JSON");
        assert_eq!(written["terraform"]["required_version"], json!(">= 1.11.0"), "{stack}");
        let provider = &written["terraform"]["required_providers"]["aws"];
        assert_eq!(
            (&provider["source"], &provider["version"]),
            (&json!("hashicorp/aws"), &json!("5.100.0")),
            "{stack}"
        );
    }
}
