//! The functions' programs: Python, as source.

use std::{
    fs,
    os::unix::fs::PermissionsExt,
    path::{Path, PathBuf},
    process::Command,
};

use tempfile::TempDir;

/// A directory of programs.
pub(crate) struct Programs {
    directory: TempDir,
    interpreter: PathBuf,
}

impl Programs {
    pub(crate) fn new() -> Self {
        let output = Command::new("python3")
            .args(["-c", "import sys; print(sys.executable)"])
            .output()
            .expect("these tests need python3");
        // Its own path: what is on the PATH may be a shim that needs an environment to find it.
        let interpreter = String::from_utf8(output.stdout).expect("a path").trim().into();
        Self {
            directory: TempDir::new().expect("a directory"),
            interpreter,
        }
    }

    pub(crate) fn interpreter(&self) -> &Path {
        &self.interpreter
    }

    pub(crate) fn directory(&self) -> &Path {
        self.directory.path()
    }

    /// A module with this source.
    pub(crate) fn module(&self, name: &str, source: &str) {
        fs::write(self.directory().join(format!("{name}.py")), source).expect("a module");
    }

    /// A program of this source.
    pub(crate) fn executable(&self, source: &str) -> PathBuf {
        let path = self.directory().join("bootstrap");
        let source = format!("#!{}\n{source}", self.interpreter.display());
        fs::write(&path, source).expect("a program");
        fs::set_permissions(&path, fs::Permissions::from_mode(0o755)).expect("its mode");
        path
    }
}
