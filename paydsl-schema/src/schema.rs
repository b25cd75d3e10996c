//! What a schema says: blocks, attributes and their types. Terraform's terms throughout.

use std::fmt;
use std::sync::Arc;

use crate::archive::Contents;
use crate::rule::{BlockRules, Combination, Refusal, Rule};

/// A block: the body of a resource, or one nested in it.
#[derive(Debug, Default)]
pub struct Block {
    pub(crate) description: Option<Box<str>>,
    pub(crate) deprecated: bool,
    pub(crate) attributes: Box<[Attribute]>,
    pub(crate) blocks: Box<[NestedBlock]>,
    pub(crate) combinations: Box<[Combination]>,
    pub(crate) refusals: Box<[Refusal]>,
}

impl Block {
    /// What the provider says of it.
    pub fn description(&self) -> Option<&str> {
        self.description.as_deref()
    }

    /// Whether the provider calls it deprecated.
    pub fn deprecated(&self) -> bool {
        self.deprecated
    }

    /// The attributes, sorted by name.
    pub fn attributes(&self) -> &[Attribute] {
        &self.attributes
    }

    /// The nested blocks, sorted by name.
    pub fn blocks(&self) -> &[NestedBlock] {
        &self.blocks
    }

    /// What the provider demands of several of its arguments at once.
    pub fn combinations(&self) -> &[Combination] {
        &self.combinations
    }

    /// What the provider refuses when it plans such a resource, and not before.
    pub fn refusals(&self) -> &[Refusal] {
        &self.refusals
    }

    /// The attribute called `name`.
    pub fn attribute(&self, name: &str) -> Option<&Attribute> {
        let position = self
            .attributes
            .binary_search_by(|attribute| (*attribute.name).cmp(name))
            .ok()?;
        self.attributes.get(position)
    }

    /// The nested block called `name`.
    pub fn block(&self, name: &str) -> Option<&NestedBlock> {
        let position = self.blocks.binary_search_by(|nested| (*nested.name).cmp(name)).ok()?;
        self.blocks.get(position)
    }
}

/// An attribute of a block.
#[derive(Clone, Debug)]
pub struct Attribute {
    /// Its name.
    pub name: Box<str>,
    /// Its type.
    pub ty: Type,
    /// Whether it has to be given.
    pub required: bool,
    /// Whether it may be given.
    pub optional: bool,
    /// Whether the provider sets it.
    pub computed: bool,
    /// Whether Terraform hides it.
    pub sensitive: bool,
    /// Whether it is sent to the provider and never stored.
    pub write_only: bool,
    /// Whether the provider calls it deprecated.
    pub deprecated: bool,
    /// What the provider says of it.
    pub description: Option<Box<str>>,
    pub(crate) rules: Option<u32>,
    pub(crate) objects: Option<u32>,
    pub(crate) contents: &'static Contents,
}

impl Attribute {
    /// What the provider demands of its value. Decoded when it is first asked for.
    pub fn rules(&self) -> &'static [Rule] {
        self.rules.map_or(&[], |number| self.contents.rules(number))
    }

    /// What the provider demands of the objects that it holds.
    pub fn object_rules(&self) -> Option<&'static BlockRules> {
        self.contents.object_rules(self.objects?).map(|rules| &**rules)
    }
}

/// A type, as Terraform has them.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub enum Type {
    /// `string`
    String,
    /// `number`
    Number,
    /// `bool`
    Bool,
    /// `dynamic`: whatever is given.
    Dynamic,
    /// `list(..)`
    List(Arc<Type>),
    /// `set(..)`
    Set(Arc<Type>),
    /// `map(..)`
    Map(Arc<Type>),
    /// `object({..})`
    Object(Arc<[Field]>),
    /// `tuple([..])`
    Tuple(Arc<[Type]>),
}

/// An attribute of an object type.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct Field {
    /// Its name.
    pub name: Box<str>,
    /// Its type.
    pub ty: Type,
    /// Whether it has to be given, in an attribute with a schema of its own.
    pub required: bool,
    /// Whether it may be left out, in an attribute with a schema of its own.
    pub optional: bool,
    /// Whether the provider sets it, in an attribute with a schema of its own.
    pub computed: bool,
    /// Whether Terraform hides it, in an attribute with a schema of its own.
    pub sensitive: bool,
}

impl fmt::Display for Type {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Type::String => f.write_str("string"),
            Type::Number => f.write_str("number"),
            Type::Bool => f.write_str("bool"),
            Type::Dynamic => f.write_str("dynamic"),
            Type::List(element) => write!(f, "list({element})"),
            Type::Set(element) => write!(f, "set({element})"),
            Type::Map(element) => write!(f, "map({element})"),
            Type::Object(fields) => {
                f.write_str("object({")?;
                for (index, field) in fields.iter().enumerate() {
                    let comma = if index > 0 { ", " } else { "" };
                    write!(f, "{comma}{}={}", field.name, field.ty)?;
                }
                f.write_str("})")
            }
            Type::Tuple(elements) => {
                f.write_str("tuple([")?;
                for (index, element) in elements.iter().enumerate() {
                    let comma = if index > 0 { ", " } else { "" };
                    write!(f, "{comma}{element}")?;
                }
                f.write_str("])")
            }
        }
    }
}

/// How nested blocks of one name are held.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Nesting {
    /// One object, absent if it is not written.
    Single,
    /// One object, with defaults if it is not written.
    Group,
    /// A list.
    List,
    /// A set.
    Set,
    /// A map by label.
    Map,
}

/// A kind of nested block.
#[derive(Clone, Copy, Debug)]
pub struct NestedBlock {
    /// Its name.
    pub name: &'static str,
    /// How blocks of this kind are held.
    pub nesting: Nesting,
    /// How many there have to be.
    pub min_items: u32,
    /// How many there may be; `None` for any number.
    pub max_items: Option<u32>,
    pub(crate) block: u32,
    pub(crate) rules: Option<u32>,
    pub(crate) contents: &'static Contents,
}

impl NestedBlock {
    /// What stands in such a block. Decoded when it is first asked for.
    pub fn block(&self) -> &'static Block {
        self.contents.block(self.block)
    }

    /// What the provider demands of the blocks of this kind as a collection.
    pub fn rules(&self) -> &'static [Rule] {
        self.rules.map_or(&[], |number| self.contents.rules(number))
    }
}

/// A function that a provider defines.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Function {
    /// Its name without the `provider::` prefix.
    pub name: Box<str>,
    /// Its parameters in order: name and type.
    pub parameters: Vec<(Box<str>, Type)>,
    /// The type of further arguments, if it takes any number of them.
    pub variadic: Option<Type>,
    /// What it returns.
    pub returns: Type,
}
