//! The files of one stack's directory, in memory.

use std::collections::BTreeMap;

use super::{Lock, Module, Sources};
use crate::emit::{self, Format};

/// File names and contents, in the order of the names.
pub type Files = BTreeMap<String, String>;

/// The name of the file of [`Lock`].
pub const LOCK: &str = "addresses.lock";

/// The name of the file of [`Sources`].
const SOURCES: &str = "sources.json";

/// The Terraform files of a module, without extension.
const MODULE_FILES: [&str; 6] = ["terraform", "providers", "variables", "locals", "main", "outputs"];

/// All that is written for a module. A file without content is left out.
pub fn render(module: &Module, format: Format, sources: &Sources, lock: Option<&Lock>) -> Files {
    let filled = module.files.iter().filter(|(_, body)| !body.items.is_empty());
    let mut files: Files = filled
        .map(|(name, body)| {
            (
                format!("{name}.{}", format.extension()),
                emit::write(format, body, &module.arena),
            )
        })
        .collect();
    files.insert(SOURCES.into(), sources.to_string());
    if let Some(lock) = lock {
        files.insert(LOCK.into(), lock.to_string());
    }
    files
}

/// Whether synthesis writes files of this name, in one format or the other; it removes no other file.
pub fn is_ours(name: &str) -> bool {
    let module_file = || {
        let stem = name.strip_suffix(".tf.json").or_else(|| name.strip_suffix(".tf"));
        stem.is_some_and(|stem| MODULE_FILES.contains(&stem))
    };
    name == SOURCES || name == LOCK || module_file()
}
