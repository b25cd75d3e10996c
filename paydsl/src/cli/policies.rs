//! What speaks against what is about to be written: what providers would refuse, and the projects' own rules.

use std::path::Path;

use super::failure::Failure;
use super::prepare::Prepared;
use super::target::Selected;
use crate::policy::report::text;
use crate::policy::{Report, evaluate};
use crate::project::AnyProject;
use crate::validation::report::mistake as mistake_text;
use crate::validation::validate;

/// What the rules say of these stacks. `complete` says whether they are all there are.
pub(crate) fn judge(prepared: &[Prepared<'_>], complete: bool) -> Report {
    evaluate(
        prepared.iter().map(|stack| (stack.selected.project, &stack.module)),
        complete,
    )
}

/// Fails with everything that a provider would refuse, and everything that the rules find.
pub(crate) fn enforce(prepared: &[Prepared<'_>], complete: bool, root: &Path) -> Result<(), Failure> {
    let stacks = prepared.iter().map(|stack| (stack.selected.project, &stack.module));
    let validation = validate(stacks, root);
    let mut messages: Vec<String> = validation.unreadable.iter().map(ToString::to_string).collect();
    messages.extend(validation.mistakes.iter().map(|mistake| mistake_text(mistake, root)));
    let report = judge(prepared, complete);
    messages.extend(report.findings.iter().map(|finding| text::finding(finding, root)));
    match messages.is_empty() {
        true => Ok(()),
        false => Err(Failure::all(messages)),
    }
}

/// Whether these are all stacks of all projects.
pub(crate) fn are_all(stacks: &[Selected<'_>], projects: &[AnyProject]) -> bool {
    stacks.len() == projects.iter().map(|project| project.stacks.len()).sum::<usize>()
}
