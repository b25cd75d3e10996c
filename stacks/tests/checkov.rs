//! checkov over `generated/`: no failed check without an exception in place, and no exception that nothing needs.

#[path = "scanner/mod.rs"]
mod scanner;

use std::fmt::Write as _;
use std::path::Path;

use scanner::{Exceptions, Scan};

#[test]
fn what_is_generated_passes_or_is_excepted_in_place() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let generated = root.join("generated");
    let scan = Scan::run("terraform_json", &generated, &generated);
    assert!(scan.resources > 500, "only {} resources were looked at", scan.resources);
    assert!(scan.passed > 1500, "only {} checks passed", scan.passed);
    let exceptions = Exceptions::of(&root);
    exceptions.cover(&scan);
    are_needed(&exceptions, &scan);
}

/// Checks that need what only a plan knows, such as the documents of policies: it is `tests/systems` that needs exceptions from
/// them.
const OF_PLANS: [&str; 3] = ["CKV_AWS_260", "CKV_AWS_290", "CKV_AWS_355"];

/// Fails with every exception that none of the failed checks needs.
fn are_needed(exceptions: &Exceptions, scan: &Scan) {
    let of_modules = exceptions
        .0
        .iter()
        .filter(|((check, _), _)| !OF_PLANS.contains(&check.as_str()));
    let unneeded = of_modules.filter(|((check, _), on)| {
        let mut of_check = scan.failed.iter().filter(|failed| failed.check == *check);
        !of_check.any(|failed| on.contains(&failed.at))
    });
    let mut text = String::new();
    for ((check, place), _) in unneeded {
        let _ = writeln!(text, "{place}: nothing here fails {check}: delete the attribute");
    }
    assert!(text.is_empty(), "{text}");
}
