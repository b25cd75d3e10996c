//! A key of the customer's own, rotated every year.

use paydsl::prelude::*;

/// A key.
#[derive(Clone, Copy)]
pub(crate) struct Key {
    pub(crate) arn: Value<Str>,
}

/// A key with the alias `alias/kms-<resource>`, for the account's own policies to allow and for whom `uses` name. It can be
/// deleted after seven days, the fewest AWS allows.
#[component]
pub(crate) fn customer_key(
    name: &str,
    env: &impl Environment,
    resource: &str,
    description: &str,
    uses: Vec<data::aws_iam_policy_document::statement>,
) -> Key {
    let account = data::aws_caller_identity {};
    #[exempt(
        "checkov:CKV_AWS_109",
        reason = "in a key's policy every resource is that key, and an account without rights to its key has lost it"
    )]
    #[exempt(
        "checkov:CKV_AWS_111",
        reason = "in a key's policy every resource is that key, and an account without rights to its key has lost it"
    )]
    #[exempt(
        "checkov:CKV_AWS_356",
        reason = "in a key's policy every resource is that key, and an account without rights to its key has lost it"
    )]
    let policy = data::aws_iam_policy_document {
        statement: [block {
            sid: "AdministeredByAccount",
            actions: ["kms:*"],
            resources: ["*"],
            principals: [block {
                r#type: "AWS",
                identifiers: [tf!("arn:aws:iam::{account.account_id}:root")],
            }],
        }]
        .into_iter()
        .chain(uses),
    };
    let key = aws_kms_key {
        description: description,
        enable_key_rotation: true,
        deletion_window_in_days: 7,
        policy: policy.json,
        tags: env.tags(tf!("kms-{resource}")),
    };
    let alias = aws_kms_alias {
        name: tf!("alias/{env.name(tf!(\"kms-{resource}\"))}"),
        target_key_id: key.key_id,
    };

    Key { arn: key.arn }
}
