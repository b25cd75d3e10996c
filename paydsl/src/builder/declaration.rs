//! What a stack function declares, as the macros hand it over.

use std::fmt;

use crate::tree::{ExprId, Literal, Reference, Text};

/// A place in Rust source.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Site {
    /// The file, relative to where cargo was run.
    pub file: &'static str,
    /// The line, counted from one.
    pub line: u32,
}

impl fmt::Display for Site {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.file, self.line)
    }
}

/// A policy that does not hold for a declaration, as `#[exempt("rule", reason = "..")]` says.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Exemption {
    /// The rule's name.
    pub rule: &'static str,
    /// Why it does not hold.
    pub reason: &'static str,
    /// The attribute's place.
    pub site: Site,
}

/// What kind of thing an address names, or which block without an address it is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Kind {
    /// `resource`
    Resource,
    /// `data`
    Data,
    /// `ephemeral`
    Ephemeral,
    /// `variable`
    Variable,
    /// A value in `locals`.
    Local,
    /// `module`
    Module,
    /// `check`
    Check,
    /// `provider`
    Provider,
    /// `moved`
    Moved,
    /// `import`
    Import,
    /// `removed`
    Removed,
}

/// The address of something declared.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct Address {
    /// What comes before the type, `data.` for data sources.
    pub scope: &'static str,
    /// The resource type; for what has none, `var`, `local`, `module`, `check` or the provider's name.
    pub kind: Text,
    /// The name.
    pub name: String,
}

impl fmt::Display for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}{}.{}", self.scope, self.kind, self.name)
    }
}

/// Something declared, with its arguments.
#[derive(Clone, Debug)]
pub struct Declaration {
    /// What it is.
    pub kind: Kind,
    /// Its address; `moved`, `import`, `removed` and a provider's default configuration have none.
    pub address: Option<Address>,
    /// The provider's local name and source address, where one is behind it.
    pub provider: Option<ProviderUse>,
    /// The Rust line.
    pub site: Site,
    /// Arguments and blocks, in the order they are written.
    pub fields: Vec<Field>,
    /// The policies that do not hold for it.
    pub exemptions: Vec<Exemption>,
}

/// A provider that a declaration needs.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct ProviderUse {
    /// `aws`
    pub local_name: &'static str,
    /// `hashicorp/aws`
    pub source: &'static str,
    /// The version whose schema the stack was checked against.
    pub version: &'static str,
}

/// One argument or block of a declaration.
#[derive(Clone, Debug)]
pub struct Field {
    /// The name in Terraform.
    pub name: Text,
    /// What it holds.
    pub value: FieldValue,
}

/// What a field holds.
#[derive(Clone, Debug)]
pub enum FieldValue {
    /// An expression.
    Expression(ExprId),
    /// A constant that Terraform does not evaluate.
    Literal(Literal),
    /// A bare address or keyword.
    Reference(Reference),
    /// A list of bare addresses.
    References(Vec<Reference>),
    /// `{ name = address }`.
    ReferenceMap(Vec<(Text, Reference)>),
    /// Nested blocks.
    Blocks(Vec<BlockValue>),
    /// A `dynamic` block.
    Dynamic {
        /// What it iterates over.
        for_each: ExprId,
        /// The iterator's name, where it is not the block's.
        iterator: Text,
        /// The block that each iteration makes.
        content: Vec<Field>,
    },
}

/// A nested block.
#[derive(Clone, Debug)]
pub struct BlockValue {
    /// The path of the block's type: `aws_security_group.ingress`. Synth refuses a block in another's place.
    pub path: &'static str,
    /// Labels, as a `provisioner` has.
    pub labels: Vec<Text>,
    /// Arguments and blocks.
    pub fields: Vec<Field>,
}
