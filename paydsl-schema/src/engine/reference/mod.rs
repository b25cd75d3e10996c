//! References: what is known of a value before it is known, from what it is read from.

mod facts;
mod forms;
mod held;
mod judge;
mod kinds;
mod siblings;

use std::sync::{Arc, OnceLock};

use held::Held;

use crate::schema::{Attribute, Block, Field, Type};

/// What an attribute is read from.
#[derive(Clone, Copy, Debug)]
pub enum Origin<'n> {
    /// A resource of this type.
    Resource(&'n str),
    /// A data source of this type.
    Data(&'n str),
}

/// A reference to an attribute, the value of which is known only later.
#[derive(Clone, Debug)]
pub struct Reference {
    target: Arc<Target>,
    is_given: bool,
    is_filled: bool,
}

#[derive(Debug)]
struct Target {
    /// The reference as the source has it.
    written: Box<str>,
    /// The attribute's name.
    attribute: Box<str>,
    is_data: bool,
    type_name: Box<str>,
    /// The path of the block that it stands in, from the type's body.
    parents: Box<str>,
    place: Place,
    /// The type of what is referred to.
    ty: Type,
    /// What is known of it, found when it is first asked for.
    held: OnceLock<Option<Held>>,
}

/// Where an attribute stands.
#[derive(Debug)]
enum Place {
    /// In a body, or a nested block.
    Body(&'static Block, &'static Attribute),
    /// In an object.
    Object(&'static Field),
}

impl Reference {
    /// A reference to the attribute at a path of names, without indices, of something with this schema: `["id"]`, or
    /// `["master_user_secret", "secret_arn"]`. `ty` is the type of what is referred to: of an element, where one is
    /// picked; of a list, where several are read at once. `written` is how the source has it, and ends in the name:
    /// `audit.bucket`.
    ///
    /// `None` where there is no such attribute.
    pub fn new(
        origin: Origin<'_>,
        schema: &'static Block,
        path: &[&str],
        ty: Type,
        written: impl Into<Box<str>>,
    ) -> Option<Reference> {
        let (name, above) = path.split_last()?;
        let (is_data, type_name) = match origin {
            Origin::Resource(name) => (false, name),
            Origin::Data(name) => (true, name),
        };
        let place = match block_at(schema, above) {
            Some(block) => Place::Body(block, block.attribute(name)?),
            None => Place::Object(field_at(schema, path)?),
        };
        Some(Reference {
            target: Arc::new(Target {
                written: written.into(),
                attribute: Box::from(*name),
                is_data,
                type_name: type_name.into(),
                parents: above.join(".").into(),
                place,
                ty,
                held: OnceLock::new(),
            }),
            is_given: false,
            is_filled: false,
        })
    }

    /// The same, where it is known not to turn out to be `null`: what is referred to is given in the configuration.
    pub fn given(self) -> Reference {
        Reference { is_given: true, ..self }
    }

    /// The same, where it is known that the list it turns out to be is not empty.
    pub fn filled(self) -> Reference {
        Reference {
            is_filled: true,
            ..self
        }
    }

    /// The reference as the source has it.
    pub fn written(&self) -> &str {
        &self.target.written
    }

    /// What is known of it, to stand behind its name: `is a bucket's name`.
    pub fn holds(&self) -> Option<&str> {
        self.held().map(|held| &*held.words)
    }

    fn held(&self) -> Option<&Held> {
        let target = &self.target;
        let held = target.held.get_or_init(|| match target.place {
            Place::Body(_, attribute) => target.of_attribute(attribute),
            Place::Object(field) => Held::of_field(target.is_data, &target.type_name, &target.parents, field),
        });
        held.as_ref()
    }
}

impl Target {
    /// What is known of an attribute in the same body.
    fn of_attribute(&self, attribute: &Attribute) -> Option<Held> {
        Held::of_attribute(self.is_data, &self.type_name, &self.parents, attribute)
    }
}

/// Whether they are of the same place; what is known of them follows from it.
impl PartialEq for Reference {
    fn eq(&self, other: &Self) -> bool {
        let place = |reference: &Reference| {
            let target = &reference.target;
            (target.is_data, target.type_name.clone(), target.written.clone())
        };
        place(self) == place(other) && self.is_given == other.is_given && self.is_filled == other.is_filled
    }
}

/// The block at a path.
fn block_at(schema: &'static Block, path: &[&str]) -> Option<&'static Block> {
    path.iter()
        .try_fold(schema, |block, name| block.block(name).map(|nested| nested.block()))
}

/// The attribute at a path, of an object that an attribute of the body or of a nested block holds.
fn field_at(schema: &'static Block, path: &[&str]) -> Option<&'static Field> {
    let (first, rest) = path.split_first()?;
    if let Some(nested) = schema.block(first) {
        return field_at(nested.block(), rest);
    }
    let (last, between) = rest.split_last()?;
    let fields = |ty: &'static Type| match held::element(ty) {
        Type::Object(fields) => Some(fields),
        _ => None,
    };
    let object = between
        .iter()
        .try_fold(fields(&schema.attribute(first)?.ty)?, |object, name| {
            fields(&object.iter().find(|field| *field.name == **name)?.ty)
        })?;
    object.iter().find(|field| *field.name == **last)
}

#[cfg(test)]
mod tests;
