//! IAM policies, wherever they are written: as a policy document or as JSON.

use super::view::{BlockView, Resolved, ResourceView, StackView};
use crate::builder::Exemption;
use crate::tree::{ExprId, Expression};

/// Arguments that hold a policy as JSON.
const JSON: &[(&str, &str)] = &[
    ("aws_api_gateway_rest_api", "policy"),
    ("aws_api_gateway_rest_api_policy", "policy"),
    ("aws_backup_vault_policy", "policy"),
    ("aws_cloudwatch_log_resource_policy", "policy_document"),
    ("aws_ecr_repository_policy", "policy"),
    ("aws_iam_group_policy", "policy"),
    ("aws_iam_policy", "policy"),
    ("aws_iam_role", "assume_role_policy"),
    ("aws_iam_role", "inline_policy.policy"),
    ("aws_iam_role_policy", "policy"),
    ("aws_iam_user_policy", "policy"),
    ("aws_kms_key", "policy"),
    ("aws_kms_key_policy", "policy"),
    ("aws_s3_bucket", "policy"),
    ("aws_s3_bucket_policy", "policy"),
    ("aws_secretsmanager_secret", "policy"),
    ("aws_secretsmanager_secret_policy", "policy"),
    ("aws_sns_topic", "policy"),
    ("aws_sns_topic_policy", "policy"),
    ("aws_sqs_queue", "policy"),
    ("aws_sqs_queue_policy", "policy"),
    ("aws_vpc_endpoint", "policy"),
    ("aws_vpc_endpoint_policy", "policy"),
];

/// How deep the locals that a document is read from are followed.
const DEPTH: usize = 16;

/// A policy, and the resource or data source that it is written in.
pub struct Document<'v> {
    /// Where it is written: an `aws_iam_policy_document`, or the resource with the JSON.
    pub owner: ResourceView<'v>,
    /// What it says.
    pub statements: Vec<Statement<'v>>,
}

/// A statement of a policy.
#[derive(Clone, Debug)]
pub struct Statement<'v> {
    /// Its `sid`, if it is known.
    pub sid: Option<String>,
    /// Whether it allows; a statement that denies takes nothing but permissions.
    pub allows: bool,
    /// The actions.
    pub actions: Vec<Resolved<'v>>,
    /// The actions that it is not about; it is about all others.
    pub not_actions: Vec<Resolved<'v>>,
    /// The resources. A trust policy has none.
    pub resources: Vec<Resolved<'v>>,
    /// The resources that it is not about; it is about all others.
    pub not_resources: Vec<Resolved<'v>>,
    /// Who is meant: `*`, or a type (`AWS`, `Service`) with identifiers. Only policies of resources have principals.
    pub principals: Vec<(String, Vec<Resolved<'v>>)>,
    /// The variables of its conditions (`aws:SecureTransport`) with their values.
    pub conditions: Vec<(String, Vec<Resolved<'v>>)>,
    /// What the statement is excepted from, where it stands in `policy!`.
    pub exemptions: &'v [Exemption],
}

impl<'v> StackView<'v> {
    /// All policies that are written in the stack.
    pub fn documents(&self) -> Vec<Document<'_>> {
        let written = self.data("aws_iam_policy_document").map(|document| Document {
            owner: document,
            statements: document.blocks("statement").iter().map(of_block).collect(),
        });
        let json = JSON.iter().flat_map(|(kind, argument)| {
            self.resources(kind).filter_map(|owner| {
                let statements = of_argument(owner, argument);
                (!statements.is_empty()).then_some(Document { owner, statements })
            })
        });
        written.chain(json).collect()
    }
}

/// The statements of the policy in an argument: its JSON, or the documents that it mentions and those they are made of.
pub(crate) fn statements<'v>(resource: ResourceView<'v>, argument: &str) -> Vec<Statement<'v>> {
    let mut statements = of_argument(resource, argument);
    let mut documents = resource.references(argument);
    let mut next = 0;
    while let Some(document) = documents.get(next).copied() {
        next += 1;
        if document.kind() != "aws_iam_policy_document" {
            continue;
        }
        statements.extend(document.blocks("statement").iter().map(of_block));
        for source in ["source_policy_documents", "override_policy_documents"] {
            for part in document.references(source) {
                if !documents.iter().any(|known| known.number == part.number) {
                    documents.push(part);
                }
            }
        }
    }
    statements
}

fn of_argument<'v>(resource: ResourceView<'v>, argument: &str) -> Vec<Statement<'v>> {
    let blocks = argument.split_once('.');
    let values = match blocks {
        Some((block, argument)) => resource.blocks(block).iter().map(|block| block.get(argument)).collect(),
        None => vec![resource.get(argument)],
    };
    let documents = values.iter().filter_map(Resolved::json);
    let mut statements: Vec<Statement<'v>> = documents
        .flat_map(|document| {
            let statements = document.member("Statement");
            statements.elements().iter().map(of_json).collect::<Vec<_>>()
        })
        .collect();
    let module = resource.view.model.module;
    if !module.exemptions.is_empty() {
        let expressions = resource.body().expressions(argument).into_iter();
        let written: Vec<ExprId> = expressions.flat_map(|value| written(resource.view, value, 0)).collect();
        // Where a part is written in another way, they cannot be told apart.
        if written.len() == statements.len() {
            for (statement, id) in statements.iter_mut().zip(written) {
                statement.exemptions = module.exemptions.get(&id).copied().unwrap_or_default();
            }
        }
    }
    statements
}

/// The statements of a document that `jsonencode` makes, in the order they are written.
fn written(view: &StackView<'_>, document: ExprId, depth: usize) -> Vec<ExprId> {
    let arena = &view.model.module.arena;
    let deeper = |id: ExprId| {
        if depth < DEPTH {
            written(view, id, depth + 1)
        } else {
            Vec::new()
        }
    };
    match arena.get(document) {
        Expression::Call { arguments, .. } => arguments.first().map(|document| deeper(*document)).unwrap_or_default(),
        Expression::Object(entries) => {
            let is_statement = |key: ExprId| matches!(arena.get(key), Expression::String(key) if key == "Statement");
            let found = entries.iter().find(|(key, _)| is_statement(*key));
            match found.map(|(_, statements)| (arena.get(*statements), *statements)) {
                Some((Expression::List(items), _)) => items.clone(),
                Some((_, one)) => vec![one],
                None => Vec::new(),
            }
        }
        Expression::Root(address) => view.model.local(address).map(deeper).unwrap_or_default(),
        _ => Vec::new(),
    }
}

fn of_block<'v>(block: &BlockView<'v>) -> Statement<'v> {
    let list = |name: &str| block.get(name).elements().to_vec();
    let pairs = |name: &str, key: &str, values: &str| {
        let blocks = block.blocks(name);
        let pair = |inner: &BlockView<'v>| {
            let key = inner.get(key).text().map(|key| key.into_owned()).unwrap_or_default();
            (key, inner.get(values).elements().to_vec())
        };
        blocks.iter().map(pair).collect()
    };
    Statement {
        sid: block.get("sid").text().map(|sid| sid.into_owned()),
        allows: !block.get("effect").is_text("Deny"),
        actions: list("actions"),
        not_actions: list("not_actions"),
        resources: list("resources"),
        not_resources: list("not_resources"),
        principals: pairs("principals", "type", "identifiers"),
        conditions: pairs("condition", "variable", "values"),
        exemptions: &[],
    }
}

fn of_json<'v>(statement: &Resolved<'v>) -> Statement<'v> {
    let list = |name: &str| statement.member(name).elements().to_vec();
    let entries = |value: Resolved<'v>| match value {
        Resolved::Object(entries) => entries,
        _ => Vec::new(),
    };
    let principals = match statement.member("Principal") {
        Resolved::Absent => Vec::new(),
        Resolved::Object(entries) => {
            let each = entries.into_iter();
            each.map(|(kind, who)| (kind.into_owned(), who.elements().to_vec()))
                .collect()
        }
        other => vec![(other.text().unwrap_or_default().into_owned(), vec![other.clone()])],
    };
    let tests = entries(statement.member("Condition")).into_iter();
    let conditions = tests.flat_map(|(_, variables)| {
        let variables = entries(variables).into_iter();
        variables
            .map(|(variable, values)| (variable.into_owned(), values.elements().to_vec()))
            .collect::<Vec<_>>()
    });
    Statement {
        sid: statement.member("Sid").text().map(|sid| sid.into_owned()),
        allows: !statement.member("Effect").is_text("Deny"),
        actions: list("Action"),
        not_actions: list("NotAction"),
        resources: list("Resource"),
        not_resources: list("NotResource"),
        principals,
        conditions: conditions.collect(),
        exemptions: &[],
    }
}

impl Statement<'_> {
    /// How messages call it.
    pub fn called(&self) -> String {
        match self.sid.as_deref() {
            Some(sid) if !sid.is_empty() => format!("statement `{sid}`"),
            _ => "a statement without `sid`".to_owned(),
        }
    }

    /// Whether anybody at all is meant.
    pub fn is_for_everybody(&self) -> bool {
        let mut principals = self.principals.iter();
        principals.any(|(kind, who)| {
            matches!(kind.as_str(), "*" | "AWS") && who.iter().any(|identifier| identifier.is_text("*"))
        })
    }

    /// Whether a condition on `variable` asks for `value`, in any spelling of the variable's letters.
    pub fn has_condition(&self, variable: &str, value: &str) -> bool {
        let mut conditions = self.conditions.iter();
        conditions.any(|(known, values)| {
            known.eq_ignore_ascii_case(variable) && values.iter().any(|known| known.is_text(value))
        })
    }
}
