//! The providers that a crate sees: its own archives, its workspace's, and those that come with paydsl.

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};
use std::time::SystemTime;

use crate::archive::{Archive, ArchiveError, EXTENSION};
use crate::schema::Block;
use crate::suggest::suggest;

/// The archives that come with paydsl, by file name.
const BUILTIN: [(&str, &[u8]); 2] = [
    ("aws-5.100.0.paydsl", include_bytes!("../providers/aws-5.100.0.paydsl")),
    (
        "terraform-1.11.4.paydsl",
        include_bytes!("../providers/terraform-1.11.4.paydsl"),
    ),
];

/// A schema with the archive it is in.
pub type Found = (&'static Archive, &'static Block);

/// A set of archives, searched in order.
#[derive(Debug)]
pub struct Providers {
    archives: Vec<&'static Archive>,
    origins: Vec<Option<PathBuf>>,
}

impl Providers {
    /// The archives that come with paydsl; those that are damaged are missing, see [`Providers::builtin_errors`].
    pub fn builtin() -> &'static Providers {
        &compiled_in().0
    }

    /// What is wrong with the archives that come with paydsl, if anything: they are verified once in each process.
    pub fn builtin_errors() -> &'static [ArchiveError] {
        &compiled_in().1
    }

    /// The archives that the crate at `manifest_dir` sees: its own (`providers/*.paydsl`), its workspace's, and the
    /// built-in ones. The first archive of a provider counts, so a user's own replaces a built-in one.
    ///
    /// Archives that cannot be read, built-in ones too, are returned as errors; the others serve all the same. What was read is kept for the
    /// life of the process and read again when a file has changed: an editor asks at every key stroke.
    pub fn for_crate(manifest_dir: &Path) -> (Arc<Providers>, Vec<ArchiveError>) {
        let (mut archives, mut origins, mut errors) = (Vec::new(), Vec::new(), Vec::new());
        let mut add = |archive: &'static Archive, origin: Option<PathBuf>| {
            let taken =
                |known: &&Archive| known.source() == archive.source() || known.local_name() == archive.local_name();
            if !archives.iter().any(taken) {
                archives.push(archive);
                origins.push(origin);
            }
        };
        for file in files(manifest_dir) {
            match cached(&file) {
                Ok(archive) => add(archive, Some(file)),
                Err(error) => errors.push(error),
            }
        }
        for archive in &Self::builtin().archives {
            add(archive, None);
        }
        errors.extend_from_slice(Self::builtin_errors());
        (Arc::new(Providers { archives, origins }), errors)
    }

    /// The archives, in the order they are searched.
    pub fn archives(&self) -> &[&'static Archive] {
        &self.archives
    }

    /// The archives with the file each is from; the built-in ones have none.
    pub fn with_origins(&self) -> impl Iterator<Item = (&'static Archive, Option<&Path>)> {
        self.archives
            .iter()
            .copied()
            .zip(self.origins.iter().map(Option::as_deref))
    }

    /// The provider with a local name.
    pub fn provider(&self, local_name: &str) -> Option<&'static Archive> {
        self.archives
            .iter()
            .copied()
            .find(|archive| archive.local_name() == local_name)
    }

    /// The resource type `name`.
    pub fn resource(&self, name: &str) -> Option<Found> {
        self.find(|archive| archive.resource(name))
    }

    /// The data source `name`.
    pub fn data_source(&self, name: &str) -> Option<Found> {
        self.find(|archive| archive.data_source(name))
    }

    /// The ephemeral resource type `name`.
    pub fn ephemeral(&self, name: &str) -> Option<Found> {
        self.find(|archive| archive.ephemeral(name))
    }

    /// The resource types nearest to a name that is none.
    pub fn suggest_resource(&self, name: &str) -> Vec<String> {
        self.suggest(name, |archive| archive.resource_names().collect())
    }

    /// The data sources nearest to a name that is none.
    pub fn suggest_data_source(&self, name: &str) -> Vec<String> {
        self.suggest(name, |archive| archive.data_source_names().collect())
    }

    /// The ephemeral resource types nearest to a name that is none.
    pub fn suggest_ephemeral(&self, name: &str) -> Vec<String> {
        self.suggest(name, |archive| archive.ephemeral_names().collect())
    }

    fn find(&self, look_up: impl Fn(&Archive) -> Option<&'static Block>) -> Option<Found> {
        self.archives
            .iter()
            .find_map(|archive| Some((*archive, look_up(archive)?)))
    }

    fn suggest(&self, name: &str, names: impl Fn(&Archive) -> Vec<&'static str>) -> Vec<String> {
        let names: Vec<&'static str> = self.archives.iter().flat_map(|archive| names(archive)).collect();
        suggest(name, names).into_iter().map(str::to_owned).collect()
    }
}

/// The archives that come with paydsl, and what is wrong with them.
fn compiled_in() -> &'static (Providers, Vec<ArchiveError>) {
    static PROVIDERS: OnceLock<(Providers, Vec<ArchiveError>)> = OnceLock::new();
    PROVIDERS.get_or_init(|| read_all(&BUILTIN))
}

fn read_all(files: &[(&str, &'static [u8])]) -> (Providers, Vec<ArchiveError>) {
    let (mut archives, mut errors) = (Vec::new(), Vec::new());
    for (name, bytes) in files {
        match Archive::from_bytes(&format!("{name}, which comes with paydsl"), *bytes) {
            Ok(archive) => archives.push(&*Box::leak(Box::new(archive))),
            Err(error) => errors.push(error),
        }
    }
    let origins = archives.iter().map(|_| None).collect();
    (Providers { archives, origins }, errors)
}

/// The archive files of a crate, then of its workspace, each sorted by name.
fn files(manifest_dir: &Path) -> Vec<PathBuf> {
    let mut directories = vec![manifest_dir.join("providers")];
    if let Some(root) = workspace_root(manifest_dir)
        && root != manifest_dir
    {
        directories.push(root.join("providers"));
    }
    let mut files = Vec::new();
    for directory in directories {
        let Ok(entries) = std::fs::read_dir(directory) else {
            continue;
        };
        let mut here: Vec<PathBuf> = entries
            .filter_map(|entry| Some(entry.ok()?.path()))
            .filter(|path| path.extension().is_some_and(|extension| extension == EXTENSION))
            .collect();
        here.sort();
        files.extend(here);
    }
    files
}

/// The nearest directory upwards whose `Cargo.toml` is a workspace's.
pub(crate) fn workspace_root(manifest_dir: &Path) -> Option<&Path> {
    manifest_dir.ancestors().find(|directory| {
        std::fs::read_to_string(directory.join("Cargo.toml"))
            .is_ok_and(|text| text.lines().any(|line| line.trim_start().starts_with("[workspace")))
    })
}

type Stamp = (Option<SystemTime>, u64);

/// The archive in a file, read again only if the file has changed.
fn cached(path: &Path) -> Result<&'static Archive, ArchiveError> {
    type Cache = HashMap<PathBuf, (Stamp, Result<&'static Archive, ArchiveError>)>;
    static CACHE: OnceLock<Mutex<Cache>> = OnceLock::new();
    let metadata =
        std::fs::metadata(path).map_err(|error| ArchiveError::new(&path.display().to_string(), error.to_string()))?;
    let stamp = (metadata.modified().ok(), metadata.len());
    let mut cache = CACHE
        .get_or_init(Mutex::default)
        .lock()
        .unwrap_or_else(PoisonError::into_inner);
    if let Some((known, archive)) = cache.get(path)
        && *known == stamp
    {
        return archive.clone();
    }
    let archive = Archive::open(path).map(|archive| &*Box::leak(Box::new(archive)));
    cache.insert(path.to_path_buf(), (stamp, archive.clone()));
    archive
}

#[cfg(test)]
mod tests {
    use super::{BUILTIN, Providers, read_all};

    #[test]
    fn what_comes_along_is_whole() {
        assert_eq!(Providers::builtin_errors(), []);
        assert_eq!(Providers::builtin().archives().len(), BUILTIN.len());
    }

    #[test]
    fn a_damaged_archive_that_comes_along_is_an_error_that_names_it() {
        let [aws, terraform] = BUILTIN;
        let mut damaged = aws.1.to_vec();
        if let Some(byte) = damaged.last_mut() {
            *byte ^= 1;
        }
        let (providers, errors) = read_all(&[(aws.0, damaged.leak()), terraform]);
        assert!(providers.provider("aws").is_none() && providers.provider("terraform").is_some());
        let messages: Vec<String> = errors.iter().map(ToString::to_string).collect();
        assert_eq!(messages.len(), 1);
        assert!(
            messages
                .iter()
                .all(|message| message.starts_with("aws-5.100.0.paydsl, which comes with paydsl: ")),
            "{messages:?}"
        );
    }
}
