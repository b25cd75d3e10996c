//! Which argument names a resource where AWS wants names to be unique, in an account, a region or the world.

/// Resource types with the argument that is their name.
const NAMES: &[(&str, &str)] = &[
    ("aws_api_gateway_api_key", "name"),
    ("aws_api_gateway_rest_api", "name"),
    ("aws_api_gateway_usage_plan", "name"),
    ("aws_apigatewayv2_api", "name"),
    ("aws_athena_workgroup", "name"),
    ("aws_backup_plan", "name"),
    ("aws_backup_vault", "name"),
    ("aws_cloudtrail", "name"),
    ("aws_cloudwatch_composite_alarm", "alarm_name"),
    ("aws_cloudwatch_dashboard", "dashboard_name"),
    ("aws_cloudwatch_event_bus", "name"),
    ("aws_cloudwatch_event_rule", "name"),
    ("aws_cloudwatch_log_group", "name"),
    ("aws_cloudwatch_metric_alarm", "alarm_name"),
    ("aws_codebuild_project", "name"),
    ("aws_codedeploy_app", "name"),
    ("aws_cognito_user_pool", "name"),
    ("aws_db_instance", "identifier"),
    ("aws_db_option_group", "name"),
    ("aws_db_parameter_group", "name"),
    ("aws_db_subnet_group", "name"),
    ("aws_docdb_cluster", "cluster_identifier"),
    ("aws_dynamodb_table", "name"),
    ("aws_ecr_repository", "name"),
    ("aws_ecs_cluster", "name"),
    ("aws_ecs_task_definition", "family"),
    ("aws_elasticache_replication_group", "replication_group_id"),
    ("aws_elasticache_subnet_group", "name"),
    ("aws_iam_group", "name"),
    ("aws_iam_instance_profile", "name"),
    ("aws_iam_policy", "name"),
    ("aws_iam_role", "name"),
    ("aws_iam_user", "name"),
    ("aws_kinesis_firehose_delivery_stream", "name"),
    ("aws_kinesis_stream", "name"),
    ("aws_kms_alias", "name"),
    ("aws_lambda_function", "function_name"),
    ("aws_lb", "name"),
    ("aws_lb_target_group", "name"),
    ("aws_neptune_cluster", "cluster_identifier"),
    ("aws_opensearch_domain", "domain_name"),
    ("aws_rds_cluster", "cluster_identifier"),
    ("aws_rds_cluster_instance", "identifier"),
    ("aws_rds_cluster_parameter_group", "name"),
    ("aws_redshift_cluster", "cluster_identifier"),
    ("aws_s3_bucket", "bucket"),
    ("aws_scheduler_schedule", "name"),
    ("aws_scheduler_schedule_group", "name"),
    ("aws_secretsmanager_secret", "name"),
    ("aws_security_group", "name"),
    ("aws_sfn_state_machine", "name"),
    ("aws_sns_topic", "name"),
    ("aws_sqs_queue", "name"),
    ("aws_ssm_parameter", "name"),
    ("aws_wafv2_ip_set", "name"),
    ("aws_wafv2_rule_group", "name"),
    ("aws_wafv2_web_acl", "name"),
    ("aws_xray_group", "group_name"),
    ("aws_xray_sampling_rule", "rule_name"),
];

/// The argument that names a resource of this type; none if its name need not be unique.
pub(crate) fn argument(kind: &str) -> Option<&'static str> {
    let found = NAMES.binary_search_by(|(known, _)| known.cmp(&kind)).ok()?;
    NAMES.get(found).map(|(_, argument)| *argument)
}

/// The resource types that have one, with it.
pub(crate) fn all() -> impl Iterator<Item = (&'static str, &'static str)> {
    NAMES.iter().copied()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_is_sorted_and_each_argument_is_in_the_schema() {
        assert!(NAMES.is_sorted_by(|a, b| a.0 < b.0));
        for (kind, argument) in NAMES {
            let (_, block) = paydsl_schema::Providers::builtin().resource(kind).expect(kind);
            assert!(block.attribute(argument).is_some(), "{kind}.{argument}");
        }
    }
}
