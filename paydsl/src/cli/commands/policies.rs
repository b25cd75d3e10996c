//! `policies`: what the projects' rules find, and what the code excepts from them.

use clap::ArgMatches;

use crate::cli::args;
use crate::cli::failure::Failure;
use crate::cli::out::outln;
use crate::cli::policies::{are_all, judge};
use crate::cli::prepare::synthesized;
use crate::cli::root::Root;
use crate::cli::target::select;
use crate::policy::report::{json, sarif, text};
use crate::policy::{Report, Rule, library};
use crate::project::AnyProject;

pub(super) fn run(projects: &[AnyProject], matches: &ArgMatches) -> Result<u8, Failure> {
    if args::is_given(matches, "list") {
        list(projects);
        return Ok(0);
    }
    let root = Root::find()?;
    let selection = select(projects, &args::values(matches, "targets"))?;
    let prepared = synthesized(&root, &selection.stacks)?;
    let report = judge(&prepared, are_all(&selection.stacks, projects));
    match args::value(matches, "format").map(String::as_str) {
        Some("json") => outln!("{:#}", json::report(&report, root.path())),
        Some("sarif") => outln!("{:#}", sarif::report(&report, &in_force(projects), root.path())),
        _ => print(&report, &root, args::is_given(matches, "exceptions")),
    }
    Ok(u8::from(!report.is_clean()))
}

fn print(report: &Report, root: &Root, exceptions: bool) {
    for finding in &report.findings {
        outln!("{}\n", text::finding(finding, root.path()));
    }
    if exceptions {
        for exception in &report.exceptions {
            outln!("{}\n", text::exception(exception, root.path()));
        }
    }
    outln!(
        "{}, {}",
        counted(report.findings.len(), "finding"),
        counted(report.exceptions.len(), "exception")
    );
}

fn counted(number: usize, what: &str) -> String {
    match number {
        0 => format!("no {what}s"),
        1 => format!("1 {what}"),
        _ => format!("{number} {what}s"),
    }
}

/// The rules of all projects, each name once.
fn in_force(projects: &[AnyProject]) -> Vec<&Rule> {
    let mut rules: Vec<&Rule> = Vec::new();
    for rule in projects.iter().flat_map(|project| &project.policies) {
        if !rules.iter().any(|known| known.name == rule.name) {
            rules.push(rule);
        }
    }
    rules
}

/// Prints every rule there is: those in force, then those that come with paydsl besides.
fn list(projects: &[AnyProject]) {
    let library = library();
    let mut rules = in_force(projects);
    for rule in &library {
        if !rules.iter().any(|known| known.name == rule.name) {
            rules.push(rule);
        }
    }
    for rule in rules {
        let has = |project: &&AnyProject| project.policies.iter().any(|known| known.name == rule.name);
        let names: Vec<&str> = projects
            .iter()
            .filter(has)
            .map(|project| project.name.as_str())
            .collect();
        outln!("{}\n", text::rule(rule, &names));
    }
}
