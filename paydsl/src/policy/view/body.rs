//! Arguments and nested blocks, by path.

use super::evaluate;
use super::resolved::Resolved;
use super::stack::StackView;
use crate::builder::{Field, FieldValue};
use crate::tree::ExprId;

/// The content of a resource, or of a block in it.
#[derive(Clone)]
pub struct BlockView<'v> {
    view: &'v StackView<'v>,
    content: Content<'v>,
}

#[derive(Clone)]
enum Content<'v> {
    Fields(&'v [Field]),
    /// A block that is given as an object.
    Object(Resolved<'v>),
}

impl<'v> BlockView<'v> {
    pub(crate) fn new(view: &'v StackView<'v>, fields: &'v [Field]) -> Self {
        BlockView {
            view,
            content: Content::Fields(fields),
        }
    }

    /// What an argument comes to: `bucket`, `versioning_configuration.status`. Of several blocks the first counts.
    pub fn get(&self, path: &str) -> Resolved<'v> {
        let (name, rest) = match path.split_once('.') {
            Some((name, rest)) => (name, Some(rest)),
            None => (path, None),
        };
        let fields = match &self.content {
            Content::Fields(fields) => fields,
            Content::Object(object) => return below(object.member(name), rest),
        };
        let Some(field) = fields.iter().find(|field| field.name == name) else {
            return Resolved::Absent;
        };
        match &field.value {
            FieldValue::Expression(value) => below(self.view.resolve(*value), rest),
            FieldValue::Literal(value) => below(evaluate::literal(value), rest),
            FieldValue::Blocks(_) | FieldValue::Dynamic { .. } => match (self.blocks(name).first(), rest) {
                (Some(block), Some(rest)) => block.get(rest),
                (Some(_), None) => Resolved::Unknown,
                (None, _) => Resolved::Absent,
            },
            FieldValue::Reference(_) | FieldValue::References(_) | FieldValue::ReferenceMap(_) => Resolved::Unknown,
        }
    }

    /// Whether anything is written there, known or not.
    pub fn has(&self, path: &str) -> bool {
        !self.get(path).is_absent()
    }

    /// The nested blocks at a path, also those in several blocks: `rule`, `statement.condition`. The content of a
    /// `dynamic` block is one of them, unless what it iterates over is known to be empty.
    pub fn blocks(&self, path: &str) -> Vec<BlockView<'v>> {
        let mut blocks = vec![self.clone()];
        for name in path.split('.') {
            blocks = blocks.iter().flat_map(|block| block.nested(name)).collect();
        }
        blocks
    }

    fn nested(&self, name: &str) -> Vec<BlockView<'v>> {
        let view = self.view;
        let of_object = |value: Resolved<'v>| -> Vec<BlockView<'v>> {
            let objects = value.elements().iter();
            objects
                .filter(|element| matches!(element, Resolved::Object(_)))
                .map(|element| BlockView {
                    view,
                    content: Content::Object(element.clone()),
                })
                .collect()
        };
        let fields = match &self.content {
            Content::Fields(fields) => fields,
            Content::Object(object) => return of_object(object.member(name)),
        };
        let mut nested = Vec::new();
        for field in fields.iter().filter(|field| field.name == name) {
            match &field.value {
                FieldValue::Blocks(blocks) => {
                    nested.extend(blocks.iter().map(|block| BlockView::new(view, &block.fields)));
                }
                FieldValue::Dynamic { for_each, content, .. } => {
                    let is_empty = match view.resolve(*for_each) {
                        Resolved::List(items) => items.is_empty(),
                        Resolved::Object(entries) => entries.is_empty(),
                        _ => false,
                    };
                    if !is_empty {
                        nested.push(BlockView::new(view, content));
                    }
                }
                FieldValue::Expression(value) => nested.extend(of_object(view.resolve(*value))),
                _ => {}
            }
        }
        nested
    }

    /// The expressions of an argument in all blocks of its path; of a block, all that stand in it.
    pub(crate) fn expressions(&self, path: &str) -> Vec<ExprId> {
        let mut found = Vec::new();
        if let Content::Fields(fields) = self.content {
            collect(fields, Some(path), &mut found);
        }
        found
    }
}

/// What follows a value on a path: members of objects, of lists their first element's.
fn below<'v>(value: Resolved<'v>, rest: Option<&str>) -> Resolved<'v> {
    let Some(rest) = rest else { return value };
    rest.split('.').fold(value, |value, name| match value {
        Resolved::List(items) => items.first().map_or(Resolved::Absent, |first| first.member(name)),
        other => other.member(name),
    })
}

fn collect(fields: &[Field], path: Option<&str>, found: &mut Vec<ExprId>) {
    let (name, rest) = match path {
        Some(path) => match path.split_once('.') {
            Some((name, rest)) => (Some(name), Some(rest)),
            None => (Some(path), None),
        },
        None => (None, None),
    };
    for field in fields.iter().filter(|field| name.is_none_or(|name| field.name == name)) {
        match &field.value {
            FieldValue::Expression(value) => found.push(*value),
            FieldValue::Blocks(blocks) => {
                blocks.iter().for_each(|block| collect(&block.fields, rest, found));
            }
            FieldValue::Dynamic { for_each, content, .. } => {
                found.push(*for_each);
                collect(content, rest, found);
            }
            _ => {}
        }
    }
}
