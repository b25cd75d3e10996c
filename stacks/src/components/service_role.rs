//! A role that one AWS service takes on, for an hour at most.

use paydsl::prelude::*;

/// A role.
#[derive(Clone, Copy)]
pub(crate) struct Role {
    pub(crate) id: Value<Str>,
    pub(crate) name: Value<Str>,
    pub(crate) arn: Value<Str>,
}

/// A role called `role-<resource>` that `service` (`lambda.amazonaws.com`) takes on.
#[component]
pub(crate) fn service_role(name: &str, env: &impl Environment, resource: &str, service: &str) -> Role {
    let role = aws_iam_role {
        name: env.name(tf!("role-{resource}")),
        assume_role_policy: policy!(allow {
            action: "sts:AssumeRole",
            principal: service(service),
        }),
        max_session_duration: 3600,
        force_detach_policies: true,
        tags: env.tags(tf!("role-{resource}")),
    };

    Role {
        id: role.id,
        name: role.name,
        arn: role.arn,
    }
}
