//! Applying rules to stacks, in every environment, with the exceptions that their code makes.

use std::collections::HashMap;

use super::finding::{Finding, Findings, Raw};
use super::rule::Rule;
use super::scanner::rule_of_scanner;
use super::view::{Model, StackView};
use super::{UNKNOWN_RULE, UNUSED_EXEMPTION, rules};
use crate::builder::{Declaration, Exemption, Site};
use crate::project::AnyProject;
use crate::synth::Module;

/// What the rules of some projects say of some of their stacks.
#[derive(Debug, Default)]
pub struct Report {
    /// What is wrong, in the order of the stacks and their lines.
    pub findings: Vec<Finding>,
    /// What would be wrong if the code did not except it.
    pub exceptions: Vec<Exception>,
}

/// An exception that the code makes, with all that it excepts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Exception {
    /// The rule's name.
    pub rule: &'static str,
    /// Why the rule does not hold here.
    pub reason: &'static str,
    /// The Rust line of the attribute.
    pub site: Site,
    /// What it stands on: several declarations where a component is used several times.
    pub declarations: Vec<Excepted>,
    /// What it excepts.
    pub findings: Vec<Finding>,
}

/// A declaration that an exception stands on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Excepted {
    /// The project.
    pub project: String,
    /// The stack.
    pub stack: &'static str,
    /// Its address.
    pub address: String,
}

/// Applies the rules of each stack's project. `complete` says that these are all stacks there are: only then is it known
/// that no other stack, using the same component, needs an exception that these do not.
pub fn evaluate<'s>(stacks: impl IntoIterator<Item = (&'s AnyProject, &'s Module)>, complete: bool) -> Report {
    let mut report = Report::default();
    let mut judged = Judged::default();
    for (project, module) in stacks {
        if project.policies.is_empty() {
            continue;
        }
        judged.project(project);
        judged.written.extend(stack(project, module, &mut report));
        for declaration in &module.declarations {
            for exemption in &declaration.exemptions {
                report.exemption(project, module, declaration, exemption);
            }
        }
    }
    let mut odd = judged.odd(&report.exceptions, complete);
    report.findings.append(&mut odd);
    report
}

/// The findings in one stack, in the order of its lines; what is excepted goes to the exceptions. Returns the exemptions of
/// the statements in its policy documents: whether they are needed was told when they were compiled.
fn stack(project: &AnyProject, module: &Module, report: &mut Report) -> Vec<Exemption> {
    let model = Model::new(module);
    let mut merged = Merged::default();
    let mut raw = Vec::new();
    let mut written: Vec<(usize, Exemption)> = Vec::new();
    for row in &project.environments {
        let view = StackView::new(&model, row.name);
        for rule in &project.policies {
            rule.check(&view, &mut Findings::new(rule, &mut raw));
            for finding in raw.drain(..) {
                merged.add(finding, rule, row.name, project, module);
            }
        }
        if !module.exemptions.is_empty() {
            for document in view.documents() {
                let exemptions = document.statements.iter().flat_map(|statement| statement.exemptions);
                let here = exemptions.map(|exemption| (document.owner.number, *exemption));
                let new: Vec<_> = here.filter(|one| !written.contains(one)).collect();
                written.extend(new);
            }
        }
    }
    // Stable: what is found at one resource stays in the order of the rules.
    merged.found.sort_by_key(|(number, ..)| *number);
    for (number, mut finding, own) in merged.found {
        finding.everywhere = finding.environments.len() == project.environments.len();
        let exemptions = module.declarations.get(number).map_or(&[][..], |d| &d.exemptions);
        let on_declaration = exemptions.iter().find(|exemption| exemption.rule == finding.rule);
        match own.as_ref().or(on_declaration) {
            Some(exemption) => report.exception(exemption).findings.push(finding),
            None => report.findings.push(finding),
        }
    }
    for (number, exemption) in &written {
        if let Some(declaration) = module.declarations.get(*number) {
            report.exemption(project, module, declaration, exemption);
        }
    }
    written.into_iter().map(|(_, exemption)| exemption).collect()
}

/// The findings of a stack: what several environments have in common is one finding.
#[derive(Default)]
struct Merged {
    /// With the number of the declaration, and the exemption of the part that it is about.
    found: Vec<(usize, Finding, Option<Exemption>)>,
    /// The place in `found` of each declaration's number, rule, message, and the line of its part's exemption.
    places: HashMap<(usize, &'static str, String, Option<u32>), usize>,
}

impl Merged {
    fn add(&mut self, raw: Raw, rule: &Rule, environment: &'static str, project: &AnyProject, module: &Module) {
        let Some(declaration) = module.declarations.get(raw.number) else {
            return;
        };
        let line = raw.exemption.map(|exemption| exemption.site.line);
        let key = (raw.number, rule.name, raw.message, line);
        if let Some((_, known, _)) = self.places.get(&key).and_then(|place| self.found.get_mut(*place)) {
            if known.environments.last() != Some(&environment) {
                known.environments.push(environment);
            }
            return;
        }
        let finding = Finding {
            rule: rule.name,
            project: project.name.clone(),
            stack: module.stack,
            address: declaration
                .address
                .as_ref()
                .map(ToString::to_string)
                .unwrap_or_default(),
            site: declaration.site,
            message: key.2.clone(),
            remedy: raw.remedy,
            environments: vec![environment],
            everywhere: false,
            pci_dss: rule.pci_dss,
        };
        self.places.insert(key, self.found.len());
        self.found.push((raw.number, finding, raw.exemption));
    }
}

impl Report {
    /// Whether nothing is wrong.
    pub fn is_clean(&self) -> bool {
        self.findings.is_empty()
    }

    fn exception(&mut self, exemption: &Exemption) -> &mut Exception {
        let same = |known: &Exception| known.rule == exemption.rule && known.site == exemption.site;
        let position = self.exceptions.iter().position(same).unwrap_or(self.exceptions.len());
        if position == self.exceptions.len() {
            self.exceptions.push(Exception {
                rule: exemption.rule,
                reason: exemption.reason,
                site: exemption.site,
                declarations: Vec::new(),
                findings: Vec::new(),
            });
        }
        &mut self.exceptions[position]
    }

    /// Lists an exemption and what it stands on, whether anything needs it or not.
    fn exemption(&mut self, project: &AnyProject, module: &Module, declaration: &Declaration, exemption: &Exemption) {
        let Some(address) = &declaration.address else { return };
        let excepted = Excepted {
            project: project.name.clone(),
            stack: module.stack,
            address: address.to_string(),
        };
        self.exception(exemption).declarations.push(excepted);
    }
}

/// The rules by which exceptions are judged.
#[derive(Default)]
struct Judged {
    /// The names of the rules that are in force in any of the projects.
    in_force: Vec<&'static str>,
    /// The exemptions of statements in policy documents.
    written: Vec<Exemption>,
}

impl Judged {
    fn project(&mut self, project: &AnyProject) {
        for rule in &project.policies {
            if !self.in_force.contains(&rule.name) {
                self.in_force.push(rule.name);
            }
        }
    }

    /// Exceptions from rules that do not exist, and exceptions that nothing needs.
    fn odd(&self, exceptions: &[Exception], complete: bool) -> Vec<Finding> {
        let library = rules::library();
        let known = || {
            self.in_force
                .iter()
                .copied()
                .chain(library.iter().map(|rule| rule.name))
        };
        let is_of_statement = |exception: &Exception| {
            let mut written = self.written.iter();
            written.any(|known| known.site == exception.site && known.rule == exception.rule)
        };
        let ours = exceptions
            .iter()
            .filter(|exception| rule_of_scanner(exception.rule).is_none() && !is_of_statement(exception));
        let odd = ours.filter_map(|exception| {
            let is_known = known().any(|name| name == exception.rule);
            let (rule, message, remedy) = if !is_known {
                let near = paydsl_schema::suggest(exception.rule, known());
                let remedy = match near.first() {
                    Some(near) => format!("write `#[exempt({near:?}, ..)]`"),
                    None => "see `policies --list` for the rules there are".to_owned(),
                };
                (
                    UNKNOWN_RULE,
                    format!("is excepted from `{}`, which is no rule", exception.rule),
                    remedy,
                )
            } else if complete && exception.findings.is_empty() {
                let message = format!("is excepted from `{}` and keeps it", exception.rule);
                (UNUSED_EXEMPTION, message, "delete the attribute".to_owned())
            } else {
                return None;
            };
            let first = exception.declarations.first()?.clone();
            Some(Finding {
                rule,
                project: first.project,
                stack: first.stack,
                address: first.address,
                site: exception.site,
                message,
                remedy,
                environments: Vec::new(),
                everywhere: true,
                pci_dss: &[],
            })
        });
        odd.collect()
    }
}
