//! A VPC with public and private subnets in several zones; private subnets reach out through NAT only.

use paydsl::prelude::*;

use super::service_role;

/// A VPC and its subnets, each list with one subnet a zone.
#[derive(Clone, Copy)]
pub(crate) struct Tiers {
    pub(crate) vpc_id: Value<Str>,
    pub(crate) public_subnet_ids: Value<List<Str>>,
    pub(crate) private_subnet_ids: Value<List<Str>>,
    /// Subnets for databases, without a route to the internet; the private ones where databases have none of their own.
    pub(crate) database_subnet_ids: Value<List<Str>>,
    /// The addresses of S3 and DynamoDB, reached through gateway endpoints.
    pub(crate) s3_prefix_list_id: Value<Str>,
    pub(crate) dynamodb_prefix_list_id: Value<Str>,
    pub(crate) endpoint_security_group_id: Value<Str>,
}

/// What tells networks apart.
pub(crate) struct Settings<'s> {
    /// What the name of its flow log is made of.
    pub(crate) resource: &'s str,
    pub(crate) region: Value<Str>,
    /// The addresses of the VPC, a /16.
    pub(crate) cidr: Value<Str>,
    /// How many availability zones it spans, three at most.
    pub(crate) zones: u8,
    /// Whether databases have subnets of their own.
    pub(crate) database_tier: bool,
    /// AWS services reached through interface endpoints: `["secretsmanager"]`.
    pub(crate) services: &'s [&'s str],
    /// Days that the flow logs are kept.
    pub(crate) retention_days: u32,
}

/// A VPC over several availability zones, its traffic logged. Private subnets reach out through a NAT gateway in their zone
/// only, and AWS services inside the VPC: S3 and DynamoDB through gateway endpoints, `services` through interface endpoints.
#[component]
pub(crate) fn network_tiers(name: &str, env: &impl Environment, settings: Settings<'_>) -> Tiers {
    let zones = settings.zones;
    let region = settings.region;
    #[exempt(
        "checkov:CKV_AWS_394",
        reason = "which zones an account has is AWS's to say; the first by name are taken, and new ones come behind them"
    )]
    let available = data::aws_availability_zones {
        state: "available",
        // No local zones, which lack much and would come first by name.
        filter: [block {
            name: "zone-type",
            values: ["availability-zone"],
        }],
    };

    let vpc = aws_vpc {
        cidr_block: settings.cidr,
        enable_dns_support: true,
        enable_dns_hostnames: true,
        tags: env.tags("vpc"),
    };

    // The default security group allows everything inside it: adopted, and emptied.
    let default = aws_default_security_group {
        vpc_id: vpc.id,
        tags: env.tags("security-group-default"),
    };

    let gateway = aws_internet_gateway {
        vpc_id: vpc.id,
        tags: env.tags("igw"),
    };

    let public = count(zones, |i| aws_subnet {
        vpc_id: vpc.id,
        cidr_block: cidrsubnet(vpc.cidr_block, 4, i),
        availability_zone: available.names.at(i),
        map_public_ip_on_launch: false,
        tags: env.tags(tf!("subnet-public-{i}")),
    });

    let private = count(zones, |i| aws_subnet {
        vpc_id: vpc.id,
        cidr_block: cidrsubnet(vpc.cidr_block, 4, i + 8),
        availability_zone: available.names.at(i),
        map_public_ip_on_launch: false,
        tags: env.tags(tf!("subnet-private-{i}")),
    });

    let public_routes = aws_route_table {
        vpc_id: vpc.id,
        tags: env.tags("rt-public"),
    };
    let to_internet = aws_route {
        route_table_id: public_routes.id,
        destination_cidr_block: "0.0.0.0/0",
        gateway_id: gateway.id,
    };
    let public_association = count(zones, |i| aws_route_table_association {
        subnet_id: public.at(i).id,
        route_table_id: public_routes.id,
    });

    // A NAT gateway in each zone, so that a zone's failure stays in it.
    let nat_address = count(zones, |i| aws_eip {
        domain: "vpc",
        tags: env.tags(tf!("eip-nat-{i}")),
        depends_on: [gateway],
    });
    let nat = count(zones, |i| aws_nat_gateway {
        allocation_id: nat_address.at(i).id,
        subnet_id: public.at(i).id,
        tags: env.tags(tf!("nat-{i}")),
        depends_on: [gateway],
    });
    let private_routes = count(zones, |i| aws_route_table {
        vpc_id: vpc.id,
        tags: env.tags(tf!("rt-private-{i}")),
    });
    let to_nat = count(zones, |i| aws_route {
        route_table_id: private_routes.at(i).id,
        destination_cidr_block: "0.0.0.0/0",
        nat_gateway_id: nat.at(i).id,
    });
    let private_association = count(zones, |i| aws_route_table_association {
        subnet_id: private.at(i).id,
        route_table_id: private_routes.at(i).id,
    });

    let s3 = aws_vpc_endpoint {
        vpc_id: vpc.id,
        service_name: tf!("com.amazonaws.{region}.s3"),
        vpc_endpoint_type: "Gateway",
        route_table_ids: private_routes.id,
        tags: env.tags("vpce-s3"),
    };
    let dynamodb = aws_vpc_endpoint {
        vpc_id: vpc.id,
        service_name: tf!("com.amazonaws.{region}.dynamodb"),
        vpc_endpoint_type: "Gateway",
        route_table_ids: private_routes.id,
        tags: env.tags("vpce-dynamodb"),
    };

    let endpoints = aws_security_group {
        name: env.name("security-group-endpoints"),
        description: "Interface endpoints of AWS services",
        vpc_id: vpc.id,
        tags: env.tags("security-group-endpoints"),
    };
    let endpoints_https = aws_vpc_security_group_ingress_rule {
        security_group_id: endpoints.id,
        description: "HTTPS from the VPC",
        cidr_ipv4: vpc.cidr_block,
        ip_protocol: "tcp",
        from_port: 443,
        to_port: 443,
        tags: env.tags("rule-endpoints"),
    };
    for service in settings.services {
        #[key(service.replace('.', "-"))]
        let endpoint = aws_vpc_endpoint {
            vpc_id: vpc.id,
            service_name: tf!("com.amazonaws.{region}.{service}"),
            vpc_endpoint_type: "Interface",
            private_dns_enabled: true,
            subnet_ids: private.id,
            security_group_ids: [endpoints.id],
            tags: env.tags(tf!("vpce-{service}")),
        };
    }

    let database_subnet_ids = if settings.database_tier {
        let database = count(zones, |i| aws_subnet {
            vpc_id: vpc.id,
            cidr_block: cidrsubnet(vpc.cidr_block, 4, i + 12),
            availability_zone: available.names.at(i),
            map_public_ip_on_launch: false,
            tags: env.tags(tf!("subnet-database-{i}")),
        });
        // No routes but the VPC's own: databases neither reach the internet nor are reached from it.
        let database_routes = aws_route_table {
            vpc_id: vpc.id,
            tags: env.tags("rt-database"),
        };
        let database_association = count(zones, |i| aws_route_table_association {
            subnet_id: database.at(i).id,
            route_table_id: database_routes.id,
        });
        database.id
    } else {
        private.id
    };

    flow_log("flow", env, settings.resource, vpc.id, settings.retention_days);

    Tiers {
        vpc_id: vpc.id,
        public_subnet_ids: public.id,
        private_subnet_ids: private.id,
        database_subnet_ids,
        s3_prefix_list_id: s3.prefix_list_id,
        dynamodb_prefix_list_id: dynamodb.prefix_list_id,
        endpoint_security_group_id: endpoints.id,
    }
}

/// All traffic of a VPC, accepted or not, in CloudWatch Logs.
#[component]
fn flow_log(name: &str, env: &impl Environment, resource: &str, vpc_id: Value<Str>, retention_days: u32) {
    #[exempt(
        "checkov:CKV_AWS_158",
        reason = "CloudWatch encrypts logs by itself, and no request asks for a key of the customer's own for them"
    )]
    let log_group = aws_cloudwatch_log_group {
        name: tf!("/aws/vpc/{env.name(tf!(\"flow-log-{resource}\"))}"),
        retention_in_days: retention_days,
        tags: env.tags(tf!("flow-log-{resource}")),
    };
    let role = service_role(
        "service",
        env,
        &format!("flow-log-{resource}"),
        "vpc-flow-logs.amazonaws.com",
    );
    let policy = aws_iam_role_policy {
        name: "write",
        role: role.id,
        policy: policy!(
            allow {
                sid: "WriteFlowLog",
                action: ["logs:CreateLogStream", "logs:PutLogEvents", "logs:DescribeLogStreams"],
                resource: [log_group.arn, tf!("{log_group.arn}:*")],
            },
            // Nothing narrower is known for it.
            allow {
                sid: "FindLogGroup",
                action: "logs:DescribeLogGroups",
                resource: "*",
            },
        ),
    };
    let log = aws_flow_log {
        vpc_id: vpc_id,
        traffic_type: "ALL",
        log_destination_type: "cloud-watch-logs",
        log_destination: log_group.arn,
        iam_role_arn: role.arn,
        max_aggregation_interval: 60,
        tags: env.tags(tf!("flow-log-{resource}")),
        depends_on: [policy],
    };
}
