//! Which archives serve, going by what all modules together require of their providers.

use std::collections::BTreeMap;

use paydsl_schema::{Archive, Providers};

use crate::module::Module;
use crate::version::{admits_major_of, meets};

/// What all modules require, and which archive serves for each provider.
#[derive(Default)]
pub(crate) struct Requirements {
    /// By source address.
    providers: BTreeMap<String, Required>,
    known: Vec<&'static Archive>,
}

/// What is required of a provider.
#[derive(Default)]
struct Required {
    /// As they are written, each once; of a lock file, the version.
    constraints: Vec<String>,
    /// How many declarations were not checked.
    unchecked: usize,
}

impl Requirements {
    pub(crate) fn new(providers: &Providers) -> Self {
        Requirements {
            providers: BTreeMap::new(),
            known: providers.archives().to_vec(),
        }
    }

    /// Adds what a module requires.
    pub(crate) fn add(&mut self, module: &Module) {
        for (local, required) in &module.required_providers {
            if let Some(constraint) = &required.version {
                self.require(module.provider_source(local), constraint);
            }
        }
    }

    /// Adds a constraint, or a version that is locked.
    pub(crate) fn require(&mut self, source: String, constraint: &str) {
        let constraints = &mut self.providers.entry(source).or_default().constraints;
        if !constraints.iter().any(|known| known == constraint) {
            constraints.push(constraint.to_owned());
        }
    }

    /// The archive that serves for a provider: one of a version that is required, or else of a major version that is. Other
    /// major versions have other arguments.
    pub(crate) fn archive(&self, source: &str) -> Option<&'static Archive> {
        let constraints = self.constraints(source);
        let all = |archive: &Archive, meets: fn(&str, &str) -> Option<bool>| {
            let mut constraints = constraints.iter();
            constraints.all(|constraint| meets(archive.version(), constraint) != Some(false))
        };
        let of_source = || self.known.iter().copied().filter(|archive| archive.source() == source);
        of_source()
            .find(|archive| all(archive, meets))
            .or_else(|| of_source().find(|archive| all(archive, admits_major_of)))
    }

    /// Counts a declaration that cannot be checked.
    pub(crate) fn leave(&mut self, source: String) {
        self.providers.entry(source).or_default().unchecked += 1;
    }

    /// What was not checked and why, and which versions stand in for others.
    pub(crate) fn notes(&self) -> Vec<String> {
        let mut notes = Vec::new();
        for source in self.providers.keys() {
            notes.extend(self.versions(source));
        }
        for (source, required) in &self.providers {
            notes.extend((required.unchecked > 0).then(|| self.unchecked(source, required)));
        }
        notes
    }

    fn versions(&self, source: &str) -> Vec<String> {
        let Some(archive) = self.archive(source) else {
            return Vec::new();
        };
        let version = archive.version();
        let constraints = self.constraints(source).iter();
        constraints
            .filter(|constraint| meets(version, constraint) == Some(false))
            .map(|constraint| format!("{source} {constraint} is required; checked is what version {version} demands"))
            .collect()
    }

    fn unchecked(&self, source: &str, required: &Required) -> String {
        let number = required.unchecked;
        let declarations = if number == 1 { "declaration" } else { "declarations" };
        let why = match self.known.iter().find(|archive| archive.source() == source) {
            None => "there is no archive of that provider; `paydsl provider add` writes one".to_owned(),
            Some(archive) => format!(
                "{} is required, and the archive is of {}; `paydsl provider add {source} VERSION` writes another",
                required.constraints.join(" and "),
                archive.version()
            ),
        };
        format!("{number} {declarations} of {source} not checked: {why}")
    }

    fn constraints(&self, source: &str) -> &[String] {
        self.providers.get(source).map_or(&[], |required| &required.constraints)
    }
}
