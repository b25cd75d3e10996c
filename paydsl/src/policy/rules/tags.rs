//! Tags.

use std::collections::HashMap;

use crate::policy::{Resolved, Rule};

/// `required-tags`: every resource that takes tags has these, not empty. Tags that the AWS provider's default
/// configuration adds by `default_tags` count.
///
/// PCI DSS 12.5.1: an inventory of system components can be kept by their tags.
pub fn required_tags<const N: usize>(tags: [&'static str; N]) -> Rule {
    Rule::new("required-tags", move |stack, findings| {
        let provider = stack.provider("aws");
        let defaults = provider.map_or(Resolved::Absent, |provider| provider.get("default_tags.tags"));
        let mut taggable = HashMap::new();
        for resource in stack.all_resources() {
            let kind = resource.kind();
            if !*taggable.entry(kind).or_insert_with(|| takes_tags(kind)) {
                continue;
            }
            let own = resource.get("tags");
            let is_missing = |tag: &str| lacks(&own, tag) && lacks(&defaults, tag);
            let missing: Vec<String> = tags
                .iter()
                .filter(|tag| is_missing(tag))
                .map(|tag| format!("`{tag}`"))
                .collect();
            if !missing.is_empty() {
                let word = if missing.len() == 1 { "tag" } else { "tags" };
                findings.add(resource, format!("lacks the {word} {}", missing.join(", ")));
            }
        }
    })
    .summary("Every resource that takes tags has the tags that the project requires")
    .remedy("write `tags: env.tags(\"<type>-<purpose>\")`")
    .pci_dss(&["12.5.1"])
}

/// Whether the type takes tags as a map, and so the provider's default ones.
fn takes_tags(kind: &str) -> bool {
    let found = paydsl_schema::Providers::builtin().resource(kind);
    found.is_some_and(|(_, block)| block.attribute("tags").is_some() && block.attribute("tags_all").is_some())
}

fn lacks(tags: &Resolved<'_>, tag: &str) -> bool {
    match tags.member(tag) {
        Resolved::Absent => true,
        Resolved::Text(text) => text.is_empty(),
        _ => false,
    }
}
