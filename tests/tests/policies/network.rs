//! Who can reach what, and where code runs.

use paydsl::policy::{explicit_ports, no_public_addresses, no_public_ingress, private_compute};
use paydsl::prelude::*;

use super::{Env, found};

#[stack]
pub fn sound(env: &Env) {
    let vpc = aws_vpc {
        cidr_block: "10.0.0.0/16",
    };
    let gateway = aws_internet_gateway { vpc_id: vpc.id };
    let public = count(2, |i| aws_subnet {
        vpc_id: vpc.id,
        cidr_block: cidrsubnet(vpc.cidr_block, 4, i),
    });
    let private = count(2, |i| aws_subnet {
        vpc_id: vpc.id,
        cidr_block: cidrsubnet(vpc.cidr_block, 4, i + 8),
        map_public_ip_on_launch: false,
    });
    let routes = aws_route_table { vpc_id: vpc.id };
    let out = aws_route {
        route_table_id: routes.id,
        destination_cidr_block: "0.0.0.0/0",
        gateway_id: gateway.id,
    };
    let association = count(2, |i| aws_route_table_association {
        subnet_id: public.at(i).id,
        route_table_id: routes.id,
    });
    let web = aws_security_group { name: "alb" };
    let from_anywhere = aws_vpc_security_group_ingress_rule {
        security_group_id: web.id,
        cidr_ipv4: "0.0.0.0/0",
        ip_protocol: "tcp",
        from_port: 443,
        to_port: 443,
    };
    let balancer = aws_lb {
        subnets: public.id,
        security_groups: [web.id],
    };
    let application = aws_security_group {
        name: "app",
        ingress: [block {
            protocol: "tcp",
            from_port: 8080,
            to_port: 8080,
            security_groups: [web.id],
        }],
        egress: [block {
            protocol: "tcp",
            from_port: 443,
            to_port: 443,
            cidr_blocks: ["0.0.0.0/0"],
        }],
    };
    let function = aws_lambda_function {
        filename: "code.zip",
        handler: "bootstrap",
        runtime: "provided.al2023",
        function_name: "x",
        role: "arn:aws:iam::123456789012:role/x",
        vpc_config: block {
            subnet_ids: private.id,
            security_group_ids: [application.id],
        },
    };
    let service = aws_ecs_service {
        name: "x",
        network_configuration: block {
            subnets: private.id,
            assign_public_ip: false,
        },
    };
}

#[stack]
pub fn broken(env: &Env) {
    let vpc = aws_vpc {
        cidr_block: "10.0.0.0/16",
    };
    let gateway = aws_internet_gateway { vpc_id: vpc.id };
    let public = count(2, |i| aws_subnet {
        vpc_id: vpc.id,
        cidr_block: cidrsubnet(vpc.cidr_block, 4, i),
        map_public_ip_on_launch: true,
    });
    let routes = aws_route_table {
        vpc_id: vpc.id,
        route: [block {
            cidr_block: "0.0.0.0/0",
            gateway_id: gateway.id,
        }],
    };
    let association = count(2, |i| aws_route_table_association {
        subnet_id: public.at(i).id,
        route_table_id: routes.id,
    });
    let open = aws_security_group {
        name: "open",
        ingress: [block {
            protocol: "tcp",
            from_port: 443,
            to_port: 443,
            cidr_blocks: ["0.0.0.0/0"],
        }],
        egress: [block {
            protocol: "-1",
            from_port: 0,
            to_port: 0,
            cidr_blocks: ["10.0.0.0/8"],
        }],
    };
    let by_environment = aws_security_group_rule {
        security_group_id: open.id,
        r#type: "ingress",
        protocol: "tcp",
        from_port: 0,
        to_port: 65535,
        cidr_blocks: [env.range],
    };
    let shell = aws_vpc_security_group_ingress_rule {
        security_group_id: open.id,
        cidr_ipv6: "::/0",
        ip_protocol: "tcp",
        from_port: 22,
        to_port: 22,
    };
    let outside = aws_lambda_function {
        filename: "code.zip",
        handler: "bootstrap",
        runtime: "provided.al2023",
        function_name: "x",
        role: "arn:aws:iam::123456789012:role/x",
    };
    let exposed = aws_ecs_service {
        name: "x",
        network_configuration: block {
            subnets: public.id,
            assign_public_ip: true,
        },
    };
    let internal = aws_lb {
        subnets: ["subnet-1", "subnet-2"],
        internal: true,
        security_groups: [open.id],
    };
}

#[test]
fn a_sound_stack_passes() {
    for rule in [
        no_public_addresses(),
        no_public_ingress(),
        explicit_ports(),
        private_compute(),
    ] {
        let name = rule.name;
        assert_eq!(found(rule, sound), Vec::<String>::new(), "{name}");
    }
}

#[test]
fn nothing_that_computes_has_a_public_address() {
    assert_eq!(
        found(no_public_addresses(), broken),
        [
            "aws_subnet.public gives a public address to whatever is started in it",
            "aws_ecs_service.exposed has a public address",
        ]
    );
}

#[test]
fn only_public_load_balancers_are_reached_from_anywhere() {
    assert_eq!(
        found(no_public_ingress(), broken),
        [
            "aws_security_group.open lets in traffic from anywhere",
            "aws_security_group_rule.by_environment lets in traffic from anywhere (prod)",
            "aws_vpc_security_group_ingress_rule.shell lets in traffic from anywhere",
        ]
    );
}

#[test]
fn security_groups_name_protocols_and_ports() {
    assert_eq!(
        found(explicit_ports(), broken),
        [
            "aws_security_group.open lets every protocol out",
            "aws_security_group_rule.by_environment lets traffic in on every port",
        ]
    );
}

#[test]
fn code_runs_in_private_subnets() {
    assert_eq!(
        found(private_compute(), broken),
        [
            "aws_lambda_function.outside does not run in a VPC",
            "aws_ecs_service.exposed is in the public subnet aws_subnet.public",
        ]
    );
}
