//! An Application Load Balancer in public subnets, with two target groups that share what comes in by weight.

use paydsl::prelude::*;

use super::{Bucket, Domain};

/// A load balancer.
#[derive(Clone, Copy)]
pub(crate) struct LoadBalancer {
    pub(crate) arn: Value<Str>,
    /// What metrics know it by.
    pub(crate) arn_suffix: Value<Str>,
    pub(crate) dns_name: Value<Str>,
    /// The URL that it is reached at, without a slash at its end.
    pub(crate) url: Value<Str>,
    /// The listener of callers, and that of tests before a deployment goes live.
    pub(crate) listener_arn: Value<Str>,
    pub(crate) test_listener_arn: Value<Str>,
    pub(crate) blue: TargetGroup,
    pub(crate) green: TargetGroup,
}

/// A target group.
#[derive(Clone, Copy)]
pub(crate) struct TargetGroup {
    pub(crate) name: Value<Str>,
    pub(crate) arn: Value<Str>,
}

/// What tells load balancers apart.
pub(crate) struct Settings<'s> {
    /// What its name is made of.
    pub(crate) resource: &'s str,
    pub(crate) vpc_id: Value<Str>,
    pub(crate) subnet_ids: Value<List<Str>>,
    pub(crate) security_group_id: Value<Str>,
    pub(crate) domain: Domain,
    /// The port that targets listen on.
    pub(crate) port: u16,
    /// The path that says whether a target is well.
    pub(crate) health_path: &'static str,
    /// Where its access log goes.
    pub(crate) access_log: Bucket,
}

/// What listeners speak: TLS 1.2 and 1.3 only.
const TLS_POLICY: &str = "ELBSecurityPolicy-TLS13-1-2-2021-06";

/// A load balancer called `alb-<resource>`. Deployments move the weights from one target group to the other.
#[component]
pub(crate) fn load_balancer(name: &str, env: &impl Environment, settings: Settings<'_>) -> LoadBalancer {
    let resource = settings.resource;
    #[exempt(
        "checkov:CKV_AWS_150",
        reason = "everything has to be destroyable without manual work"
    )]
    #[exempt(
        "checkov:CKV2_AWS_76",
        reason = "Log4j is guarded against; the list of anonymous addresses, wanted besides, has those of hosted merchants"
    )]
    let balancer = aws_lb {
        name: env.name(tf!("alb-{resource}")),
        load_balancer_type: "application",
        internal: false,
        subnets: settings.subnet_ids,
        security_groups: [settings.security_group_id],
        drop_invalid_header_fields: true,
        desync_mitigation_mode: "strictest",
        enable_deletion_protection: false,
        access_logs: block {
            bucket: settings.access_log.open_to_writers,
            prefix: tf!("alb-{resource}"),
            enabled: true,
        },
        tags: env.tags(tf!("alb-{resource}")),
    };

    let blue = target_group("blue", env, &settings);
    let green = target_group("green", env, &settings);

    let listener = aws_lb_listener {
        load_balancer_arn: balancer.arn,
        port: 443,
        protocol: "HTTPS",
        ssl_policy: TLS_POLICY,
        certificate_arn: settings.domain.certificate_arn,
        default_action: [block {
            r#type: "forward",
            forward: block {
                target_group: [
                    block {
                        arn: blue.arn,
                        weight: 100,
                    },
                    block {
                        arn: green.arn,
                        weight: 0,
                    },
                ],
            },
        }],
        tags: env.tags(tf!("listener-{resource}")),
        // Deployments move the weights.
        lifecycle: block {
            ignore_changes: [default_action],
        },
    };
    let test_listener = aws_lb_listener {
        load_balancer_arn: balancer.arn,
        port: 8443,
        protocol: "HTTPS",
        ssl_policy: TLS_POLICY,
        certificate_arn: settings.domain.certificate_arn,
        default_action: [block {
            r#type: "forward",
            forward: block {
                target_group: [
                    block {
                        arn: blue.arn,
                        weight: 0,
                    },
                    block {
                        arn: green.arn,
                        weight: 100,
                    },
                ],
            },
        }],
        tags: env.tags(tf!("listener-{resource}-test")),
        lifecycle: block {
            ignore_changes: [default_action],
        },
    };
    let to_https = aws_lb_listener {
        load_balancer_arn: balancer.arn,
        port: 80,
        protocol: "HTTP",
        default_action: [block {
            r#type: "redirect",
            redirect: block {
                protocol: "HTTPS",
                port: "443",
                status_code: "HTTP_301",
            },
        }],
        tags: env.tags(tf!("listener-{resource}-http")),
    };

    let record = aws_route53_record {
        zone_id: settings.domain.zone_id,
        name: settings.domain.name,
        r#type: "A",
        alias: block {
            name: balancer.dns_name,
            zone_id: balancer.zone_id,
            evaluate_target_health: true,
        },
    };

    LoadBalancer {
        arn: balancer.arn,
        arn_suffix: balancer.arn_suffix,
        dns_name: balancer.dns_name,
        url: tf!("https://{record.fqdn}"),
        listener_arn: listener.arn,
        test_listener_arn: test_listener.arn,
        blue,
        green,
    }
}

#[component]
fn target_group(name: &str, env: &impl Environment, settings: &Settings<'_>) -> TargetGroup {
    let resource = settings.resource;
    let group = aws_lb_target_group {
        name: env.name(tf!("tg-{resource}-{name}")),
        target_type: "ip",
        vpc_id: settings.vpc_id,
        port: settings.port,
        protocol: "HTTP",
        deregistration_delay: "30",
        health_check: block {
            path: settings.health_path,
            matcher: "200",
            interval: 15,
            timeout: 5,
            healthy_threshold: 2,
            unhealthy_threshold: 3,
        },
        lifecycle: block {
            create_before_destroy: true,
        },
        tags: env.tags(tf!("tg-{resource}-{name}")),
    };

    TargetGroup {
        name: group.name,
        arn: group.arn,
    }
}
