//! Finding the data that a crate sees.

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, OnceLock, PoisonError};
use std::time::SystemTime;

use super::{DataError, Services};
use crate::providers::workspace_root;

/// The file name extension of the data.
const EXTENSION: &str = "iam";

pub(super) fn for_crate(manifest_dir: &Path) -> (Services, Vec<DataError>) {
    let own = Some(manifest_dir).filter(|directory| !directory.as_os_str().is_empty());
    let directories = own.into_iter().chain(own.and_then(workspace_root));
    for directory in directories {
        match newest(&directory.join("iam")).map(|file| read(&file)) {
            Some(Ok(services)) => return (services, Vec::new()),
            Some(Err(error)) => return (Services::builtin(), vec![error]),
            None => {}
        }
    }
    (Services::builtin(), Vec::new())
}

/// The file of the highest version in a directory.
fn newest(directory: &Path) -> Option<PathBuf> {
    let files = std::fs::read_dir(directory).ok()?.flatten().map(|entry| entry.path());
    let files = files.filter(|path| path.extension().is_some_and(|extension| extension == EXTENSION));
    files.max_by_key(|path| version(path))
}

/// The numbers in a file's name.
fn version(path: &Path) -> Vec<u64> {
    let name = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
    let numbers = name.split(|character: char| !character.is_ascii_digit());
    numbers.filter_map(|number| number.parse().ok()).collect()
}

type Stamp = (Option<SystemTime>, u64);

/// The data in a file, read again only if the file has changed: an editor asks at every key stroke.
fn read(path: &Path) -> Result<Services, DataError> {
    type Cache = HashMap<PathBuf, (Stamp, Result<Services, DataError>)>;
    static CACHE: OnceLock<Mutex<Cache>> = OnceLock::new();
    let failed = |error: std::io::Error| DataError {
        origin: path.display().to_string(),
        reason: error.to_string(),
    };
    let metadata = std::fs::metadata(path).map_err(failed)?;
    let stamp = (metadata.modified().ok(), metadata.len());
    let cache = CACHE.get_or_init(Mutex::default);
    let mut cache = cache.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some((known, services)) = cache.get(path)
        && *known == stamp
    {
        return services.clone();
    }
    let bytes = std::fs::read(path).map_err(failed)?;
    let services = Services::from_bytes(&path.display().to_string(), bytes);
    cache.insert(path.to_path_buf(), (stamp, services.clone()));
    services
}
