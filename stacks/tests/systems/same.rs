//! What holds for every system: its environments are the same but for what they declare, nothing resists being destroyed,
//! and its README says of each requirement which check shows it.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use serde_json::Value as Json;

use crate::plan::{Plan, references};
use crate::system::System;
use crate::world::{ENVIRONMENTS, world};

/// The fields of an environment, and the table of all, as a stack's module has them.
fn table(system: &System, stack: &str) -> Json {
    let path = world().module(system.name, stack).join("locals.tf.json");
    let locals = std::fs::read_to_string(path).expect("the locals");
    let locals: Json = serde_json::from_str(&locals).expect("JSON");
    locals["locals"]["environments"].clone()
}

/// All environments have the same addresses, the same configuration, and the same value in every argument that is not fed by
/// a field of the environment.
pub(crate) fn check(system: &System) {
    let [dev, others @ ..] = system.plans() else {
        panic!("{} has no plans", system.name)
    };
    assert_eq!(others.len(), ENVIRONMENTS.len() - 1);
    for other in others {
        let addresses = |plan: &'static Plan| plan.resources().map(|(address, _)| address).collect::<BTreeSet<_>>();
        assert_eq!(addresses(dev), addresses(other), "{}", other.environment);
        for stack in system.stacks {
            assert_eq!(
                dev.stacks[stack]["configuration"], other.stacks[stack]["configuration"],
                "{stack} in {}",
                other.environment
            );
        }
        let mut compared = 0;
        for stack in system.stacks {
            for resource in dev.configured(stack) {
                compared += arguments(stack, resource, dev, other);
            }
        }
        assert!(
            compared > 100,
            "only {compared} arguments of {} were compared",
            system.name
        );
    }
}

/// Compares the arguments of a configured resource that no field of the environment feeds and that AWS does not make up.
fn arguments(stack: &str, resource: &Json, dev: &Plan, other: &Plan) -> usize {
    let address = resource["address"].as_str().unwrap_or_default();
    let Some(expressions) = resource["expressions"].as_object() else {
        return 0;
    };
    let whole = format!("{stack}/{address}");
    let instances = dev
        .resources()
        .filter(|(known, _)| *known == whole || known.starts_with(&format!("{whole}[")));
    let mut compared = 0;
    for (instance, values) in instances {
        let theirs = other.at(instance);
        for (argument, expression) in expressions {
            let fed = references(expression);
            if fed.iter().any(|name| !is_the_same_everywhere(name)) {
                continue;
            }
            assert_eq!(
                without_environment(&values[argument], dev.environment),
                without_environment(&theirs[argument], other.environment),
                "{instance}: {argument} in {}",
                other.environment
            );
            compared += 1;
        }
    }
    compared
}

/// Whether a reference has the same value in all environments but for the environment's own name.
fn is_the_same_everywhere(name: &str) -> bool {
    let names = [
        "local.name_suffix",
        "local.tags",
        "local.environment",
        "local.environment_suffix",
        "count.index",
    ];
    names.contains(&name)
}

fn without_environment(value: &Json, environment: &str) -> Json {
    match value {
        Json::String(text) if text == environment => Json::from("ENVIRONMENT"),
        Json::String(text) => Json::from(
            text.replace(&format!("-{environment}"), "-ENVIRONMENT")
                .replace(&format!("\"{environment}\""), "\"ENVIRONMENT\""),
        ),
        Json::Array(items) => items
            .iter()
            .map(|item| without_environment(item, environment))
            .collect(),
        Json::Object(entries) => entries
            .iter()
            .map(|(key, value)| (key.clone(), without_environment(value, environment)))
            .collect(),
        other => other.clone(),
    }
}

/// Everything that differs stands in one table, with the same fields in every environment, and no value of it is written
/// anywhere else in the modules.
pub(crate) fn declared(system: &System) {
    let of_first = table(system, system.stacks[0]);
    for stack in system.stacks {
        let table = table(system, stack);
        assert_eq!(table, of_first, "{stack} has another table");
        let rows = table.as_object().expect("the table");
        assert_eq!(rows.keys().collect::<Vec<_>>(), ENVIRONMENTS);
        let fields = |row: &Json| row.as_object().expect("a row").keys().cloned().collect::<Vec<_>>();
        let written =
            std::fs::read_to_string(world().module(system.name, stack).join("main.tf.json")).expect("the module");
        for row in rows.values() {
            assert_eq!(fields(row), fields(&rows["dev"]));
            // Numbers and short words may stand for something else.
            for value in row
                .as_object()
                .into_iter()
                .flatten()
                .filter_map(|(_, value)| value.as_str())
            {
                assert!(
                    value.len() < 6 || !written.contains(&format!("\"{value}\"")),
                    "{stack} has {value} outside the table of environments"
                );
            }
        }
    }
}

/// Nothing that is planned resists being destroyed.
pub(crate) fn destroyable(system: &System) {
    for plan in system.plans() {
        for (address, values) in plan.resources() {
            for (argument, wanted) in [
                ("deletion_protection", false),
                ("enable_deletion_protection", false),
                ("deletion_protection_enabled", false),
                ("skip_final_snapshot", true),
            ] {
                if let Some(value) = values[argument].as_bool() {
                    assert_eq!(value, wanted, "{address}: {argument}");
                }
            }
            let kind = address.split_once('/').map_or(address, |(_, rest)| rest);
            let kind = kind.split('.').next().unwrap_or_default();
            let must = |argument: &str| assert_eq!(values[argument], Json::Bool(true), "{address}: {argument}");
            match kind {
                "aws_s3_bucket" | "aws_backup_vault" | "aws_route53_zone" => must("force_destroy"),
                "aws_ecr_repository" => must("force_delete"),
                "aws_secretsmanager_secret" => {
                    assert_eq!(values["recovery_window_in_days"], Json::from(0), "{address}");
                }
                "aws_kms_key" => assert_eq!(values["deletion_window_in_days"], Json::from(7), "{address}"),
                _ => {}
            }
        }
        for stack in system.stacks {
            let written =
                std::fs::read_to_string(world().module(system.name, stack).join("main.tf.json")).expect("the module");
            assert!(!written.contains("prevent_destroy"), "{stack}");
        }
    }
}

/// Where the crate of the stacks is.
const CRATE: &str = env!("CARGO_MANIFEST_DIR");

/// The README has a table of requirements, `requirement | how it is met | checks`, below `## Requirements`. Each row names at
/// least one check in backticks, each check named is there, and each requirement's check is named. The tests of function
/// code are named by their crate: `pci-api::a_payment_is_recorded_and_queued`, `workflows::a_payment_goes_all_the_way`.
pub(crate) fn requirements(system: &System) {
    let path = Path::new(CRATE).join("src").join(system.name).join("README.md");
    let readme = std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    let (_, section) = readme
        .split_once("\n## Requirements\n")
        .expect("a section `## Requirements`");
    let section = section.split("\n## ").next().unwrap_or_default();
    let mut known: BTreeSet<&str> = system.checks().map(|(name, _)| name).collect();
    known.insert("is_destroyed_and_leaves_nothing");
    let mut named = BTreeSet::new();
    let rows: Vec<Vec<&str>> = section.lines().filter_map(cells).collect();
    assert!(rows.len() > 10, "only {} requirements", rows.len());
    for row in rows {
        let [requirement, how, checks] = row[..] else {
            panic!("{row:?} does not have three cells")
        };
        assert!(!requirement.is_empty() && !how.is_empty(), "{row:?} has an empty cell");
        let checks: Vec<&str> = checks.split('`').skip(1).step_by(2).collect();
        assert!(!checks.is_empty(), "no check shows: {requirement}");
        for check in checks {
            let exists = check
                .split_once("::")
                .map_or(known.contains(check), |(package, test)| match package {
                    "workflows" => is_workflow_test(system, test),
                    package => is_function_test(package, test),
                });
            assert!(exists, "{check} does not exist, which is to show: {requirement}");
            named.insert(check);
        }
    }
    for (check, _) in system.requirements {
        assert!(named.contains(check), "{check} shows no requirement of the README");
    }
}

/// The cells of a table's row; none of its head, its rule, or what is no row.
fn cells(line: &str) -> Option<Vec<&str>> {
    let row = line.strip_prefix('|')?.strip_suffix('|')?;
    let cells: Vec<&str> = row.split('|').map(str::trim).collect();
    let is_rule = cells.iter().all(|cell| cell.trim_matches([':', '-']).is_empty());
    (!is_rule && cells[0] != "requirement").then_some(cells)
}

/// Whether the workflow tests have a trial of a system: of its own, or one of those that each system there has.
fn is_workflow_test(system: &System, test: &str) -> bool {
    let directory = Path::new(CRATE).join("functions/workflows/tests/workflows");
    let read = |file: &str| std::fs::read_to_string(directory.join(file)).unwrap_or_default();
    let (trials, own) = (read("world.rs"), read(&format!("{}.rs", system.name)));
    let mut listed = trials.split(|letter: char| !letter.is_alphanumeric() && letter != '_');
    let is_of_all = trials.contains(&format!("\"{test}\"")) && !own.is_empty();
    listed.any(|word| word == test) && (is_of_all || own.contains(&format!("pub(crate) async fn {test}(")))
}

/// Whether a crate of the functions' code has a test, in Rust or in Python.
fn is_function_test(package: &str, test: &str) -> bool {
    let (rust, python) = (format!("fn {test}("), format!("def {test}("));
    sources(&Path::new(CRATE).join("functions").join(package))
        .iter()
        .any(|path| {
            let text = std::fs::read_to_string(path).expect("a source file");
            let mut attributes = String::new();
            text.lines().map(str::trim_start).any(|line| {
                let found = line.contains(&rust) && attributes.contains("test")
                    || line.contains(&python) && test.starts_with("test_");
                if line.starts_with("#[") {
                    attributes.push_str(line);
                } else {
                    attributes.clear();
                }
                found
            })
        })
}

/// All Rust and Python files below a directory.
fn sources(directory: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(directory).unwrap_or_else(|error| panic!("{}: {error}", directory.display()));
    let mut found = Vec::new();
    for path in entries.map(|entry| entry.expect("an entry").path()) {
        if path.is_dir() {
            found.extend(sources(&path));
        } else if path.extension().is_some_and(|end| end == "rs" || end == "py") {
            found.push(path);
        }
    }
    found
}

/// Nothing is switched off or changed for the emulated AWS: what is applied to it is what is committed, to the byte.
pub(crate) fn as_committed(system: &System) {
    let committed = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../generated");
    for stack in system.stacks {
        let mut compared = 0;
        for entry in std::fs::read_dir(committed.join(system.name).join(stack)).expect("what is committed") {
            let path = entry.expect("an entry").path();
            let name = path
                .file_name()
                .and_then(|name| name.to_str())
                .expect("a name")
                .to_owned();
            if !name.ends_with(".tf.json") {
                continue;
            }
            let applied = std::fs::read_to_string(world().module(system.name, stack).join(&name)).expect("a file");
            let committed = std::fs::read_to_string(&path).expect("a file");
            assert_eq!(applied, committed, "{stack}/{name}");
            compared += 1;
        }
        assert!(compared >= 5, "{stack}: {compared} files");
    }
}

/// The README tells how to deploy each environment, what the stacks are, what to watch, and how all of it goes away.
pub(crate) fn readme(system: &System) {
    let path = Path::new(CRATE).join("src").join(system.name).join("README.md");
    let readme = std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    let tells = |title: &str, wanted: &str| {
        let (_, rest) = readme
            .split_once(&format!("\n## {title}\n"))
            .unwrap_or_else(|| panic!("no section `{title}`"));
        let section = rest.split("\n## ").next().unwrap_or_default();
        assert!(section.contains(wanted), "`{title}` does not tell of {wanted}");
    };
    tells("Deploying", &format!("stacks -- apply {} --env dev", system.name));
    tells("Deploying", "--confirm prod");
    tells("Tearing down", &format!("stacks -- destroy {} --env dev", system.name));
    tells("Monitoring", "alarm");
    for stack in system.stacks {
        tells("Stacks", &format!("`{stack}`"));
    }
    for environment in ENVIRONMENTS {
        assert!(
            readme.contains(&format!("| {environment} ")),
            "no values of {environment}"
        );
    }
}

/// The picture in the README is what the code says.
pub(crate) fn picture(system: &System) {
    let readme = Path::new(CRATE).join("src").join(system.name).join("README.md");
    world().succeed(&["graph", system.name, "--out", &readme.to_string_lossy(), "--check"]);
}
