//! The emulator's Python part, carried in the program and laid down where it runs.

use std::io::Write as _;
use std::path::{Path, PathBuf};

use tempfile::NamedTempFile;

use super::LocalError;

/// The packages, each pinned with the hashes of all its artifacts.
pub(super) const REQUIREMENTS: &str = include_str!("python/requirements.txt");

/// The name of [`REQUIREMENTS`] on disk.
pub(super) const REQUIREMENTS_FILE: &str = "requirements.txt";
/// The script that makes the virtual environment.
pub(super) const INSTALLER: &str = "install.py";
/// The script that serves.
pub(super) const LAUNCHER: &str = "launcher.py";

/// Every file, by its path below the directory of [`lay_down`].
const FILES: &[(&str, &str)] = &[
    (REQUIREMENTS_FILE, REQUIREMENTS),
    (INSTALLER, include_str!("python/install.py")),
    (LAUNCHER, include_str!("python/launcher.py")),
    ("patches/__init__.py", include_str!("python/patches/__init__.py")),
    ("patches/support.py", include_str!("python/patches/support.py")),
    ("patches/apigateway.py", include_str!("python/patches/apigateway.py")),
    ("patches/autoscaling.py", include_str!("python/patches/autoscaling.py")),
    ("patches/awslambda.py", include_str!("python/patches/awslambda.py")),
    ("patches/backup.py", include_str!("python/patches/backup.py")),
    ("patches/cloudtrail.py", include_str!("python/patches/cloudtrail.py")),
    ("patches/cloudwatch.py", include_str!("python/patches/cloudwatch.py")),
    ("patches/codedeploy.py", include_str!("python/patches/codedeploy.py")),
    ("patches/dynamodb.py", include_str!("python/patches/dynamodb.py")),
    ("patches/ec2.py", include_str!("python/patches/ec2.py")),
    ("patches/ecs.py", include_str!("python/patches/ecs.py")),
    ("patches/logs.py", include_str!("python/patches/logs.py")),
    ("patches/rds.py", include_str!("python/patches/rds.py")),
    ("patches/s3.py", include_str!("python/patches/s3.py")),
    ("patches/sqs.py", include_str!("python/patches/sqs.py")),
    ("patches/xray.py", include_str!("python/patches/xray.py")),
];

/// Writes the Python part below `directory`, each file whole or not at all: another emulator may be starting there.
///
/// # Errors
/// A directory cannot be made or a file not written.
pub(super) fn lay_down(directory: &Path) -> Result<(), LocalError> {
    FILES
        .iter()
        .try_for_each(|(name, text)| write(&directory.join(name), text))
}

/// Writes one file, by way of a temporary one beside it.
fn write(path: &Path, text: &str) -> Result<(), LocalError> {
    let directory = path.parent().map_or_else(PathBuf::new, Path::to_owned);
    std::fs::create_dir_all(&directory).map_err(LocalError::file("make", &directory))?;
    let failed = || LocalError::file("write", path);
    let mut file = NamedTempFile::new_in(&directory).map_err(failed())?;
    file.write_all(text.as_bytes()).map_err(failed())?;
    file.persist(path).map_err(|error| failed()(error.error))?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn every_python_file_is_carried() {
        let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/local/python");
        let carried: BTreeSet<_> = FILES.iter().map(|(name, _)| source.join(name)).collect();
        let mut there = BTreeSet::new();
        for directory in [source.clone(), source.join("patches")] {
            for entry in std::fs::read_dir(directory).expect("the directory is there") {
                let path = entry.expect("an entry").path();
                if path
                    .extension()
                    .is_some_and(|extension| extension == "py" || extension == "txt")
                {
                    there.insert(path);
                }
            }
        }
        assert_eq!(carried, there);
    }

    #[test]
    fn requirements_are_pinned_by_hash_and_name_no_place() {
        assert!(REQUIREMENTS.contains("\nmoto==5.2.1 \\\n    --hash=sha256:"));
        for forbidden in ["://", "--index-url", "--find-links", "--trusted-host", " @ "] {
            assert!(!REQUIREMENTS.contains(forbidden), "{forbidden}");
        }
        let requirements = REQUIREMENTS
            .lines()
            .filter(|line| line.starts_with(|c: char| c.is_ascii_alphanumeric()));
        for line in requirements {
            assert!(line.contains("==") && line.ends_with(" \\"), "{line}");
        }
    }

    #[test]
    fn files_are_laid_down() {
        let directory = tempfile::tempdir().expect("a directory");
        lay_down(directory.path()).expect("written");
        lay_down(directory.path()).expect("written again");
        assert!(directory.path().join("patches/xray.py").is_file());
        assert_eq!(std::fs::read_dir(directory.path()).expect("read").count(), 4);
    }
}
