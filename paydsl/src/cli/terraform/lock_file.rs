//! A lock between processes.

use std::fs::{self, File};
use std::io;
use std::path::Path;

use fs4::FileExt;

/// Held by one process at a time, until it is dropped or the process ends.
pub(crate) struct LockFile {
    _file: File,
}

impl LockFile {
    /// Waits until it is free.
    pub(crate) fn acquire(path: &Path) -> io::Result<Self> {
        if let Some(directory) = path.parent() {
            fs::create_dir_all(directory)?;
        }
        let file = File::options().create(true).append(true).open(path)?;
        FileExt::lock(&file)?;
        Ok(LockFile { _file: file })
    }
}
