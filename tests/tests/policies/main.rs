//! Policies on real stacks: what each rule finds and what it lets pass, in which environments, with which exceptions.

#![allow(missing_docs, reason = "the names in a test say what they are for")]

mod data;
mod environments;
mod exceptions;
mod names;
mod network;
mod own_rules;
mod permissions;
mod records;
mod statements;

use paydsl::policy::{Report, Rule, evaluate};
use paydsl::prelude::*;
use paydsl::project::{AnyProject, Stack};
use paydsl::synth::synthesize;

/// What rules are tried in: two environments that differ in what each test needs.
#[environments]
pub mod env {
    pub struct Env {
        pub region: Str,
        pub is_kept: Bool,
        pub days: Num,
        pub range: Str,
        pub bucket: Str,
    }
    pub const DEV: Env = Env {
        region: "us-east-1",
        is_kept: false,
        days: 7,
        range: "10.0.0.0/8",
        bucket: "s3-audit-dev",
    };
    pub const PROD: Env = Env {
        is_kept: true,
        days: 0,
        range: "0.0.0.0/0",
        bucket: "s3-audit-prod",
        ..DEV
    };
}

pub use env::Env;

type Declare = fn() -> Stack<Env>;

/// The report on a project of these stacks under these rules.
fn report(rules: impl IntoIterator<Item = Rule>, stacks: &[Declare]) -> Report {
    let project = stacks
        .iter()
        .fold(Project::new("shop", env::all()), |project, stack| project.stack(*stack));
    let project: AnyProject = project.policies(rules).into();
    report_on(&project, true)
}

fn report_on(project: &AnyProject, complete: bool) -> Report {
    let modules: Vec<_> = project
        .ordered()
        .into_iter()
        .map(|stack| synthesize(project, stack, &Backend::local()))
        .collect();
    for module in &modules {
        assert!(module.errors.is_empty(), "{:?}", module.errors);
    }
    evaluate(modules.iter().map(|module| (project, module)), complete)
}

/// What one rule finds in a stack: address and message, and the environments where it is not all of them.
fn found(rule: Rule, stack: Declare) -> Vec<String> {
    let report = report([rule], &[stack]);
    report.findings.iter().map(told).collect()
}

/// The number of the first line of a source that has `text`.
fn line_of(source: &str, text: &str) -> u32 {
    let line = source.lines().position(|line| line.contains(text));
    u32::try_from(line.expect(text) + 1).expect("a line number")
}

fn told(finding: &paydsl::policy::Finding) -> String {
    let text = format!("{} {}", finding.address, finding.message);
    if finding.everywhere {
        text
    } else {
        format!("{text} ({})", finding.environments.join(", "))
    }
}
