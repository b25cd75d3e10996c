//! A run of the scanner over a directory, `<project>/<stack>/<file>`, and what it found.

use std::collections::BTreeMap;
use std::path::Path;
use std::process::Command;

use serde_json::Value as Json;

use super::installation;

/// Versions and a backend, the first argument of which, a string, is beyond checkov.
const UNREADABLE: &str = r"terraform\.tf\.json$";

/// What the scanner has looked at, and what it found.
pub(crate) struct Scan {
    /// How many checks passed.
    pub(crate) passed: usize,
    /// In how many resources and data sources.
    pub(crate) resources: usize,
    pub(crate) failed: Vec<Failed>,
}

/// A check that failed.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Failed {
    /// `<project>/<stack>/<address>`, the address without `[..]`.
    pub(crate) at: String,
    /// `CKV_AWS_272`.
    pub(crate) check: String,
    /// What the check demands.
    pub(crate) demand: String,
    /// Which arguments it looked at.
    pub(crate) arguments: String,
    /// The Rust line.
    pub(crate) source: String,
}

impl Scan {
    /// Scans a directory of what checkov calls `terraform_json`, modules, or `terraform_plan`, what `terraform show -json` has
    /// to say of plans. `modules` has the same stacks' modules, with their Rust lines.
    pub(crate) fn run(framework: &str, directory: &Path, modules: &Path) -> Scan {
        let home = tempfile::tempdir().expect("a directory");
        let output = Command::new(installation::interpreter())
            .args(["-I", "-m", "checkov.main", "--directory", ".", "--framework", framework])
            .args([
                "--skip-path",
                UNREADABLE,
                "--skip-download",
                "--compact",
                "--output",
                "json",
            ])
            .current_dir(directory)
            // No settings but these: neither a user's configuration nor an account's key changes what is checked.
            .env_clear()
            .envs(std::env::var_os("PATH").map(|path| ("PATH", path)))
            .env("HOME", home.path())
            .output()
            .expect("checkov");
        let text = String::from_utf8_lossy(&output.stdout);
        let report: Json = serde_json::from_str(&text)
            .unwrap_or_else(|error| panic!("{error}: {text}\n{}", String::from_utf8_lossy(&output.stderr)));
        assert_eq!(report["check_type"], framework, "{text}");
        let list = |name: &str| {
            report["results"][name]
                .as_array()
                .unwrap_or_else(|| panic!("checkov's report has no {name}"))
        };
        let unread = list("parsing_errors");
        assert!(unread.is_empty(), "checkov cannot read {unread:?}");
        let sources = Sources::of(modules);
        let mut failed: Vec<Failed> = list("failed_checks")
            .iter()
            .map(|check| sources.failed(check))
            .collect();
        // Plans of several environments and resources of one `count` fail alike.
        failed.sort();
        failed.dedup();
        let checked = list("passed_checks").iter().chain(list("failed_checks"));
        let mut resources: Vec<(&str, &str)> = checked
            .map(|check| (text_of(check, "file_path"), text_of(check, "resource")))
            .collect();
        resources.sort_unstable();
        resources.dedup();
        Scan {
            passed: list("passed_checks").len(),
            resources: resources.len(),
            failed,
        }
    }
}

/// The Rust lines of all addresses, by `<project>/<stack>`.
struct Sources(BTreeMap<String, BTreeMap<String, String>>);

impl Sources {
    fn of(modules: &Path) -> Sources {
        let mut sources = BTreeMap::new();
        for project in directories(modules) {
            for stack in directories(&modules.join(&project)) {
                let file = modules.join(&project).join(&stack).join("sources.json");
                let text = std::fs::read_to_string(&file).unwrap_or_else(|error| panic!("{error}: {}", file.display()));
                sources.insert(
                    format!("{project}/{stack}"),
                    serde_json::from_str(&text).expect("addresses"),
                );
            }
        }
        Sources(sources)
    }

    /// A failed check as the scanner tells it.
    fn failed(&self, check: &Json) -> Failed {
        let path = text_of(check, "file_path").trim_start_matches('/');
        let stack = path.rsplit_once('/').map_or("", |(stack, _)| stack);
        let lines = self.0.get(stack).unwrap_or_else(|| panic!("{path} is in no stack"));
        let resource = text_of(check, "resource");
        let (address, source) = find(lines, resource).unwrap_or_else(|| panic!("{stack} has no {resource}"));
        Failed {
            at: format!("{stack}/{address}"),
            check: text_of(check, "check_id").to_owned(),
            demand: text_of(check, "check_name").to_owned(),
            arguments: arguments(check),
            source: source.to_owned(),
        }
    }
}

/// The address that the scanner means, and its Rust line. In modules it calls a data source `data.<name>`, and a resource
/// whose name has a hyphen `resource.<name>`.
fn find<'l>(lines: &'l BTreeMap<String, String>, resource: &str) -> Option<(&'l str, &'l str)> {
    let resource = resource.split('[').next()?;
    let is_meant = |address: &str| {
        let Some((kind, name)) = resource.split_once('.') else {
            return false;
        };
        let in_data = address.strip_prefix("data.");
        let of_type = match kind {
            "data" => in_data,
            "resource" if in_data.is_none() => Some(address),
            _ => None,
        };
        address == resource
            || of_type
                .and_then(|address| address.split_once('.'))
                .is_some_and(|(_, known)| known == name)
    };
    let mut meant = lines.iter().filter(|(address, _)| is_meant(address));
    let (address, source) = meant.next()?;
    assert!(meant.next().is_none(), "several may be meant by {resource}");
    Some((address, source))
}

/// Paths as `environment/[0]/variables`; checks that look at several resources name none.
fn arguments(check: &Json) -> String {
    let keys = check["check_result"]["evaluated_keys"].as_array();
    let keys: Vec<&str> = keys.into_iter().flatten().filter_map(Json::as_str).collect();
    keys.join(", ")
}

fn text_of<'c>(check: &'c Json, field: &str) -> &'c str {
    check[field]
        .as_str()
        .unwrap_or_else(|| panic!("{check} has no {field}"))
}

fn directories(path: &Path) -> Vec<String> {
    let entries = std::fs::read_dir(path).unwrap_or_else(|error| panic!("{error}: {}", path.display()));
    entries
        .map(|entry| entry.expect("an entry"))
        .filter(|entry| entry.path().is_dir())
        .map(|entry| entry.file_name().to_string_lossy().into_owned())
        .collect()
}
