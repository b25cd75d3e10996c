//! A pipeline with something of each kind that `graph` treats in its own way.

use paydsl::prelude::*;

use crate::env::{self, Env};

#[derive(Outputs)]
pub struct Network {
    pub private: Value<List<Str>>,
}

#[stack]
pub fn network(env: &Env) -> Network {
    let vpc = aws_vpc { cidr_block: env.cidr };
    let private = count(2, |i| aws_subnet {
        vpc_id: vpc.id,
        cidr_block: cidrsubnet(vpc.cidr_block, 4, i),
    });
    let public = aws_subnet {
        vpc_id: vpc.id,
        cidr_block: cidrsubnet(vpc.cidr_block, 4, 15),
    };
    let address = aws_eip { domain: "vpc" };
    let nat = aws_nat_gateway {
        allocation_id: address.id,
        subnet_id: public.id,
    };
    let zone = aws_route53_zone { name: "example.com" };
    let out = aws_route53_record {
        zone_id: zone.zone_id,
        name: "out.example.com",
        r#type: "A",
        ttl: 60,
        records: [nat.public_ip],
    };
    let routes = aws_route_table { vpc_id: vpc.id };
    let outside = aws_route {
        route_table_id: routes.id,
        destination_cidr_block: "0.0.0.0/0",
        nat_gateway_id: nat.id,
    };
    let association = count(2, |i| aws_route_table_association {
        subnet_id: private.at(i).id,
        route_table_id: routes.id,
    });
    for service in ["sqs", "logs"] {
        #[key(service)]
        let endpoint = aws_vpc_endpoint {
            vpc_id: vpc.id,
            service_name: tf!("com.amazonaws.{env.region}.{service}"),
            subnet_ids: private.id,
            vpc_endpoint_type: "Interface",
        };
    }
    Network { private: private.id }
}

#[component]
fn worker(name: &str, env: &Env, subnets: Value<List<Str>>, policy: Value<Str>) -> Value<Str> {
    let assume = data::aws_iam_policy_document {
        statement: [block {
            actions: ["sts:AssumeRole"],
        }],
    };
    let role = aws_iam_role {
        assume_role_policy: assume.json,
    };
    let own = aws_iam_role_policy { role: role.id, policy };
    let logs = aws_cloudwatch_log_group {
        name: tf!("/aws/lambda/{env.name(name)}"),
    };
    let this = aws_lambda_function {
        function_name: env.name(name),
        role: role.arn,
        runtime: "provided.al2023",
        handler: "bootstrap",
        filename: "worker.zip",
        vpc_config: block {
            subnet_ids: subnets,
            security_group_ids: [],
        },
        depends_on: [logs],
    };
    let errors = aws_cloudwatch_metric_alarm {
        alarm_name: env.name(tf!("{name}-errors")),
        comparison_operator: "GreaterThanThreshold",
        evaluation_periods: 1,
        namespace: "AWS/Lambda",
        metric_name: "Errors",
        period: 60,
        statistic: "Sum",
        threshold: 1,
        dimensions: [("FunctionName", this.function_name)],
    };
    this.arn
}

#[stack]
pub fn work(env: &Env, network: Remote<Network>) {
    let key = aws_kms_key { description: "Records" };
    let records = aws_s3_bucket {
        bucket: env.name("records"),
    };
    let encryption = aws_s3_bucket_server_side_encryption_configuration {
        bucket: records.id,
        rule: [block {
            apply_server_side_encryption_by_default: block {
                sse_algorithm: "aws:kms",
                kms_master_key_id: key.arn,
            },
        }],
    };
    let failed = aws_sqs_queue {
        name: env.name("failed"),
    };
    let queue = aws_sqs_queue {
        name: env.name("queue"),
        redrive_policy: jsonencode([("deadLetterTargetArn", failed.arn)]),
    };
    let receive = data::aws_iam_policy_document {
        statement: [
            block {
                actions: ["sqs:ReceiveMessage"],
                resources: [queue.arn],
            },
            block {
                actions: ["s3:PutObject"],
                resources: [tf!("{records.arn}/*")],
            },
        ],
    };
    let consumer = worker("consumer", env, network.private, receive.json);
    let source = aws_lambda_event_source_mapping {
        event_source_arn: queue.arn,
        function_name: consumer,
    };
    let queue_url = aws_ssm_parameter {
        name: env.name("queue-url"),
        r#type: "String",
        value: queue.url,
    };
    let bucket = aws_ssm_parameter {
        name: env.name("bucket"),
        r#type: "String",
        value: records.bucket,
    };
    let may_send = data::aws_iam_policy_document {
        statement: [block {
            actions: ["sqs:SendMessage"],
            principals: [block {
                r#type: "AWS",
                identifiers: [consumer],
            }],
        }],
    };
    let senders = aws_sqs_queue_policy {
        queue_url: failed.url,
        policy: may_send.json,
    };
}

pub fn project() -> Project<Env> {
    Project::new("pipeline", env::all()).stack(network).stack(work)
}
