//! The exceptions from the scanner's checks that the code makes.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::Path;
use std::process::Command;

use serde_json::Value as Json;

use super::Scan;

/// The attributes that except something, by check and Rust line, and what each stands on.
pub(crate) struct Exceptions(pub(crate) BTreeMap<(String, String), Vec<String>>);

impl Exceptions {
    /// What the `stacks` command lists, in a project's root.
    pub(crate) fn of(root: &Path) -> Exceptions {
        let output = Command::new(env!("CARGO_BIN_EXE_stacks"))
            .args(["policies", "--exceptions", "--format", "json"])
            .current_dir(root)
            .output()
            .expect("the stacks command");
        let report: Json = serde_json::from_slice(&output.stdout)
            .unwrap_or_else(|error| panic!("{error}: {}", String::from_utf8_lossy(&output.stderr)));
        let listed = report["exceptions"].as_array().expect("the exceptions").iter();
        let ours = listed.filter_map(|exception| {
            let check = exception["rule"].as_str()?.strip_prefix("checkov:")?;
            let place = exception["source"].as_str()?;
            let on = exception["on"].as_array()?.iter().map(address).collect();
            Some(((check.to_owned(), place.to_owned()), on))
        });
        Exceptions(ours.collect())
    }

    /// Fails with every check that failed where the code does not except it.
    pub(crate) fn cover(&self, scan: &Scan) {
        let mut open: BTreeMap<[&str; 4], Vec<&str>> = BTreeMap::new();
        for failed in &scan.failed {
            let mut of_check = self.0.iter().filter(|((check, _), _)| *check == failed.check);
            if !of_check.any(|(_, on)| on.contains(&failed.at)) {
                let key = [&*failed.source, &failed.check, &failed.demand, &failed.arguments];
                open.entry(key).or_default().push(&failed.at);
            }
        }
        let mut text = String::new();
        for ([source, check, demand, arguments], at) in &open {
            let at = at.join(", ");
            let _ = writeln!(text, "{source}: {check}: {demand}\n  {arguments}\n  fails at {at}");
        }
        assert!(
            open.is_empty(),
            "{text}Mend it or, where the request asks for it, write `#[exempt(\"checkov:<check>\", reason = \"..\")]` \
             on the `let` in that line."
        );
    }
}

fn address(on: &Json) -> String {
    let part = |name: &str| on[name].as_str().unwrap_or_else(|| panic!("{on} has no {name}"));
    format!("{}/{}/{}", part("project"), part("stack"), part("address"))
}
