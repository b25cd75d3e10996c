//! Handles: what a declared resource is to the code after it.

use std::marker::PhantomData;

use crate::builder::{self, ProviderUse};
use crate::tree::{ExprId, Expression, Reference, Text};
use crate::value::{Any, IntoValue, List, Map, Num, Str, Value};

/// How many instances a handle stands for, and so what its attributes are.
pub trait Shape: Copy + 'static {
    /// The type of an attribute that is a `T` in one instance.
    type Of<T: 'static>: 'static;

    /// The expression for the attribute `name` of what `root` refers to.
    fn attribute(root: ExprId, name: &'static str) -> ExprId;
}

/// One instance.
#[derive(Clone, Copy, Debug)]
pub struct Single;

/// Instances counted by `count`: attributes are lists.
#[derive(Clone, Copy, Debug)]
pub struct Many;

/// Instances named by `for_each`: attributes are maps.
#[derive(Clone, Copy, Debug)]
pub struct Keyed;

impl Shape for Single {
    type Of<T: 'static> = T;

    fn attribute(root: ExprId, name: &'static str) -> ExprId {
        builder::add(Expression::Attribute(root, Text::Borrowed(name)))
    }
}

impl Shape for Many {
    type Of<T: 'static> = List<T>;

    fn attribute(root: ExprId, name: &'static str) -> ExprId {
        Single::attribute(builder::add(Expression::Splat(root)), name)
    }
}

impl Shape for Keyed {
    type Of<T: 'static> = Map<T>;

    fn attribute(root: ExprId, name: &'static str) -> ExprId {
        let key = builder::add(Expression::Root("key".into()));
        let value = builder::add(Expression::Root("value".into()));
        builder::add(Expression::ForObject {
            key: Some("key".into()),
            value: "value".into(),
            collection: root,
            result_key: key,
            result_value: Single::attribute(value, name),
            condition: None,
        })
    }
}

/// A resource of type `K`: where it is, without its attributes. Components take their resources as these.
pub struct Resource<K, S = Single> {
    root: ExprId,
    address: u32,
    kind: PhantomData<fn() -> (K, S)>,
}

impl<K, S> Clone for Resource<K, S> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<K, S> Copy for Resource<K, S> {}

impl<K, S> Resource<K, S> {
    /// The resource at an address of the current stack.
    pub(crate) fn at_address(address: String) -> Self {
        let root = builder::add(Expression::Root(Text::Owned(address.clone())));
        Resource {
            root,
            address: builder::remember_address(address),
            kind: PhantomData,
        }
    }

    /// Its address as a bare reference.
    pub fn reference(self) -> Reference {
        Reference::new(builder::remembered_address(self.address))
    }
}

impl<K, S: Shape> Resource<K, S> {
    /// The attribute `name`, taken to be a `T`. The macros write this for attributes that the schema has.
    pub fn attribute<T: 'static>(self, name: &'static str) -> Value<S::Of<T>> {
        Value::from_id(S::attribute(self.root, name))
    }
}

impl<K> Resource<K, Many> {
    /// The instance at `index`.
    pub fn at(self, index: impl IntoValue<Num>) -> Resource<K> {
        self.instance(index.into_value().any())
    }
}

impl<K> Resource<K, Keyed> {
    /// The instance under `key`.
    pub fn key(self, key: impl IntoValue<Str>) -> Resource<K> {
        self.instance(key.into_value().any())
    }
}

impl<K, S> Resource<K, S> {
    fn instance(self, index: Value<Any>) -> Resource<K> {
        let address = builder::instance_address(self.address, index.id());
        let root = builder::add(Expression::Index(self.root, index.id()));
        Resource {
            root,
            address,
            kind: PhantomData,
        }
    }
}

/// The struct of attributes that a macro writes for each resource type a function uses.
pub trait Handle: Copy {
    /// The type's name in the catalogue.
    type Kind;
    /// How many instances it stands for.
    type Shape: Shape;
    /// The resource type.
    const TYPE: &'static str;
    /// `data.` for data sources, `ephemeral.` for ephemeral resources, nothing for resources.
    const SCOPE: &'static str;
    /// The provider behind the type.
    const PROVIDER: ProviderUse;

    /// The attributes of `resource`.
    fn new(resource: Resource<Self::Kind, Self::Shape>) -> Self;

    /// The resource without its attributes.
    fn resource(self) -> Resource<Self::Kind, Self::Shape>;
}

/// What has an address: resources, data sources, modules. It can stand in `depends_on`.
pub trait Addressed {
    /// The address as a bare reference.
    fn reference(&self) -> Reference;
}

impl<H: Handle> Addressed for H {
    fn reference(&self) -> Reference {
        (*self).resource().reference()
    }
}

impl<K, S> Addressed for Resource<K, S> {
    fn reference(&self) -> Reference {
        (*self).reference()
    }
}

/// A handle of counted instances.
pub trait Counted: Handle {
    /// The handle of one instance.
    type One: Handle;

    /// The instance at `index`, counted from zero.
    fn at(self, index: impl IntoValue<Num>) -> Self::One;
}

/// A handle of instances by key.
pub trait ByKey: Handle {
    /// The handle of one instance.
    type One: Handle;

    /// The instance under `key`.
    fn key(self, key: impl IntoValue<Str>) -> Self::One;
}

/// A provider configuration other than the default one.
#[derive(Clone, Copy, Debug)]
pub struct Provider {
    pub(crate) local_name: &'static str,
    pub(crate) alias: u32,
}

impl Provider {
    /// `aws.replica`
    pub fn reference(self) -> Reference {
        Reference::new(builder::remembered_address(self.alias))
    }

    /// The provider's local name.
    pub fn local_name(self) -> &'static str {
        self.local_name
    }
}
