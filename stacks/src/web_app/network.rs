//! The network stack: three tiers over three zones, a security group for each, and the application's domain.

use paydsl::prelude::*;

use super::RETENTION_DAYS;
use super::env::Env;
use crate::components::{certified_domain, network, network_tiers, service_access};

/// What other stacks may read from the network.
#[derive(Outputs)]
pub struct Network {
    /// ID of the environment's VPC.
    pub vpc_id: Value<Str>,
    /// IDs of the public subnets, one in each zone.
    pub public_subnet_ids: Value<List<Str>>,
    /// IDs of the private subnets, one in each zone.
    pub private_subnet_ids: Value<List<Str>>,
    /// IDs of the database's subnets, one in each zone.
    pub database_subnet_ids: Value<List<Str>>,
    /// ID of the security group of the load balancer.
    pub web_security_group_id: Value<Str>,
    /// ID of the security group of the application.
    pub app_security_group_id: Value<Str>,
    /// ID of the security group of the database.
    pub database_security_group_id: Value<Str>,
    /// ID of the security group of functions that reach AWS's services only.
    pub function_security_group_id: Value<Str>,
    /// The application's domain.
    pub domain: Value<Str>,
    /// ID of the domain's zone.
    pub zone_id: Value<Str>,
    /// The name servers that the parent domain has to delegate to.
    pub name_servers: Value<List<Str>>,
    /// ARN of the domain's certificate.
    pub certificate_arn: Value<Str>,
}

/// The port that the application listens on.
pub(super) const APPLICATION_PORT: u16 = 8080;

/// One VPC for each environment, across three availability zones.
#[stack]
pub fn network(env: &Env) -> Network {
    let tiers = network_tiers(
        "main",
        env,
        network::Settings {
            resource: "web",
            region: env.region,
            cidr: env.vpc_cidr,
            zones: 3,
            database_tier: true,
            services: &["ecr.api", "ecr.dkr", "logs", "rds", "secretsmanager", "sns", "xray"],
            retention_days: RETENTION_DAYS,
        },
    );
    let domain = certified_domain("web", env, env.domain);

    // --- a group for each tier, open to its neighbours only

    #[exempt("checkov:CKV2_AWS_5", reason = "it is attached in another stack")]
    #[exempt(
        "checkov:CKV_AWS_260",
        reason = "on port 80 the load balancer only tells callers to come by HTTPS"
    )]
    let web = aws_security_group {
        name: env.name("security-group-web"),
        description: "Load balancer",
        vpc_id: tiers.vpc_id,
        tags: env.tags("security-group-web"),
    };
    #[exempt("checkov:CKV2_AWS_5", reason = "it is attached in another stack")]
    let app = aws_security_group {
        name: env.name("security-group-app"),
        description: "Application",
        vpc_id: tiers.vpc_id,
        tags: env.tags("security-group-app"),
    };
    #[exempt("checkov:CKV2_AWS_5", reason = "it is attached in another stack")]
    let database = aws_security_group {
        name: env.name("security-group-database"),
        description: "Database",
        vpc_id: tiers.vpc_id,
        tags: env.tags("security-group-database"),
    };

    for (name, port) in [("http", 80), ("https", 443)] {
        #[exempt("no-public-ingress", reason = "the load balancer is what the internet talks to")]
        #[exempt(
            "checkov:CKV_AWS_260",
            reason = "on port 80 the load balancer only tells callers to come by HTTPS"
        )]
        #[key(name)]
        let from_internet = aws_vpc_security_group_ingress_rule {
            security_group_id: web.id,
            description: tf!("{name} from anywhere"),
            cidr_ipv4: "0.0.0.0/0",
            ip_protocol: "tcp",
            from_port: port,
            to_port: port,
            tags: env.tags(tf!("rule-web-{name}")),
        };
    }
    let tests_from_vpc = aws_vpc_security_group_ingress_rule {
        security_group_id: web.id,
        description: "Tests of a deployment before it goes live",
        cidr_ipv4: env.vpc_cidr,
        ip_protocol: "tcp",
        from_port: 8443,
        to_port: 8443,
        tags: env.tags("rule-tests-from-vpc"),
    };
    let web_to_app = aws_vpc_security_group_egress_rule {
        security_group_id: web.id,
        description: "To the application",
        referenced_security_group_id: app.id,
        ip_protocol: "tcp",
        from_port: APPLICATION_PORT,
        to_port: APPLICATION_PORT,
        tags: env.tags("rule-web-to-app"),
    };
    let app_from_web = aws_vpc_security_group_ingress_rule {
        security_group_id: app.id,
        description: "From the load balancer",
        referenced_security_group_id: web.id,
        ip_protocol: "tcp",
        from_port: APPLICATION_PORT,
        to_port: APPLICATION_PORT,
        tags: env.tags("rule-app-from-web"),
    };
    let app_to_database = aws_vpc_security_group_egress_rule {
        security_group_id: app.id,
        description: "PostgreSQL to the database",
        referenced_security_group_id: database.id,
        ip_protocol: "tcp",
        from_port: 5432,
        to_port: 5432,
        tags: env.tags("rule-app-to-database"),
    };
    let app_to_services = aws_vpc_security_group_egress_rule {
        security_group_id: app.id,
        description: "HTTPS through the NAT gateways and to the endpoints of AWS services",
        cidr_ipv4: "0.0.0.0/0",
        ip_protocol: "tcp",
        from_port: 443,
        to_port: 443,
        tags: env.tags("rule-app-to-services"),
    };
    let database_from_app = aws_vpc_security_group_ingress_rule {
        security_group_id: database.id,
        description: "PostgreSQL from the application",
        referenced_security_group_id: app.id,
        ip_protocol: "tcp",
        from_port: 5432,
        to_port: 5432,
        tags: env.tags("rule-database-from-app"),
    };
    let functions = service_access(
        "functions",
        env,
        service_access::Settings {
            resource: "web-lambda",
            description: "Backup verification",
            vpc_id: tiers.vpc_id,
            endpoint_security_group_id: tiers.endpoint_security_group_id,
            prefix_list_ids: Vec::new(),
        },
    );

    Network {
        vpc_id: tiers.vpc_id,
        public_subnet_ids: tiers.public_subnet_ids,
        private_subnet_ids: tiers.private_subnet_ids,
        database_subnet_ids: tiers.database_subnet_ids,
        web_security_group_id: web.id,
        app_security_group_id: app.id,
        database_security_group_id: database.id,
        function_security_group_id: functions,
        domain: domain.name,
        zone_id: domain.zone_id,
        name_servers: domain.name_servers,
        certificate_arn: domain.certificate_arn,
    }
}
