//! The schemas of what stacks declare, as the crates that declare it saw them.

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use paydsl_schema::{Archive, ArchiveError, Block, Providers};

use crate::builder::{Declaration, Kind};

/// Finds schemas: in the archives of the crate that a declaration stands in, of its workspace, and those that come with
/// paydsl.
pub(super) struct Schemas<'r> {
    root: &'r Path,
    /// The providers that the crate of each source file sees.
    files: HashMap<&'static str, Arc<Providers>>,
    /// The providers by the crate's directory.
    crates: HashMap<PathBuf, Arc<Providers>>,
    /// Archives that cannot be read.
    pub(super) errors: Vec<ArchiveError>,
}

impl<'r> Schemas<'r> {
    /// `root` is what the paths of source files are relative to.
    pub(super) fn new(root: &'r Path) -> Self {
        Schemas {
            root,
            files: HashMap::new(),
            crates: HashMap::new(),
            errors: Vec::new(),
        }
    }

    /// The schema that a declaration was compiled against. None for what no provider is behind, and where the archive is
    /// not at hand: then it is not checked again.
    pub(super) fn of(&mut self, declaration: &Declaration) -> Option<&'static Block> {
        let used = declaration.provider?;
        let providers = self.providers(declaration.site.file);
        let mut archives = providers.archives().iter();
        let is_same = |archive: &&&Archive| archive.source() == used.source && archive.version() == used.version;
        let archive = archives.find(is_same)?;
        let name = declaration.address.as_ref().map(|address| &*address.kind);
        match declaration.kind {
            Kind::Resource => archive.resource(name?),
            Kind::Data => archive.data_source(name?),
            Kind::Ephemeral => archive.ephemeral(name?),
            Kind::Provider => Some(archive.provider()),
            _ => None,
        }
    }

    fn providers(&mut self, file: &'static str) -> Arc<Providers> {
        if let Some(known) = self.files.get(file) {
            return known.clone();
        }
        let path = self.root.join(file);
        let package = path
            .ancestors()
            .skip(1)
            .find(|directory| directory.join("Cargo.toml").is_file());
        let package = package.unwrap_or(self.root).to_owned();
        let errors = &mut self.errors;
        let providers = self.crates.entry(package).or_insert_with_key(|package| {
            let (providers, unread) = Providers::for_crate(package);
            errors.extend(
                unread
                    .into_iter()
                    .filter(|error| !errors.contains(error))
                    .collect::<Vec<_>>(),
            );
            providers
        });
        self.files.insert(file, providers.clone());
        providers.clone()
    }
}
