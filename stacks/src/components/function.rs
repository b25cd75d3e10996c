//! A Lambda function with a role of its own, its log group and its alarm.

use paydsl::prelude::*;

use super::{Ratio, Threshold, ratio_alarm, service_role, threshold_alarm};

/// A function. With provisioned concurrency it is the alias that is called, else the function itself.
#[derive(Clone, Copy)]
pub(crate) struct Function {
    pub(crate) name: Value<Str>,
    pub(crate) arn: Value<Str>,
    pub(crate) invoke_arn: Value<Str>,
    /// The alias that callers need permission for.
    pub(crate) alias: Option<Value<Str>>,
}

/// What a function's code is written in.
#[derive(Clone, Copy)]
pub(crate) enum Runtime {
    /// A `bootstrap` for `provided.al2023` on x86_64.
    Rust,
    /// Python 3.11 on arm64, with its handler: `module.function`.
    Python(&'static str),
}

/// Where a function runs.
#[derive(Clone, Copy)]
pub(crate) struct Placement {
    pub(crate) subnet_ids: Value<List<Str>>,
    pub(crate) security_group_id: Value<Str>,
}

/// How many copies of a function there may be, and how many are kept warm.
#[derive(Clone, Copy)]
pub(crate) struct Concurrency {
    /// Kept for this function, and the most it gets.
    pub(crate) reserved: Value<Num>,
    /// Started beforehand, so that no caller waits for a start. None if cold starts do not matter.
    pub(crate) provisioned: Option<Value<Num>>,
}

/// When a function's errors ring.
#[derive(Clone, Copy)]
pub(crate) enum ErrorAlarm {
    /// So many errors in five minutes.
    Count(u32),
    /// More than so many percent of five minutes' invocations.
    Percent(u32),
}

/// What tells functions apart.
pub(crate) struct Settings<'s> {
    /// What its name is made of.
    pub(crate) resource: &'static str,
    /// What it is for.
    pub(crate) description: &'s str,
    /// The name of its code.
    pub(crate) code: &'static str,
    pub(crate) runtime: Runtime,
    /// Megabytes of memory, and so a share of the processor.
    pub(crate) memory_size: u32,
    /// Seconds that it may run.
    pub(crate) timeout: u32,
    pub(crate) concurrency: Option<Concurrency>,
    /// Subnets and security group; none for a function that reaches only AWS's own services.
    pub(crate) placement: Option<Placement>,
    /// Its environment variables.
    pub(crate) variables: Vec<(&'static str, Value<Str>)>,
    /// What it may do, as the JSON of a policy document; logs, traces and network are added.
    pub(crate) policy: Value<Str>,
    /// Days that its logs are kept.
    pub(crate) retention_days: u32,
    pub(crate) alarm: ErrorAlarm,
    /// Where its alarm rings.
    pub(crate) topics: Vec<Value<Str>>,
}

/// A function called `lambda-<resource>`, traced by X-Ray.
#[component]
pub(crate) fn function(name: &str, env: &impl Environment, settings: Settings<'_>) -> Function {
    let resource = settings.resource;
    let archive = code(settings.code);
    let role = service_role("service", env, resource, "lambda.amazonaws.com");

    #[exempt(
        "checkov:CKV_AWS_158",
        reason = "CloudWatch encrypts logs by itself, and no request asks for a key of the customer's own for them"
    )]
    #[exempt(
        "checkov:CKV_AWS_338",
        reason = "where the request says how long logs of functions are kept, it says seven days"
    )]
    let log_group = aws_cloudwatch_log_group {
        name: tf!("/aws/lambda/{env.name(tf!(\"lambda-{resource}\"))}"),
        retention_in_days: settings.retention_days,
        tags: env.tags(tf!("log-{resource}")),
    };

    let logging_policy = aws_iam_role_policy {
        name: "logs",
        role: role.id,
        policy: policy!(allow {
            sid: "WriteOwnLogs",
            action: ["logs:CreateLogStream", "logs:PutLogEvents"],
            resource: tf!("{log_group.arn}:*"),
        }),
    };
    #[exempt(
        "least-privilege",
        reason = "X-Ray knows no narrower resource, nor does EC2 for the network interfaces that Lambda makes with this role"
    )]
    #[exempt(
        "checkov:CKV_AWS_111",
        reason = "Lambda names the network interfaces that it makes with this role, so nobody can name them beforehand"
    )]
    #[exempt(
        "checkov:CKV_AWS_356",
        reason = "Lambda names the network interfaces that it makes with this role, so nobody can name them beforehand"
    )]
    let service_actions = data::aws_iam_policy_document {
        statement: [block {
            sid: "WriteTraces",
            actions: ["xray:PutTraceSegments", "xray:PutTelemetryRecords"],
            resources: ["*"],
        }]
        .into_iter()
        .chain(settings.placement.map(|_| block {
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
        })),
    };
    #[exempt(
        "checkov:CKV_AWS_290",
        reason = "X-Ray knows no narrower resource, and Lambda names its network interfaces only when it makes them"
    )]
    #[exempt(
        "checkov:CKV_AWS_355",
        reason = "X-Ray knows no narrower resource, and Lambda names its network interfaces only when it makes them"
    )]
    let service_policy = aws_iam_role_policy {
        name: "service-actions",
        role: role.id,
        policy: service_actions.json,
    };
    let own_policy = aws_iam_role_policy {
        name: "payments",
        role: role.id,
        policy: settings.policy,
    };

    let (runtime, architecture, handler) = match settings.runtime {
        Runtime::Rust => ("provided.al2023", "x86_64", "bootstrap"),
        Runtime::Python(handler) => ("python3.11", "arm64", handler),
    };
    let provisioned = settings.concurrency.and_then(|concurrency| concurrency.provisioned);
    #[exempt(
        "checkov:CKV_AWS_115",
        reason = "concurrency is reserved where the request asks for it: what one function reserves, all others lack"
    )]
    #[exempt(
        "checkov:CKV_AWS_116",
        reason = "callers wait for the answer, queues have dead letters of their own, and a schedule's failure rings and is tried again"
    )]
    #[exempt(
        "checkov:CKV_AWS_117",
        reason = "without a VPC runs what reaches only AWS's own services, where the request asks for nothing but serverless parts"
    )]
    #[exempt(
        "checkov:CKV_AWS_173",
        reason = "the variables are names and addresses: secrets are read where they are kept; AWS's own key is enough"
    )]
    #[exempt(
        "checkov:CKV_AWS_272",
        reason = "no request asks for a signer; the archive is built here, and Terraform passes its hash on"
    )]
    let this = aws_lambda_function {
        function_name: env.name(tf!("lambda-{resource}")),
        description: settings.description,
        role: role.arn,
        runtime: runtime,
        architectures: [architecture],
        handler: handler,
        filename: archive.path,
        source_code_hash: archive.hash,
        publish: provisioned.is_some(),
        memory_size: settings.memory_size,
        timeout: settings.timeout,
        reserved_concurrent_executions: settings.concurrency.map(|concurrency| concurrency.reserved),
        environment: block {
            variables: settings.variables,
        },
        vpc_config: settings.placement.map(|placement| block {
            subnet_ids: placement.subnet_ids,
            security_group_ids: [placement.security_group_id],
        }),
        tracing_config: block { mode: "Active" },
        tags: env.tags(tf!("lambda-{resource}")),
        // Without its log group and its permissions, a function's first run would fail or log where nobody looks.
        depends_on: [log_group, logging_policy, service_policy, own_policy],
    };

    let _alarm_name = match settings.alarm {
        ErrorAlarm::Count(errors) => threshold_alarm(
            "errors",
            env,
            Threshold {
                resource: &format!("{resource}-errors"),
                description: tf!("{this.function_name} failed {errors} times or more in five minutes"),
                namespace: "AWS/Lambda",
                metric: "Errors",
                dimensions: vec![("FunctionName", this.function_name)],
                statistic: "Sum",
                period: 300,
                threshold: errors.into_value(),
                topics: settings.topics,
            },
        ),
        ErrorAlarm::Percent(percent) => ratio_alarm(
            "errors",
            env,
            Ratio {
                resource: &format!("{resource}-errors"),
                description: tf!(
                    "More than {percent} percent of the runs of {this.function_name} failed in five minutes"
                ),
                namespace: "AWS/Lambda",
                part: "Errors",
                whole: "Invocations",
                dimensions: vec![("FunctionName", this.function_name)],
                percent,
                topics: settings.topics,
            },
        ),
    };

    let Some(warm) = provisioned else {
        return Function {
            name: this.function_name,
            arn: this.arn,
            invoke_arn: this.invoke_arn,
            alias: None,
        };
    };
    // Only a published version can be kept warm, and callers reach it by the alias.
    let live = aws_lambda_alias {
        name: "live",
        description: "What callers call",
        function_name: this.function_name,
        function_version: this.version,
    };
    let kept_warm = aws_lambda_provisioned_concurrency_config {
        function_name: this.function_name,
        qualifier: live.name,
        provisioned_concurrent_executions: warm,
    };
    Function {
        name: this.function_name,
        arn: live.arn,
        invoke_arn: live.invoke_arn,
        alias: Some(live.name),
    }
}
