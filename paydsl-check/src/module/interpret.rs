//! What the blocks of a module say.

use std::collections::HashSet;

use super::entries::{Entries, Entry};
use super::{Category, Declaration, Module, ModuleCall, RequiredProvider, Variable};
use crate::syntax::{Body, Content, Expression, JsonKind, Kind, Member, SyntaxError, Texts, parse_expression};

impl Module {
    /// What these blocks declare. What cannot be read of them is added to `errors`.
    pub(crate) fn new(entries: Entries, errors: &mut Vec<SyntaxError>) -> Self {
        let mut module = Module::default();
        let mut known = HashSet::new();
        for entry in entries.all {
            errors.extend(twice(&entry, &mut known));
            match &*entry.kind {
                "resource" => module.declare(Category::Resource, entry, errors),
                "data" => module.declare(Category::Data, entry, errors),
                "ephemeral" => module.declare(Category::Ephemeral, entry, errors),
                "provider" => module.declare(Category::Provider, entry, errors),
                "locals" => module.locals(&entry.body, errors),
                "variable" => module.variable(entry, errors),
                "output" => module.output(entry),
                "module" => module.call(entry),
                "terraform" => module.terraform(&entry.body),
                _ => {}
            }
        }
        module
    }

    fn declare(&mut self, category: Category, entry: Entry, errors: &mut Vec<SyntaxError>) {
        let labels: Vec<&str> = entry.labels.iter().map(|label| &*label.text).collect();
        let (wanted, words) = match category {
            Category::Provider => (1, "one label, its name"),
            _ => (2, "two labels, its type and its name"),
        };
        let [type_name, rest @ ..] = labels.as_slice() else {
            return errors.push(wrong_labels(&entry, words));
        };
        if labels.len() != wanted {
            return errors.push(wrong_labels(&entry, words));
        }
        let name = match category {
            Category::Provider => alias(&entry.body).unwrap_or_default(),
            _ => rest.first().copied().unwrap_or_default().into(),
        };
        self.declarations.push(Declaration {
            category,
            type_name: (*type_name).into(),
            type_at: entry.labels.first().map_or(entry.body.at, |label| label.at),
            name,
            body: entry.body,
        });
    }

    fn locals(&mut self, body: &Body, errors: &mut Vec<SyntaxError>) {
        for member in &body.members {
            match expression(member, Texts::Templates) {
                Some(Ok(value)) => {
                    self.locals.insert(member.name.clone(), value);
                }
                Some(Err(error)) => errors.push(error),
                None => {}
            }
        }
    }

    fn variable(&mut self, entry: Entry, errors: &mut Vec<SyntaxError>) {
        let Some(label) = entry.labels.first() else {
            return errors.push(wrong_labels(&entry, "one label, its name"));
        };
        let argument = |name: &str| entry.body.member(name);
        let default = match argument("default").and_then(|member| expression(member, Texts::Literal)) {
            Some(Err(error)) => return errors.push(error),
            Some(Ok(default)) => Some(default),
            None => None,
        };
        let sensitive = argument("sensitive").and_then(|member| expression(member, Texts::Literal));
        // A type that cannot be read leaves the default unknown.
        let ty = argument("type").and_then(ty);
        let sensitive = matches!(
            sensitive,
            Some(Ok(Expression {
                kind: Kind::Bool(true),
                ..
            }))
        );
        self.variables.insert(
            label.text.clone(),
            Variable {
                default,
                ty,
                sensitive,
                is_given: false,
                body: entry.body,
            },
        );
    }

    fn output(&mut self, entry: Entry) {
        if let Some(label) = entry.labels.first() {
            self.outputs.insert(label.text.clone(), entry.body);
        }
    }

    fn call(&mut self, entry: Entry) {
        let Some(label) = entry.labels.first() else {
            return;
        };
        let source = entry.body.member("source");
        let source = source.and_then(|member| Some((literal(member)?, member.at)));
        self.calls.push(ModuleCall {
            name: label.text.clone(),
            source,
            body: entry.body,
            callee: None,
        });
    }

    fn terraform(&mut self, body: &Body) {
        for required in body.blocks("required_providers") {
            for provider in &required.members {
                self.required_providers
                    .insert(provider.name.clone(), required_provider(provider));
            }
        }
    }
}

/// That the same is declared once more.
fn twice(entry: &Entry, known: &mut HashSet<(Box<str>, Vec<Box<str>>)>) -> Option<SyntaxError> {
    let mut names: Vec<Box<str>> = entry.labels.iter().map(|label| label.text.clone()).collect();
    match &*entry.kind {
        "resource" | "data" | "ephemeral" | "variable" | "output" | "module" => {}
        "provider" => names.extend(alias(&entry.body)),
        _ => return None,
    }
    let written = names.join(".");
    (!known.insert((entry.kind.clone(), names))).then(|| SyntaxError {
        at: entry.body.at,
        message: format!("{} `{written}` is declared twice", entry.kind),
    })
}

fn wrong_labels(entry: &Entry, words: &str) -> SyntaxError {
    SyntaxError {
        at: entry.body.at,
        message: format!("`{}` needs {words}", entry.kind),
    }
}

/// `{ source = "..", version = ".." }`, or of old only the version.
fn required_provider(member: &Member) -> RequiredProvider {
    let mut required = RequiredProvider {
        source: None,
        version: None,
    };
    match expression(member, Texts::Literal) {
        Some(Ok(Expression {
            kind: Kind::Text(version),
            ..
        })) => required.version = Some(version),
        Some(Ok(Expression {
            kind: Kind::Object(items),
            ..
        })) => {
            for (key, value) in items {
                match (key.kind, value.kind) {
                    (Kind::Text(key), Kind::Text(value)) if &*key == "source" => required.source = Some(value),
                    (Kind::Text(key), Kind::Text(value)) if &*key == "version" => required.version = Some(value),
                    _ => {}
                }
            }
        }
        _ => {}
    }
    required
}

/// The alias of a provider's configuration.
pub(super) fn alias(body: &Body) -> Option<Box<str>> {
    body.member("alias").and_then(literal)
}

/// An argument that is a text without templates.
fn literal(member: &Member) -> Option<Box<str>> {
    match expression(member, Texts::Literal)? {
        Ok(Expression {
            kind: Kind::Text(text), ..
        }) => Some(text),
        _ => None,
    }
}

/// A variable's type: in JSON, a text that is an expression.
fn ty(member: &Member) -> Option<Expression> {
    match &member.content {
        Content::Json(json) => match &json.kind {
            JsonKind::Text(text) => parse_expression(text, json.at).ok(),
            _ => None,
        },
        // Of old, types were quoted.
        Content::Argument(Expression {
            kind: Kind::Text(text),
            at,
        }) => parse_expression(text, *at).ok(),
        Content::Argument(expression) => Some(expression.clone()),
        Content::Block(_) => None,
    }
}

/// The value of an argument; nothing for a block.
fn expression(member: &Member, texts: Texts) -> Option<Result<Expression, SyntaxError>> {
    match &member.content {
        Content::Argument(expression) => Some(Ok(expression.clone())),
        Content::Json(json) => Some(json.expression(texts)),
        Content::Block(_) => None,
    }
}
