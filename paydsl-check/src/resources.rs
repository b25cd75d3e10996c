//! The declarations of a module against their schemas.

use paydsl_schema::engine::{self, Verdict, Violation};
use paydsl_schema::{Archive, Block};

use crate::configuration::Configuration;
use crate::directory::Reading;
use crate::evaluate::{Evaluator, Scope, Target, Targets};
use crate::module::{Category, Declaration, Module};
use crate::names::hint;
use crate::report::Finding;
use crate::requirements::Requirements;
use crate::syntax::{Content, Expression, JsonKind, Kind, Step};
use crate::value::{Data, Mark, Value};

/// Checks all that a module declares. What cannot be checked is counted in the requirements.
pub(crate) fn check(module: &Module, prefix: &str, requirements: &mut Requirements, reading: &mut Reading) {
    let configuration = Configuration::new(Evaluator::new(module, targets(module, requirements)));
    for declaration in &module.declarations {
        let source = module.provider_source(&provider_name(declaration));
        let Some(archive) = requirements.archive(&source) else {
            requirements.leave(source);
            continue;
        };
        reading.report.checked += 1;
        let address = format!("{prefix}{}", declaration.address());
        let Some(schema) = schema(archive, declaration) else {
            let finding = no_such_type(archive, declaration, address, reading);
            reading.report.findings.push(finding);
            continue;
        };
        let own = declaration.category.own_arguments();
        let body = configuration.resource(&declaration.body, schema, own);
        let mut violations = engine::check(schema, &body);
        violations.append(&mut configuration.wrong_names.borrow_mut());
        let exists = !violations.is_empty() && exists(declaration, &configuration);
        let found = violations
            .into_iter()
            .filter(|violation| violation.verdict == Verdict::Invalid)
            // What a default is plays no part where the default is that there is none.
            .filter(|violation| exists || violation.tag.rests_on.is_none());
        for violation in found {
            let finding = finding(violation, &address, reading);
            reading.report.findings.push(finding);
        }
    }
    reading.errors(&configuration.errors.borrow());
}

/// What references may be to.
fn targets<'m>(module: &'m Module, requirements: &Requirements) -> Targets<'m> {
    let target = |declaration: &'m Declaration| {
        if !matches!(declaration.category, Category::Resource | Category::Data) {
            return None;
        }
        let key = (declaration.category, &*declaration.type_name, &*declaration.name);
        let target = Target {
            schema: schema_of(module, requirements, declaration)?,
            is_repeated: declaration.is_repeated(),
        };
        Some((key, target))
    };
    module.declarations.iter().filter_map(target).collect()
}

/// The schema of what is declared, if its provider is known and has it.
pub(crate) fn schema_of(
    module: &Module,
    requirements: &Requirements,
    declaration: &Declaration,
) -> Option<&'static Block> {
    let archive = requirements.archive(&module.provider_source(&provider_name(declaration)))?;
    schema(archive, declaration)
}

fn finding(violation: Violation<Mark>, address: &str, reading: &Reading) -> Finding {
    let rests_on = violation.tag.rests_on.iter();
    let rests_on: Vec<String> = rests_on
        .flat_map(|names| names.iter().map(ToString::to_string))
        .collect();
    let mut message = violation.to_string();
    if !rests_on.is_empty() {
        let names: Vec<String> = rests_on.iter().map(|name| format!("`{name}`")).collect();
        let (default, variable) = match names.len() {
            1 => ("default", "variable"),
            _ => ("defaults", "variables"),
        };
        message = format!("{message} (by the {default} of {variable} {})", names.join(", "));
    }
    Finding {
        address: address.to_owned(),
        rule: violation.class.name(),
        message,
        rests_on,
        place: reading.files.place(violation.tag.at),
        path: violation.path,
    }
}

/// The local name of the provider that a declaration is of.
fn provider_name(declaration: &Declaration) -> String {
    if declaration.category == Category::Provider {
        return declaration.type_name.to_string();
    }
    let named = declaration
        .body
        .member("provider")
        .and_then(|member| match &member.content {
            Content::Argument(expression) => reference_root(expression),
            Content::Json(json) => match &json.kind {
                JsonKind::Text(text) => text.split('.').next().map(str::to_owned),
                _ => None,
            },
            Content::Block(_) => None,
        });
    let prefix = || declaration.type_name.split('_').next().unwrap_or_default().to_owned();
    named.unwrap_or_else(prefix)
}

/// `aws` of `aws.replica`.
fn reference_root(expression: &Expression) -> Option<String> {
    match &expression.kind {
        Kind::Variable(name) => Some(name.to_string()),
        Kind::Access(root, steps) if matches!(steps.as_slice(), [] | [Step::Attribute(_)]) => reference_root(root),
        // Of old, it was quoted.
        Kind::Text(text) => text.split('.').next().map(str::to_owned),
        _ => None,
    }
}

fn schema(archive: &Archive, declaration: &Declaration) -> Option<&'static Block> {
    match declaration.category {
        Category::Resource => archive.resource(&declaration.type_name),
        Category::Data => archive.data_source(&declaration.type_name),
        Category::Ephemeral => archive.ephemeral(&declaration.type_name),
        Category::Provider => Some(archive.provider()),
    }
}

fn no_such_type(archive: &Archive, declaration: &Declaration, address: String, reading: &Reading) -> Finding {
    let (noun, names): (&str, Vec<&'static str>) = match declaration.category {
        Category::Data => ("data source", archive.data_source_names().collect()),
        Category::Ephemeral => ("ephemeral resource type", archive.ephemeral_names().collect()),
        _ => ("resource type", archive.resource_names().collect()),
    };
    let hint = hint("", &declaration.type_name, names);
    Finding {
        address,
        path: String::new(),
        rule: "unknown-type",
        message: format!("is of no {noun} of {} {}{hint}", archive.source(), archive.version()),
        rests_on: Vec::new(),
        place: reading.files.place(declaration.type_at),
    }
}

/// Whether there is any instance of a declaration, going by variables' defaults.
fn exists(declaration: &Declaration, configuration: &Configuration<'_>) -> bool {
    let members = declaration.body.members.iter();
    let mut repetitions = members.filter(|member| matches!(&*member.name, "count" | "for_each"));
    let is_none = |value: Value| match &value.data {
        Data::Number(_) | Data::Text(_) => value.as_number().and_then(|number| number.as_i64()) == Some(0),
        Data::Sequence(_, elements) => elements.is_empty(),
        Data::Mapping(_, entries) => entries.is_empty(),
        // What is not known may be none.
        _ => true,
    };
    !repetitions.any(|member| {
        let value = configuration.value_of(&member.content, &Scope::EMPTY);
        value.is_some_and(is_none)
    })
}
