//! Resource types as the lowering knows them.

use paydsl_schema::{Archive, Attribute, Block, NestedBlock, Nesting, Type};

/// Which of Terraform's three kinds of typed declarations.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Kind {
    Resource,
    Data,
    Ephemeral,
}

impl Kind {
    /// What stands in front of the type in an address.
    pub(crate) fn scope(self) -> &'static str {
        match self {
            Kind::Resource => "",
            Kind::Data => "data.",
            Kind::Ephemeral => "ephemeral.",
        }
    }

    /// How stack code writes the type.
    pub(crate) fn written(self, name: &str) -> String {
        match self {
            Kind::Resource => name.to_owned(),
            Kind::Data => format!("data::{name}"),
            Kind::Ephemeral => format!("ephemeral::{name}"),
        }
    }

    pub(crate) fn noun(self) -> &'static str {
        match self {
            Kind::Resource => "resource type",
            Kind::Data => "data source",
            Kind::Ephemeral => "ephemeral resource type",
        }
    }
}

/// How many instances a handle stands for.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(crate) enum Shape {
    Single,
    Many,
    Keyed,
}

/// A resource type that a function uses.
pub(crate) struct UsedType<'a> {
    pub(crate) kind: Kind,
    pub(crate) name: String,
    pub(crate) archive: &'a Archive,
    pub(crate) block: &'a Block,
}

impl<'a> UsedType<'a> {
    pub(crate) fn new(kind: Kind, name: &str, archive: &'a Archive, block: &'a Block) -> Self {
        UsedType {
            kind,
            name: name.to_owned(),
            archive,
            block,
        }
    }

    /// The name of the struct of its attributes.
    pub(crate) fn struct_name(&self) -> String {
        match self.kind {
            Kind::Resource => self.name.clone(),
            Kind::Data => format!("data_{}", self.name),
            Kind::Ephemeral => format!("ephemeral_{}", self.name),
        }
    }
}

/// What a value is, as far as the schema tells.
#[derive(Clone)]
pub(crate) enum View<'a> {
    /// A value of a type.
    Type(Type),
    /// One nested block, read as an object.
    Block(&'a Block),
    /// Nested blocks, read as a collection of objects.
    Blocks(&'a NestedBlock),
}

impl<'a> View<'a> {
    pub(crate) fn of_attribute(attribute: &'a Attribute) -> Self {
        View::Type(attribute.ty.clone())
    }

    pub(crate) fn of_block(nested: &'a NestedBlock) -> Self {
        match nested.nesting {
            Nesting::Single | Nesting::Group => View::Block(nested.block()),
            Nesting::List | Nesting::Set | Nesting::Map => View::Blocks(nested),
        }
    }

    /// The element of a collection.
    pub(crate) fn element(&self) -> Option<View<'a>> {
        match self {
            View::Type(Type::List(element) | Type::Set(element) | Type::Map(element)) => {
                Some(View::Type((**element).clone()))
            }
            View::Blocks(nested) => Some(View::Block(nested.block())),
            _ => None,
        }
    }

    /// The attribute `name` of an object.
    pub(crate) fn attribute(&self, name: &str) -> Option<View<'a>> {
        match self {
            View::Type(Type::Object(fields)) => fields
                .iter()
                .find(|field| &*field.name == name)
                .map(|field| View::Type(field.ty.clone())),
            View::Block(block) => member(block, name),
            _ => None,
        }
    }

    /// The names of an object's attributes; `None` where it is no object.
    pub(crate) fn names(&self) -> Option<Vec<String>> {
        match self {
            View::Type(Type::Object(fields)) => Some(fields.iter().map(|field| field.name.to_string()).collect()),
            View::Block(block) => Some(member_names(block)),
            _ => None,
        }
    }
}

/// The attribute or nested block `name`.
pub(crate) fn member<'a>(block: &'a Block, name: &str) -> Option<View<'a>> {
    if let Some(attribute) = block.attribute(name) {
        return Some(View::of_attribute(attribute));
    }
    block.block(name).map(View::of_block)
}

/// The names of all attributes and nested blocks.
pub(crate) fn member_names(block: &Block) -> Vec<String> {
    let attributes = block.attributes().iter().map(|attribute| attribute.name.to_string());
    attributes
        .chain(block.blocks().iter().map(|nested| nested.name.to_string()))
        .collect()
}

/// The fields of an object, or of the objects in a list or set.
pub(crate) fn object_fields(ty: &Type) -> Option<std::sync::Arc<[paydsl_schema::Field]>> {
    match ty {
        Type::Object(fields) => Some(fields.clone()),
        Type::List(element) | Type::Set(element) => object_fields(element),
        _ => None,
    }
}

/// Whether a type is an object or holds one.
pub(crate) fn has_object(ty: &Type) -> bool {
    match ty {
        Type::Object(_) | Type::Tuple(_) => true,
        Type::List(element) | Type::Set(element) | Type::Map(element) => has_object(element),
        Type::String | Type::Number | Type::Bool | Type::Dynamic => false,
    }
}
