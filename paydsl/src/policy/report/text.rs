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
            environments(&finding.environments, finding.everywhere)
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
    // The uses of a component have the same ones.
    let mut messages: Vec<&str> = Vec::new();
    for finding in &exception.findings {
        if !messages.contains(&finding.message.as_str()) {
            messages.push(&finding.message);
        }
    }
    lines.extend(messages.iter().map(|message| format!("  which {message}")));
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::builder::Site;

    #[test]
    fn what_several_uses_have_in_common_is_told_once() {
        let site = Site { file: "a.rs", line: 1 };
        let finding = |message: &str| Finding {
            rule: "r",
            project: "p".into(),
            stack: "s",
            address: "x.y".into(),
            site,
            message: message.into(),
            remedy: String::new(),
            environments: vec!["dev"],
            everywhere: true,
            pci_dss: &[],
        };
        let told = exception(
            &Exception {
                rule: "r",
                reason: "because",
                site,
                declarations: Vec::new(),
                findings: ["is a", "is b", "is a", "is b"].map(finding).into(),
            },
            Path::new(""),
        );
        assert_eq!(told, "a.rs:1: except r: because\n  which is a\n  which is b");
    }
}
