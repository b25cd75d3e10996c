//! What a call of a module gives, against the module's variables.

use super::{UNKNOWN_NAME, Wrong, hint};
use crate::module::{Module, ModuleCall};

/// The arguments that are none of the module's variables, and the variables that have to be given and are not.
pub(super) fn check(call: &ModuleCall, callee: &Module) -> Vec<Wrong> {
    let unknown = call
        .given()
        .filter(|member| !callee.variables.contains_key(&member.name));
    let unknown = unknown.map(|member| {
        let hint = hint("", &member.name, callee.variables.keys().map(|name| &**name));
        Wrong {
            at: member.at,
            rule: UNKNOWN_NAME,
            message: format!("gives `{}`, which is no variable of the module{hint}", member.name),
        }
    });
    let mut missing: Vec<&str> = callee
        .variables
        .iter()
        .filter(|(name, variable)| !variable.body.has("default") && !call.body.has(name))
        .map(|(name, _)| &**name)
        .collect();
    missing.sort_unstable();
    let missing = missing.into_iter().map(|name| Wrong {
        at: call.body.at,
        rule: "required",
        message: format!("has to give `{name}`: the module's variable has no default"),
    });
    unknown.chain(missing).collect()
}
