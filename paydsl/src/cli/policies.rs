//! The projects' rules, applied to what is about to be written.

use std::path::Path;

use super::failure::Failure;
use super::prepare::Prepared;
use super::target::Selected;
use crate::policy::report::text;
use crate::policy::{Report, evaluate};
use crate::project::AnyProject;

/// What the rules say of these stacks. `complete` says whether they are all there are.
pub(crate) fn judge(prepared: &[Prepared<'_>], complete: bool) -> Report {
    evaluate(
        prepared.iter().map(|stack| (stack.selected.project, &stack.module)),
        complete,
    )
}

/// Fails with everything that the rules find.
pub(crate) fn enforce(prepared: &[Prepared<'_>], complete: bool, root: &Path) -> Result<(), Failure> {
    let report = judge(prepared, complete);
    if report.is_clean() {
        return Ok(());
    }
    let findings = report.findings.iter();
    Err(Failure::all(
        findings.map(|finding| text::finding(finding, root)).collect(),
    ))
}

/// Whether these are all stacks of all projects.
pub(crate) fn are_all(stacks: &[Selected<'_>], projects: &[AnyProject]) -> bool {
    stacks.len() == projects.iter().map(|project| project.stacks.len()).sum::<usize>()
}
