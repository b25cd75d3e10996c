//! What Terraform's resources of AWS mean to IAM, where that is certain.

use super::Kind;

/// The ARNs of resource types: what `arn` of each is to IAM. Only what AWS's own reference has in the very same form.
const ARNS: &[(&str, &str, &str)] = &[
    ("aws_backup_vault", "backup", "backupVault"),
    ("aws_cloudwatch_log_group", "logs", "log-group"),
    ("aws_cloudwatch_metric_alarm", "cloudwatch", "alarm"),
    ("aws_codebuild_project", "codebuild", "project"),
    ("aws_dynamodb_table", "dynamodb", "table"),
    ("aws_ecr_repository", "ecr", "repository"),
    ("aws_ecs_cluster", "ecs", "cluster"),
    ("aws_iam_role", "iam", "role"),
    ("aws_iam_user", "iam", "user"),
    ("aws_kinesis_firehose_delivery_stream", "firehose", "deliverystream"),
    ("aws_kinesis_stream", "kinesis", "stream"),
    ("aws_kms_key", "kms", "key"),
    ("aws_lambda_function", "lambda", "function"),
    ("aws_s3_bucket", "s3", "bucket"),
    ("aws_secretsmanager_secret", "secretsmanager", "Secret"),
    ("aws_sfn_state_machine", "states", "statemachine"),
    ("aws_sns_topic", "sns", "topic"),
    ("aws_sqs_queue", "sqs", "queue"),
    ("aws_ssm_parameter", "ssm", "parameter"),
];

/// The service and resource type, in IAM's terms, of the attribute `arn` of a Terraform resource type.
pub fn arn(resource_type: &str) -> Option<(&'static str, &'static str)> {
    let found = ARNS.iter().find(|(known, ..)| *known == resource_type)?;
    Some((found.1, found.2))
}

/// What the policy in an argument is for.
pub fn kind(resource_type: &str, argument: &str) -> Kind {
    match (resource_type, argument) {
        ("aws_iam_role", "assume_role_policy") => Kind::Trust,
        ("aws_iam_policy" | "aws_iam_role_policy" | "aws_iam_user_policy" | "aws_iam_group_policy", "policy")
        | ("aws_iam_role.inline_policy", "policy")
        | ("aws_ssoadmin_permission_set_inline_policy", "inline_policy") => Kind::Identity,
        (
            "aws_backup_vault_policy"
            | "aws_ecr_repository_policy"
            | "aws_kms_key"
            | "aws_kms_key_policy"
            | "aws_s3_bucket"
            | "aws_s3_bucket_policy"
            | "aws_secretsmanager_secret"
            | "aws_secretsmanager_secret_policy"
            | "aws_sns_topic"
            | "aws_sns_topic_policy"
            | "aws_sqs_queue"
            | "aws_sqs_queue_policy",
            "policy",
        ) => Kind::Resource,
        _ => Kind::Unknown,
    }
}

#[cfg(test)]
mod tests {
    use super::super::Services;
    use super::ARNS;

    #[test]
    fn every_arn_is_of_a_resource_that_iam_knows() {
        for (resource_type, service, resource) in ARNS {
            let known = Services::builtin()
                .service(service)
                .and_then(|known| known.resource(resource));
            assert!(
                known.is_some(),
                "{resource_type}: {service} has no resource type {resource}"
            );
        }
    }
}
