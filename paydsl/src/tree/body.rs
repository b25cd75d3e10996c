//! Bodies: arguments and nested blocks, in the order in which they are written.

use super::{ExprId, Literal, Reference, Text};

/// The content of a file or of a block.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Body {
    /// Arguments and blocks in writing order.
    pub items: Vec<Item>,
}

/// One line of a body, or one block in it.
#[derive(Clone, PartialEq, Debug)]
pub enum Item {
    /// `name = value`.
    Argument(Text, Argument),
    /// `name "label" { .. }`.
    Block(Block),
}

/// The value of an argument, by the position it stands in.
#[derive(Clone, PartialEq, Debug)]
pub enum Argument {
    /// Evaluated by Terraform.
    Expression(ExprId),
    /// Read as it is.
    Literal(Literal),
    /// A bare address, or a keyword such as `ignore_changes = all` or a type constraint `list(string)`.
    Reference(Reference),
    /// A list of bare addresses.
    References(Vec<Reference>),
    /// `{ name = address }`, as in a module's `providers`.
    ReferenceMap(Vec<(Text, Reference)>),
}

/// A block.
#[derive(Clone, PartialEq, Debug)]
pub struct Block {
    /// The block's type: `resource`, `rule`, `dynamic`.
    pub name: Text,
    /// Its labels, in order.
    pub labels: Vec<Text>,
    /// What it holds.
    pub body: Body,
}

impl Body {
    /// Adds `name = value`.
    pub fn argument(&mut self, name: impl Into<Text>, value: Argument) -> &mut Self {
        self.items.push(Item::Argument(name.into(), value));
        self
    }

    /// Adds `name = literal`.
    pub fn literal(&mut self, name: impl Into<Text>, value: impl Into<Literal>) -> &mut Self {
        self.argument(name, Argument::Literal(value.into()))
    }

    /// Adds `name = expression`.
    pub fn expression(&mut self, name: impl Into<Text>, value: ExprId) -> &mut Self {
        self.argument(name, Argument::Expression(value))
    }

    /// Adds a block with labels.
    pub fn block(&mut self, name: impl Into<Text>, labels: impl IntoIterator<Item = Text>, body: Body) -> &mut Self {
        self.items.push(Item::Block(Block {
            name: name.into(),
            labels: labels.into_iter().collect(),
            body,
        }));
        self
    }
}
