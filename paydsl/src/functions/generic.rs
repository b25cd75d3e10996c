//! Functions whose types follow from their arguments, or that take any number of them.

use super::call;
use super::variadic::{Arguments, Elements, ListOf, MapOf, Variadic, list};
use crate::builder;
use crate::tree::{ExprId, Expression};
use crate::value::{Any, Bool, IntoValue, List, Map, Num, Set, Str, ToValue, Value};

/// The names of the functions in this file.
pub(super) const NAMES: &[&str] = &[
    "bcrypt",
    "chunklist",
    "cidrsubnets",
    "coalesce",
    "coalescelist",
    "concat",
    "contains",
    "csvdecode",
    "distinct",
    "element",
    "ephemeralasnull",
    "flatten",
    "format",
    "formatlist",
    "index",
    "join",
    "keys",
    "length",
    "lookup",
    "matchkeys",
    "max",
    "merge",
    "min",
    "nonsensitive",
    "one",
    "parseint",
    "range",
    "reverse",
    "sensitive",
    "setintersection",
    "setproduct",
    "setsubtract",
    "setunion",
    "slice",
    "tolist",
    "tomap",
    "toset",
    "try",
    "values",
    "zipmap",
];

fn id<T>(value: impl IntoValue<T>) -> ExprId {
    value.into_value().id()
}

/// A call of any number of arguments.
fn elements<R>(name: &'static str, elements: impl Elements) -> Value<R> {
    let (arguments, expand) = elements.elements();
    call(name, arguments, expand)
}

/// A call of any number of arguments whose type is fixed.
fn variadic<T, R>(name: &'static str, first: Vec<ExprId>, rest: impl Variadic<T>) -> Value<R> {
    let (rest, expand) = rest.arguments();
    call(name, first.into_iter().chain(rest).collect(), expand)
}

/// The bcrypt hash of a text, different each time.
pub fn bcrypt(text: impl IntoValue<Str>) -> Value<Str> {
    call("bcrypt", vec![id::<Str>(text)], false)
}

/// A list cut into lists of `size` elements.
pub fn chunklist<L: ListOf>(list: L, size: impl IntoValue<Num>) -> Value<List<List<L::Item>>> {
    call("chunklist", vec![list.list(), id::<Num>(size)], false)
}

/// Consecutive networks in `prefix`, longer than it by the bits given for each.
pub fn cidrsubnets(prefix: impl IntoValue<Str>, newbits: impl Variadic<Num>) -> Value<List<Str>> {
    variadic("cidrsubnets", vec![id::<Str>(prefix)], newbits)
}

/// The first argument that is neither null nor an empty string.
pub fn coalesce<E: Elements>(values: E) -> Value<E::Item> {
    elements("coalesce", values)
}

/// The first list that is not empty.
pub fn coalescelist<E: Elements>(lists: E) -> Value<E::Item> {
    elements("coalescelist", lists)
}

/// Lists one after the other.
pub fn concat<E: Elements>(lists: E) -> Value<E::Item> {
    elements("concat", lists)
}

/// Whether a list has an element.
pub fn contains<L: ListOf>(list: L, value: impl IntoValue<L::Item>) -> Value<Bool> {
    call("contains", vec![list.list(), id::<L::Item>(value)], false)
}

/// The rows of a CSV text, each a map by the names in its first line.
pub fn csvdecode(text: impl IntoValue<Str>) -> Value<List<Map<Str>>> {
    call("csvdecode", vec![id::<Str>(text)], false)
}

/// A list without repeated elements.
pub fn distinct<L: ListOf>(list: L) -> Value<List<L::Item>> {
    call("distinct", vec![list.list()], false)
}

/// An element of a list; past its end it starts again.
pub fn element<L: ListOf>(list: L, index: impl IntoValue<Num>) -> Value<L::Item> {
    call("element", vec![list.list(), id::<Num>(index)], false)
}

/// A value with what is ephemeral in it replaced by null.
pub fn ephemeralasnull<V: ToValue>(value: V) -> Value<V::Type> {
    call("ephemeralasnull", vec![value.to_value().id()], false)
}

/// Lists of lists as one list.
pub fn flatten<T>(lists: impl ListOf<Item = List<T>>) -> Value<List<T>> {
    call("flatten", vec![lists.list()], false)
}

/// A text with values put in by a format such as `"%s-%03d"`.
pub fn format(format: impl IntoValue<Str>, arguments: impl Arguments) -> Value<Str> {
    let mut all = vec![id::<Str>(format)];
    all.extend(arguments.ids());
    call("format", all, false)
}

/// A text for each element of the lists among the arguments.
pub fn formatlist(format: impl IntoValue<Str>, arguments: impl Arguments) -> Value<List<Str>> {
    let mut all = vec![id::<Str>(format)];
    all.extend(arguments.ids());
    call("formatlist", all, false)
}

/// Where in a list an element is; an error if it is not there.
pub fn index<L: ListOf>(list: L, value: impl IntoValue<L::Item>) -> Value<Num> {
    call("index", vec![list.list(), id::<L::Item>(value)], false)
}

/// The elements of a list with a separator between them.
pub fn join(separator: impl IntoValue<Str>, list: impl IntoValue<List<Str>>) -> Value<Str> {
    call("join", vec![id::<Str>(separator), id::<List<Str>>(list)], false)
}

/// The keys of a map, sorted.
pub fn keys(map: impl MapOf) -> Value<List<Str>> {
    call("keys", vec![map.map()], false)
}

/// How many elements a list, set or map has, or characters a text.
pub fn length<V: ToValue>(value: V) -> Value<Num> {
    call("length", vec![value.to_value().id()], false)
}

/// The value under a key, or the default.
pub fn lookup<M: MapOf>(map: M, key: impl IntoValue<Str>, default: impl IntoValue<M::Item>) -> Value<M::Item> {
    call("lookup", vec![map.map(), id::<Str>(key), id::<M::Item>(default)], false)
}

/// The elements of `values` whose element in `keys` is in `searchset`.
pub fn matchkeys<L: ListOf, K: ListOf>(
    values: L,
    keys: K,
    searchset: impl ListOf<Item = K::Item>,
) -> Value<List<L::Item>> {
    call("matchkeys", vec![values.list(), keys.list(), searchset.list()], false)
}

/// The greatest of some numbers.
pub fn max(numbers: impl Variadic<Num>) -> Value<Num> {
    variadic("max", Vec::new(), numbers)
}

/// Maps as one; a later one wins.
pub fn merge<E: Elements>(maps: E) -> Value<E::Item> {
    elements("merge", maps)
}

/// The least of some numbers.
pub fn min(numbers: impl Variadic<Num>) -> Value<Num> {
    variadic("min", Vec::new(), numbers)
}

/// A value no longer marked sensitive. Terraform shows it from here on.
pub fn nonsensitive<V: ToValue>(value: V) -> Value<V::Type> {
    call("nonsensitive", vec![value.to_value().id()], false)
}

/// The only element of a list, or null if it is empty; an error if there are several.
pub fn one<L: ListOf>(list: L) -> Value<L::Item> {
    call("one", vec![list.list()], false)
}

/// The whole number that a text stands for in a base.
pub fn parseint(number: impl IntoValue<Str>, base: impl IntoValue<Num>) -> Value<Num> {
    call("parseint", vec![id::<Str>(number), id::<Num>(base)], false)
}

/// Numbers in steps: `range([limit])`, `range([start, limit])`, `range([start, limit, step])`.
pub fn range(numbers: impl Variadic<Num>) -> Value<List<Num>> {
    variadic("range", Vec::new(), numbers)
}

/// A list in reverse order.
pub fn reverse<L: ListOf>(list: L) -> Value<List<L::Item>> {
    call("reverse", vec![list.list()], false)
}

/// A value marked sensitive: Terraform does not show it.
pub fn sensitive<V: ToValue>(value: V) -> Value<V::Type> {
    call("sensitive", vec![value.to_value().id()], false)
}

/// What is in all sets.
pub fn setintersection<E: Elements>(sets: E) -> Value<E::Item> {
    elements("setintersection", sets)
}

/// Every combination of an element of each list.
pub fn setproduct<T>(lists: impl Elements<Item = List<T>>) -> Value<List<List<T>>> {
    elements("setproduct", lists)
}

/// What is in `a` and not in `b`.
pub fn setsubtract<L: ListOf>(a: L, b: impl ListOf<Item = L::Item>) -> Value<Set<L::Item>> {
    call("setsubtract", vec![a.list(), b.list()], false)
}

/// What is in any of the sets.
pub fn setunion<E: Elements>(sets: E) -> Value<E::Item> {
    elements("setunion", sets)
}

/// The elements from `start`, up to but without `end`.
pub fn slice<L: ListOf>(list: L, start: impl IntoValue<Num>, end: impl IntoValue<Num>) -> Value<List<L::Item>> {
    call("slice", vec![list.list(), id::<Num>(start), id::<Num>(end)], false)
}

/// A set as a list. Strings come sorted.
pub fn tolist<L: ListOf>(value: L) -> Value<List<L::Item>> {
    call("tolist", vec![value.list()], false)
}

/// An object as a map.
pub fn tomap<M: MapOf>(value: M) -> Value<Map<M::Item>> {
    call("tomap", vec![value.map()], false)
}

/// A list as a set.
pub fn toset<L: ListOf>(value: L) -> Value<Set<L::Item>> {
    call("toset", vec![value.list()], false)
}

/// The first argument that can be evaluated without an error.
pub fn r#try<E: Elements>(expressions: E) -> Value<E::Item> {
    elements("try", expressions)
}

/// The values of a map, in the order of its keys.
pub fn values<M: MapOf>(map: M) -> Value<List<M::Item>> {
    call("values", vec![map.map()], false)
}

/// A map of keys and values in the same order.
pub fn zipmap<L: ListOf>(keys: impl IntoValue<List<Str>>, values: L) -> Value<Map<L::Item>> {
    call("zipmap", vec![id::<List<Str>>(keys), values.list()], false)
}

/// A list of values that may differ in type, as [`jsonencode`](super::jsonencode) takes it: `array((a, 1, true))`.
pub fn array(items: impl Arguments) -> Value<Any> {
    Value::from_id(list(items.ids()))
}

/// An object whose values may differ in type: `object([("a", x.any()), ("b", y.any())])`.
pub fn object<K: IntoValue<Str>, V: IntoValue<Any>>(entries: impl IntoIterator<Item = (K, V)>) -> Value<Any> {
    let entries = entries
        .into_iter()
        .map(|(key, value)| (id::<Str>(key), id::<Any>(value)))
        .collect();
    Value::from_id(builder::add(Expression::Object(entries)))
}
