//! Taking a directory's files as they are.

use std::{
    fs,
    path::{Path, PathBuf},
};

use super::{PackageError, zip::Entry};

/// What Python leaves beside the sources it ran: it differs from run to run and deploys nothing.
const CACHE: &str = "__pycache__";

/// The files below a directory.
pub(super) fn entries(root: &Path) -> Result<Vec<Entry>, PackageError> {
    let mut entries = Vec::new();
    collect(root, "", &mut entries)?;
    if entries.is_empty() {
        return Err(PackageError::Empty(root.to_owned()));
    }
    Ok(entries)
}

fn collect(directory: &Path, prefix: &str, entries: &mut Vec<Entry>) -> Result<(), PackageError> {
    for child in fs::read_dir(directory).map_err(PackageError::io("read", directory))? {
        let child = child.map_err(PackageError::io("read", directory))?;
        let path = child.path();
        let name = file_name(&path)?;
        let kind = child.file_type().map_err(PackageError::io("read", &path))?;
        if kind.is_file() {
            entries.push(read(path, format!("{prefix}{name}"))?);
        } else if kind.is_dir() && name != CACHE {
            collect(&path, &format!("{prefix}{name}/"), entries)?;
        } else if !kind.is_dir() {
            return Err(PackageError::Entry {
                path,
                reason: "it is neither a file nor a directory",
            });
        }
    }
    Ok(())
}

fn file_name(path: &Path) -> Result<String, PackageError> {
    let name = path.file_name().and_then(|name| name.to_str()).map(str::to_owned);
    name.ok_or_else(|| PackageError::Entry {
        path: path.to_owned(),
        reason: "its name is not UTF-8",
    })
}

fn read(path: PathBuf, name: String) -> Result<Entry, PackageError> {
    let contents = fs::read(&path).map_err(PackageError::io("read", &path))?;
    Ok(Entry {
        name,
        executable: is_executable(&path)?,
        contents,
    })
}

#[cfg(unix)]
fn is_executable(path: &Path) -> Result<bool, PackageError> {
    use std::os::unix::fs::PermissionsExt;
    let metadata = fs::metadata(path).map_err(PackageError::io("read", path))?;
    Ok(metadata.permissions().mode() & 0o100 != 0)
}

#[cfg(not(unix))]
fn is_executable(_path: &Path) -> Result<bool, PackageError> {
    Ok(false)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn takes_files_below_and_leaves_caches() {
        let root = tempfile::tempdir().expect("a directory");
        for directory in ["lib", "lib/__pycache__"] {
            fs::create_dir(root.path().join(directory)).expect("a directory");
        }
        for file in ["main.py", "lib/a.py", "lib/__pycache__/a.pyc"] {
            fs::write(root.path().join(file), file).expect("a file");
        }
        let mut names: Vec<_> = entries(root.path())
            .expect("entries")
            .into_iter()
            .map(|entry| entry.name)
            .collect();
        names.sort();
        assert_eq!(names, ["lib/a.py", "main.py"]);
    }

    #[cfg(unix)]
    #[test]
    fn refuses_what_is_no_file() {
        let root = tempfile::tempdir().expect("a directory");
        assert!(matches!(entries(root.path()), Err(PackageError::Empty(_))));
        std::os::unix::fs::symlink("/", root.path().join("link")).expect("a link");
        assert!(matches!(entries(root.path()), Err(PackageError::Entry { .. })));
        assert!(matches!(
            entries(&root.path().join("absent")),
            Err(PackageError::Io { .. })
        ));
    }
}
