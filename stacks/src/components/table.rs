//! A DynamoDB table: paid by request, encrypted, restorable to any second of the last 35 days.

use paydsl::prelude::*;

/// A table.
#[derive(Clone, Copy)]
pub(crate) struct Table {
    pub(crate) name: Value<Str>,
    pub(crate) arn: Value<Str>,
}

/// A key attribute: its name and its type, `S`, `N` or `B`.
pub(crate) type Key = (&'static str, &'static str);

/// What tells tables apart.
pub(crate) struct Settings {
    /// What its name is made of.
    pub(crate) resource: &'static str,
    pub(crate) partition_key: Key,
    pub(crate) sort_key: Option<Key>,
    /// The attribute with the second (Unix time) at which an item goes.
    pub(crate) expires_at: Option<&'static str>,
}

/// A table called `dynamodb-<resource>`, encrypted with the AWS-managed key `aws/dynamodb`, which DynamoDB takes if no key
/// is named.
#[component]
pub(crate) fn table(name: &str, env: &impl Environment, settings: Settings) -> Table {
    let resource = settings.resource;
    let keys = [Some(settings.partition_key), settings.sort_key];

    #[exempt(
        "checkov:CKV_AWS_119",
        reason = "AWS's own key is asked for, or encryption without a word on whose key"
    )]
    let table = aws_dynamodb_table {
        name: env.name(tf!("dynamodb-{resource}")),
        billing_mode: "PAY_PER_REQUEST",
        hash_key: settings.partition_key.0,
        range_key: settings.sort_key.map(|key| key.0),
        attribute: keys.into_iter().flatten().map(|(name, kind)| block {
            name: name,
            r#type: kind,
        }),
        point_in_time_recovery: block { enabled: true },
        server_side_encryption: block { enabled: true },
        ttl: settings.expires_at.map(|attribute| block {
            attribute_name: attribute,
            enabled: true,
        }),
        deletion_protection_enabled: false,
        tags: env.tags(tf!("dynamodb-{resource}")),
    };

    Table {
        name: table.name,
        arn: table.arn,
    }
}
