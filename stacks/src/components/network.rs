//! A VPC with public and private subnets in several zones; private subnets reach out through NAT only.

use paydsl::prelude::*;

use crate::multi_environment::env::Env;

/// A VPC and its subnets.
#[derive(Clone, Copy)]
pub(crate) struct Tiers {
    pub(crate) vpc_id: Value<Str>,
    pub(crate) public_subnet_ids: Value<List<Str>>,
    pub(crate) private_subnet_ids: Value<List<Str>>,
    pub(crate) s3_prefix_list_id: Value<Str>,
    pub(crate) endpoint_security_group_id: Value<Str>,
}

/// A VPC over `zones` availability zones. AWS services that private code calls are reached inside the VPC: S3 through a
/// gateway endpoint, `services` through interface endpoints.
#[component]
pub(crate) fn network_tiers(name: &str, env: &Env, zones: u8, services: &[&str]) -> Tiers {
    let available = data::aws_availability_zones { state: "available" };

    let vpc = aws_vpc {
        cidr_block: env.vpc_cidr,
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
        service_name: tf!("com.amazonaws.{env.region}.s3"),
        vpc_endpoint_type: "Gateway",
        route_table_ids: private_routes.id,
        tags: env.tags("vpce-s3"),
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
    };
    for service in services {
        #[key(service)]
        let endpoint = aws_vpc_endpoint {
            vpc_id: vpc.id,
            service_name: tf!("com.amazonaws.{env.region}.{service}"),
            vpc_endpoint_type: "Interface",
            private_dns_enabled: true,
            subnet_ids: private.id,
            security_group_ids: [endpoints.id],
            tags: env.tags(tf!("vpce-{service}")),
        };
    }

    Tiers {
        vpc_id: vpc.id,
        public_subnet_ids: public.id,
        private_subnet_ids: private.id,
        s3_prefix_list_id: s3.prefix_list_id,
        endpoint_security_group_id: endpoints.id,
    }
}
