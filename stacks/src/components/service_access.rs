//! The security group of code that may reach AWS's services inside the VPC, and nothing else.

use paydsl::prelude::*;

/// What may be reached.
pub(crate) struct Settings<'s> {
    /// What the group's name is made of.
    pub(crate) resource: &'s str,
    pub(crate) description: &'s str,
    pub(crate) vpc_id: Value<Str>,
    /// The security group of the interface endpoints.
    pub(crate) endpoint_security_group_id: Value<Str>,
    /// The services behind gateway endpoints, each with the list of its addresses.
    pub(crate) prefix_list_ids: Vec<(&'s str, Value<Str>)>,
}

/// A group called `security-group-<resource>`: nothing comes in, HTTPS to the endpoints goes out.
#[component]
pub(crate) fn service_access(name: &str, env: &impl Environment, settings: Settings<'_>) -> Value<Str> {
    let resource = settings.resource;
    #[exempt("checkov:CKV2_AWS_5", reason = "it is attached in another stack")]
    let group = aws_security_group {
        name: env.name(tf!("security-group-{resource}")),
        description: settings.description,
        vpc_id: settings.vpc_id,
        tags: env.tags(tf!("security-group-{resource}")),
    };
    let to_endpoints = aws_vpc_security_group_egress_rule {
        security_group_id: group.id,
        description: "HTTPS to the endpoints of AWS services",
        referenced_security_group_id: settings.endpoint_security_group_id,
        ip_protocol: "tcp",
        from_port: 443,
        to_port: 443,
        tags: env.tags(tf!("rule-{resource}-to-endpoints")),
    };
    for (service, prefix_list_id) in settings.prefix_list_ids {
        #[key(service)]
        let to_service = aws_vpc_security_group_egress_rule {
            security_group_id: group.id,
            description: tf!("HTTPS to {service}"),
            prefix_list_id: prefix_list_id,
            ip_protocol: "tcp",
            from_port: 443,
            to_port: 443,
            tags: env.tags(tf!("rule-{resource}-to-{service}")),
        };
    }

    group.id
}
