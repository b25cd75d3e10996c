//! What AWS puts into attributes: by type, the attribute's path from the type's body, and what it holds.
//!
//! Here stands only what is certain and always set. An attribute that the provider's user may leave out and AWS then fills in
//! is here too, where what may be given is of the same kind.

use super::kinds::*;

/// The facts of some types, sorted by type and attribute.
type Group = &'static [(&'static str, &'static [(&'static str, Kind)])];

/// What the attribute at a path holds, or its elements.
pub(super) fn find(is_data: bool, type_name: &str, path: &str) -> Option<Kind> {
    let groups = if is_data { DATA } else { RESOURCES };
    groups.iter().find_map(|group| {
        let (_, facts) = group.get(group.binary_search_by(|(name, _)| (*name).cmp(type_name)).ok()?)?;
        let (_, kind) = facts.get(facts.binary_search_by(|(name, _)| (*name).cmp(path)).ok()?)?;
        Some(*kind)
    })
}

/// All facts.
#[cfg(test)]
pub(super) fn all(is_data: bool) -> impl Iterator<Item = &'static (&'static str, &'static [(&'static str, Kind)])> {
    let groups = if is_data { DATA } else { RESOURCES };
    groups.iter().flat_map(|group| group.iter())
}

/// Sources: EC2 API Reference, "Resource IDs" in the EC2 User Guide; VPC User Guide.
const RESOURCES_COMPUTE: Group = &[
    ("aws_ami", &[("arn", EC2_ARN), ("id", AMI_ID)]),
    ("aws_ami_copy", &[("arn", EC2_ARN), ("id", AMI_ID)]),
    ("aws_ami_from_instance", &[("arn", EC2_ARN), ("id", AMI_ID)]),
    ("aws_customer_gateway", &[("arn", EC2_ARN), ("id", CUSTOMER_GATEWAY_ID)]),
    (
        "aws_default_network_acl",
        &[
            ("arn", EC2_ARN),
            ("id", ACL_ID),
            ("owner_id", ACCOUNT_ID),
            ("vpc_id", VPC_ID),
        ],
    ),
    (
        "aws_default_route_table",
        &[
            ("arn", EC2_ARN),
            ("default_route_table_id", ROUTE_TABLE_ID),
            ("id", ROUTE_TABLE_ID),
            ("owner_id", ACCOUNT_ID),
            ("vpc_id", VPC_ID),
        ],
    ),
    (
        "aws_default_security_group",
        &[("arn", EC2_ARN), ("id", SECURITY_GROUP_ID), ("owner_id", ACCOUNT_ID)],
    ),
    (
        "aws_default_subnet",
        &[
            ("arn", EC2_ARN),
            ("availability_zone", ZONE),
            ("availability_zone_id", ZONE_ID),
            ("cidr_block", CIDR4),
            ("id", SUBNET_ID),
            ("owner_id", ACCOUNT_ID),
            ("vpc_id", VPC_ID),
        ],
    ),
    (
        "aws_default_vpc",
        &[
            ("arn", EC2_ARN),
            ("cidr_block", CIDR4),
            ("id", VPC_ID),
            ("owner_id", ACCOUNT_ID),
        ],
    ),
    (
        "aws_ebs_snapshot",
        &[
            ("arn", EC2_ARN),
            ("id", SNAPSHOT_ID),
            ("owner_id", ACCOUNT_ID),
            ("volume_id", VOLUME_ID),
        ],
    ),
    ("aws_ebs_snapshot_copy", &[("arn", EC2_ARN), ("id", SNAPSHOT_ID)]),
    (
        "aws_ebs_volume",
        &[
            ("arn", EC2_ARN),
            ("availability_zone", ZONE),
            ("id", VOLUME_ID),
            ("size", SET),
        ],
    ),
    (
        "aws_ec2_capacity_reservation",
        &[
            ("arn", EC2_ARN),
            ("id", CAPACITY_RESERVATION_ID),
            ("owner_id", ACCOUNT_ID),
        ],
    ),
    (
        "aws_ec2_client_vpn_endpoint",
        &[("arn", EC2_ARN), ("id", CLIENT_VPN_ID)],
    ),
    (
        "aws_ec2_managed_prefix_list",
        &[
            ("arn", EC2_ARN),
            ("id", PREFIX_LIST_ID),
            ("owner_id", ACCOUNT_ID),
            ("version", SET),
        ],
    ),
    (
        "aws_ec2_transit_gateway",
        &[("arn", EC2_ARN), ("id", TRANSIT_GATEWAY_ID), ("owner_id", ACCOUNT_ID)],
    ),
    (
        "aws_ec2_transit_gateway_route_table",
        &[("arn", EC2_ARN), ("id", TRANSIT_ROUTE_TABLE_ID)],
    ),
    (
        "aws_ec2_transit_gateway_vpc_attachment",
        &[("id", TRANSIT_ATTACHMENT_ID), ("vpc_owner_id", ACCOUNT_ID)],
    ),
    ("aws_egress_only_internet_gateway", &[("id", EGRESS_GATEWAY_ID)]),
    (
        "aws_eip",
        &[("allocation_id", EIP_ID), ("arn", EC2_ARN), ("id", EIP_ID)],
    ),
    ("aws_flow_log", &[("arn", EC2_ARN), ("id", FLOW_LOG_ID)]),
    (
        "aws_instance",
        &[
            ("arn", EC2_ARN),
            ("availability_zone", ZONE),
            ("id", INSTANCE_ID),
            ("primary_network_interface_id", INTERFACE_ID),
            ("subnet_id", SUBNET_ID),
        ],
    ),
    (
        "aws_internet_gateway",
        &[("arn", EC2_ARN), ("id", INTERNET_GATEWAY_ID), ("owner_id", ACCOUNT_ID)],
    ),
    ("aws_key_pair", &[("arn", EC2_ARN), ("key_pair_id", KEY_PAIR_ID)]),
    (
        "aws_launch_template",
        &[
            ("arn", EC2_ARN),
            ("default_version", SET),
            ("id", LAUNCH_TEMPLATE_ID),
            ("latest_version", SET),
        ],
    ),
    (
        "aws_nat_gateway",
        &[("id", NAT_ID), ("network_interface_id", INTERFACE_ID)],
    ),
    (
        "aws_network_acl",
        &[("arn", EC2_ARN), ("id", ACL_ID), ("owner_id", ACCOUNT_ID)],
    ),
    (
        "aws_network_interface",
        &[("arn", EC2_ARN), ("id", INTERFACE_ID), ("owner_id", ACCOUNT_ID)],
    ),
    (
        "aws_route_table",
        &[("arn", EC2_ARN), ("id", ROUTE_TABLE_ID), ("owner_id", ACCOUNT_ID)],
    ),
    ("aws_route_table_association", &[("id", ROUTE_TABLE_ASSOCIATION_ID)]),
    (
        "aws_security_group",
        &[
            ("arn", EC2_ARN),
            ("id", SECURITY_GROUP_ID),
            ("owner_id", ACCOUNT_ID),
            ("vpc_id", VPC_ID),
        ],
    ),
    (
        "aws_subnet",
        &[
            ("arn", EC2_ARN),
            ("availability_zone", ZONE),
            ("availability_zone_id", ZONE_ID),
            ("id", SUBNET_ID),
            ("owner_id", ACCOUNT_ID),
            ("vpc_id", VPC_ID),
        ],
    ),
    (
        "aws_vpc",
        &[
            ("arn", EC2_ARN),
            ("cidr_block", CIDR4),
            ("id", VPC_ID),
            ("owner_id", ACCOUNT_ID),
        ],
    ),
    (
        "aws_vpc_dhcp_options",
        &[("arn", EC2_ARN), ("id", DHCP_OPTIONS_ID), ("owner_id", ACCOUNT_ID)],
    ),
    (
        "aws_vpc_endpoint",
        &[
            ("arn", EC2_ARN),
            ("id", ENDPOINT_ID),
            ("owner_id", ACCOUNT_ID),
            ("vpc_id", VPC_ID),
        ],
    ),
    (
        "aws_vpc_endpoint_service",
        &[("arn", EC2_ARN), ("id", ENDPOINT_SERVICE_ID)],
    ),
    (
        "aws_vpc_ipam",
        &[
            ("arn", EC2_ARN),
            ("id", IPAM_ID),
            ("private_default_scope_id", IPAM_SCOPE_ID),
            ("public_default_scope_id", IPAM_SCOPE_ID),
        ],
    ),
    ("aws_vpc_ipam_pool", &[("arn", EC2_ARN), ("id", IPAM_POOL_ID)]),
    ("aws_vpc_ipam_scope", &[("arn", EC2_ARN), ("id", IPAM_SCOPE_ID)]),
    ("aws_vpc_peering_connection", &[("id", PEERING_ID)]),
    (
        "aws_vpc_security_group_egress_rule",
        &[
            ("arn", EC2_ARN),
            ("id", SECURITY_GROUP_RULE_ID),
            ("security_group_rule_id", SECURITY_GROUP_RULE_ID),
        ],
    ),
    (
        "aws_vpc_security_group_ingress_rule",
        &[
            ("arn", EC2_ARN),
            ("id", SECURITY_GROUP_RULE_ID),
            ("security_group_rule_id", SECURITY_GROUP_RULE_ID),
        ],
    ),
    ("aws_vpn_connection", &[("arn", EC2_ARN), ("id", VPN_CONNECTION_ID)]),
    ("aws_vpn_gateway", &[("arn", EC2_ARN), ("id", VPN_GATEWAY_ID)]),
];

/// Sources: S3 User Guide, "Bucket naming rules" (with those of old buckets in us-east-1); EFS API Reference; AWS Backup API Reference.
const RESOURCES_STORAGE: Group = &[
    ("aws_backup_plan", &[("arn", BACKUP_ARN), ("id", UUID)]),
    ("aws_backup_selection", &[("id", UUID)]),
    ("aws_backup_vault", &[("arn", BACKUP_ARN), ("recovery_points", SET)]),
    (
        "aws_efs_access_point",
        &[
            ("arn", EFS_ARN),
            ("file_system_arn", EFS_ARN),
            ("id", ACCESS_POINT_ID),
            ("owner_id", ACCOUNT_ID),
        ],
    ),
    (
        "aws_efs_file_system",
        &[
            ("arn", EFS_ARN),
            ("dns_name", HOST),
            ("id", FILE_SYSTEM_ID),
            ("number_of_mount_targets", SET),
            ("owner_id", ACCOUNT_ID),
        ],
    ),
    (
        "aws_efs_mount_target",
        &[
            ("file_system_arn", EFS_ARN),
            ("id", MOUNT_TARGET_ID),
            ("network_interface_id", INTERFACE_ID),
            ("owner_id", ACCOUNT_ID),
        ],
    ),
    (
        "aws_s3_bucket",
        &[
            ("arn", S3_ARN),
            ("bucket", BUCKET),
            ("bucket_domain_name", HOST),
            ("bucket_regional_domain_name", HOST),
            ("id", BUCKET),
            ("region", REGION),
        ],
    ),
    ("aws_s3_bucket_cors_configuration", &[("id", BUCKET_AND_OWNER)]),
    ("aws_s3_bucket_lifecycle_configuration", &[("id", BUCKET_AND_OWNER)]),
    ("aws_s3_bucket_logging", &[("id", BUCKET_AND_OWNER)]),
    ("aws_s3_bucket_notification", &[("id", BUCKET)]),
    ("aws_s3_bucket_ownership_controls", &[("id", BUCKET)]),
    ("aws_s3_bucket_policy", &[("id", BUCKET)]),
    ("aws_s3_bucket_public_access_block", &[("id", BUCKET)]),
    (
        "aws_s3_bucket_server_side_encryption_configuration",
        &[("id", BUCKET_AND_OWNER)],
    ),
    ("aws_s3_bucket_versioning", &[("id", BUCKET_AND_OWNER)]),
    (
        "aws_s3_bucket_website_configuration",
        &[
            ("id", BUCKET_AND_OWNER),
            ("website_domain", HOST),
            ("website_endpoint", HOST),
        ],
    ),
];

/// Sources: RDS API Reference (identifiers, endpoints, resource IDs); DynamoDB Developer Guide, "Naming rules"; ElastiCache API Reference.
const RESOURCES_DATABASES: Group = &[
    (
        "aws_db_instance",
        &[
            ("address", HOST),
            ("allocated_storage", SET),
            ("arn", RDS_ARN),
            ("availability_zone", ZONE),
            ("endpoint", HOST_AND_PORT),
            ("hosted_zone_id", HOSTED_ZONE_ID),
            ("id", DB_ID),
            ("identifier", DB_NAME),
            ("master_user_secret.secret_arn", SECRET_ARN),
            ("port", SET),
            ("resource_id", DB_ID),
        ],
    ),
    (
        "aws_db_parameter_group",
        &[("arn", RDS_ARN), ("id", DB_GROUP), ("name", DB_GROUP)],
    ),
    ("aws_db_proxy", &[("arn", RDS_ARN), ("endpoint", HOST)]),
    ("aws_db_snapshot", &[("db_snapshot_arn", RDS_ARN)]),
    (
        "aws_db_subnet_group",
        &[
            ("arn", RDS_ARN),
            ("id", DB_GROUP),
            ("name", DB_GROUP),
            ("vpc_id", VPC_ID),
        ],
    ),
    ("aws_dynamodb_table", &[("arn", DYNAMODB_ARN), ("id", TABLE_NAME)]),
    (
        "aws_rds_cluster",
        &[
            ("arn", RDS_ARN),
            ("cluster_identifier", DB_NAME),
            ("cluster_resource_id", DB_ID),
            ("endpoint", HOST),
            ("hosted_zone_id", HOSTED_ZONE_ID),
            ("id", DB_NAME),
            ("master_user_secret.secret_arn", SECRET_ARN),
            ("port", SET),
        ],
    ),
    (
        "aws_rds_cluster_instance",
        &[
            ("arn", RDS_ARN),
            ("dbi_resource_id", DB_ID),
            ("endpoint", HOST),
            ("id", DB_NAME),
            ("identifier", DB_NAME),
            ("port", SET),
        ],
    ),
    (
        "aws_rds_cluster_parameter_group",
        &[("arn", RDS_ARN), ("id", DB_GROUP), ("name", DB_GROUP)],
    ),
];

/// Sources: IAM User Guide, "IAM identifiers"; IAM API Reference; Cognito API References; Organizations API Reference.
const RESOURCES_IDENTITY: Group = &[
    ("aws_cognito_identity_pool", &[("id", IDENTITY_POOL_ID)]),
    ("aws_cognito_user_pool", &[("arn", COGNITO_ARN), ("id", USER_POOL_ID)]),
    ("aws_cognito_user_pool_client", &[("id", CLIENT_ID)]),
    ("aws_iam_access_key", &[("id", ACCESS_KEY_ID)]),
    (
        "aws_iam_group",
        &[
            ("arn", IAM_ARN),
            ("id", IAM_GROUP_NAME),
            ("name", IAM_GROUP_NAME),
            ("unique_id", IAM_ID),
        ],
    ),
    (
        "aws_iam_instance_profile",
        &[
            ("arn", IAM_ARN),
            ("create_date", TIME),
            ("id", INSTANCE_PROFILE_NAME),
            ("name", INSTANCE_PROFILE_NAME),
            ("unique_id", IAM_ID),
        ],
    ),
    ("aws_iam_openid_connect_provider", &[("arn", IAM_ARN), ("id", IAM_ARN)]),
    (
        "aws_iam_policy",
        &[
            ("arn", IAM_ARN),
            ("id", IAM_ARN),
            ("name", POLICY_NAME),
            ("policy_id", IAM_ID),
        ],
    ),
    (
        "aws_iam_role",
        &[
            ("arn", IAM_ARN),
            ("create_date", TIME),
            ("id", ROLE_NAME),
            ("name", ROLE_NAME),
            ("unique_id", IAM_ID),
        ],
    ),
    ("aws_iam_role_policy", &[("name", POLICY_NAME)]),
    ("aws_iam_saml_provider", &[("arn", IAM_ARN), ("id", IAM_ARN)]),
    (
        "aws_iam_service_linked_role",
        &[
            ("arn", IAM_ARN),
            ("id", IAM_ARN),
            ("name", ROLE_NAME),
            ("unique_id", IAM_ID),
        ],
    ),
    (
        "aws_iam_user",
        &[
            ("arn", IAM_ARN),
            ("id", USER_NAME),
            ("name", USER_NAME),
            ("unique_id", IAM_ID),
        ],
    ),
];

/// Sources: KMS Developer Guide, "Key identifiers"; Secrets Manager API Reference; ACM API Reference; Systems Manager API Reference.
const RESOURCES_KEYS: Group = &[
    ("aws_acm_certificate", &[("arn", ACM_ARN), ("id", ACM_ARN)]),
    ("aws_acm_certificate_validation", &[("certificate_arn", ACM_ARN)]),
    (
        "aws_kms_alias",
        &[
            ("arn", KMS_ARN),
            ("id", KEY_ALIAS),
            ("name", KEY_ALIAS),
            ("target_key_arn", KMS_ARN),
        ],
    ),
    ("aws_kms_external_key", &[("arn", KMS_ARN), ("id", KEY_ID)]),
    ("aws_kms_key", &[("arn", KMS_ARN), ("id", KEY_ID), ("key_id", KEY_ID)]),
    (
        "aws_kms_replica_key",
        &[("arn", KMS_ARN), ("id", KEY_ID), ("key_id", KEY_ID)],
    ),
    ("aws_secretsmanager_secret", &[("arn", SECRET_ARN), ("id", SECRET_ARN)]),
    ("aws_secretsmanager_secret_version", &[("arn", SECRET_ARN)]),
    ("aws_ssm_parameter", &[("arn", SSM_ARN), ("version", SET)]),
];

/// Sources: Lambda API Reference; Step Functions API Reference; EventBridge API Reference.
const RESOURCES_FUNCTIONS: Group = &[
    ("aws_cloudwatch_event_bus", &[("arn", EVENTS_ARN)]),
    ("aws_cloudwatch_event_rule", &[("arn", EVENTS_ARN), ("name", RULE_NAME)]),
    ("aws_lambda_alias", &[("arn", LAMBDA_ARN), ("invoke_arn", INVOKE_ARN)]),
    (
        "aws_lambda_event_source_mapping",
        &[("function_arn", LAMBDA_ARN), ("id", UUID), ("uuid", UUID)],
    ),
    (
        "aws_lambda_function",
        &[
            ("arn", LAMBDA_ARN),
            ("code_sha256", BASE64),
            ("invoke_arn", INVOKE_ARN),
            ("last_modified", TIME),
            ("memory_size", SET),
            ("qualified_arn", LAMBDA_ARN),
            ("qualified_invoke_arn", INVOKE_ARN),
            ("source_code_size", SET),
            ("timeout", SET),
            ("version", VERSION),
        ],
    ),
    (
        "aws_lambda_function_url",
        &[("function_arn", LAMBDA_ARN), ("function_url", HTTP_URL)],
    ),
    (
        "aws_lambda_layer_version",
        &[("arn", LAMBDA_ARN), ("layer_arn", LAMBDA_ARN), ("version", DIGITS)],
    ),
    ("aws_sfn_activity", &[("id", STATES_ARN)]),
    (
        "aws_sfn_state_machine",
        &[("arn", STATES_ARN), ("creation_date", TIME), ("id", STATES_ARN)],
    ),
];

/// Sources: SQS, SNS, Kinesis and Firehose API References.
const RESOURCES_MESSAGES: Group = &[
    (
        "aws_kinesis_firehose_delivery_stream",
        &[("arn", FIREHOSE_ARN), ("id", FIREHOSE_ARN)],
    ),
    ("aws_kinesis_stream", &[("arn", KINESIS_ARN), ("id", KINESIS_ARN)]),
    (
        "aws_sns_topic",
        &[
            ("arn", SNS_ARN),
            ("id", SNS_ARN),
            ("name", TOPIC_NAME),
            ("owner", ACCOUNT_ID),
        ],
    ),
    (
        "aws_sns_topic_subscription",
        &[("arn", SNS_ARN), ("owner_id", ACCOUNT_ID)],
    ),
    (
        "aws_sqs_queue",
        &[
            ("arn", SQS_ARN),
            ("delay_seconds", SET),
            ("id", QUEUE_URL),
            ("max_message_size", SET),
            ("message_retention_seconds", SET),
            ("name", QUEUE_NAME),
            ("receive_wait_time_seconds", SET),
            ("url", QUEUE_URL),
            ("visibility_timeout_seconds", SET),
        ],
    ),
    ("aws_sqs_queue_policy", &[("id", QUEUE_URL)]),
];

/// Sources: CloudWatch and CloudWatch Logs API References; CloudTrail API Reference.
const RESOURCES_LOGS: Group = &[
    ("aws_cloudtrail", &[("arn", CLOUDTRAIL_ARN), ("home_region", REGION)]),
    (
        "aws_cloudwatch_log_group",
        &[
            ("arn", LOGS_ARN),
            ("id", LOG_GROUP_NAME),
            ("name", LOG_GROUP_NAME),
            ("retention_in_days", SET),
        ],
    ),
    ("aws_cloudwatch_log_stream", &[("arn", LOGS_ARN)]),
    ("aws_cloudwatch_metric_alarm", &[("arn", CLOUDWATCH_ARN)]),
];

/// Sources: ECS, ECR and EKS API References.
const RESOURCES_CONTAINERS: Group = &[
    (
        "aws_ecr_repository",
        &[
            ("arn", ECR_ARN),
            ("id", ECR_NAME),
            ("registry_id", ACCOUNT_ID),
            ("repository_url", ECR_URL),
        ],
    ),
    ("aws_ecs_capacity_provider", &[("arn", ECS_ARN), ("id", ECS_ARN)]),
    ("aws_ecs_cluster", &[("arn", ECS_ARN), ("id", ECS_ARN)]),
    ("aws_ecs_service", &[("id", ECS_ARN)]),
    (
        "aws_ecs_task_definition",
        &[("arn", ECS_ARN), ("arn_without_revision", ECS_ARN), ("revision", SET)],
    ),
    (
        "aws_eks_cluster",
        &[
            ("arn", EKS_ARN),
            ("created_at", TIME),
            ("endpoint", HTTP_URL),
            ("id", EKS_NAME),
            ("identity.oidc.issuer", HTTP_URL),
            ("vpc_config.cluster_security_group_id", SECURITY_GROUP_ID),
            ("vpc_config.vpc_id", VPC_ID),
        ],
    ),
    ("aws_eks_node_group", &[("arn", EKS_ARN)]),
];

/// Sources: Elastic Load Balancing API Reference (version 2015-12-01); Route 53 and CloudFront API References; WAFV2 API Reference.
const RESOURCES_TRAFFIC: Group = &[
    (
        "aws_cloudfront_distribution",
        &[
            ("arn", CLOUDFRONT_ARN),
            ("domain_name", HOST),
            ("hosted_zone_id", HOSTED_ZONE_ID),
            ("id", DISTRIBUTION_ID),
        ],
    ),
    ("aws_cloudfront_origin_access_control", &[("id", DISTRIBUTION_ID)]),
    (
        "aws_cloudfront_origin_access_identity",
        &[("iam_arn", IAM_ARN), ("id", DISTRIBUTION_ID)],
    ),
    (
        "aws_lb",
        &[
            ("arn", ELB_ARN),
            ("arn_suffix", LB_SUFFIX),
            ("dns_name", HOST),
            ("id", ELB_ARN),
            ("vpc_id", VPC_ID),
            ("zone_id", HOSTED_ZONE_ID),
        ],
    ),
    ("aws_lb_listener", &[("arn", ELB_ARN), ("id", ELB_ARN)]),
    ("aws_lb_listener_rule", &[("arn", ELB_ARN), ("id", ELB_ARN)]),
    (
        "aws_lb_target_group",
        &[("arn", ELB_ARN), ("arn_suffix", TARGET_SUFFIX), ("id", ELB_ARN)],
    ),
    ("aws_route53_health_check", &[("arn", ROUTE53_ARN), ("id", UUID)]),
    (
        "aws_route53_zone",
        &[
            ("arn", ROUTE53_ARN),
            ("id", HOSTED_ZONE_ID),
            ("name_servers", HOST),
            ("zone_id", HOSTED_ZONE_ID),
        ],
    ),
    ("aws_wafv2_ip_set", &[("arn", WAF_ARN), ("id", UUID)]),
    ("aws_wafv2_regex_pattern_set", &[("arn", WAF_ARN), ("id", UUID)]),
    (
        "aws_wafv2_rule_group",
        &[("arn", WAF_ARN), ("capacity", SET), ("id", UUID)],
    ),
    (
        "aws_wafv2_web_acl",
        &[("arn", WAF_ARN), ("capacity", SET), ("id", UUID)],
    ),
];

/// Sources: API Gateway API References (V1 and V2); AWS SDKs and Tools, "execute-api" ARNs in the API Gateway Developer Guide.
const RESOURCES_APIS: Group = &[
    ("aws_api_gateway_api_key", &[("arn", APIGATEWAY_ARN), ("id", API_ID)]),
    ("aws_api_gateway_authorizer", &[("arn", APIGATEWAY_ARN), ("id", API_ID)]),
    ("aws_api_gateway_deployment", &[("id", API_ID)]),
    ("aws_api_gateway_domain_name", &[("arn", APIGATEWAY_ARN)]),
    ("aws_api_gateway_model", &[("id", API_ID)]),
    ("aws_api_gateway_request_validator", &[("id", API_ID)]),
    ("aws_api_gateway_resource", &[("id", API_ID), ("path", PATH)]),
    (
        "aws_api_gateway_rest_api",
        &[
            ("arn", APIGATEWAY_ARN),
            ("created_date", TIME),
            ("execution_arn", EXECUTE_API_ARN),
            ("id", API_ID),
            ("root_resource_id", API_ID),
        ],
    ),
    (
        "aws_api_gateway_stage",
        &[
            ("arn", APIGATEWAY_ARN),
            ("execution_arn", EXECUTE_API_ARN),
            ("id", API_ID),
            ("invoke_url", HTTP_URL),
        ],
    ),
    ("aws_api_gateway_usage_plan", &[("arn", APIGATEWAY_ARN), ("id", API_ID)]),
    ("aws_api_gateway_vpc_link", &[("arn", APIGATEWAY_ARN), ("id", API_ID)]),
    (
        "aws_apigatewayv2_api",
        &[
            ("api_endpoint", URL),
            ("arn", APIGATEWAY_ARN),
            ("execution_arn", EXECUTE_API_ARN),
            ("id", API_ID),
        ],
    ),
    ("aws_apigatewayv2_authorizer", &[("id", API_ID)]),
    ("aws_apigatewayv2_integration", &[("id", API_ID)]),
    ("aws_apigatewayv2_route", &[("id", API_ID)]),
    (
        "aws_apigatewayv2_stage",
        &[("arn", APIGATEWAY_ARN), ("invoke_url", URL)],
    ),
    ("aws_apigatewayv2_vpc_link", &[("arn", APIGATEWAY_ARN), ("id", API_ID)]),
];

/// Sources: EC2 Auto Scaling, CodeDeploy and Application Auto Scaling API References.
const RESOURCES_DEPLOYMENT: Group = &[
    ("aws_autoscaling_group", &[("arn", AUTOSCALING_ARN)]),
    ("aws_autoscaling_policy", &[("arn", AUTOSCALING_ARN)]),
    (
        "aws_codedeploy_app",
        &[("application_id", UUID), ("arn", CODEDEPLOY_ARN)],
    ),
    (
        "aws_codedeploy_deployment_group",
        &[("arn", CODEDEPLOY_ARN), ("deployment_group_id", UUID)],
    ),
];

const RESOURCES: &[Group] = &[
    RESOURCES_COMPUTE,
    RESOURCES_STORAGE,
    RESOURCES_DATABASES,
    RESOURCES_IDENTITY,
    RESOURCES_KEYS,
    RESOURCES_FUNCTIONS,
    RESOURCES_MESSAGES,
    RESOURCES_LOGS,
    RESOURCES_CONTAINERS,
    RESOURCES_TRAFFIC,
    RESOURCES_APIS,
    RESOURCES_DEPLOYMENT,
];

/// Sources: STS API Reference (GetCallerIdentity); IAM User Guide; "Regions and zones" in the EC2 User Guide.
const DATA_IDENTITY: Group = &[
    (
        "aws_availability_zone",
        &[("name", ZONE), ("region", REGION), ("zone_id", ZONE_ID)],
    ),
    (
        "aws_availability_zones",
        &[("id", REGION), ("names", ZONE), ("zone_ids", ZONE_ID)],
    ),
    ("aws_billing_service_account", &[("arn", IAM_ARN), ("id", ACCOUNT_ID)]),
    (
        "aws_caller_identity",
        &[("account_id", ACCOUNT_ID), ("arn", ANY_ARN), ("id", ACCOUNT_ID)],
    ),
    ("aws_elb_service_account", &[("arn", IAM_ARN), ("id", ACCOUNT_ID)]),
    (
        "aws_iam_instance_profile",
        &[("arn", IAM_ARN), ("role_arn", IAM_ARN), ("role_name", ROLE_NAME)],
    ),
    ("aws_iam_policy", &[("arn", IAM_ARN), ("id", IAM_ARN)]),
    (
        "aws_iam_policy_document",
        &[("id", HASH_ID), ("json", JSON), ("minified_json", JSON)],
    ),
    (
        "aws_iam_role",
        &[("arn", IAM_ARN), ("id", ROLE_NAME), ("unique_id", IAM_ID)],
    ),
    ("aws_iam_user", &[("arn", IAM_ARN), ("user_id", IAM_ID)]),
    (
        "aws_partition",
        &[("dns_suffix", HOST), ("id", PARTITION), ("partition", PARTITION)],
    ),
    ("aws_region", &[("endpoint", HOST), ("id", REGION), ("name", REGION)]),
];

/// Sources: EC2 API Reference, "Resource IDs" in the EC2 User Guide.
const DATA_NETWORK: Group = &[
    ("aws_ami", &[("arn", EC2_ARN), ("id", AMI_ID), ("image_id", AMI_ID)]),
    ("aws_eip", &[("arn", EC2_ARN)]),
    (
        "aws_instance",
        &[("arn", EC2_ARN), ("availability_zone", ZONE), ("id", INSTANCE_ID)],
    ),
    ("aws_instances", &[("ids", INSTANCE_ID)]),
    (
        "aws_internet_gateway",
        &[("arn", EC2_ARN), ("id", INTERNET_GATEWAY_ID), ("owner_id", ACCOUNT_ID)],
    ),
    (
        "aws_launch_template",
        &[("arn", EC2_ARN), ("id", LAUNCH_TEMPLATE_ID), ("latest_version", SET)],
    ),
    ("aws_nat_gateway", &[("id", NAT_ID)]),
    ("aws_network_interface", &[("arn", EC2_ARN), ("id", INTERFACE_ID)]),
    ("aws_prefix_list", &[("id", PREFIX_LIST_ID)]),
    (
        "aws_route_table",
        &[("arn", EC2_ARN), ("id", ROUTE_TABLE_ID), ("owner_id", ACCOUNT_ID)],
    ),
    ("aws_route_tables", &[("ids", ROUTE_TABLE_ID)]),
    ("aws_security_group", &[("arn", EC2_ARN), ("id", SECURITY_GROUP_ID)]),
    (
        "aws_security_groups",
        &[("arns", EC2_ARN), ("ids", SECURITY_GROUP_ID), ("vpc_ids", VPC_ID)],
    ),
    (
        "aws_subnet",
        &[
            ("arn", EC2_ARN),
            ("availability_zone", ZONE),
            ("id", SUBNET_ID),
            ("owner_id", ACCOUNT_ID),
            ("vpc_id", VPC_ID),
        ],
    ),
    ("aws_subnets", &[("ids", SUBNET_ID)]),
    (
        "aws_vpc",
        &[
            ("arn", EC2_ARN),
            ("cidr_block", CIDR4),
            ("id", VPC_ID),
            ("owner_id", ACCOUNT_ID),
        ],
    ),
    ("aws_vpc_endpoint", &[("arn", EC2_ARN), ("id", ENDPOINT_ID)]),
    ("aws_vpcs", &[("ids", VPC_ID)]),
];

/// Sources: the API Reference of each service, as for its resources.
const DATA_SERVICES: Group = &[
    ("aws_acm_certificate", &[("arn", ACM_ARN), ("id", ACM_ARN)]),
    ("aws_cloudwatch_event_bus", &[("arn", EVENTS_ARN)]),
    ("aws_cloudwatch_log_group", &[("arn", LOGS_ARN), ("id", LOG_GROUP_NAME)]),
    (
        "aws_db_instance",
        &[
            ("address", HOST),
            ("db_instance_arn", RDS_ARN),
            ("endpoint", HOST_AND_PORT),
            ("port", SET),
        ],
    ),
    ("aws_dynamodb_table", &[("arn", DYNAMODB_ARN), ("id", TABLE_NAME)]),
    (
        "aws_ecr_repository",
        &[("arn", ECR_ARN), ("id", ECR_NAME), ("repository_url", ECR_URL)],
    ),
    ("aws_ecs_cluster", &[("arn", ECS_ARN), ("id", ECS_ARN)]),
    ("aws_ecs_service", &[("arn", ECS_ARN)]),
    (
        "aws_eks_cluster",
        &[("arn", EKS_ARN), ("endpoint", HTTP_URL), ("id", EKS_NAME)],
    ),
    (
        "aws_kms_alias",
        &[("arn", KMS_ARN), ("target_key_arn", KMS_ARN), ("target_key_id", KEY_ID)],
    ),
    ("aws_kms_key", &[("arn", KMS_ARN), ("id", KEY_ID)]),
    (
        "aws_lambda_function",
        &[
            ("arn", LAMBDA_ARN),
            ("invoke_arn", INVOKE_ARN),
            ("qualified_arn", LAMBDA_ARN),
            ("version", VERSION),
        ],
    ),
    (
        "aws_lb",
        &[
            ("arn", ELB_ARN),
            ("arn_suffix", LB_SUFFIX),
            ("dns_name", HOST),
            ("id", ELB_ARN),
            ("zone_id", HOSTED_ZONE_ID),
        ],
    ),
    ("aws_lb_listener", &[("arn", ELB_ARN), ("id", ELB_ARN)]),
    (
        "aws_lb_target_group",
        &[("arn", ELB_ARN), ("arn_suffix", TARGET_SUFFIX), ("id", ELB_ARN)],
    ),
    (
        "aws_rds_cluster",
        &[("arn", RDS_ARN), ("endpoint", HOST), ("port", SET)],
    ),
    (
        "aws_route53_zone",
        &[
            ("arn", ROUTE53_ARN),
            ("id", HOSTED_ZONE_ID),
            ("zone_id", HOSTED_ZONE_ID),
        ],
    ),
    (
        "aws_s3_bucket",
        &[
            ("arn", S3_ARN),
            ("bucket_domain_name", HOST),
            ("bucket_regional_domain_name", HOST),
            ("id", BUCKET),
            ("region", REGION),
        ],
    ),
    ("aws_secretsmanager_secret", &[("arn", SECRET_ARN), ("id", SECRET_ARN)]),
    ("aws_sfn_state_machine", &[("arn", STATES_ARN), ("id", STATES_ARN)]),
    ("aws_sns_topic", &[("arn", SNS_ARN), ("id", SNS_ARN)]),
    (
        "aws_sqs_queue",
        &[("arn", SQS_ARN), ("id", QUEUE_URL), ("url", QUEUE_URL)],
    ),
    ("aws_ssm_parameter", &[("arn", SSM_ARN), ("version", SET)]),
    ("aws_wafv2_web_acl", &[("arn", WAF_ARN), ("id", UUID)]),
];

const DATA: &[Group] = &[DATA_IDENTITY, DATA_NETWORK, DATA_SERVICES];
