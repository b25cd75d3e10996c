//! Findings as text, like a compiler's errors.

use std::path::Path;

use super::{environments, sentence};
use crate::policy::{Exception, Finding, Rule};
use crate::synth::place;

/// A finding over several lines, the first with its place; files are named relative to `root`.
pub(crate) fn finding(finding: &Finding, root: &Path) -> String {
    let mut lines = vec![
        format!(
            "{}: {} [{}]",
            place(finding.site, root),
            sentence(finding),
            finding.rule
        ),
        format!(
            "  in stack {}/{}, {}",
            finding.project,
            finding.stack,
            environments(finding)
        ),
    ];
    if !finding.remedy.is_empty() {
        lines.push(format!("  remedy: {}", finding.remedy));
    }
    if !finding.pci_dss.is_empty() {
        lines.push(format!("  PCI DSS v4: {}", finding.pci_dss.join(", ")));
    }
    lines.join("\n")
}

/// An exception: where, from which rule, why, and what would be wrong without it.
pub(crate) fn exception(exception: &Exception, root: &Path) -> String {
    let mut lines = vec![format!(
        "{}: except {}: {}",
        place(exception.site, root),
        exception.rule,
        exception.reason
    )];
    for on in &exception.declarations {
        lines.push(format!("  on {} of {}/{}", on.address, on.project, on.stack));
    }
    let mut messages: Vec<&str> = exception
        .findings
        .iter()
        .map(|finding| finding.message.as_str())
        .collect();
    messages.dedup();
    for message in messages {
        lines.push(format!("  which {message}"));
    }
    lines.join("\n")
}

/// A rule: its name, what it demands, what it serves, and the projects it is in force in.
pub(crate) fn rule(rule: &Rule, projects: &[&str]) -> String {
    let mut lines = vec![format!("{}: {}", rule.name, rule.summary)];
    if !rule.pci_dss.is_empty() {
        lines.push(format!("  PCI DSS v4: {}", rule.pci_dss.join(", ")));
    }
    lines.push(match projects {
        [] => "  in force in no project".to_owned(),
        projects => format!("  in force in {}", projects.join(", ")),
    });
    lines.join("\n")
}
