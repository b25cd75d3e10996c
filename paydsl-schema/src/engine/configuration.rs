//! A configuration as the engine takes it: the body of a block, with marks by which the caller finds each place again.

use super::number::Number;
use super::reference::Reference;

/// The body of a resource, a data source, a provider's configuration, or a block nested in one.
#[derive(Clone, PartialEq, Debug)]
pub struct Body<T> {
    /// What stands in it, each name once. Terraform's own arguments (`count`, `lifecycle`) do not belong here.
    pub entries: Vec<Entry<T>>,
    /// Where it stands: the mark of what is missing in it.
    pub tag: T,
}

/// A name in a body and what stands under it.
#[derive(Clone, PartialEq, Debug)]
pub struct Entry<T> {
    /// The name.
    pub name: Box<str>,
    /// What stands under it.
    pub content: Content<T>,
    /// Where the name stands: the mark of a name that is unknown.
    pub tag: T,
}

/// What stands under a name.
#[derive(Clone, PartialEq, Debug)]
pub enum Content<T> {
    /// The value of an argument.
    Argument(Node<T>),
    /// Nested blocks, in order. Objects of an argument that are written as blocks stand here too, as they always are in JSON:
    /// then what is not written is `null`, while an expression has to have all of a plain object's attributes.
    Blocks {
        /// Those that are written.
        blocks: Vec<Body<T>>,
        /// Whether there may be more, as a `dynamic` block makes them.
        more: bool,
    },
}

/// A value and where it stands.
#[derive(Clone, PartialEq, Debug)]
pub struct Node<T> {
    /// The value.
    pub value: Value<T>,
    /// Whether it is a secret: no part of it is ever shown.
    pub sensitive: bool,
    /// Where it stands.
    pub tag: T,
}

/// A value, of whatever type it was written in: the engine converts as Terraform does.
#[derive(Clone, PartialEq, Debug)]
pub enum Value<T> {
    /// `null`: as if it were not given.
    Null,
    /// What is known only later; that may turn out to be `null`.
    Unknown,
    /// What is known only later, but read from an attribute of which something is known already.
    Reference(Reference),
    /// A string.
    Text(Box<str>),
    /// A number.
    Number(Number),
    /// `true` or `false`.
    Bool(bool),
    /// A list, a set or a tuple.
    List(Vec<Node<T>>),
    /// A map or an object; a key stands where its value does.
    Map(Vec<(Box<str>, Node<T>)>),
}

impl<T> Body<T> {
    pub(super) fn entry(&self, name: &str) -> Option<&Entry<T>> {
        self.entries.iter().find(|entry| *entry.name == *name)
    }

    /// Whether anything in it is unknown.
    pub(super) fn has_unknown(&self) -> bool {
        self.entries.iter().any(|entry| entry.content.has_unknown())
    }

    /// Whether nothing in it is given.
    pub(super) fn is_blank(&self) -> bool {
        self.entries.iter().all(|entry| match &entry.content {
            Content::Argument(node) => matches!(node.value, Value::Null),
            Content::Blocks { blocks, more } => blocks.is_empty() && !more,
        })
    }

    /// Whether it is equal to another but for where it stands.
    fn is_same(&self, other: &Body<T>) -> bool {
        let same = |one: &Entry<T>, other: &Entry<T>| match (&one.content, &other.content) {
            (Content::Argument(one), Content::Argument(other)) => one.is_same(other),
            (Content::Blocks { blocks: one, .. }, Content::Blocks { blocks: other, .. }) => {
                one.len() == other.len() && one.iter().zip(other).all(|(one, other)| one.is_same(other))
            }
            _ => false,
        };
        let given = |body: &Body<T>| body.entries.len();
        given(self) == given(other)
            && self
                .entries
                .iter()
                .all(|entry| other.entry(&entry.name).is_some_and(|twin| same(entry, twin)))
    }
}

impl<T> Content<T> {
    pub(super) fn has_unknown(&self) -> bool {
        match self {
            Content::Argument(node) => node.has_unknown(),
            Content::Blocks { blocks, more } => *more || blocks.iter().any(Body::has_unknown),
        }
    }
}

impl<T> Node<T> {
    /// A value that is no secret.
    pub fn new(value: Value<T>, tag: T) -> Self {
        Node {
            value,
            sensitive: false,
            tag,
        }
    }

    pub(super) fn has_unknown(&self) -> bool {
        match &self.value {
            Value::Unknown | Value::Reference(_) => true,
            Value::List(elements) => elements.iter().any(Node::has_unknown),
            Value::Map(entries) => entries.iter().any(|(_, value)| value.has_unknown()),
            Value::Null | Value::Text(_) | Value::Number(_) | Value::Bool(_) => false,
        }
    }

    pub(super) fn is_same(&self, other: &Node<T>) -> bool {
        match (&self.value, &other.value) {
            (Value::Null, Value::Null) => true,
            (Value::Text(one), Value::Text(other)) => one == other,
            (Value::Number(one), Value::Number(other)) => one == other,
            (Value::Bool(one), Value::Bool(other)) => one == other,
            // As elements of a collection they are of one type.
            (Value::Text(text), Value::Number(number)) | (Value::Number(number), Value::Text(text)) => {
                Number::parse(text).is_some_and(|parsed| parsed == *number)
            }
            (Value::Text(text), Value::Bool(truth)) | (Value::Bool(truth), Value::Text(text)) => {
                (&**text == "true" || &**text == "1") == *truth
            }
            (Value::List(one), Value::List(other)) => {
                one.len() == other.len() && one.iter().zip(other).all(|(one, other)| one.is_same(other))
            }
            (Value::Map(one), Value::Map(other)) => {
                let twin = |key: &str| other.iter().find(|(name, _)| **name == *key);
                one.len() == other.len()
                    && one
                        .iter()
                        .all(|(key, value)| twin(key).is_some_and(|(_, twin)| value.is_same(twin)))
            }
            _ => false,
        }
    }
}

/// How many of some are distinct.
pub(super) fn distinct<N>(all: &[N], is_same: impl Fn(&N, &N) -> bool) -> usize {
    let repeated = |at: usize| all[..at].iter().any(|earlier| is_same(earlier, &all[at]));
    (0..all.len()).filter(|at| !repeated(*at)).count()
}

pub(super) fn distinct_nodes<T>(nodes: &[Node<T>]) -> usize {
    distinct(nodes, Node::is_same)
}

pub(super) fn distinct_bodies<T>(bodies: &[Body<T>]) -> usize {
    distinct(bodies, Body::is_same)
}
