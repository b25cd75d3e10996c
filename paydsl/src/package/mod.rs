//! Building the archives that Lambda functions are deployed from.
//!
//! [`build`] compiles a function, or takes its directory as it is, and writes `<out>/<name>.zip`. Equal sources make
//! equal bytes, wherever and whenever they are built: an archive changes when its function does, and only then.

mod cargo;
mod command;
mod digest;
mod directory;
mod error;
#[cfg(test)]
mod real_build_tests;
mod zigbuild;
mod zip;

use std::{
    fs,
    io::Write,
    path::{Path, PathBuf},
};

use tempfile::NamedTempFile;

pub use error::PackageError;
use zip::Entry;

/// A function whose code is to be built.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Function {
    /// Its name, which becomes the archive's.
    pub name: String,
    /// Where its code comes from.
    pub source: Source,
}

/// Where a function's code comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Source {
    /// A binary in a Cargo workspace, for `provided.al2023` on x86_64.
    Cargo {
        /// The workspace's directory.
        manifest: PathBuf,
        /// The package in it.
        package: String,
        /// The package's binary.
        bin: String,
    },
    /// A directory of files that need no building.
    Directory {
        /// The directory.
        path: PathBuf,
    },
}

/// A function's archive.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Archive {
    /// Where it is.
    pub path: PathBuf,
    /// How long it is.
    pub bytes: u64,
    /// Its SHA-256 in base64, as Terraform's `source_code_hash` and Lambda's `CodeSha256` have it.
    pub sha256_base64: String,
}

/// Builds `<out>/<name>.zip`. An archive that was there is replaced only once the new one is whole.
pub fn build(function: &Function, out: &Path, progress: &mut dyn FnMut(&str)) -> Result<Archive, PackageError> {
    check_name(&function.name)?;
    let entries = match &function.source {
        Source::Cargo { manifest, package, bin } => vec![bootstrap(cargo::build(manifest, package, bin, progress)?)?],
        Source::Directory { path } => directory::entries(path)?,
    };
    progress(&format!("packing {}.zip", function.name));
    let contents = zip::archive(&entries)?;
    let path = out.join(format!("{}.zip", function.name));
    write(&path, out, &contents)?;
    Ok(Archive {
        path,
        bytes: contents.len() as u64,
        sha256_base64: digest::sha256_base64(&contents),
    })
}

/// Writes `<out>/<name>.zip` with a program in it that only says that the function's own code is not there.
///
/// It stands in where no code is run, as on an emulated AWS.
pub fn placeholder(name: &str, out: &Path) -> Result<(), PackageError> {
    check_name(name)?;
    let contents = "#!/bin/sh\necho 'a placeholder: build the code with the package command' >&2\nexit 1\n".into();
    let entry = Entry {
        name: "bootstrap".to_owned(),
        executable: true,
        contents,
    };
    write(&out.join(format!("{name}.zip")), out, &zip::archive(&[entry])?)
}

/// The one entry of a custom runtime's archive: the program, under the name Lambda starts.
fn bootstrap(program: PathBuf) -> Result<Entry, PackageError> {
    let contents = fs::read(&program).map_err(PackageError::io("read", &program))?;
    Ok(Entry {
        name: "bootstrap".to_owned(),
        executable: true,
        contents,
    })
}

fn write(path: &Path, out: &Path, contents: &[u8]) -> Result<(), PackageError> {
    fs::create_dir_all(out).map_err(PackageError::io("create", out))?;
    let mut file = NamedTempFile::new_in(out).map_err(PackageError::io("write into", out))?;
    file.write_all(contents).map_err(PackageError::io("write", path))?;
    file.persist(path)
        .map_err(|error| PackageError::io("write", path)(error.error))?;
    Ok(())
}

fn check_name(name: &str) -> Result<(), PackageError> {
    let fits = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_');
    if !name.is_empty() && name.bytes().all(fits) {
        Ok(())
    } else {
        Err(PackageError::Name(name.to_owned()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn directory_function(name: &str, path: &Path) -> Function {
        Function {
            name: name.to_owned(),
            source: Source::Directory { path: path.to_owned() },
        }
    }

    #[test]
    fn equal_sources_make_equal_bytes() {
        let out = tempfile::tempdir().expect("a directory");
        let archives = ["first", "second"].map(|name| {
            let source = tempfile::tempdir().expect("a directory");
            fs::create_dir(source.path().join("lib")).expect("a directory");
            let mut files = ["main.py", "lib/a.py", "lib/b.py"];
            if name == "second" {
                files.reverse();
            }
            for file in files {
                fs::write(source.path().join(file), file).expect("a file");
            }
            build(&directory_function(name, source.path()), out.path(), &mut |_| {}).expect("an archive")
        });
        let [first, second] = &archives;
        assert_eq!(first.sha256_base64, second.sha256_base64);
        assert_eq!(
            fs::read(&first.path).expect("bytes"),
            fs::read(&second.path).expect("bytes")
        );
        assert_eq!(fs::metadata(&first.path).expect("a file").len(), first.bytes);
    }

    #[test]
    fn a_name_cannot_leave_the_directory() {
        let source = tempfile::tempdir().expect("a directory");
        for name in ["", "../escape", "a/b", "a.b"] {
            let outcome = build(&directory_function(name, source.path()), source.path(), &mut |_| {});
            assert!(matches!(outcome, Err(PackageError::Name(_))), "{name}");
        }
    }
}
