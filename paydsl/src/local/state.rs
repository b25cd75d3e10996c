//! Where an emulator keeps what it needs to be found again.

use std::path::{Path, PathBuf};

use serde_json::Value;

/// The state directory of a workspace's emulator.
#[derive(Debug, Clone)]
pub(super) struct StateDirectory(PathBuf);

/// What a running server wrote about itself. It may have died since: see [`super::Emulator::running`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Recorded {
    /// Its process.
    pub(super) pid: u32,
    /// Where it listens on loopback.
    pub(super) port: u16,
    /// What only it knows: tells it from a stranger that took over its port.
    pub(super) token: String,
}

impl StateDirectory {
    /// The directory below the workspace's root.
    pub(super) fn of(root: &Path) -> Self {
        let root = root.canonicalize().unwrap_or_else(|_| root.to_owned());
        Self(root.join(".paydsl/local/emulator"))
    }

    /// The directory.
    pub(super) fn path(&self) -> &Path {
        &self.0
    }

    /// Where the Python part is laid down.
    pub(super) fn program(&self) -> PathBuf {
        self.0.join("program")
    }

    /// What the server had to say.
    pub(super) fn log(&self) -> PathBuf {
        self.0.join("emulator.log")
    }

    /// What the installation of the packages had to say.
    pub(super) fn install_log(&self) -> PathBuf {
        self.0.join("install.log")
    }

    /// What the last server wrote about itself; `None` when there is nothing of use.
    pub(super) fn recorded(&self) -> Option<Recorded> {
        parse(&std::fs::read(self.record()).ok()?)
    }

    /// Forgets a server that is gone, unless another one has written its own record since.
    pub(super) fn forget(&self, gone: &Recorded) {
        if self.recorded().as_ref() == Some(gone) {
            // A record that stays does no harm: whoever reads it asks the server first.
            let _ = std::fs::remove_file(self.record());
        }
    }

    /// The file that the launcher writes when it listens.
    fn record(&self) -> PathBuf {
        self.0.join("emulator.json")
    }
}

/// Reads a record.
fn parse(document: &[u8]) -> Option<Recorded> {
    let document: Value = serde_json::from_slice(document).ok()?;
    Some(Recorded {
        pid: document.get("pid")?.as_u64()?.try_into().ok()?,
        port: document
            .get("port")?
            .as_u64()?
            .try_into()
            .ok()
            .filter(|port| *port != 0)?,
        token: document
            .get("token")?
            .as_str()
            .filter(|token| !token.is_empty())?
            .to_owned(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_record_is_read() {
        let recorded = parse(br#"{"pid": 12, "port": 4000, "token": "abc"}"#);
        assert_eq!(
            recorded,
            Some(Recorded {
                pid: 12,
                port: 4000,
                token: "abc".to_owned()
            })
        );
    }

    #[test]
    fn a_broken_record_is_no_record() {
        for document in [
            "",
            "12",
            "{}",
            r#"{"pid": -1, "port": 4000, "token": "abc"}"#,
            r#"{"pid": 12, "port": 70000, "token": "abc"}"#,
            r#"{"pid": 12, "port": 0, "token": "abc"}"#,
            r#"{"pid": 12, "port": 4000, "token": ""}"#,
            r#"{"pid": 12, "port": 40"#,
        ] {
            assert_eq!(parse(document.as_bytes()), None, "{document}");
        }
    }
}
