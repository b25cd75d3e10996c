//! The network stack: the VPC and what other stacks need to know of it.

use paydsl::prelude::*;

use super::env::Env;
use crate::components::{network, network_tiers};

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
    /// ID of the security group of the interface endpoints.
    pub endpoint_security_group_id: Value<Str>,
}

/// One VPC for each environment, across two availability zones.
#[stack]
pub fn network(env: &Env) -> Network {
    let tiers = network_tiers(
        "main",
        env,
        network::Settings {
            resource: "payments",
            region: env.region,
            cidr: env.vpc_cidr,
            zones: 2,
            database_tier: false,
            services: &["secretsmanager", "sqs", "logs"],
            retention_days: 365,
        },
    );

    Network {
        vpc_id: tiers.vpc_id,
        public_subnet_ids: tiers.public_subnet_ids,
        private_subnet_ids: tiers.private_subnet_ids,
        s3_prefix_list_id: tiers.s3_prefix_list_id,
        endpoint_security_group_id: tiers.endpoint_security_group_id,
    }
}
