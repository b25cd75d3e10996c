//! Declarations as the engine takes them.

use std::borrow::Cow;

use paydsl_schema::engine::{Body, Content, Entry};
use paydsl_schema::{Block, Nesting, Type};

use super::evaluate::{Evaluator, literal};
use super::known::{Node, Value, node, read_from, text};
use super::origins::Origins;
use crate::builder::{BlockValue, Field, FieldValue};
use crate::tree::ExprId;

/// How many iterations of a `dynamic` block are made.
const ITERATIONS: usize = 100;

/// Terraform's own arguments, which no provider sees.
const META: [&str; 7] = [
    "connection",
    "count",
    "depends_on",
    "for_each",
    "lifecycle",
    "provider",
    "provisioner",
];

/// The body of a resource, a data source, an ephemeral resource or a provider's configuration.
pub(super) fn body<'m>(evaluator: &Evaluator<'m>, schema: &Block, fields: &'m [Field]) -> Body<Origins> {
    let fields = fields.iter().filter(|field| !META.contains(&&*field.name));
    Body {
        entries: entries(evaluator, Some(schema), fields),
        tag: Origins::NONE,
    }
}

/// What stands in a block; blocks that stand in the place of an argument have no schema of their own.
fn entries<'m>(
    evaluator: &Evaluator<'m>,
    schema: Option<&Block>,
    fields: impl Iterator<Item = &'m Field>,
) -> Vec<Entry<Origins>> {
    let mut entries: Vec<Entry<Origins>> = Vec::new();
    for field in fields {
        let content = content(evaluator, schema, field);
        match entries.iter_mut().find(|entry| *entry.name == *field.name) {
            Some(known) => {
                let nested = schema.and_then(|schema| schema.block(&field.name));
                let are_ordered = nested.is_none_or(|nested| nested.nesting == Nesting::List);
                add(&mut known.content, content, are_ordered);
            }
            None => entries.push(Entry {
                name: Box::from(&*field.name),
                content,
                tag: Origins::NONE,
            }),
        }
    }
    entries
}

/// Adds blocks to those of the same name, as `dynamic` blocks stand beside others.
fn add(content: &mut Content<Origins>, added: Content<Origins>, are_ordered: bool) {
    if let (
        Content::Blocks { blocks, more },
        Content::Blocks {
            blocks: added,
            more: others,
        },
    ) = (content, added)
    {
        // Behind blocks that are not known nobody knows which one is the first, and some demands are on that.
        if !(*more && are_ordered) {
            blocks.extend(added);
        }
        *more |= others;
    }
}

fn content<'m>(evaluator: &Evaluator<'m>, schema: Option<&Block>, field: &'m Field) -> Content<Origins> {
    let nested = schema.and_then(|schema| schema.block(&field.name));
    let inner = nested.map(|nested| nested.block());
    let unknown = || Content::Argument(node(Value::Unknown, Origins::NONE));
    match &field.value {
        // A value in the place of blocks: in JSON that is blocks.
        FieldValue::Expression(_) if nested.is_some() => Content::Blocks {
            blocks: Vec::new(),
            more: true,
        },
        FieldValue::Expression(value) => {
            let mut value = evaluator.evaluate(*value);
            if let Some(attribute) = schema.and_then(|schema| schema.attribute(&field.name)) {
                prepare(&mut value, &attribute.ty);
            }
            Content::Argument(value)
        }
        FieldValue::Literal(value) => Content::Argument(literal(value)),
        FieldValue::Reference(_) | FieldValue::References(_) | FieldValue::ReferenceMap(_) => unknown(),
        FieldValue::Blocks(blocks) => {
            let block = |block: &'m BlockValue| Body {
                entries: entries(evaluator, inner, block.fields.iter()),
                tag: Origins::NONE,
            };
            Content::Blocks {
                blocks: blocks.iter().map(block).collect(),
                more: false,
            }
        }
        FieldValue::Dynamic {
            for_each,
            iterator,
            content,
        } => dynamic(evaluator, inner, *for_each, iterator, content),
    }
}

/// A `dynamic` block: a block for each element, where those are known.
fn dynamic<'m>(
    evaluator: &Evaluator<'m>,
    schema: Option<&Block>,
    for_each: ExprId,
    iterator: &str,
    content: &'m [Field],
) -> Content<Origins> {
    let Some(elements) = elements(evaluator, for_each).filter(|elements| elements.len() <= ITERATIONS) else {
        return Content::Blocks {
            blocks: Vec::new(),
            more: true,
        };
    };
    let block = |element: Element| {
        let iterators = element.roots(iterator);
        evaluator.with(iterators, || Body {
            entries: entries(evaluator, schema, content.iter()),
            tag: Origins::NONE,
        })
    };
    Content::Blocks {
        blocks: elements.into_iter().map(block).collect(),
        more: false,
    }
}

/// An element of what is iterated over.
pub(super) struct Element {
    /// `each.key`
    pub(super) key: Node,
    /// `each.value`
    pub(super) value: Node,
}

impl Element {
    /// What the roots of an iterator stand for.
    pub(super) fn roots<'m>(self, iterator: &str) -> Vec<(Cow<'m, str>, Node)> {
        vec![
            (Cow::Owned(format!("{iterator}.key")), self.key),
            (Cow::Owned(format!("{iterator}.value")), self.value),
        ]
    }
}

/// What `for_each` iterates over, if it is known.
pub(super) fn elements(evaluator: &Evaluator<'_>, for_each: ExprId) -> Option<Vec<Element>> {
    let is_set = evaluator.called(for_each) == Some("toset");
    let collection = evaluator.evaluate(for_each);
    let element = |key: Node, value: &Node| Element {
        key,
        value: read_from(&collection, value.clone()),
    };
    match &collection.value {
        Value::List(elements) => {
            // What is no call of `toset` may be a set or a list.
            let key = |value: &Node| match is_set {
                true => read_from(&collection, value.clone()),
                false => node(Value::Unknown, collection.tag),
            };
            Some(elements.iter().map(|value| element(key(value), value)).collect())
        }
        Value::Map(entries) => {
            let mut entries: Vec<&(Box<str>, Node)> = entries.iter().collect();
            entries.sort_by(|(one, _), (other, _)| one.cmp(other));
            let keyed = entries.into_iter().map(|(key, value)| {
                let key = read_from(&collection, text(key.clone(), Origins::NONE));
                element(key, value)
            });
            Some(keyed.collect())
        }
        _ => None,
    }
}

/// Brings a value into the form in which the engine judges it as Terraform's writers have it: objects have all of their
/// attributes, and of a secret map not even the keys are shown.
fn prepare(value: &mut Node, ty: &Type) {
    if value.sensitive && matches!(value.value, Value::Map(_)) {
        value.value = Value::Unknown;
    }
    match (&mut value.value, ty) {
        (Value::List(elements), Type::List(ty) | Type::Set(ty)) => {
            elements.iter_mut().for_each(|element| prepare(element, ty));
        }
        (Value::Map(entries), Type::Map(ty)) => entries.iter_mut().for_each(|(_, entry)| prepare(entry, ty)),
        (Value::Map(entries), Type::Object(fields)) => {
            for field in fields.iter() {
                match entries.iter_mut().find(|(name, _)| **name == *field.name) {
                    Some((_, entry)) => prepare(entry, &field.ty),
                    None => entries.push((field.name.clone(), node(Value::Null, Origins::NONE))),
                }
            }
        }
        _ => {}
    }
}
