//! What the macros' expansion calls. Not for users: it changes with the macros.

use crate::builder::{self, Address, Declaration, FieldValue, Kind};
use crate::tree::{ExprId, Expression, Part, Text};

pub use crate::builder::{BlockValue, Exemption, Field, Prefix, ProviderUse, Site};
pub use crate::for_each::ForEach;
pub use crate::project::{Environment, Environments, Exports, Output, Outputs, Remote, Row, Stack};
pub use crate::resource::{Addressed, ByKey, Counted, Handle, Keyed, Many, Provider, Resource, Shape, Single};
pub use crate::tree::Reference;
pub use crate::value::{Any, Bool, Fields, IntoValue, List, Map, Null, Num, Object, Set, Str, ToValue, Type, Value};

/// An argument that wants a `T`.
pub fn arg<T, V: IntoValue<T>>(name: &'static str, value: V) -> Field {
    field(name, FieldValue::Expression(value.into_value().id()))
}

fn field(name: &'static str, value: FieldValue) -> Field {
    Field {
        name: Text::Borrowed(name),
        value,
    }
}

/// An element of a list or a map that wants a `T`.
pub fn value<T, V: IntoValue<T>>(value: V) -> Value<T> {
    value.into_value()
}

/// A list literal, each element converted by itself.
pub fn list<T, const N: usize>(items: [Value<T>; N]) -> Value<List<T>> {
    Value::new(Expression::List(items.iter().map(|item| item.id()).collect()))
}

/// A list literal whose elements may differ in type.
pub fn tuple<const N: usize>(items: [Value<Any>; N]) -> Value<Any> {
    Value::new(Expression::List(items.iter().map(|item| item.id()).collect()))
}

/// A map literal, each entry converted by itself.
pub fn map<T, const N: usize>(entries: [(Value<Str>, Value<T>); N]) -> Value<Map<T>> {
    Value::new(Expression::Object(
        entries.iter().map(|(key, value)| (key.id(), value.id())).collect(),
    ))
}

/// An object value, from the fields of a `block` in the place of one.
pub fn object<const N: usize>(fields: [Field; N]) -> Value<Any> {
    let entries = fields.into_iter().filter_map(|field| match field.value {
        FieldValue::Expression(value) => Some((builder::string(field.name), value)),
        _ => None,
    });
    let entries = entries.collect();
    Value::new(Expression::Object(entries))
}

/// A nested block.
pub fn block<const N: usize>(path: &'static str, fields: [Field; N]) -> BlockValue {
    BlockValue {
        path,
        labels: Vec::new(),
        fields: fields.into(),
    }
}

/// A nested block with a label, such as a provisioner.
pub fn labelled<const N: usize>(path: &'static str, label: &'static str, fields: [Field; N]) -> BlockValue {
    BlockValue {
        path,
        labels: vec![label.into()],
        fields: fields.into(),
    }
}

/// One nested block or several.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be used as nested blocks",
    label = "expected `block {{ .. }}`, a list of them, or an iterator of them"
)]
pub trait IntoBlocks {
    /// The blocks in order.
    fn into_blocks(self) -> Vec<BlockValue>;
}

impl IntoBlocks for BlockValue {
    fn into_blocks(self) -> Vec<BlockValue> {
        vec![self]
    }
}

impl<I: IntoIterator<Item = BlockValue>> IntoBlocks for I {
    fn into_blocks(self) -> Vec<BlockValue> {
        self.into_iter().collect()
    }
}

/// A value that is a list of objects, or objects to make one of.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be used as objects",
    label = "expected `[block {{ .. }}]`, an iterator of blocks, or a value"
)]
pub trait IntoObjects {
    /// The list.
    fn into_objects(self) -> Value<Any>;
}

impl<T> IntoObjects for Value<T> {
    fn into_objects(self) -> Value<Any> {
        self.any()
    }
}

impl IntoObjects for Null {
    fn into_objects(self) -> Value<Any> {
        self.into_value()
    }
}

impl<I: IntoIterator<Item = Value<Any>>> IntoObjects for I {
    fn into_objects(self) -> Value<Any> {
        let ids = self.into_iter().map(Value::id).collect();
        Value::new(Expression::List(ids))
    }
}

/// An argument that is a list of objects.
pub fn objects<V: IntoObjects>(name: &'static str, value: V) -> Field {
    field(name, FieldValue::Expression(value.into_objects().id()))
}

/// Nested blocks in an argument's place.
pub fn blocks<B: IntoBlocks>(name: &'static str, blocks: B) -> Field {
    field(name, FieldValue::Blocks(blocks.into_blocks()))
}

/// A `dynamic` block.
pub fn dynamic<C: ForEach>(
    name: &'static str,
    collection: C,
    content: impl FnOnce(Value<Str>, Value<C::Item>) -> Vec<Field>,
) -> Field {
    let for_each = collection.collection();
    let content = content(variable_of(name, "key"), variable_of(name, "value"));
    field(
        name,
        FieldValue::Dynamic {
            for_each,
            iterator: Text::Borrowed(name),
            content,
        },
    )
}

fn variable_of<T>(iterator: &str, name: &str) -> Value<T> {
    Value::new(Expression::Root(Text::Owned(format!("{iterator}.{name}"))))
}

/// `depends_on`.
pub fn depends_on<const N: usize>(references: [Reference; N]) -> Field {
    field("depends_on", FieldValue::References(references.into()))
}

/// A field of bare references that the macro knows at compile time, such as `ignore_changes`.
pub fn references<const N: usize>(name: &'static str, references: [Reference; N]) -> Field {
    field(name, FieldValue::References(references.into()))
}

/// A bare reference.
pub fn reference(name: &'static str, reference: Reference) -> Field {
    field(name, FieldValue::Reference(reference))
}

/// A reference that is known at compile time.
pub fn address(text: &'static str) -> Reference {
    Reference::new(text)
}

/// A reference to an attribute of something, as `replace_triggered_by` takes it.
pub fn attribute_reference<A: Addressed>(of: A, attribute: &str) -> Reference {
    Reference::new(format!("{}.{attribute}", of.reference().as_str()))
}

/// The `provider` meta-argument.
pub fn provider(provider: Provider) -> Field {
    reference("provider", provider.reference())
}

/// The `providers` meta-argument of a module.
pub fn providers<const N: usize>(entries: [(&'static str, Provider); N]) -> Field {
    let entries = entries
        .into_iter()
        .map(|(name, provider)| (Text::Borrowed(name), provider.reference()));
    field("providers", FieldValue::ReferenceMap(entries.collect()))
}

/// An argument that Terraform reads as it is.
pub fn literal<T, V: IntoValue<T>>(name: &'static str, line: Site, value: V) -> Field {
    let id = value.into_value().id();
    match builder::constant(id) {
        Some(literal) => field(name, FieldValue::Literal(literal)),
        None => {
            builder::error(format!(
                "{line}: `{name}` has to be constant: Terraform reads it before it evaluates anything"
            ));
            field(name, FieldValue::Expression(id))
        }
    }
}

/// Where something is declared: the name it is bound to, its `#[key]`, its place.
pub struct Place {
    /// The `let` binding.
    pub name: &'static str,
    /// The `#[key]`, as text.
    pub key: Option<String>,
    /// The Rust line.
    pub site: Site,
    /// The policies that do not hold for what is declared.
    pub exemptions: Vec<Exemption>,
}

impl Place {
    /// Adds an exemption, whose attribute is on `line` of the same file.
    #[must_use]
    pub fn exempt(mut self, rule: &'static str, reason: &'static str, line: u32) -> Self {
        let site = Site {
            file: self.site.file,
            line,
        };
        self.exemptions.push(Exemption { rule, reason, site });
        self
    }
}

/// A place.
pub fn place(name: &'static str, key: Option<String>, file: &'static str, line: u32) -> Place {
    Place {
        name,
        key,
        site: Site { file, line },
        exemptions: Vec::new(),
    }
}

/// A `#[key]` as text.
pub fn key(key: impl std::fmt::Display) -> Option<String> {
    Some(key.to_string())
}

fn declare_handle<H: Handle>(place: Place, fields: Vec<Field>) -> H {
    let kind = match H::SCOPE {
        "data." => Kind::Data,
        "ephemeral." => Kind::Ephemeral,
        "module." => Kind::Module,
        _ => Kind::Resource,
    };
    let name = builder::full_name(place.name, place.key);
    let address = match kind {
        Kind::Module => Address {
            scope: "",
            kind: "module".into(),
            name,
        },
        _ => Address {
            scope: H::SCOPE,
            kind: Text::Borrowed(H::TYPE),
            name,
        },
    };
    let text = address.to_string();
    let provider = (!H::PROVIDER.local_name.is_empty()).then_some(H::PROVIDER);
    builder::declare(Declaration {
        kind,
        address: Some(address),
        provider,
        site: place.site,
        fields,
        exemptions: place.exemptions,
    });
    H::new(Resource::at_address(text))
}

/// Declares a resource, a data source, an ephemeral resource or a module.
pub fn declare<H: Handle>(place: Place, fields: Vec<Field>) -> H {
    declare_handle(place, fields)
}

fn with_meta(name: &'static str, value: ExprId, fields: Vec<Field>) -> Vec<Field> {
    let mut all = vec![field(name, FieldValue::Expression(value))];
    all.extend(fields);
    all
}

/// Declares counted instances.
pub fn count<H: Handle<Shape = Many>>(
    place: Place,
    number: impl IntoValue<Num>,
    fields: impl FnOnce(Value<Num>) -> Vec<Field>,
) -> H {
    let number = number.into_value().id();
    let index = Value::new(Expression::Root("count.index".into()));
    declare_handle(place, with_meta("count", number, fields(index)))
}

/// Declares one instance or none.
pub fn when<H: Handle<Shape = Many>>(
    place: Place,
    condition: impl IntoValue<Bool>,
    fields: impl FnOnce() -> Vec<Field>,
) -> H {
    let condition: Value<Bool> = condition.into_value();
    let number = condition.then(1_i32, 0_i32).id();
    declare_handle(place, with_meta("count", number, fields()))
}

/// Declares an instance for each key.
pub fn each<H: Handle<Shape = Keyed>, C>(
    place: Place,
    collection: C,
    fields: impl FnOnce(Value<Str>, Value<C::Item>) -> Vec<Field>,
) -> H
where
    C: ForEach,
{
    let collection = collection.collection();
    let (key, value) = (variable_of("each", "key"), variable_of("each", "value"));
    declare_handle(place, with_meta("for_each", collection, fields(key, value)))
}

/// Declares a provider configuration; without a name it is the default one.
pub fn declare_provider<const N: usize>(
    used: ProviderUse,
    name: Option<&'static str>,
    site: Site,
    fields: [Field; N],
) -> Provider {
    let alias = name.map(|name| builder::full_name(name, None));
    let text = format!("{}.{}", used.local_name, alias.as_deref().unwrap_or_default());
    let address = alias.map(|name| Address {
        scope: "provider.",
        kind: Text::Borrowed(used.local_name),
        name,
    });
    builder::declare(Declaration {
        kind: Kind::Provider,
        address,
        provider: Some(used),
        site,
        fields: fields.into(),
        exemptions: Vec::new(),
    });
    Provider {
        local_name: used.local_name,
        alias: builder::remember_address(text),
    }
}

fn named(kind: Kind, word: &'static str, place: Place, fields: Vec<Field>) -> String {
    let name = builder::full_name(place.name, place.key);
    let address = Address {
        scope: "",
        kind: word.into(),
        name,
    };
    let text = address.to_string();
    builder::declare(Declaration {
        kind,
        address: Some(address),
        provider: None,
        site: place.site,
        fields,
        exemptions: place.exemptions,
    });
    text
}

/// Declares an input variable.
pub fn variable<T: Type>(place: Place, fields: impl FnOnce(Value<T>) -> Vec<Field>) -> Value<T> {
    let name = builder::full_name(place.name, place.key.clone());
    let itself = Value::new(Expression::Root(Text::Owned(format!("var.{name}"))));
    let mut all = vec![reference("type", Reference::new(T::constraint()))];
    all.extend(fields(itself));
    named(Kind::Variable, "var", place, all);
    itself
}

/// Declares a local value.
pub fn local<V: ToValue>(place: Place, value: V) -> Value<V::Type> {
    let fields = vec![field("value", FieldValue::Expression(value.to_value().id()))];
    let address = named(Kind::Local, "local", place, fields);
    Value::new(Expression::Root(Text::Owned(address)))
}

/// Declares a check.
pub fn check<const N: usize>(place: Place, fields: [Field; N]) {
    named(Kind::Check, "check", place, fields.into());
}

/// Declares a `moved`, `import` or `removed` block.
pub fn refactoring<const N: usize>(kind: &'static str, site: Site, fields: [Field; N]) {
    let kind = match kind {
        "moved" => Kind::Moved,
        "import" => Kind::Import,
        _ => Kind::Removed,
    };
    builder::declare(Declaration {
        kind,
        address: None,
        provider: None,
        site,
        fields: fields.into(),
        exemptions: Vec::new(),
    });
}

/// Literal text of a template.
pub fn text(text: &'static str) -> Part {
    Part::Literal(Text::Borrowed(text))
}

/// A value in a template.
pub fn part<V: ToValue>(value: V) -> Part {
    Part::Value(value.to_value().id())
}

/// A template.
pub fn template<const N: usize>(parts: [Part; N]) -> Value<Str> {
    crate::value::template(parts.into())
}

/// A statement of a policy document, with what it is excepted from.
pub fn statement<const N: usize>(
    elements: [(&'static str, Value<Any>); N],
    exemptions: &'static [Exemption],
) -> Value<Any> {
    let statement = members(elements);
    if !exemptions.is_empty() {
        builder::exempt(statement.id(), exemptions);
    }
    statement
}

/// A policy document: JSON text.
pub fn policy<const N: usize>(statements: [Value<Any>; N]) -> Value<Str> {
    let statements = Value::new(Expression::List(statements.iter().map(|one| one.id()).collect()));
    crate::functions::jsonencode(members([
        ("Version", value::<Any, _>("2012-10-17")),
        ("Statement", statements),
    ]))
}

/// An object with these members.
pub fn members<const N: usize>(members: [(&'static str, Value<Any>); N]) -> Value<Any> {
    let members = members.into_iter();
    let entries = members.map(|(name, value)| (builder::string(name), value.id()));
    Value::new(Expression::Object(entries.collect()))
}

/// An object whose keys may be templates.
pub fn keys<const N: usize>(members: [(Value<Str>, Value<Any>); N]) -> Value<Any> {
    let members = members.into_iter();
    Value::new(Expression::Object(
        members.map(|(key, value)| (key.id(), value.id())).collect(),
    ))
}

/// One value as it is, which may itself be a list; several as a list.
pub fn one_or_all<const N: usize>(values: [Value<Any>; N]) -> Value<Any> {
    match values.as_slice() {
        [one] => *one,
        all => Value::new(Expression::List(all.iter().map(|one| one.id()).collect())),
    }
}

/// A raw HCL expression. Its type is not known, so it goes wherever a value goes; `.typed()` says what it is.
pub fn hcl(source: &'static str) -> Value<Any> {
    Value::new(Expression::Raw(Text::Borrowed(source)))
}

/// A constant of an environment.
pub fn constant<T, V: IntoValue<T>>(name: &'static str, value: V) -> (&'static str, ExprId) {
    (name, value.into_value().id())
}

/// The field `name` of the current environment.
pub fn environment_field<T>(name: &'static str) -> Value<T> {
    let row = builder::add(Expression::Root("local.env".into()));
    Value::new(Expression::Attribute(row, Text::Borrowed(name)))
}

/// What a mistake that is already reported leaves behind, where a value is needed.
pub fn missing() -> Value<Any> {
    Value::new(Expression::Null)
}

/// Fields as a vector; it fixes the type of an empty list.
pub fn fields<const N: usize>(fields: [Field; N]) -> Vec<Field> {
    fields.into()
}

/// Blocks as a vector; it fixes the type of an empty list.
pub fn block_list<const N: usize>(blocks: [BlockValue; N]) -> Vec<BlockValue> {
    blocks.into()
}

/// What a mistake that is already reported leaves behind, where blocks are needed.
pub fn no_blocks() -> Vec<BlockValue> {
    Vec::new()
}

/// A validation of a variable, which reads the variable itself.
pub fn validation<T>(itself: Value<T>, validation: impl FnOnce(Value<T>) -> BlockValue) -> BlockValue {
    validation(itself)
}

/// The attribute `name` of an object.
pub fn member<T>(of: Value<Any>, name: &'static str) -> Value<T> {
    Value::new(Expression::Attribute(of.id(), Text::Borrowed(name)))
}

// --- What only an editor sees: it checks and completes the expansion, and never runs it.

/// A field that is not an argument of the schema.
pub struct Whole;

/// A field that is not an argument of the schema.
pub fn whole(_: Field) -> Whole {
    Whole
}

/// The fields of a struct of arguments.
pub fn fields_of<A>(_: A) -> Vec<Field> {
    Vec::new()
}

/// The block of a struct of arguments.
pub fn block_of<A>(_: A) -> BlockValue {
    BlockValue {
        path: "",
        labels: Vec::new(),
        fields: Vec::new(),
    }
}

/// A handle, to complete the paths of its attributes.
pub fn handle<H>() -> H {
    unreachable!("an editor never runs what it expands")
}

/// The fields that are not written, where no name stands without a value.
pub fn rest___<A>() -> A {
    unreachable!("an editor never runs what it expands")
}

/// As [`rest___`], where one does.
pub fn rest__<A>() -> A {
    rest___()
}

/// As [`rest___`], where two do.
pub fn rest_<A>() -> A {
    rest___()
}

/// As [`rest___`], where more do.
pub fn rest<A>() -> A {
    rest___()
}

#[path = "private/in_policy.rs"]
pub mod in_policy;

/// The paths of `ignore_changes`.
pub fn ignored<P>(_: P) -> Field {
    references("ignore_changes", [])
}
