//! The application stack: the load balancer and its firewall, the containers, and the API for clients with keys.

use paydsl::prelude::*;

use super::RETENTION_DAYS;
use super::data::Data;
use super::env::Env;
use super::network::{APPLICATION_PORT, Network};
use crate::components::permissions::reads_secret;
use crate::components::{
    Authorization, Bucket, Domain, Endpoint, Ratio, Threshold, container_service, load_balancer, payment_schema,
    ratio_alarm, rest_api, threshold_alarm, web_acl,
};

/// What the application exports.
#[derive(Outputs)]
pub struct Application {
    /// Name that the load balancer is reached at.
    pub alb_dns_name: Value<Str>,
    /// URL of the application.
    pub application_url: Value<Str>,
    /// URL of the API for clients with keys.
    pub api_url: Value<Str>,
    /// Name of the API, as its metrics carry it.
    pub api_name: Value<Str>,
    /// What metrics know the load balancer by.
    pub balancer_arn_suffix: Value<Str>,
    /// What metrics know the firewall by.
    pub web_acl_metric: Value<Str>,
    /// Name of the containers' cluster.
    pub cluster_name: Value<Str>,
    /// Name of the containers' service.
    pub service_name: Value<Str>,
    /// Name of the log group of the containers.
    pub log_group: Value<Str>,
    /// Name of what deploys the application.
    pub deployment_application: Value<Str>,
    /// Name of the group that it deploys to.
    pub deployment_group: Value<Str>,
}

/// A thousand requests a minute, as a rate a second; and how many may come at once.
const KEY_THROTTLING: rest_api::Throttling = rest_api::Throttling { rate: 16.67, burst: 34 };
/// For all callers together: what ten thousand users at once ask for.
const THROTTLING: rest_api::Throttling = rest_api::Throttling {
    rate: 10_000.0,
    burst: 5_000,
};
/// Requests of one address in five minutes before the firewall refuses more. The API's calls come to the load balancer from
/// API Gateway's few addresses, so it is more than all keys together may make: 5,000 each.
const REQUESTS_OF_ONE_ADDRESS: u32 = 20_000;

/// Everything that handles requests.
#[stack]
pub fn application(env: &Env, network: Remote<Network>, data: Remote<Data>) -> Application {
    let balancer = load_balancer(
        "balancer",
        env,
        load_balancer::Settings {
            resource: "web",
            vpc_id: network.vpc_id,
            subnet_ids: network.public_subnet_ids,
            security_group_id: network.web_security_group_id,
            domain: Domain {
                name: network.domain,
                zone_id: network.zone_id,
                name_servers: network.name_servers,
                certificate_arn: network.certificate_arn,
            },
            port: APPLICATION_PORT,
            health_path: "/health",
            access_log: Bucket {
                name: data.access_log_bucket,
                arn: data.access_log_bucket_arn,
                open_to_writers: data.access_log_bucket,
            },
        },
    );
    let firewall = web_acl("firewall", env, "web", REQUESTS_OF_ONE_ADDRESS, RETENTION_DAYS);
    let guarded = aws_wafv2_web_acl_association {
        resource_arn: balancer.arn,
        web_acl_arn: firewall.arn,
    };

    let failures = ratio_alarm(
        "failures",
        env,
        Ratio {
            resource: "web-5xx",
            description: "More than one percent of the requests failed in five minutes".into_value(),
            namespace: "AWS/ApplicationELB",
            part: "HTTPCode_Target_5XX_Count",
            whole: "RequestCount",
            dimensions: vec![("LoadBalancer", balancer.arn_suffix)],
            percent: 1,
            topics: vec![data.alarms_topic_arn],
        },
    );
    let slowness = threshold_alarm(
        "slowness",
        env,
        Threshold {
            resource: "web-response-time",
            description: "One request in a hundred takes a second or longer".into_value(),
            namespace: "AWS/ApplicationELB",
            metric: "TargetResponseTime",
            dimensions: vec![("LoadBalancer", balancer.arn_suffix)],
            statistic: "p99",
            period: 60,
            threshold: 1.into_value(),
            topics: vec![data.alarms_topic_arn],
        },
    );

    let permissions = data::aws_iam_policy_document {
        statement: [
            reads_secret("ReadPassword", data.database_secret_arn),
            block {
                sid: "DecryptPassword",
                actions: ["kms:Decrypt"],
                resources: [data.key_arn],
            },
        ],
    };
    let service = container_service(
        "service",
        env,
        container_service::Settings {
            resource: "payment-app",
            region: env.region,
            image: tf!("{data.repository_url}:{env.image_tag}"),
            port: APPLICATION_PORT,
            cpu: 1024,
            memory: 2048,
            min_copies: env.min_copies,
            max_copies: env.max_copies,
            cpu_percent: 70,
            memory_percent: 80,
            subnet_ids: network.private_subnet_ids,
            security_group_id: network.app_security_group_id,
            balancer,
            variables: vec![
                ("ENVIRONMENT", env.environment()),
                ("AWS_REGION", env.region),
                ("PORT", APPLICATION_PORT.to_string().into_value()),
                ("DATABASE_HOST", data.database_endpoint),
                ("DATABASE_PORT", tostring(data.database_port)),
                ("DATABASE_NAME", data.database_name),
                ("DATABASE_SECRET_ARN", data.database_secret_arn),
                // The authorities of RDS, which come with the image: the server has to prove who it is.
                ("DATABASE_CA_PEM_FILE", "/etc/ssl/rds.pem".into_value()),
                ("AWS_XRAY_DAEMON_ADDRESS", "127.0.0.1:2000".into_value()),
            ],
            policy: permissions.json,
            repository_arn: data.repository_arn,
            key_arn: data.key_arn,
            retention_days: RETENTION_DAYS,
            rollback_alarms: vec![failures, slowness],
        },
    );

    let endpoint = |path, method, body| Endpoint {
        path,
        method,
        authorization: Authorization::ApiKey,
        backend: rest_api::Backend::Http(balancer.url),
        body,
        required: &[],
    };
    let api = rest_api(
        "api",
        env,
        rest_api::Settings {
            resource: "web",
            description: "The application, for clients with keys",
            endpoints: &[
                endpoint("payments", "POST", Some(payment_schema(&["transactionId"]))),
                endpoint("payments/{id}", "GET", None),
            ],
            throttling: THROTTLING,
            usage_plan: Some(rest_api::UsagePlan {
                throttling: KEY_THROTTLING,
                clients: &["web", "mobile", "partners"],
            }),
            // Card numbers may be in the requests.
            log_bodies: false,
            retention_days: RETENTION_DAYS,
        },
    );
    let api_guarded = aws_wafv2_web_acl_association {
        resource_arn: api.stage_arn,
        web_acl_arn: firewall.arn,
    };

    Application {
        alb_dns_name: balancer.dns_name,
        application_url: balancer.url,
        api_url: api.url,
        api_name: api.name,
        balancer_arn_suffix: balancer.arn_suffix,
        web_acl_metric: firewall.metric_name,
        cluster_name: service.cluster_name,
        service_name: service.service_name,
        log_group: service.log_group,
        deployment_application: service.deployment_application,
        deployment_group: service.deployment_group,
    }
}
