//! A Lambda function in private subnets, with a role of its own, its log group and its alarm.

use paydsl::prelude::*;

use crate::multi_environment::env::Env;

/// Megabytes of memory, and so a share of the processor, of every function in every environment.
pub(crate) const MEMORY_SIZE: u32 = 256;
/// Seconds that every function may run in every environment.
pub(crate) const TIMEOUT: u32 = 30;

/// A function.
#[derive(Clone, Copy)]
pub(crate) struct Function {
    pub(crate) name: Value<Str>,
    pub(crate) arn: Value<Str>,
    pub(crate) invoke_arn: Value<Str>,
}

/// What tells functions apart.
pub(crate) struct Settings<'s> {
    /// What its name is made of, and the name of its code.
    pub(crate) resource: &'static str,
    /// What it is for.
    pub(crate) description: &'s str,
    /// Where it runs.
    pub(crate) subnet_ids: Value<List<Str>>,
    /// Its environment variables.
    pub(crate) variables: Vec<(&'static str, Value<Str>)>,
    /// What it may do, as the JSON of a policy document; logs and network are added.
    pub(crate) policy: Value<Str>,
}

/// A function called `lambda-<resource>`.
#[component]
pub(crate) fn function(name: &str, env: &Env, settings: Settings<'_>, security_group: aws_security_group) -> Function {
    let resource = settings.resource;
    let archive = code(resource);

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
        name: env.name(tf!("role-{resource}")),
        assume_role_policy: assume.json,
        max_session_duration: 3600,
        force_detach_policies: true,
        tags: env.tags(tf!("role-{resource}")),
    };

    let log_group = aws_cloudwatch_log_group {
        name: tf!("/aws/lambda/{env.name(tf!(\"lambda-{resource}\"))}"),
        retention_in_days: 90,
        tags: env.tags(tf!("log-{resource}")),
    };

    let basics = data::aws_iam_policy_document {
        statement: [
            block {
                sid: "WriteOwnLogs",
                actions: ["logs:CreateLogStream", "logs:PutLogEvents"],
                resources: [tf!("{log_group.arn}:*")],
            },
            // Lambda makes the network interfaces of a function with the function's own role, and EC2 knows no narrower
            // resource for these actions.
            block {
                sid: "ConnectToNetwork",
                actions: [
                    "ec2:CreateNetworkInterface",
                    "ec2:DescribeNetworkInterfaces",
                    "ec2:DescribeSubnets",
                    "ec2:DeleteNetworkInterface",
                    "ec2:AssignPrivateIpAddresses",
                    "ec2:UnassignPrivateIpAddresses",
                ],
                resources: ["*"],
            },
        ],
    };
    let basic_policy = aws_iam_role_policy {
        name: "basics",
        role: role.id,
        policy: basics.json,
    };
    let own_policy = aws_iam_role_policy {
        name: "payments",
        role: role.id,
        policy: settings.policy,
    };

    let this = aws_lambda_function {
        function_name: env.name(tf!("lambda-{resource}")),
        description: settings.description,
        role: role.arn,
        runtime: "provided.al2023",
        architectures: ["x86_64"],
        handler: "bootstrap",
        filename: archive.path,
        source_code_hash: archive.hash,
        memory_size: MEMORY_SIZE,
        timeout: TIMEOUT,
        environment: block {
            variables: settings.variables,
        },
        vpc_config: block {
            subnet_ids: settings.subnet_ids,
            security_group_ids: [security_group.id],
        },
        tags: env.tags(tf!("lambda-{resource}")),
        // Without its log group and its permissions, a function's first run would fail or log where nobody looks.
        depends_on: [log_group, basic_policy, own_policy],
    };

    let errors = aws_cloudwatch_metric_alarm {
        alarm_name: env.name(tf!("alarm-{resource}-errors")),
        alarm_description: tf!("{this.function_name} failed five times or more in five minutes"),
        namespace: "AWS/Lambda",
        metric_name: "Errors",
        dimensions: [("FunctionName", this.function_name)],
        statistic: "Sum",
        period: 300,
        evaluation_periods: 1,
        threshold: 5,
        comparison_operator: "GreaterThanOrEqualToThreshold",
        treat_missing_data: "notBreaching",
        tags: env.tags(tf!("alarm-{resource}-errors")),
    };

    Function {
        name: this.function_name,
        arn: this.arn,
        invoke_arn: this.invoke_arn,
    }
}
