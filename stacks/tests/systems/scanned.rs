//! What an independent scanner finds in the plans.

use std::path::Path;

use crate::scanner::{Exceptions, Scan};
use crate::system::System;

/// The plans of all environments pass checkov, what the code excepts apart.
pub(crate) fn check(system: &System) {
    // checkov takes forty letters, digits and slashes in a row for a secret key, also in the files' own paths.
    let directory = tempfile::Builder::new().prefix("plans-").suffix("-of").tempdir();
    let directory = directory.expect("a directory");
    for plan in system.plans() {
        for (stack, shown) in &plan.stacks {
            let stack = directory.path().join(system.name).join(stack);
            std::fs::create_dir_all(&stack).expect("a directory");
            std::fs::write(stack.join(format!("plan-{}.json", plan.environment)), shown.to_string()).expect("a plan");
        }
    }
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let scan = Scan::run("terraform_plan", directory.path(), &root.join("generated"));
    let planned: usize = system.plans().iter().map(|plan| plan.resources().count()).sum();
    assert!(
        scan.resources > planned / 3,
        "of {planned} planned resources only {} were looked at",
        scan.resources
    );
    assert!(scan.passed > planned, "only {} checks passed on {planned}", scan.passed);
    Exceptions::of(&root).cover(&scan);
}
