//! A secret that AWS makes up and nobody else ever sees.

use paydsl::prelude::*;

/// A secret called `secret-<resource>`, of 64 random letters and digits. Its value goes from AWS to AWS: Terraform passes it
/// on without keeping it in plan or state.
#[component]
pub(crate) fn random_secret(name: &str, env: &impl Environment, resource: &str, description: &str) -> Value<Str> {
    #[exempt(
        "checkov:CKV_AWS_149",
        reason = "customer's own keys are asked for where backups are kept, not for secrets; AWS's encrypts this one"
    )]
    #[exempt(
        "checkov:CKV2_AWS_57",
        reason = "tokens made with an old value must stay readable: a new one is a decision, not a date"
    )]
    let secret = aws_secretsmanager_secret {
        name: env.name(tf!("secret-{resource}")),
        description: description,
        recovery_window_in_days: 0,
        tags: env.tags(tf!("secret-{resource}")),
    };
    let random = ephemeral::aws_secretsmanager_random_password {
        password_length: 64,
        exclude_punctuation: true,
    };
    let value = aws_secretsmanager_secret_version {
        secret_id: secret.id,
        secret_string_wo: random.random_password,
        // Counted up by whoever wants another value; what it was remains readable as AWSPREVIOUS.
        secret_string_wo_version: 1,
    };

    secret.arn
}
