//! The archive: one provider version's schema in a file, with what was learnt of its validators.
//!
//! ```text
//! "PAYDSL\0" version:u8  checksum:u64  section count:u32  (id:u32 offset:u32 length:u32)*  sections
//! ```
//!
//! All numbers little-endian; offsets from the start of the file. A reader skips sections that it does not know. Strings,
//! types, blocks and lists of rules are stored once and named by number, so equal nested blocks cost nothing; each table starts with its
//! offsets, so that one entry is found without reading the others.

mod contents;
mod cursor;
mod frame;
mod rules;
#[cfg(feature = "write")]
mod write;
#[cfg(feature = "write")]
mod write_rules;

use std::borrow::Cow;
use std::fmt;
use std::path::Path;

pub(crate) use contents::Contents;
pub(crate) use cursor::{Cursor, u32_at};
pub(crate) use frame::{Frame, entry};
#[cfg(feature = "write")]
pub use write::{Source, WriteError, write};
#[cfg(feature = "write")]
pub(crate) use write::{number, small, table};

use crate::schema::{Block, Function};
use contents::Index;

/// The file name extension of archives.
pub const EXTENSION: &str = "paydsl";

pub(crate) const FRAME: Frame = Frame {
    magic: b"PAYDSL\0",
    version: 2,
    noun: "archive",
    kind: "a provider archive",
};

/// The sections of an archive, by number.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Section {
    Meta = 1,
    Strings = 2,
    Types = 3,
    Blocks = 4,
    Resources = 5,
    DataSources = 6,
    Ephemeral = 7,
    Functions = 8,
    RuleLists = 9,
    ObjectRules = 10,
}

impl Section {
    pub(crate) const ALL: [Section; 10] = [
        Section::Meta,
        Section::Strings,
        Section::Types,
        Section::Blocks,
        Section::Resources,
        Section::DataSources,
        Section::Ephemeral,
        Section::Functions,
        Section::RuleLists,
        Section::ObjectRules,
    ];
}

/// Why a file is no archive that can be read.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ArchiveError {
    pub(crate) origin: String,
    pub(crate) reason: String,
}

impl ArchiveError {
    pub(crate) fn new(origin: &str, reason: impl Into<String>) -> Self {
        ArchiveError {
            origin: origin.to_owned(),
            reason: reason.into(),
        }
    }
}

impl fmt::Display for ArchiveError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{}: {}; write it anew with `paydsl provider add`",
            self.origin, self.reason
        )
    }
}

impl std::error::Error for ArchiveError {}

/// A provider version's schema. Cheap to copy: what was read stays in memory for the life of the process, as macros and
/// commands need it that long.
#[derive(Clone, Copy)]
pub struct Archive {
    contents: &'static Contents,
}

impl fmt::Debug for Archive {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Archive({} {})", self.source(), self.version())
    }
}

impl Archive {
    /// Reads an archive from its bytes. `origin` names it in errors.
    ///
    /// # Errors
    ///
    /// If the bytes are not an archive of this format's version, or not whole.
    pub fn from_bytes(origin: &str, bytes: impl Into<Cow<'static, [u8]>>) -> Result<Archive, ArchiveError> {
        let bytes = bytes.into();
        FRAME
            .verify(&bytes)
            .map_err(|reason| ArchiveError::new(origin, reason))?;
        Self::unverified(origin, bytes)
    }

    /// Reads the archive in a file.
    ///
    /// # Errors
    ///
    /// If the file cannot be read or is not a whole archive of this format's version.
    pub fn open(path: &Path) -> Result<Archive, ArchiveError> {
        let origin = path.display().to_string();
        let bytes = std::fs::read(path).map_err(|error| ArchiveError::new(&origin, error.to_string()))?;
        Self::from_bytes(&origin, bytes)
    }

    /// Reads an archive whose checksum is not looked at.
    pub(crate) fn unverified(origin: &str, bytes: impl Into<Cow<'static, [u8]>>) -> Result<Archive, ArchiveError> {
        let contents = Contents::read(bytes.into()).map_err(|reason| ArchiveError::new(origin, reason))?;
        Ok(Archive {
            contents: Box::leak(Box::new(contents)),
        })
    }

    /// The source address, as in `required_providers`: `hashicorp/aws`.
    pub fn source(&self) -> &'static str {
        self.contents.source()
    }

    /// The version: `5.100.0`.
    pub fn version(&self) -> &'static str {
        self.contents.version()
    }

    /// The local name: `aws`, the prefix of its resource types.
    pub fn local_name(&self) -> &'static str {
        self.contents.local_name()
    }

    /// How many bytes the archive has.
    pub fn size(&self) -> usize {
        self.contents.size()
    }

    /// The provider's configuration.
    pub fn provider(&self) -> &'static Block {
        self.contents.provider()
    }

    /// The resource type `name`.
    pub fn resource(&self, name: &str) -> Option<&'static Block> {
        self.contents.find(Index::Resources, name)
    }

    /// The data source `name`.
    pub fn data_source(&self, name: &str) -> Option<&'static Block> {
        self.contents.find(Index::DataSources, name)
    }

    /// The ephemeral resource type `name`.
    pub fn ephemeral(&self, name: &str) -> Option<&'static Block> {
        self.contents.find(Index::Ephemeral, name)
    }

    /// The names of all resource types, sorted.
    pub fn resource_names(&self) -> impl Iterator<Item = &'static str> + use<> {
        self.contents.names(Index::Resources)
    }

    /// The names of all data sources, sorted.
    pub fn data_source_names(&self) -> impl Iterator<Item = &'static str> + use<> {
        self.contents.names(Index::DataSources)
    }

    /// The names of all ephemeral resource types, sorted.
    pub fn ephemeral_names(&self) -> impl Iterator<Item = &'static str> + use<> {
        self.contents.names(Index::Ephemeral)
    }

    /// The functions that the provider defines, sorted by name.
    pub fn functions(&self) -> Vec<Function> {
        self.contents.functions()
    }
}
