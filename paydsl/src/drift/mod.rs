//! What reality changed since a stack was applied, read from a plan as `terraform show -json` tells it.
//!
//! Terraform's `resource_drift` has all that differs between the state and reality, and so also what was never drift:
//! what AWS counts up, and what a resource mirrors of resources beside it. Here it is sorted:
//!
//! - **drift**: a resource that is gone; a change to what the code says; a change that an apply would undo; access or
//!   routes that nothing in the code accounts for.
//! - **noticed**: changes to what the code leaves open, which an apply would leave as they are.
//! - **pending**: what an apply would do although nothing drifted, because the code changed.

mod attributes;
mod mirrored;

use std::collections::BTreeSet;

use serde_json::{Map, Value};

pub(crate) use attributes::{Attribute, Shown};
use attributes::{Change, differences, without_index};
pub(crate) use mirrored::Resources;

/// How a resource is not as it was applied.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum What {
    Changed,
    Gone,
}

/// What an apply would do about it.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(crate) enum Action {
    Leave,
    Create,
    Update,
    Replace,
    Delete,
    Forget,
}

impl Action {
    fn of(change: &Value) -> Self {
        let actions = change["change"]["actions"].as_array();
        let actions: Vec<&str> = actions.into_iter().flatten().filter_map(Value::as_str).collect();
        match actions.as_slice() {
            ["create"] => Action::Create,
            ["update"] => Action::Update,
            ["delete"] => Action::Delete,
            ["forget"] => Action::Forget,
            [_, _] => Action::Replace,
            _ => Action::Leave,
        }
    }

    /// Terraform's word.
    pub(crate) fn word(self) -> &'static str {
        match self {
            Action::Leave => "leave",
            Action::Create => "create",
            Action::Update => "update",
            Action::Replace => "replace",
            Action::Delete => "delete",
            Action::Forget => "forget",
        }
    }
}

/// A resource that is not as it was applied.
pub(crate) struct Drifted {
    /// Its address, with the index of the instance.
    pub(crate) address: String,
    /// How it differs.
    pub(crate) what: What,
    /// Each attribute that differs; none for a resource that is gone.
    pub(crate) attributes: Vec<Attribute>,
    /// What an apply would do about it.
    pub(crate) action: Action,
}

/// A change that an apply would make although nothing drifted.
pub(crate) struct Pending {
    /// The resource's address, or `output.name`.
    pub(crate) address: String,
    /// What would be done to it.
    pub(crate) action: Action,
    /// For an update, the attributes that would change.
    pub(crate) attributes: Vec<Attribute>,
}

/// What a plan says of one stack.
#[derive(Default)]
pub(crate) struct Report {
    /// What reality changed.
    pub(crate) drift: Vec<Drifted>,
    /// What changed and concerns nobody: see above.
    pub(crate) noticed: Vec<Drifted>,
    /// What the code would change.
    pub(crate) pending: Vec<Pending>,
    /// How many resource instances are still there.
    found: usize,
}

impl Report {
    /// Reads a plan. `environment` are the resources of all stacks that were planned with it.
    pub(crate) fn of(plan: &Value, environment: &Resources) -> Self {
        let mut report = Report {
            found: Resources::of(plan).count(),
            ..Report::default()
        };
        for change in list(&plan["resource_drift"]) {
            report.drifted(change, plan, environment);
        }
        let is_drifted = |address: &str| report.drift.iter().any(|drifted| drifted.address == address);
        let changes = list(&plan["resource_changes"]).filter(|change| !is_drifted(text(&change["address"])));
        let pending: Vec<Pending> = changes.filter_map(pending).chain(outputs(plan)).collect();
        report.pending = pending;
        report
    }

    /// How many resource instances there were when the stack was applied.
    pub(crate) fn resources(&self) -> usize {
        let gone = self.drift.iter().filter(|drifted| drifted.what == What::Gone);
        self.found + gone.count()
    }

    fn drifted(&mut self, change: &Value, plan: &Value, environment: &Resources) {
        let address = text(&change["address"]);
        let action = planned(plan, address);
        let mut drifted = Drifted {
            address: address.to_owned(),
            what: What::Changed,
            attributes: Vec::new(),
            action,
        };
        if change["change"]["actions"] == serde_json::json!(["delete"]) {
            drifted.what = What::Gone;
            self.drift.push(drifted);
            return;
        }
        let declared = declared(plan, address);
        let mut concerns = action != Action::Leave;
        for attribute in differences(&Change::of(&change["change"])) {
            // What the code itself says of the attribute is compared as it is.
            let mirrored = match declared.contains(attribute.top()) {
                true => None,
                false => environment.unaccounted(change, attribute.top()),
            };
            match mirrored {
                Some(left) if left.is_equal() => {}
                Some(left) => {
                    concerns = true;
                    if !drifted.attributes.iter().any(|known| known.path == left.path) {
                        drifted.attributes.push(left);
                    }
                }
                None => {
                    concerns |= declared.contains(attribute.top());
                    drifted.attributes.push(attribute);
                }
            }
        }
        if drifted.attributes.is_empty() {
            return;
        }
        if concerns {
            self.drift.push(drifted);
        } else {
            self.noticed.push(drifted);
        }
    }
}

/// What the plan would do to an instance.
fn planned(plan: &Value, address: &str) -> Action {
    let change = list(&plan["resource_changes"]).find(|change| change["address"] == address);
    change.map_or(Action::Leave, Action::of)
}

/// The arguments that the code gives a resource.
fn declared<'p>(plan: &'p Value, address: &str) -> BTreeSet<&'p str> {
    let whole = without_index(address);
    let mut resources = list(&plan["configuration"]["root_module"]["resources"]);
    let configured = resources.find(|resource| resource["address"] == whole);
    let expressions = configured.and_then(|resource| resource["expressions"].as_object());
    expressions
        .into_iter()
        .flat_map(Map::keys)
        .map(String::as_str)
        .collect()
}

fn pending(change: &Value) -> Option<Pending> {
    let action = Action::of(change);
    if action == Action::Leave || change["mode"] == "data" {
        return None;
    }
    let attributes = match action {
        Action::Update => differences(&Change::of(&change["change"])),
        _ => Vec::new(),
    };
    Some(Pending {
        address: text(&change["address"]).to_owned(),
        action,
        attributes,
    })
}

fn outputs(plan: &Value) -> Vec<Pending> {
    let changes = plan["output_changes"].as_object().into_iter().flatten();
    let pending = changes.map(|(name, change)| Pending {
        address: format!("output.{name}"),
        action: Action::of(&serde_json::json!({ "change": { "actions": change["actions"] } })),
        attributes: Vec::new(),
    });
    pending.filter(|pending| pending.action != Action::Leave).collect()
}

fn list(value: &Value) -> impl Iterator<Item = &Value> {
    value.as_array().into_iter().flatten()
}

fn text(value: &Value) -> &str {
    value.as_str().unwrap_or_default()
}

#[cfg(test)]
mod tests;
