//! What terraform's errors do not say: which stack to apply first, and when a second try helps.

use std::sync::Mutex;

use super::environment::Chosen;
use super::prepare::Prepared;

/// Watches the output of one run.
#[derive(Default)]
pub(crate) struct Hints(Mutex<Seen>);

#[derive(Default)]
struct Seen {
    /// The stacks whose remote state a line named.
    remotes: Vec<String>,
    /// Whether a remote state was not there, or without what was read.
    is_missing: bool,
    asks_for_init: bool,
}

const REMOTE: &str = "data.terraform_remote_state.";

impl Hints {
    /// Takes note of a line without colours.
    pub(crate) fn see(&self, line: &str) {
        let Ok(mut seen) = self.0.lock() else { return };
        seen.asks_for_init |= line.contains("terraform init");
        let missing = ["Unable to find remote state", "is object with"];
        seen.is_missing |= missing.iter().any(|text| line.contains(text));
        // Progress (`data.x: Reading...`) names every remote state, an error those that are amiss.
        if line.contains(": Read") {
            return;
        }
        if let Some((_, rest)) = line.split_once(REMOTE) {
            let name = rest
                .split(|c: char| !c.is_ascii_alphanumeric() && c != '_' && c != '-')
                .next();
            seen.remotes.extend(name.map(String::from));
        }
    }

    /// Whether terraform said that it has to be initialised.
    pub(crate) fn asks_for_init(&self) -> bool {
        self.0.lock().is_ok_and(|seen| seen.asks_for_init)
    }

    /// What to apply first, if a stack that was read has no state.
    pub(crate) fn missing_states(&self, stack: &Prepared<'_>, chosen: &Chosen, is_local: bool) -> Vec<String> {
        let Ok(seen) = self.0.lock() else { return Vec::new() };
        let project = &stack.selected.project.name;
        let mut remotes: Vec<&String> = seen.remotes.iter().filter(|_| seen.is_missing).collect();
        remotes.sort();
        remotes.dedup();
        let mut options = format!(" --env {}", chosen.environment);
        if let Some(suffix) = &chosen.suffix {
            options += &format!(" --suffix {suffix}");
        }
        if is_local {
            options += " --local";
        }
        let workspace = chosen.workspace();
        let hint = |remote: &String| {
            format!(
                "stack {} reads stack {remote}, which is not applied in {workspace}, or not as it is now. Apply it \
                 first: `apply {project}/{remote}{options}`; or both in their order: `apply {project}{options}`",
                stack.selected.stack.name
            )
        };
        remotes.into_iter().map(hint).collect()
    }
}
