//! Containers on Fargate behind a load balancer, deployed blue-green by CodeDeploy, scaled on processor and memory.

use paydsl::prelude::*;

use super::{LoadBalancer, service_role};

/// A service.
#[derive(Clone, Copy)]
pub(crate) struct ContainerService {
    pub(crate) cluster_name: Value<Str>,
    pub(crate) service_name: Value<Str>,
    /// What deploys the service.
    pub(crate) deployment_application: Value<Str>,
    pub(crate) deployment_group: Value<Str>,
    pub(crate) log_group: Value<Str>,
}

/// What tells services apart.
pub(crate) struct Settings<'s> {
    /// What its name is made of.
    pub(crate) resource: &'s str,
    pub(crate) region: Value<Str>,
    /// The container's image: repository and tag.
    pub(crate) image: Value<Str>,
    /// The port that the container listens on.
    pub(crate) port: u16,
    /// Units of processor (1024 are one core) and megabytes of memory.
    pub(crate) cpu: u32,
    pub(crate) memory: u32,
    /// How many copies there are at least and at most.
    pub(crate) min_copies: Value<Num>,
    pub(crate) max_copies: Value<Num>,
    /// The percentages of processor and memory from which on there are more.
    pub(crate) cpu_percent: u32,
    pub(crate) memory_percent: u32,
    pub(crate) subnet_ids: Value<List<Str>>,
    pub(crate) security_group_id: Value<Str>,
    pub(crate) balancer: LoadBalancer,
    pub(crate) variables: Vec<(&'static str, Value<Str>)>,
    /// What its code may do, as the JSON of a policy document; traces are added.
    pub(crate) policy: Value<Str>,
    /// ARN of the repository that the image is in, and of the key it is encrypted with.
    pub(crate) repository_arn: Value<Str>,
    pub(crate) key_arn: Value<Str>,
    /// Days that its logs are kept.
    pub(crate) retention_days: u32,
    /// The alarms that stop a deployment and take it back.
    pub(crate) rollback_alarms: Vec<Value<Str>>,
}

/// The X-Ray daemon, which containers send their traces to.
const XRAY_IMAGE: &str = "public.ecr.aws/xray/aws-xray-daemon:3.3.14";

/// A cluster called `ecs-<resource>` with one service, `service-<resource>`.
#[component]
pub(crate) fn container_service(name: &str, env: &impl Environment, settings: Settings<'_>) -> ContainerService {
    let resource = settings.resource;

    // Where the cluster's measurements go: made here, because ECS would keep them for a day and leave the group behind.
    #[exempt(
        "checkov:CKV_AWS_158",
        reason = "CloudWatch encrypts logs by itself, and no request asks for a key of the customer's own for them"
    )]
    let measurements = aws_cloudwatch_log_group {
        name: tf!("/aws/ecs/containerinsights/{env.name(tf!(\"ecs-{resource}\"))}/performance"),
        retention_in_days: settings.retention_days,
        tags: env.tags(tf!("log-{resource}-measurements")),
    };

    let cluster = aws_ecs_cluster {
        name: env.name(tf!("ecs-{resource}")),
        setting: [block {
            name: "containerInsights",
            value: "enabled",
        }],
        tags: env.tags(tf!("ecs-{resource}")),
        depends_on: [measurements],
    };
    #[exempt(
        "checkov:CKV_AWS_158",
        reason = "CloudWatch encrypts logs by itself, and no request asks for a key of the customer's own for them"
    )]
    let log_group = aws_cloudwatch_log_group {
        name: tf!("/aws/ecs/{env.name(tf!(\"service-{resource}\"))}"),
        retention_in_days: settings.retention_days,
        tags: env.tags(tf!("log-{resource}")),
    };

    // --- what ECS may do to start it, and what its code may do once it runs

    let execution = service_role(
        "execution",
        env,
        &format!("{resource}-execution"),
        "ecs-tasks.amazonaws.com",
    );
    let execution_policy = aws_iam_role_policy {
        name: "execute",
        role: execution.id,
        policy: policy!(
            allow {
                sid: "WriteLogs",
                action: ["logs:CreateLogStream", "logs:PutLogEvents"],
                resource: tf!("{log_group.arn}:*"),
            },
            allow {
                sid: "PullImage",
                action: [
                    "ecr:BatchCheckLayerAvailability",
                    "ecr:BatchGetImage",
                    "ecr:GetDownloadUrlForLayer",
                ],
                resource: settings.repository_arn,
            },
            allow {
                sid: "DecryptImage",
                action: "kms:Decrypt",
                resource: settings.key_arn,
            },
        ),
    };
    let login_policy = aws_iam_role_policy {
        name: "log-in",
        role: execution.id,
        policy: policy!(allow {
            sid: "LogInToRegistry",
            action: "ecr:GetAuthorizationToken",
            // A login is to the registry as a whole.
            resource: "*",
        }),
    };
    let task_role = service_role("task", env, &format!("{resource}-task"), "ecs-tasks.amazonaws.com");
    let tracing_policy = aws_iam_role_policy {
        name: "traces",
        role: task_role.id,
        policy: policy!(allow {
            sid: "WriteTraces",
            action: [
                "xray:PutTraceSegments",
                "xray:PutTelemetryRecords",
                "xray:GetSamplingRules",
                "xray:GetSamplingTargets",
            ],
            resource: "*",
        }),
    };
    let own_policy = aws_iam_role_policy {
        name: "payments",
        role: task_role.id,
        policy: settings.policy,
    };

    // --- what runs

    let application = container(
        "application",
        settings.image,
        settings.port,
        log_group.name,
        settings.region,
        vec![
            (
                "environment",
                any(settings
                    .variables
                    .into_iter()
                    .map(|(name, value)| vec![("name", any(name)), ("value", any(value))])
                    .collect::<Vec<_>>()),
            ),
            // Longer than the application takes to finish what is under way.
            ("stopTimeout", any(30)),
        ],
    );
    let traces = container(
        "xray",
        XRAY_IMAGE.into_value(),
        2000,
        log_group.name,
        settings.region,
        Vec::new(),
    );
    let task = aws_ecs_task_definition {
        family: env.name(tf!("task-{resource}")),
        requires_compatibilities: ["FARGATE"],
        network_mode: "awsvpc",
        cpu: settings.cpu.to_string(),
        memory: settings.memory.to_string(),
        execution_role_arn: execution.arn,
        task_role_arn: task_role.arn,
        runtime_platform: block {
            operating_system_family: "LINUX",
            cpu_architecture: "X86_64",
        },
        container_definitions: jsonencode([application, traces]),
        tags: env.tags(tf!("task-{resource}")),
    };

    let service = aws_ecs_service {
        name: env.name(tf!("service-{resource}")),
        cluster: cluster.id,
        task_definition: task.arn,
        desired_count: settings.min_copies,
        launch_type: "FARGATE",
        platform_version: "LATEST",
        propagate_tags: "SERVICE",
        enable_ecs_managed_tags: true,
        health_check_grace_period_seconds: 60,
        force_delete: true,
        deployment_controller: block { r#type: "CODE_DEPLOY" },
        network_configuration: block {
            subnets: settings.subnet_ids,
            security_groups: [settings.security_group_id],
            assign_public_ip: false,
        },
        load_balancer: [block {
            target_group_arn: settings.balancer.blue.arn,
            container_name: "application",
            container_port: settings.port,
        }],
        tags: env.tags(tf!("service-{resource}")),
        // Deployments change what runs and where it is reached, scaling how often.
        lifecycle: block {
            ignore_changes: [task_definition, load_balancer, desired_count],
        },
        depends_on: [execution_policy, login_policy, tracing_policy, own_policy],
    };

    // --- how many of it

    let scaled = aws_appautoscaling_target {
        service_namespace: "ecs",
        resource_id: tf!("service/{cluster.name}/{service.name}"),
        scalable_dimension: "ecs:service:DesiredCount",
        min_capacity: settings.min_copies,
        max_capacity: settings.max_copies,
        tags: env.tags(tf!("scaling-{resource}")),
    };
    for (metric, percent) in [
        ("ECSServiceAverageCPUUtilization", settings.cpu_percent),
        ("ECSServiceAverageMemoryUtilization", settings.memory_percent),
    ] {
        let kind = if metric.contains("CPU") { "cpu" } else { "memory" };
        #[key(kind)]
        let policy = aws_appautoscaling_policy {
            name: env.name(tf!("scaling-{resource}-{kind}")),
            policy_type: "TargetTrackingScaling",
            service_namespace: scaled.service_namespace,
            resource_id: scaled.resource_id,
            scalable_dimension: scaled.scalable_dimension,
            target_tracking_scaling_policy_configuration: block {
                target_value: percent,
                scale_out_cooldown: 60,
                scale_in_cooldown: 300,
                predefined_metric_specification: block {
                    predefined_metric_type: metric,
                },
            },
        };
    }

    // --- how a new version comes in

    let deployer = service_role(
        "deployer",
        env,
        &format!("{resource}-codedeploy"),
        "codedeploy.amazonaws.com",
    );
    let listeners = [settings.balancer.listener_arn, settings.balancer.test_listener_arn];
    let deploying = data::aws_iam_policy_document {
        statement: [
            block {
                sid: "ReplaceTasks",
                actions: [
                    "ecs:CreateTaskSet",
                    "ecs:DeleteTaskSet",
                    "ecs:DescribeServices",
                    "ecs:UpdateServicePrimaryTaskSet",
                ],
                resources: [
                    service.id,
                    tf!("{replace(service.id, \":service/\", \":task-set/\")}/*"),
                ],
            },
            block {
                sid: "MoveCallers",
                actions: ["elasticloadbalancing:ModifyListener", "elasticloadbalancing:ModifyRule"],
                resources: listeners
                    .into_iter()
                    .chain(listeners.map(|listener| tf!("{replace(listener, \":listener/\", \":listener-rule/\")}/*")))
                    .collect::<Vec<_>>(),
            },
            block {
                sid: "StartTasksInTheirRoles",
                actions: ["iam:PassRole"],
                resources: [execution.arn, task_role.arn],
                condition: [block {
                    test: "StringEquals",
                    variable: "iam:PassedToService",
                    values: ["ecs-tasks.amazonaws.com"],
                }],
            },
        ],
    };
    let deploying_policy = aws_iam_role_policy {
        name: "deploy",
        role: deployer.id,
        policy: deploying.json,
    };
    #[exempt(
        "least-privilege",
        reason = "CodeDeploy asks for load balancers and alarms without naming one"
    )]
    #[exempt(
        "checkov:CKV_AWS_356",
        reason = "CodeDeploy asks for load balancers and alarms without naming one"
    )]
    let looking = data::aws_iam_policy_document {
        statement: [block {
            sid: "LookAtCallersAndAlarms",
            actions: [
                "cloudwatch:DescribeAlarms",
                "elasticloadbalancing:DescribeListeners",
                "elasticloadbalancing:DescribeRules",
                "elasticloadbalancing:DescribeTargetGroups",
            ],
            resources: ["*"],
        }],
    };
    #[exempt(
        "checkov:CKV_AWS_355",
        reason = "CodeDeploy asks for load balancers and alarms without naming one"
    )]
    let looking_policy = aws_iam_role_policy {
        name: "look",
        role: deployer.id,
        policy: looking.json,
    };
    let deployment = aws_codedeploy_app {
        name: env.name(tf!("codedeploy-{resource}")),
        compute_platform: "ECS",
        tags: env.tags(tf!("codedeploy-{resource}")),
    };
    let alarms_watch = !settings.rollback_alarms.is_empty();
    let group = aws_codedeploy_deployment_group {
        app_name: deployment.name,
        deployment_group_name: env.name(tf!("deployment-group-{resource}")),
        service_role_arn: deployer.arn,
        // A tenth of the callers first, the others five minutes later.
        deployment_config_name: "CodeDeployDefault.ECSCanary10Percent5Minutes",
        deployment_style: block {
            deployment_option: "WITH_TRAFFIC_CONTROL",
            deployment_type: "BLUE_GREEN",
        },
        blue_green_deployment_config: block {
            deployment_ready_option: block {
                action_on_timeout: "CONTINUE_DEPLOYMENT",
            },
            terminate_blue_instances_on_deployment_success: block {
                action: "TERMINATE",
                termination_wait_time_in_minutes: 15,
            },
        },
        auto_rollback_configuration: block {
            enabled: true,
            events: ["DEPLOYMENT_FAILURE", "DEPLOYMENT_STOP_ON_ALARM"],
        },
        alarm_configuration: block {
            enabled: alarms_watch,
            alarms: settings.rollback_alarms,
        },
        ecs_service: block {
            cluster_name: cluster.name,
            service_name: service.name,
        },
        load_balancer_info: block {
            target_group_pair_info: block {
                prod_traffic_route: block {
                    listener_arns: [settings.balancer.listener_arn],
                },
                test_traffic_route: block {
                    listener_arns: [settings.balancer.test_listener_arn],
                },
                target_group: [
                    block {
                        name: settings.balancer.blue.name,
                    },
                    block {
                        name: settings.balancer.green.name,
                    },
                ],
            },
        },
        tags: env.tags(tf!("deployment-group-{resource}")),
        depends_on: [deploying_policy, looking_policy],
    };

    ContainerService {
        cluster_name: cluster.name,
        service_name: service.name,
        deployment_application: deployment.name,
        deployment_group: group.deployment_group_name,
        log_group: log_group.name,
    }
}

/// A container's definition: nothing in it can be written to, and nothing runs as root.
fn container(
    name: &str,
    image: Value<Str>,
    port: u16,
    log_group: Value<Str>,
    region: Value<Str>,
    more: Vec<(&'static str, Value<Any>)>,
) -> Value<Any> {
    let protocol = if name == "xray" { "udp" } else { "tcp" };
    let mut definition = vec![
        ("name", any(name)),
        ("image", any(image)),
        ("essential", any(true)),
        ("user", any("65532")),
        ("readonlyRootFilesystem", any(true)),
        (
            "portMappings",
            any(vec![any(vec![
                ("containerPort", any(port)),
                ("protocol", any(protocol)),
            ])]),
        ),
        (
            "logConfiguration",
            any(vec![
                ("logDriver", any("awslogs")),
                (
                    "options",
                    any(vec![
                        ("awslogs-group", any(log_group)),
                        ("awslogs-region", any(region)),
                        ("awslogs-stream-prefix", any(name)),
                    ]),
                ),
            ]),
        ),
    ];
    definition.extend(more);
    any(definition)
}

fn any(value: impl IntoValue<Any>) -> Value<Any> {
    value.into_value()
}
