//! checkov over `generated/`: no failed check without an exception in place, and no exception that nothing needs.

#[path = "scanner/mod.rs"]
mod scanner;

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
    exceptions.are_needed(&scan);
}
