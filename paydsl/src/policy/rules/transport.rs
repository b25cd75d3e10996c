//! What goes over a network: encrypted.

use crate::policy::{Findings, Resolved, ResourceView, Rule, StackView, iam};

/// Arguments that have to be `true` for connections to be encrypted.
const ENCRYPTED: &[(&str, &str)] = &[
    ("aws_elasticache_replication_group", "transit_encryption_enabled"),
    ("aws_opensearch_domain", "domain_endpoint_options.enforce_https"),
    ("aws_opensearch_domain", "node_to_node_encryption.enabled"),
];

/// Parameters by which a database refuses connections that are not encrypted, by the engine's family.
const REFUSING: &[(&str, &str)] = &[
    ("postgres", "rds.force_ssl"),
    ("aurora-postgresql", "rds.force_ssl"),
    ("mysql", "require_secure_transport"),
    ("aurora-mysql", "require_secure_transport"),
    ("mariadb", "require_secure_transport"),
];

/// `encryption-in-transit`: databases, caches and buckets refuse connections that are not encrypted; load balancers answer
/// plain HTTP only by sending callers to HTTPS; TLS is 1.2 or newer; nothing is delivered over plain HTTP.
///
/// PCI DSS 4.2.1: account data is encrypted whenever it is sent; 2.2.7: and so is administration.
pub fn encryption_in_transit() -> Rule {
    Rule::new("encryption-in-transit", |stack, findings| {
        for (kind, argument) in ENCRYPTED {
            for resource in stack.resources(kind) {
                if resource.get(argument).is_absent_or_false() {
                    findings.add_with(
                        resource,
                        "takes connections that are not encrypted",
                        format!("write `{argument}: true`"),
                    );
                }
            }
        }
        buckets(stack, findings);
        databases(stack, "aws_db_instance", "parameter_group_name", findings);
        databases(stack, "aws_rds_cluster", "db_cluster_parameter_group_name", findings);
        listeners(stack, findings);
        domain_names(stack, findings);
        subscriptions(stack, findings);
    })
    .summary("Nothing is sent that is not encrypted")
    .remedy("refuse connections that are not encrypted")
    .pci_dss(&["2.2.7", "4.2.1"])
}

fn buckets(stack: &StackView<'_>, findings: &mut Findings<'_>) {
    let policies = stack.by_reference("aws_s3_bucket_policy", "bucket");
    for bucket in stack.resources("aws_s3_bucket") {
        let refuses = |policy: &ResourceView<'_>| {
            let statements = iam::statements(*policy, "policy");
            // A policy that is not known may well refuse them.
            statements.is_empty()
                || statements
                    .iter()
                    .any(|statement| !statement.allows && statement.has_condition("aws:SecureTransport", "false"))
        };
        if !policies.of(&bucket).iter().any(refuses) {
            findings.add_with(
                bucket,
                "takes requests that are not encrypted",
                "declare an `aws_s3_bucket_policy` that denies `s3:*` where `aws:SecureTransport` is `false`",
            );
        }
    }
}

fn databases(stack: &StackView<'_>, kind: &str, argument: &str, findings: &mut Findings<'_>) {
    for database in stack.resources(kind) {
        let engine = database.get("engine");
        let refusing = REFUSING.iter().find(|(known, _)| engine.is_text(known));
        let Some((_, parameter)) = refusing else { continue };
        let groups = database.references(argument);
        let refuses = |group: &ResourceView<'_>| {
            group.blocks("parameter").iter().any(|block| {
                let value = block.get("value");
                let is_on = value.is_text("1") || value.is_text("ON") || value.text().is_none();
                block.get("name").is_text(parameter) && is_on
            })
        };
        // A group that is not of this stack is not known.
        let is_elsewhere = database.has(argument) && groups.is_empty();
        if !is_elsewhere && !groups.iter().any(refuses) {
            findings.add_with(
                database,
                "takes connections that are not encrypted",
                format!("give it a parameter group (`{argument}`) with `{parameter}` on"),
            );
        }
    }
}

fn listeners(stack: &StackView<'_>, findings: &mut Findings<'_>) {
    for listener in stack.resources("aws_lb_listener") {
        let protocol = listener.get("protocol");
        if protocol.is_text("HTTP") {
            let actions = listener.blocks("default_action");
            let redirects = actions.iter().all(|action| {
                action.get("type").is_text("redirect") && action.get("redirect.protocol").is_text("HTTPS")
            });
            if !redirects || actions.is_empty() {
                findings.add_with(
                    listener,
                    "answers plain HTTP",
                    "use `protocol: \"HTTPS\"`, or have its default action redirect to HTTPS",
                );
            }
        } else if let Some(policy) = listener.get("ssl_policy").text()
            && is_outdated(&policy)
        {
            findings.add_with(
                listener,
                format!("takes TLS older than 1.2 (`{policy}`)"),
                "use an `ssl_policy` such as \"ELBSecurityPolicy-TLS13-1-2-2021-06\"",
            );
        }
    }
}

/// Whether a policy of Elastic Load Balancing takes TLS 1.0 or 1.1.
fn is_outdated(policy: &str) -> bool {
    let old = ["TLS-1-0", "TLS-1-1", "TLS13-1-0", "TLS13-1-1", "-2014-", "-2015-"];
    policy == "ELBSecurityPolicy-2016-08"
        || policy == "ELBSecurityPolicy-FS-2018-06"
        || policy.starts_with("ELBSecurityPolicy-FS-1-1")
        || old.iter().any(|part| policy.contains(part))
}

fn domain_names(stack: &StackView<'_>, findings: &mut Findings<'_>) {
    for domain in stack.resources("aws_api_gateway_domain_name") {
        let policy = domain.get("security_policy");
        if policy.is_absent() || policy.is_text("TLS_1_0") {
            findings.add_with(
                domain,
                "may take TLS older than 1.2",
                "write `security_policy: \"TLS_1_2\"`",
            );
        }
    }
}

fn subscriptions(stack: &StackView<'_>, findings: &mut Findings<'_>) {
    for subscription in stack.resources("aws_sns_topic_subscription") {
        if matches!(subscription.get("protocol"), Resolved::Text(protocol) if protocol == "http") {
            findings.add_with(subscription, "delivers over plain HTTP", "use `protocol: \"https\"`");
        }
    }
}
