//! The network stack: a VPC over three zones, attached to a transit gateway.

use paydsl::prelude::*;

use super::env::Env;
use crate::components::{network, network_tiers, transit_gateway};

/// What other stacks may read from the network.
#[derive(Outputs)]
pub struct Network {
    /// ID of the environment's VPC.
    pub vpc_id: Value<Str>,
    /// IDs of the public subnets, one in each zone.
    pub public_subnet_ids: Value<List<Str>>,
    /// IDs of the private subnets, one in each zone.
    pub private_subnet_ids: Value<List<Str>>,
    /// ID of the list of S3's addresses, reached through the gateway endpoint.
    pub s3_prefix_list_id: Value<Str>,
    /// ID of the list of DynamoDB's addresses, reached through the gateway endpoint.
    pub dynamodb_prefix_list_id: Value<Str>,
    /// ID of the security group of the interface endpoints.
    pub endpoint_security_group_id: Value<Str>,
    /// ID of the attachment to the transit gateway, for routes to other regions.
    pub transit_gateway_attachment_id: Value<Str>,
}

/// One VPC for each environment, across three availability zones.
#[stack]
pub fn network(env: &Env) -> Network {
    let tiers = network_tiers(
        "main",
        env,
        network::Settings {
            resource: "pci",
            region: env.region,
            cidr: env.vpc_cidr,
            zones: 3,
            database_tier: false,
            services: &["secretsmanager", "sqs", "sns", "logs", "xray"],
            retention_days: 365,
        },
    );
    let attachment_id = transit_gateway("transit", env, "pci", &tiers);

    Network {
        vpc_id: tiers.vpc_id,
        public_subnet_ids: tiers.public_subnet_ids,
        private_subnet_ids: tiers.private_subnet_ids,
        s3_prefix_list_id: tiers.s3_prefix_list_id,
        dynamodb_prefix_list_id: tiers.dynamodb_prefix_list_id,
        endpoint_security_group_id: tiers.endpoint_security_group_id,
        transit_gateway_attachment_id: attachment_id,
    }
}
