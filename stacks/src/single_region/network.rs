//! The network stack: a VPC over three zones, and the API's domain.

use paydsl::prelude::*;

use super::RETENTION_DAYS;
use super::env::Env;
use crate::components::{certified_domain, network, network_tiers};

/// What other stacks may read from the network.
#[derive(Outputs)]
pub struct Network {
    /// ID of the environment's VPC.
    pub vpc_id: Value<Str>,
    /// IDs of the public subnets, one in each zone.
    pub public_subnet_ids: Value<List<Str>>,
    /// IDs of the private subnets, one in each zone.
    pub private_subnet_ids: Value<List<Str>>,
    /// IDs of the database's subnets, one in each zone.
    pub database_subnet_ids: Value<List<Str>>,
    /// ID of the list of S3's addresses, reached through the gateway endpoint.
    pub s3_prefix_list_id: Value<Str>,
    /// ID of the list of DynamoDB's addresses, reached through the gateway endpoint.
    pub dynamodb_prefix_list_id: Value<Str>,
    /// ID of the security group of the interface endpoints.
    pub endpoint_security_group_id: Value<Str>,
    /// The API's domain.
    pub domain: Value<Str>,
    /// ID of the domain's zone.
    pub zone_id: Value<Str>,
    /// The name servers that the parent domain has to delegate to.
    pub name_servers: Value<List<Str>>,
    /// ARN of the domain's certificate.
    pub certificate_arn: Value<Str>,
}

/// One VPC for each environment, across three availability zones.
#[stack]
pub fn network(env: &Env) -> Network {
    let tiers = network_tiers(
        "main",
        env,
        network::Settings {
            resource: "single-region",
            region: env.region,
            cidr: env.vpc_cidr,
            zones: 3,
            database_tier: true,
            services: &["secretsmanager", "sqs", "sns", "ssm", "logs", "xray"],
            retention_days: RETENTION_DAYS,
        },
    );
    // A copy of an environment has a domain of its own: in AWS only one API can serve a domain.
    let domain = certified_domain("api", env, tf!("{env.name(\"payments\")}.{env.parent_domain}"));

    Network {
        vpc_id: tiers.vpc_id,
        public_subnet_ids: tiers.public_subnet_ids,
        private_subnet_ids: tiers.private_subnet_ids,
        database_subnet_ids: tiers.database_subnet_ids,
        s3_prefix_list_id: tiers.s3_prefix_list_id,
        dynamodb_prefix_list_id: tiers.dynamodb_prefix_list_id,
        endpoint_security_group_id: tiers.endpoint_security_group_id,
        domain: domain.name,
        zone_id: domain.zone_id,
        name_servers: domain.name_servers,
        certificate_arn: domain.certificate_arn,
    }
}
