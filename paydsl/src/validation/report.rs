//! Mistakes as text, in the form of policies' findings.

use std::path::Path;

use super::Mistake;
use crate::policy::report::environments;
use crate::synth::place;

/// A mistake over several lines, the first with its place; files are named relative to `root`.
pub(crate) fn mistake(mistake: &Mistake, root: &Path) -> String {
    let place = place(mistake.site, root);
    let Mistake {
        project,
        stack,
        address,
        message,
        ..
    } = mistake;
    let environments = environments(&mistake.environments, mistake.everywhere);
    let mut lines = vec![
        format!("{place}: {address} {message}"),
        format!("  in stack {project}/{stack}, {environments}"),
    ];
    lines.extend(
        mistake
            .others
            .iter()
            .map(|(environment, said)| format!("  in {environment}: {said}")),
    );
    let mut parts: Vec<String> = mistake.fields.iter().map(|field| format!("`env.{field}`")).collect();
    if mistake.has_name {
        parts.push("the environment's name".to_owned());
    }
    if !parts.is_empty() {
        lines.push(format!("  the value is made of {}", parts.join(" and ")));
    }
    lines.join("\n")
}
