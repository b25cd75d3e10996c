//! The directory that a stack is written to.

use std::fs;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use super::{Files, is_ours};

/// A stack's directory under the output root. Nothing outside the root is ever written or removed through it.
#[derive(Clone, Debug)]
pub struct Directory {
    path: PathBuf,
    name: PathBuf,
}

/// What writing changed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Written {
    /// Files that are new or differ.
    pub written: usize,
    /// Files that were as they should be, and were not touched.
    pub unchanged: usize,
    /// Files of an earlier synthesis that are no longer part of the stack.
    pub removed: usize,
}

impl Directory {
    /// The directory of `project/stack` in `root`; refused if a symbolic link leads out of `root`.
    ///
    /// Both names have been checked to be names and not paths.
    pub fn new(root: &Path, project: &str, stack: &str) -> Result<Self, String> {
        let directory = Directory {
            path: root.join(project).join(stack),
            name: root
                .file_name()
                .map(PathBuf::from)
                .unwrap_or_default()
                .join(project)
                .join(stack),
        };
        stays_inside(root, &root.join(project))?;
        stays_inside(root, &directory.path)?;
        Ok(directory)
    }

    /// Where it is.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// How messages call it: the output root's own name and what is below it.
    pub fn name(&self) -> std::path::Display<'_> {
        self.name.display()
    }

    /// The text of a file of it; `None` if there is no such file.
    pub fn read(&self, file: &str) -> Result<Option<String>, String> {
        let path = self.path.join(file);
        stays_inside(&self.path, &path)?;
        match fs::read(&path) {
            Ok(bytes) => Ok(Some(String::from_utf8_lossy(&bytes).into_owned())),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(format!("cannot read {}: {error}", path.display())),
        }
    }

    /// The files in it that synthesis writes, by name.
    pub fn ours(&self) -> Result<Vec<String>, String> {
        let entries = match fs::read_dir(&self.path) {
            Ok(entries) => entries,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
            Err(error) => return Err(format!("cannot list {}: {error}", self.path.display())),
        };
        let names = entries.filter_map(|entry| entry.ok()?.file_name().into_string().ok());
        let mut ours: Vec<String> = names.filter(|name| is_ours(name)).collect();
        ours.sort();
        Ok(ours)
    }

    /// Makes the directory hold these files: each is replaced at once or not at all, and only if it differs; files of
    /// an earlier synthesis that are not among them are removed.
    pub fn write(&self, files: &Files) -> Result<Written, String> {
        let mut written = Written::default();
        let failed = |error: io::Error| format!("cannot write {}: {error}", self.path.display());
        fs::create_dir_all(&self.path).map_err(failed)?;
        for (name, text) in files {
            if self.read(name)?.as_ref() == Some(text) {
                written.unchanged += 1;
                continue;
            }
            replace(&self.path.join(name), text).map_err(failed)?;
            written.written += 1;
        }
        for name in self.ours()? {
            if !files.contains_key(&name) {
                fs::remove_file(self.path.join(name)).map_err(failed)?;
                written.removed += 1;
            }
        }
        Ok(written)
    }

    /// Removes what synthesis wrote, and the directory if nothing else is in it.
    pub fn clear(&self) -> Result<(), String> {
        self.write(&Files::new())?;
        // Not an error: the user's own files may be there.
        let _ = fs::remove_dir(&self.path);
        Ok(())
    }
}

/// Writes beside the file and renames, so that a reader finds the old text or the new.
pub(crate) fn replace(path: &Path, text: &str) -> io::Result<()> {
    let directory = path.parent().unwrap_or(Path::new("."));
    let mut builder = tempfile::Builder::new();
    builder.prefix(".paydsl-");
    // What the umask leaves of it, as for any new file.
    #[cfg(unix)]
    builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o666));
    let mut file = builder.tempfile_in(directory)?;
    file.write_all(text.as_bytes())?;
    file.persist(path)?;
    Ok(())
}

/// Refuses `path` if it is a link to a place outside `root`.
fn stays_inside(root: &Path, path: &Path) -> Result<(), String> {
    let is_link = fs::symlink_metadata(path).is_ok_and(|metadata| metadata.file_type().is_symlink());
    if !is_link {
        return Ok(());
    }
    let inside = fs::canonicalize(path)
        .and_then(|target| Ok(target.starts_with(fs::canonicalize(root)?)))
        .unwrap_or(false);
    if inside {
        return Ok(());
    }
    Err(format!(
        "{} is a symbolic link that leads out of {}; paydsl does not write through it",
        path.display(),
        root.display()
    ))
}
