//! A project of two stacks that is applied in seconds, which `diff` and `drift` are tested on; and `pipeline`, which `graph`
//! is tested on and nobody applies.
//!
//! `SMALL_PROJECT=edited` stands for an edit of its source.

#![allow(missing_docs, reason = "the names in a test's project say what they are for")]

mod pipeline;

use std::process::ExitCode;

use paydsl::prelude::*;

#[environments]
pub mod env {
    pub struct Env {
        pub region: Str,
        pub cidr: Str,
        pub limit: Num,
        pub log_days: Num,
        pub ports: Map<Num>,
        pub motto: Str,
    }

    pub const DEV: Env = Env {
        region: "us-east-1",
        cidr: "10.0.0.0/16",
        limit: 10,
        log_days: 7,
        ports: [("https", 443)],
        motto: "try",
    };

    #[protected]
    pub const PROD: Env = Env {
        cidr: "10.1.0.0/16",
        limit: 500,
        ports: [("https", 443), ("metrics", 9090)],
        motto: "\"hold\"",
        ..DEV
    };
}

use env::Env;

#[derive(Outputs)]
pub struct Base {
    pub limit: Value<Str>,
    pub log_group: Value<Str>,
    pub role: Value<Str>,
}

#[stack]
pub fn base(env: &Env) -> Base {
    let vpc = aws_vpc {
        cidr_block: env.cidr,
        tags: env.tags("vpc"),
    };
    let inside = local {
        value: cidrsubnet(vpc.cidr_block, 4, 0),
    };
    let access = aws_security_group {
        name: env.name("access"),
        description: "Access",
        vpc_id: vpc.id,
        tags: env.tags("access"),
    };
    let ports = each(env.ports, |_, port| aws_vpc_security_group_ingress_rule {
        security_group_id: access.id,
        cidr_ipv4: inside,
        ip_protocol: "tcp",
        from_port: port,
        to_port: port,
    });
    let logs = aws_cloudwatch_log_group {
        name: env.name("/logs"),
        retention_in_days: env.log_days,
        tags: env.tags("logs"),
    };
    let assume = data::aws_iam_policy_document {
        statement: [block {
            actions: ["sts:AssumeRole"],
            principals: [block {
                r#type: "Service",
                identifiers: ["lambda.amazonaws.com"],
            }],
        }],
    };
    let role = aws_iam_role {
        name: env.name("worker"),
        assume_role_policy: assume.json,
        tags: env.tags("worker"),
    };
    Base {
        limit: tf!("at most {env.limit}"),
        log_group: logs.name,
        role: role.name,
    }
}

#[stack]
pub fn service(env: &Env, base: Remote<Base>) {
    let limit = aws_ssm_parameter {
        name: env.name("limit"),
        r#type: "String",
        insecure_value: base.limit,
        description: description(),
        tags: env.tags("limit"),
    };
    let is_prod = env.environment().eq("prod");
    let secret = aws_ssm_parameter {
        name: env.name("secret"),
        r#type: "SecureString",
        value: "correct horse battery staple",
        tier: is_prod.then("Advanced", "Standard"),
    };
    let write_logs = data::aws_iam_policy_document {
        statement: [block {
            actions: ["logs:PutLogEvents"],
            resources: [tf!("arn:aws:logs:*:*:log-group:{base.log_group}:*")],
        }],
    };
    let logs = aws_iam_role_policy {
        name: "logs",
        role: base.role,
        policy: write_logs.json,
    };
}

fn description() -> &'static str {
    match std::env::var_os("SMALL_PROJECT") {
        Some(_) => "How much one payment may be",
        None => "The limit",
    }
}

fn main() -> ExitCode {
    let small = Project::new("small", env::all()).stack(base).stack(service);
    paydsl::run([small, pipeline::project()])
}
