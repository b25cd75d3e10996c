//! What a resource mirrors of resources beside it.
//!
//! A security group's `ingress` lists rules that are resources of their own, a role's `inline_policy` those of
//! `aws_iam_role_policy`. After they are applied, terraform sees the group and the role as changed from outside. What the
//! environment's own resources account for is no drift; what is left over is, although an apply would leave it.

use serde_json::{Value, json};

use super::attributes::{Attribute, Shown, has_mark};
use super::{list, text};

/// The resources of an environment, as they are in reality.
#[derive(Default)]
pub(crate) struct Resources(Vec<Value>);

impl Resources {
    /// Those of one plan.
    pub(crate) fn of(plan: &Value) -> Self {
        let resources = list(&plan["prior_state"]["values"]["root_module"]["resources"]);
        Resources(
            resources
                .filter(|resource| resource["mode"] == "managed")
                .cloned()
                .collect(),
        )
    }

    /// Those of several plans together.
    pub(crate) fn all<'p>(plans: impl Iterator<Item = &'p Value>) -> Self {
        Resources(plans.flat_map(|plan| Resources::of(plan).0).collect())
    }

    /// How many there are.
    pub(crate) fn count(&self) -> usize {
        self.0.len()
    }

    /// What is left of an attribute's change when all that other resources account for is taken away; nothing if the
    /// attribute is not known to mirror any.
    pub(super) fn unaccounted(&self, change: &Value, attribute: &str) -> Option<Attribute> {
        let kind = text(&change["type"]);
        let mirror = MIRRORS
            .iter()
            .find(|mirror| (mirror.kind, mirror.attribute) == (kind, attribute))?;
        let change = &change["change"];
        let marks = ["before_sensitive", "after_sensitive"].map(|side| &change[side]);
        if marks.iter().any(|marks| **marks == true || has_mark(&marks[attribute])) {
            return None;
        }
        let after = &change["after"];
        let own: Vec<Value> = self
            .0
            .iter()
            .filter(|resource| belongs(&resource["values"], after))
            .flat_map(|resource| (mirror.own)(text(&resource["type"]), &resource["values"], after))
            .collect();
        let left = |state: &Value| {
            let mut left: Vec<Value> = entries(&state[attribute])
                .into_iter()
                .flat_map(|entry| (mirror.entries)(entry, state))
                .collect();
            left.retain(|entry| !own.contains(entry));
            left.sort_by_key(Value::to_string);
            Shown::Value(Value::Array(left))
        };
        Some(Attribute {
            path: attribute.to_owned(),
            before: left(&change["before"]),
            after: left(after),
        })
    }
}

/// Whether a resource names this one as what it is a part of.
fn belongs(part: &Value, whole: &Value) -> bool {
    let names = [
        "security_group_id",
        "role",
        "route_table_id",
        "bucket",
        "queue_url",
        "arn",
    ]
    .map(|name| &part[name]);
    let is_whole = |name: &&Value| name.is_string() && ["id", "name", "arn"].iter().any(|own| **name == whole[own]);
    names.iter().any(is_whole)
}

/// The entries of a list; a policy is one entry.
fn entries(attribute: &Value) -> Vec<&Value> {
    match attribute {
        Value::String(text) if !text.is_empty() => vec![attribute],
        _ => list(attribute).collect(),
    }
}

/// How an attribute mirrors other resources, both brought to the same simple form.
struct Mirror {
    kind: &'static str,
    attribute: &'static str,
    /// What an entry of the attribute says; one for each source of a rule.
    entries: fn(&Value, &Value) -> Vec<Value>,
    /// What a resource of this type and with these values puts there.
    own: fn(&str, &Value, &Value) -> Vec<Value>,
}

const MIRRORS: [Mirror; 8] = [
    Mirror {
        kind: "aws_security_group",
        attribute: "ingress",
        entries: rules,
        own: |kind, values, group| match kind {
            "aws_vpc_security_group_ingress_rule" => vec![rule(values, group)],
            "aws_security_group_rule" if values["type"] == "ingress" => rules(values, group),
            _ => Vec::new(),
        },
    },
    Mirror {
        kind: "aws_security_group",
        attribute: "egress",
        entries: rules,
        own: |kind, values, group| match kind {
            "aws_vpc_security_group_egress_rule" => vec![rule(values, group)],
            "aws_security_group_rule" if values["type"] == "egress" => rules(values, group),
            _ => Vec::new(),
        },
    },
    Mirror {
        kind: "aws_iam_role",
        attribute: "inline_policy",
        entries: |entry, _| vec![entry["name"].clone()],
        // Its text is compared where it is declared.
        own: |kind, values, _| match kind {
            "aws_iam_role_policy" => vec![values["name"].clone()],
            _ => Vec::new(),
        },
    },
    Mirror {
        kind: "aws_iam_role",
        attribute: "managed_policy_arns",
        entries: |entry, _| vec![entry.clone()],
        own: |kind, values, _| match kind {
            "aws_iam_role_policy_attachment" => vec![values["policy_arn"].clone()],
            _ => Vec::new(),
        },
    },
    Mirror {
        kind: "aws_route_table",
        attribute: "route",
        entries: |entry, _| {
            vec![route(
                entry,
                ["cidr_block", "ipv6_cidr_block", "destination_prefix_list_id"],
            )]
        },
        own: |kind, values, _| match kind {
            "aws_route" => vec![route(values, DESTINATIONS)],
            _ => Vec::new(),
        },
    },
    Mirror {
        kind: "aws_s3_bucket",
        attribute: "policy",
        entries: |entry, _| vec![document(entry)],
        own: |kind, values, _| match kind {
            "aws_s3_bucket_policy" => vec![document(&values["policy"])],
            _ => Vec::new(),
        },
    },
    Mirror {
        kind: "aws_sqs_queue",
        attribute: "policy",
        entries: |entry, _| vec![document(entry)],
        own: |kind, values, _| match kind {
            "aws_sqs_queue_policy" => vec![document(&values["policy"])],
            _ => Vec::new(),
        },
    },
    Mirror {
        kind: "aws_sns_topic",
        attribute: "policy",
        entries: |entry, _| vec![document(entry)],
        own: |kind, values, _| match kind {
            "aws_sns_topic_policy" => vec![document(&values["policy"])],
            _ => Vec::new(),
        },
    },
];

/// A policy by what it says, however it is written.
fn document(policy: &Value) -> Value {
    serde_json::from_str(text(policy)).unwrap_or_else(|_| policy.clone())
}

/// A block of rules, one for each source. Descriptions say nothing about who gets in.
fn rules(block: &Value, group: &Value) -> Vec<Value> {
    let of = |name: &'static str| list(&block[name]).map(move |source| one_rule(block, "protocol", source, group));
    let sources = ["cidr_blocks", "ipv6_cidr_blocks", "prefix_list_ids", "security_groups"];
    let mut rules: Vec<Value> = sources.into_iter().flat_map(of).collect();
    let other = &block["source_security_group_id"];
    if other.is_string() {
        rules.push(one_rule(block, "protocol", other, group));
    }
    if block["self"] == true {
        rules.push(one_rule(block, "protocol", &group["id"], group));
    }
    rules
}

/// A rule that is a resource of its own.
fn rule(values: &Value, group: &Value) -> Value {
    let sources = [
        "cidr_ipv4",
        "cidr_ipv6",
        "prefix_list_id",
        "referenced_security_group_id",
    ];
    let source = sources
        .iter()
        .map(|name| &values[name])
        .find(|source| source.is_string());
    one_rule(values, "ip_protocol", source.unwrap_or(&Value::Null), group)
}

fn one_rule(values: &Value, protocol: &str, source: &Value, group: &Value) -> Value {
    let protocol = text(&values[protocol]);
    // A group of another account has the account's number in front.
    let source = text(source)
        .rsplit('/')
        .next()
        .filter(|last| last.starts_with("sg-"))
        .unwrap_or(text(source));
    let source = if *source == group["id"] { "itself" } else { source };
    let ports = match protocol {
        "-1" => String::new(),
        _ if values["from_port"] == values["to_port"] => format!(" {}", values["from_port"]),
        _ => format!(" {}-{}", values["from_port"], values["to_port"]),
    };
    let protocol = if protocol == "-1" { "all" } else { protocol };
    json!(format!("{protocol}{ports} {source}"))
}

const DESTINATIONS: [&str; 3] = [
    "destination_cidr_block",
    "destination_ipv6_cidr_block",
    "destination_prefix_list_id",
];

const TARGETS: [&str; 9] = [
    "carrier_gateway_id",
    "core_network_arn",
    "egress_only_gateway_id",
    "gateway_id",
    "nat_gateway_id",
    "network_interface_id",
    "transit_gateway_id",
    "vpc_endpoint_id",
    "vpc_peering_connection_id",
];

fn route(values: &Value, destinations: [&str; 3]) -> Value {
    let first = |names: &[&str]| {
        let mut named = names.iter().map(|name| text(&values[name]));
        named.find(|name| !name.is_empty()).unwrap_or("nowhere").to_owned()
    };
    json!(format!("{} by {}", first(&destinations), first(&TARGETS)))
}
