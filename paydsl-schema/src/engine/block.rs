//! A body against the schema of its block: names, what is missing, how many blocks.

use super::configuration::{Body, Content, Entry, Node, Value, distinct_bodies};
use super::violation::{Class, Place};
use super::{Checker, words};
use crate::rule::Rule;
use crate::schema::{Attribute, Block, NestedBlock, Nesting};
use crate::suggest::suggest;

impl<T: Clone> Checker<T> {
    /// `instance` is the position of this block among those of its name.
    pub(super) fn block(&mut self, schema: &Block, body: &Body<T>, place: &Place<'_>, instance: usize) {
        for entry in &body.entries {
            let below = place.name(&entry.name);
            if let Some(attribute) = schema.attribute(&entry.name) {
                self.attribute(attribute, entry, &below);
            } else if let Some(nested) = schema.block(&entry.name) {
                self.nested(nested, entry, &below);
            } else {
                let settable = schema
                    .attributes()
                    .iter()
                    .filter(|attribute| attribute.required || attribute.optional)
                    .map(|attribute| &*attribute.name);
                let known = settable.chain(schema.blocks().iter().map(|nested| nested.name));
                let absent = known.filter(|name| body.entry(name).is_none());
                let near = suggest(&entry.name, absent).first().map(|near| format!("`{near}`"));
                self.report(
                    &below,
                    &entry.tag,
                    Class::Name,
                    "is no argument or block here".to_owned(),
                    None,
                    near,
                );
            }
        }
        self.missing(schema, body, place);
        self.combinations(schema.combinations(), body, place, instance);
        self.refusals(schema, body, place);
    }

    /// One level: nested blocks are not entered.
    pub(super) fn level(&mut self, schema: &Block, body: &Body<T>, is_first: bool) {
        let place = Place::ROOT;
        for entry in &body.entries {
            let below = place.name(&entry.name);
            if let Some(attribute) = schema.attribute(&entry.name) {
                self.attribute(attribute, entry, &below);
            } else if let Some(nested) = schema.block(&entry.name)
                && let Content::Blocks { blocks, more } = &entry.content
            {
                self.block_rules(nested, blocks, *more, entry, &below);
            }
        }
        self.combinations(schema.combinations(), body, &place, usize::from(!is_first));
        self.refusals(schema, body, &place);
    }

    fn attribute(&mut self, attribute: &Attribute, entry: &Entry<T>, place: &Place<'_>) {
        let place = place.sensitive(attribute.sensitive);
        let objects;
        let value = match &entry.content {
            Content::Argument(value) => value,
            // Some lists of objects may be written as blocks.
            Content::Blocks { blocks, more: false } => {
                objects = Node::new(Value::List(blocks.iter().map(object).collect()), entry.tag.clone());
                &objects
            }
            Content::Blocks { more: true, .. } => return,
        };
        if matches!(value.value, Value::Null) {
            return;
        }
        if !attribute.required && !attribute.optional || attribute.rules().contains(&Rule::NotSettable) {
            return self.invalid(
                &place,
                &entry.tag,
                Class::Settable,
                "is set by the provider and cannot be given",
            );
        }
        if let Value::Reference(reference) = &value.value {
            // Where it must be given, `null` is no way out.
            let is_demanded = attribute.required || attribute.rules().contains(&Rule::Required);
            let reference = if is_demanded {
                reference.clone().given()
            } else {
                reference.clone()
            };
            return self.reference(&attribute.ty, attribute.rules(), &reference, &value.tag, &place);
        }
        let is_written_as_blocks = matches!(entry.content, Content::Blocks { .. });
        if is_written_as_blocks {
            return self.blocks_as_objects(attribute, value, &place);
        }
        self.argument(
            &attribute.ty,
            attribute.rules(),
            attribute.object_rules(),
            value,
            &place,
        );
    }

    /// Reports required arguments and blocks that are not there.
    fn missing(&mut self, schema: &Block, body: &Body<T>, place: &Place<'_>) {
        for attribute in schema.attributes() {
            if !attribute.required && !attribute.rules().contains(&Rule::Required) {
                continue;
            }
            let entry = body.entry(&attribute.name);
            let (given, tag) = match entry.map(|entry| (&entry.content, &entry.tag)) {
                Some((Content::Argument(node), _)) => (!matches!(node.value, Value::Null), &node.tag),
                Some((Content::Blocks { blocks, more }, tag)) => (!blocks.is_empty() || *more, tag),
                None => (false, &body.tag),
            };
            if !given {
                let rule = format!("has to be given: {}", words::wanted(&attribute.ty));
                self.invalid(&place.name(&attribute.name), tag, Class::Required, rule);
            }
        }
        for nested in schema.blocks() {
            let least = nested
                .min_items
                .max(u32::from(nested.rules().contains(&Rule::Required)));
            if least > 0 && body.entry(nested.name).is_none() {
                let rule = format!("has to be given: at least {}", words::blocks(least));
                self.invalid(&place.name(nested.name), &body.tag, Class::Required, rule);
            }
        }
    }

    fn nested(&mut self, nested: &NestedBlock, entry: &Entry<T>, place: &Place<'_>) {
        let (blocks, more) = match &entry.content {
            Content::Blocks { blocks, more } => (blocks, *more),
            Content::Argument(Node {
                value: Value::Unknown | Value::Reference(_),
                ..
            }) => return,
            Content::Argument(_) => {
                return self.invalid(place, &entry.tag, Class::Type, "is a block, not an argument");
            }
        };
        let place = place.deferred(entry.content.has_unknown());
        self.block_count(nested, blocks, more, entry, &place);
        self.block_rules(nested, blocks, more, entry, &place);
        let schema = nested.block();
        for (position, body) in blocks.iter().enumerate() {
            match nested.nesting {
                Nesting::Single | Nesting::Group => self.block(schema, body, &place, 0),
                // In a set each is looked at for itself; in a list, some of the provider's checks only look at the first.
                Nesting::Set | Nesting::Map => self.block(schema, body, &place.index(position), 0),
                Nesting::List => self.block(schema, body, &place.index(position), position),
            }
        }
    }

    /// The schema's own bounds.
    fn block_count(
        &mut self,
        nested: &NestedBlock,
        blocks: &[Body<T>],
        more: bool,
        entry: &Entry<T>,
        place: &Place<'_>,
    ) {
        let most = match nested.nesting {
            Nesting::Single | Nesting::Group => Some(1),
            Nesting::List | Nesting::Set | Nesting::Map => nested.max_items,
        };
        if let Some(most) = most
            && let Some(extra) = blocks.get(most as usize)
        {
            let rule = format!("must be at most {}", words::blocks(most));
            self.report(
                place,
                &extra.tag,
                Class::Blocks,
                rule,
                Some(blocks.len().to_string()),
                None,
            );
        }
        let least = nested
            .min_items
            .max(u32::from(nested.rules().contains(&Rule::Required)));
        if !more && blocks.len() < least as usize {
            let rule = format!("must be at least {}", words::blocks(least));
            let tag = blocks.last().map_or(&entry.tag, |last| &last.tag);
            self.report(place, tag, Class::Blocks, rule, Some(blocks.len().to_string()), None);
        }
    }

    /// What the provider demands of the blocks as a collection.
    fn block_rules(
        &mut self,
        nested: &NestedBlock,
        blocks: &[Body<T>],
        more: bool,
        entry: &Entry<T>,
        place: &Place<'_>,
    ) {
        for rule in nested.rules() {
            match rule {
                // No blocks are none given.
                Rule::Items { .. } if blocks.is_empty() => {}
                Rule::Items { min, max } => {
                    // Equal blocks of a set are one.
                    let distinct = match nested.nesting {
                        Nesting::Set => distinct_bodies(blocks),
                        _ => blocks.len(),
                    } as u64;
                    let few = !more && min.is_some_and(|min| distinct < min);
                    let many = max.is_some_and(|max| distinct > max);
                    if (few || many) && !(nested.nesting == Nesting::Set && entry.content.has_unknown()) {
                        let given = Some(blocks.len().to_string());
                        let tag = blocks.last().map_or(&entry.tag, |last| &last.tag);
                        self.report(place, tag, Class::Items, words::items(*min, *max, "block"), given, None);
                    }
                }
                Rule::Required => {}
                other => self.undecidable(place, &entry.tag, words::class(other), words::rule(other)),
            }
        }
    }
}

/// A block in the place of an object.
fn object<T: Clone>(body: &Body<T>) -> Node<T> {
    let value = |content: &Content<T>| match content {
        Content::Argument(node) => node.clone(),
        Content::Blocks { blocks, more: false } => {
            Node::new(Value::List(blocks.iter().map(object).collect()), body.tag.clone())
        }
        Content::Blocks { .. } => Node::new(Value::Unknown, body.tag.clone()),
    };
    let fields = body
        .entries
        .iter()
        .map(|entry| (entry.name.clone(), value(&entry.content)))
        .collect();
    Node::new(Value::Map(fields), body.tag.clone())
}
