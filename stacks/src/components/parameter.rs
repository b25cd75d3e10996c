//! Configuration in Systems Manager's Parameter Store.

use paydsl::prelude::*;

/// A parameter that anybody who may read the stack may know: `<prefix>/<path>`.
#[component]
pub(crate) fn parameter(
    name: &str,
    env: &impl Environment,
    prefix: Value<Str>,
    path: &str,
    description: &str,
    value: Value<Str>,
) -> Value<Str> {
    #[exempt("checkov:CKV2_AWS_34", reason = "it is no secret: `secret_parameter` is for those")]
    let this = aws_ssm_parameter {
        name: tf!("{prefix}/{path}"),
        description: description,
        r#type: "String",
        value: value,
        tags: env.tags(path),
    };

    this.arn
}

/// An encrypted parameter: `<prefix>/<path>`. Its value is passed on by Terraform and kept neither in plan nor in state.
#[component]
pub(crate) fn secret_parameter(
    name: &str,
    env: &impl Environment,
    prefix: Value<Str>,
    path: &str,
    description: &str,
    value: Value<Str>,
) -> Value<Str> {
    #[exempt(
        "checkov:CKV_AWS_337",
        reason = "secure strings are asked for, not a key of the customer's own: AWS's encrypts them"
    )]
    let this = aws_ssm_parameter {
        name: tf!("{prefix}/{path}"),
        description: description,
        r#type: "SecureString",
        value_wo: value,
        // Counted up by whoever wants the value written once more.
        value_wo_version: 1,
        tags: env.tags(path),
    };

    this.arn
}

/// An encrypted parameter of 64 random letters and digits, which AWS makes up.
#[component]
pub(crate) fn random_parameter(
    name: &str,
    env: &impl Environment,
    prefix: Value<Str>,
    path: &str,
    description: &str,
) -> Value<Str> {
    let random = ephemeral::aws_secretsmanager_random_password {
        password_length: 64,
        exclude_punctuation: true,
    };

    secret_parameter("kept", env, prefix, path, description, random.random_password)
}
