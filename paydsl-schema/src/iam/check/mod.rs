//! Checking policy documents.

mod actions;
mod breadth;
mod conditions;
mod keys;
mod permissions;
mod principals;
mod resources;
mod statement;
mod values;
mod words;

use super::{Document, Kind, Services, Spelling, Statement};

pub use breadth::needs_every_resource;

/// Something that is wrong with a policy document.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Finding<T> {
    /// The number of the statement.
    pub statement: usize,
    /// Where it is.
    pub tag: T,
    /// The rule that it breaks; none if AWS itself refuses it, so that no reason helps.
    pub rule: Option<Rule>,
    /// What is wrong, and what to write instead.
    pub message: String,
}

/// A rule from which a statement can be excepted, with a reason.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Rule {
    /// A statement names the actions, resources and principals that it is about.
    LeastPrivilege,
    /// What a statement says can take effect, as far as the data on AWS's services tells: it may be older than a service.
    SoundPermissions,
}

impl Rule {
    /// All rules.
    pub const ALL: [Rule; 2] = [Rule::LeastPrivilege, Rule::SoundPermissions];

    /// The name by which exemptions call it.
    pub fn name(self) -> &'static str {
        match self {
            Rule::LeastPrivilege => "least-privilege",
            Rule::SoundPermissions => "sound-permissions",
        }
    }
}

/// What is wrong with a document, statement by statement.
pub fn check<T: Clone>(document: &Document<T>, services: Services) -> Vec<Finding<T>> {
    let mut found = Vec::new();
    for (number, statement) in document.statements.iter().enumerate() {
        let mut checker = Checker {
            services,
            spelling: document.spelling,
            kind: kind(document, statement),
            number,
            statement,
            found: &mut found,
        };
        checker.form(&document.statements[..number]);
        let permissions = checker.actions();
        checker.principals(&permissions);
        checker.resources(&permissions);
        checker.conditions(&permissions);
        checker.breadth(&permissions);
    }
    found
}

/// What a statement's document is for; only policies of resources and trust policies name principals.
fn kind<T>(document: &Document<T>, statement: &Statement<T>) -> Kind {
    let named = statement.principal.is_some() || statement.not_principal.is_some();
    match document.kind {
        Kind::Unknown if named && statement.resource.is_some() => Kind::Resource,
        known => known,
    }
}

/// The check of one statement.
struct Checker<'c, T> {
    services: Services,
    spelling: Spelling,
    kind: Kind,
    number: usize,
    statement: &'c Statement<T>,
    found: &'c mut Vec<Finding<T>>,
}

impl<T: Clone> Checker<'_, T> {
    /// What AWS refuses.
    fn refused(&mut self, tag: &T, message: impl Into<String>) {
        self.add(tag, None, message.into());
    }

    /// What breaks a rule.
    fn breaks(&mut self, rule: Rule, tag: &T, message: impl Into<String>) {
        self.add(tag, Some(rule), message.into());
    }

    fn add(&mut self, tag: &T, rule: Option<Rule>, message: String) {
        self.found.push(Finding {
            statement: self.number,
            tag: tag.clone(),
            rule,
            message,
        });
    }

    fn name(&self, json: &'static str) -> &'static str {
        self.spelling.name(json)
    }
}
