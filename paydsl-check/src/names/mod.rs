//! References to what is not there, and calls of modules with variables that these do not have.
//!
//! Terraform looks at every reference, whether what it stands in is ever evaluated or not; so does this.

mod calls;
mod declared;
mod functions;
mod walk;

use paydsl_schema::suggest;

use crate::directory::Reading;
use crate::evaluate::Scope;
use crate::module::{Category, Declaration, Module, ModuleCall};
use crate::report::Finding;
use crate::requirements::Requirements;
use crate::syntax::{Body, Member, Position};
use declared::Declared;
use walk::Walk;

/// What is wrong with a name: where, the kind of demand, and in words.
pub(crate) struct Wrong {
    pub(crate) at: Position,
    pub(crate) rule: &'static str,
    pub(crate) message: String,
}

/// A reference to something that is not declared.
pub(crate) const UNDECLARED: &str = "undeclared";

/// A name that something does not have: an attribute, an output, a variable, a function.
pub(crate) const UNKNOWN_NAME: &str = "unknown-name";

/// Checks all references of a module, and what its calls give. Of the modules that are called, `callee` has those that are
/// here.
pub(crate) fn check<'m>(
    module: &'m Module,
    prefix: &str,
    requirements: &Requirements,
    callee: &dyn Fn(&ModuleCall) -> Option<&'m Module>,
    reading: &mut Reading,
) {
    let declared = Declared::new(module, requirements, callee);
    let mut tell = |address: &str, wrong: Vec<Wrong>| {
        let findings = wrong.into_iter().map(|wrong| Finding {
            address: format!("{prefix}{address}"),
            path: String::new(),
            rule: wrong.rule,
            message: wrong.message,
            rests_on: Vec::new(),
            place: reading.files.place(wrong.at),
        });
        reading.report.findings.extend(findings);
    };
    for declaration in &module.declarations {
        tell(&declaration.address(), in_declaration(declaration, &declared));
    }
    for call in &module.calls {
        let mut walk = Walk::new(&declared, call.body.repetition());
        walk.members(call.body.without(&["providers", "source", "version"]), &Scope::EMPTY);
        let mut wrong = walk.wrong;
        wrong.extend(
            callee(call)
                .map(|callee| calls::check(call, callee))
                .unwrap_or_default(),
        );
        tell(&format!("module.{}", call.name), wrong);
    }
    for (name, output) in &module.outputs {
        let mut walk = Walk::new(&declared, None);
        walk.members(output.members.iter(), &Scope::EMPTY);
        tell(&format!("output.{name}"), walk.wrong);
    }
    for (name, local) in &module.locals {
        let mut walk = Walk::new(&declared, None);
        walk.expression(local, &Scope::EMPTY);
        tell(&format!("local.{name}"), walk.wrong);
    }
    for (name, variable) in &module.variables {
        let mut walk = Walk::new(&declared, None);
        let validations = variable.body.members.iter();
        walk.members(
            validations.filter(|member| &*member.name == "validation"),
            &Scope::EMPTY,
        );
        tell(&format!("var.{name}"), walk.wrong);
    }
}

fn in_declaration(declaration: &Declaration, declared: &Declared<'_>) -> Vec<Wrong> {
    let mut walk = Walk::new(declared, declaration.body.repetition());
    let own: &[&str] = match declaration.category {
        Category::Provider => declaration.category.own_arguments(),
        _ => &["provider", "lifecycle", "provisioner"],
    };
    walk.members(declaration.body.without(own), &Scope::EMPTY);
    if declaration.category != Category::Provider {
        for (block, names) in [
            // Paths of the resource itself, and events.
            ("lifecycle", &["ignore_changes", "action_trigger"][..]),
            ("provisioner", &["when", "on_failure"]),
        ] {
            for body in declaration.body.blocks(block) {
                walk.members(body.without(names), &Scope::EMPTY);
            }
        }
    }
    walk.wrong
}

/// A name that is near, if there is one; `prefix` stands before those that are known.
pub(crate) fn hint<'n>(prefix: &str, name: &str, known: impl IntoIterator<Item = &'n str>) -> String {
    let near = suggest(name, known);
    near.first()
        .map(|near| format!("; did you mean `{prefix}{near}`?"))
        .unwrap_or_default()
}

impl Body {
    /// The members that are not called so.
    fn without<'b>(&'b self, names: &'b [&str]) -> impl Iterator<Item = &'b Member> {
        self.members.iter().filter(|member| !names.contains(&&*member.name))
    }
}
