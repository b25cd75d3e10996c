//! Permissions.

use paydsl_schema::iam::{Services, needs_every_resource};

use crate::policy::{Document, Findings, ResourceView, Rule, StackView, Statement};

/// Parts of the names of AWS's own policies that allow more than any one task needs.
const BROAD: [&str; 5] = [
    "AdministratorAccess",
    "FullAccess",
    "PowerUserAccess",
    "IAMFullAccess",
    "SystemAdministrator",
];

/// Arguments with the ARNs of policies.
const ATTACHED: [(&str, &str); 6] = [
    ("aws_iam_role_policy_attachment", "policy_arn"),
    ("aws_iam_user_policy_attachment", "policy_arn"),
    ("aws_iam_group_policy_attachment", "policy_arn"),
    ("aws_iam_policy_attachment", "policy_arn"),
    ("aws_iam_role_policy_attachments_exclusive", "policy_arns"),
    ("aws_iam_role", "managed_policy_arns"),
];

/// `least-privilege`: policies name their actions and resources, and AWS's own broad policies are not attached. Where
/// none of the actions knows a narrower resource than `*`, that is right.
///
/// Statements that deny are left alone, and so are the resources of statements with principals: there `*` is the one
/// resource that the policy belongs to. A key's policy may give the account all of it, as AWS advises, so that somebody
/// can still manage the key.
///
/// PCI DSS 7.2.1, 7.2.2, 7.2.5: access is what a task needs and no more; 7.3.3: everything else is denied.
pub fn least_privilege() -> Rule {
    Rule::new("least-privilege", |stack, findings| {
        for document in stack.documents() {
            check(&document, findings);
        }
        attached(stack, findings);
    })
    .summary("Policies name the actions and the resources that a task needs, without wildcards")
    .remedy("name them; where AWS knows nothing narrower, say so: `#[exempt(\"least-privilege\", reason = \"..\")]`")
    .pci_dss(&["7.2.1", "7.2.2", "7.2.5", "7.3.3"])
}

fn check(document: &Document<'_>, findings: &mut Findings<'_>) {
    for statement in document.statements.iter().filter(|statement| statement.allows) {
        let broad = wildcards(statement);
        if !broad.is_empty() {
            let message = format!("allows {} in {}", broad.join(" and "), statement.called());
            findings.add_on_part(document.owner, message, statement.exemptions);
        }
    }
}

/// What a statement allows by wildcards, in words.
fn wildcards(statement: &Statement<'_>) -> Vec<String> {
    let mut broad = Vec::new();
    let actions = statement.actions.iter().filter_map(|action| action.text());
    let actions: Vec<_> = actions.filter(|action| action.contains(['*', '?'])).collect();
    if !actions.is_empty() && !is_for_own_account(statement) {
        let quoted: Vec<String> = actions.iter().map(|action| format!("{action:?}")).collect();
        broad.push(format!("the actions {}", quoted.join(", ")));
    }
    if !statement.not_actions.is_empty() {
        broad.push("all actions but some (`not_actions`)".to_owned());
    }
    if statement.principals.is_empty() && !knows_nothing_narrower(statement) {
        let resources = statement.resources.iter().filter_map(|resource| resource.text());
        let resources: Vec<String> = resources
            .filter(|resource| is_every_resource(resource))
            .map(|resource| format!("{resource:?}"))
            .collect();
        if !resources.is_empty() {
            broad.push(format!("the resources {}", resources.join(", ")));
        }
        if !statement.not_resources.is_empty() {
            broad.push("all resources but some (`not_resources`)".to_owned());
        }
    }
    broad
}

/// Whether all actions are known, and none of them can be limited to a resource.
fn knows_nothing_narrower(statement: &Statement<'_>) -> bool {
    let actions: Option<Vec<_>> = statement.actions.iter().map(|action| action.text()).collect();
    actions.is_some_and(|actions| needs_every_resource(actions.iter().map(|action| &**action), Services::builtin()))
}

/// Whether a statement is for the account as a whole, which hands permissions out by its own policies.
fn is_for_own_account(statement: &Statement<'_>) -> bool {
    let mut identifiers = statement.principals.iter().flat_map(|(_, who)| who);
    let is_root = |pieces: &[crate::policy::Piece<'_>]| match pieces.last() {
        Some(crate::policy::Piece::Literal(end)) => end.ends_with(":root"),
        _ => false,
    };
    !statement.principals.is_empty() && identifiers.all(|identifier| is_root(&identifier.pieces()))
}

/// Whether a resource is `*`, or an ARN that names nothing of its service.
fn is_every_resource(resource: &str) -> bool {
    let mut parts = resource.splitn(6, ':');
    let is_any = |text: &str| !text.is_empty() && text.chars().all(|c| matches!(c, '*' | '/' | ':'));
    match (parts.next(), parts.nth(4)) {
        (Some("arn"), Some(named)) => is_any(named),
        _ => is_any(resource),
    }
}

fn attached(stack: &StackView<'_>, findings: &mut Findings<'_>) {
    for (kind, argument) in ATTACHED {
        for resource in stack.resources(kind) {
            let arns = resource.get(argument);
            for arn in arns.elements().iter().filter_map(|arn| arn.text()) {
                if arn.contains(":iam::aws:policy/") && BROAD.iter().any(|broad| arn.ends_with(broad)) {
                    let name = arn.rsplit('/').next().unwrap_or_default();
                    findings.add(
                        resource,
                        format!("attaches `{name}`, which allows more than any task needs"),
                    );
                }
            }
        }
    }
}

/// `session-duration`: sessions of a role end after at most so many seconds. A role that says nothing has AWS's own
/// maximum, one hour.
///
/// PCI DSS 7.2.5: access of applications and systems is limited to what they need.
pub fn session_duration(seconds: u32) -> Rule {
    Rule::new("session-duration", move |stack, findings| {
        let too_long = |role: &ResourceView<'_>| {
            let duration = role.get("max_session_duration");
            if duration.is_absent() {
                Some(3600.0)
            } else {
                duration.number()
            }
        };
        for role in stack.resources("aws_iam_role") {
            let Some(duration) = too_long(&role).filter(|duration| *duration > f64::from(seconds)) else {
                continue;
            };
            findings.add_with(
                role,
                format!("has sessions of up to {duration} seconds"),
                format!("write `max_session_duration: {seconds}`"),
            );
        }
    })
    .summary("Sessions of roles end as soon as the project demands")
    .pci_dss(&["7.2.5"])
}
