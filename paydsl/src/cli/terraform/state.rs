//! The state of a stack, as far as commands need to know it.

use super::{Initialised, Terraform};

/// Whether the workspace has no state with anything in it. Terraform would read the states of other stacks before it
/// finds that out, and fail if these are gone already.
pub(crate) fn is_empty(stack: &Initialised<'_, '_>, terraform: &Terraform) -> bool {
    let mut command = stack.command(terraform);
    let Ok(output) = command.args(["state", "pull"]).output() else {
        return false;
    };
    if !output.status.success() {
        return false;
    }
    if output.stdout.trim_ascii().is_empty() {
        return true;
    }
    let state: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap_or_default();
    let is_managed = |resource: &serde_json::Value| resource.get("mode").is_none_or(|mode| mode != "data");
    let managed = state.get("resources").and_then(|resources| resources.as_array());
    let outputs = state.get("outputs").and_then(|outputs| outputs.as_object());
    managed.is_some_and(|resources| !resources.iter().any(is_managed))
        && outputs.is_some_and(|outputs| outputs.is_empty())
}
