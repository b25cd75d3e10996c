//! A transit gateway that a VPC is attached to: the way to other regions and networks.

use paydsl::prelude::*;

use super::Tiers;

/// A transit gateway called `tgw-<resource>`, with the VPC's private subnets attached.
///
/// Nothing is routed to it yet, and nothing that asks to be attached is let in by itself.
#[component]
pub(crate) fn transit_gateway(name: &str, env: &impl Environment, resource: &str, tiers: &Tiers) -> Value<Str> {
    let gateway = aws_ec2_transit_gateway {
        description: tf!("Connects {env.name(tf!(\"vpc-{resource}\"))} to other regions"),
        auto_accept_shared_attachments: "disable",
        default_route_table_association: "enable",
        default_route_table_propagation: "enable",
        dns_support: "enable",
        vpn_ecmp_support: "enable",
        tags: env.tags(tf!("tgw-{resource}")),
    };
    let attachment = aws_ec2_transit_gateway_vpc_attachment {
        transit_gateway_id: gateway.id,
        vpc_id: tiers.vpc_id,
        subnet_ids: tiers.private_subnet_ids,
        dns_support: "enable",
        tags: env.tags(tf!("tgw-attachment-{resource}")),
    };

    attachment.id
}
