//! Who may reach what is stored.

use crate::policy::{Findings, ResourceView, Rule, StackView};

/// Arguments that make what stores data public.
const PUBLIC: &[(&str, &str)] = &[
    ("aws_db_instance", "publicly_accessible"),
    ("aws_dms_replication_instance", "publicly_accessible"),
    ("aws_mq_broker", "publicly_accessible"),
    ("aws_rds_cluster_instance", "publicly_accessible"),
    ("aws_redshift_cluster", "publicly_accessible"),
];

/// What keeps a bucket private.
const BLOCKED: [&str; 4] = [
    "block_public_acls",
    "block_public_policy",
    "ignore_public_acls",
    "restrict_public_buckets",
];

/// Access control lists by which everybody gets in.
const PUBLIC_ACLS: [&str; 3] = ["public-read", "public-read-write", "authenticated-read"];

/// `no-public-data-stores`: databases have no public address, buckets block public access in all four ways, and no policy
/// of a bucket, queue, topic, key, secret or repository lets everybody in.
///
/// PCI DSS 1.4.4: what stores account data cannot be reached from untrusted networks; 7.2.1, 7.3.3.
pub fn no_public_data_stores() -> Rule {
    Rule::new("no-public-data-stores", |stack, findings| {
        for (kind, argument) in PUBLIC {
            for resource in stack.resources(kind) {
                if resource.get(argument).is_true() {
                    findings.add_with(
                        resource,
                        "can be reached from the internet",
                        format!("write `{argument}: false`"),
                    );
                }
            }
        }
        buckets(stack, findings);
        for domain in stack.resources("aws_opensearch_domain") {
            if !domain.has("vpc_options") {
                findings.add_with(
                    domain,
                    "can be reached from the internet",
                    "put it into private subnets by `vpc_options`",
                );
            }
        }
        policies(stack, findings);
    })
    .summary("Nothing that stores data can be reached by everybody")
    .remedy("keep it private")
    .pci_dss(&["1.4.4", "7.2.1", "7.3.3"])
}

fn buckets(stack: &StackView<'_>, findings: &mut Findings<'_>) {
    let blocks = stack.by_reference("aws_s3_bucket_public_access_block", "bucket");
    for bucket in stack.resources("aws_s3_bucket") {
        match blocks.of(&bucket).first() {
            None => findings.add_with(
                bucket,
                "does not block public access",
                "declare an `aws_s3_bucket_public_access_block` for it, with all four arguments `true`",
            ),
            Some(block) => blocked(*block, findings),
        }
    }
    for (kind, argument) in [("aws_s3_bucket", "acl"), ("aws_s3_bucket_acl", "acl")] {
        for resource in stack.resources(kind) {
            let acl = resource.get(argument);
            if PUBLIC_ACLS.iter().any(|public| acl.is_text(public)) {
                findings.add_with(
                    resource,
                    "lets everybody read",
                    "write `acl: \"private\"`, or leave it out",
                );
            }
        }
    }
}

fn blocked(block: ResourceView<'_>, findings: &mut Findings<'_>) {
    let open = BLOCKED
        .iter()
        .filter(|argument| block.get(argument).is_absent_or_false());
    let open: Vec<String> = open.map(|argument| format!("`{argument}: true`")).collect();
    if !open.is_empty() {
        findings.add_with(
            block,
            "does not block all public access",
            format!("write {}", open.join(", ")),
        );
    }
}

fn policies(stack: &StackView<'_>, findings: &mut Findings<'_>) {
    for document in stack.documents() {
        let mut statements = document.statements.iter();
        let open = statements
            .find(|statement| statement.allows && statement.is_for_everybody() && statement.conditions.is_empty());
        if let Some(statement) = open {
            findings.add_with(
                document.owner,
                format!("lets everybody in by {}", statement.called()),
                "name the principals, or add a condition",
            );
        }
    }
}
