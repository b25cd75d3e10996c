//! Functions whose types follow from their arguments, or that take any number of them.

use super::call;
use super::variadic::{Arguments, Variadic, list};
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

/// What comes first, then any number of arguments.
fn variadic<T, R>(name: &'static str, first: Vec<ExprId>, rest: impl Variadic<T>) -> Value<R> {
    let (rest, expand) = rest.arguments();
    call(name, first.into_iter().chain(rest).collect(), expand)
}

/// The bcrypt hash of a text, different each time.
pub fn bcrypt(text: impl IntoValue<Str>) -> Value<Str> {
    call("bcrypt", vec![id::<Str>(text)], false)
}

/// A list cut into lists of `size` elements.
pub fn chunklist<T>(list: impl IntoValue<List<T>>, size: impl IntoValue<Num>) -> Value<List<List<T>>> {
    call("chunklist", vec![id::<List<T>>(list), id::<Num>(size)], false)
}

/// Consecutive networks in `prefix`, longer than it by the bits given for each.
pub fn cidrsubnets(prefix: impl IntoValue<Str>, newbits: impl Variadic<Num>) -> Value<List<Str>> {
    variadic("cidrsubnets", vec![id::<Str>(prefix)], newbits)
}

/// The first argument that is neither null nor an empty string.
pub fn coalesce<T>(values: impl Variadic<T>) -> Value<T> {
    variadic("coalesce", Vec::new(), values)
}

/// The first list that is not empty.
pub fn coalescelist<T>(lists: impl Variadic<List<T>>) -> Value<List<T>> {
    variadic("coalescelist", Vec::new(), lists)
}

/// Lists one after the other.
pub fn concat<T>(lists: impl Variadic<List<T>>) -> Value<List<T>> {
    variadic("concat", Vec::new(), lists)
}

/// Whether a list has an element.
pub fn contains<T>(list: impl IntoValue<List<T>>, value: impl IntoValue<T>) -> Value<Bool> {
    call("contains", vec![id::<List<T>>(list), id::<T>(value)], false)
}

/// The rows of a CSV text, each a map by the names in its first line.
pub fn csvdecode(text: impl IntoValue<Str>) -> Value<List<Map<Str>>> {
    call("csvdecode", vec![id::<Str>(text)], false)
}

/// A list without repeated elements.
pub fn distinct<T>(list: impl IntoValue<List<T>>) -> Value<List<T>> {
    call("distinct", vec![id::<List<T>>(list)], false)
}

/// An element of a list; past its end it starts again.
pub fn element<T>(list: impl IntoValue<List<T>>, index: impl IntoValue<Num>) -> Value<T> {
    call("element", vec![id::<List<T>>(list), id::<Num>(index)], false)
}

/// A value with what is ephemeral in it replaced by null.
pub fn ephemeralasnull<V: ToValue>(value: V) -> Value<V::Type> {
    call("ephemeralasnull", vec![value.to_value().id()], false)
}

/// Lists of lists as one list.
pub fn flatten<T>(lists: impl IntoValue<List<List<T>>>) -> Value<List<T>> {
    call("flatten", vec![id::<List<List<T>>>(lists)], false)
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
pub fn index<T>(list: impl IntoValue<List<T>>, value: impl IntoValue<T>) -> Value<Num> {
    call("index", vec![id::<List<T>>(list), id::<T>(value)], false)
}

/// The elements of a list with a separator between them.
pub fn join(separator: impl IntoValue<Str>, list: impl IntoValue<List<Str>>) -> Value<Str> {
    call("join", vec![id::<Str>(separator), id::<List<Str>>(list)], false)
}

/// The keys of a map, sorted.
pub fn keys<T>(map: impl IntoValue<Map<T>>) -> Value<List<Str>> {
    call("keys", vec![id::<Map<T>>(map)], false)
}

/// How many elements a list, set or map has, or characters a text.
pub fn length<V: ToValue>(value: V) -> Value<Num> {
    call("length", vec![value.to_value().id()], false)
}

/// The value under a key, or the default.
pub fn lookup<T>(map: impl IntoValue<Map<T>>, key: impl IntoValue<Str>, default: impl IntoValue<T>) -> Value<T> {
    call(
        "lookup",
        vec![id::<Map<T>>(map), id::<Str>(key), id::<T>(default)],
        false,
    )
}

/// The elements of `values` whose element in `keys` is in `searchset`.
pub fn matchkeys<T, K>(
    values: impl IntoValue<List<T>>,
    keys: impl IntoValue<List<K>>,
    searchset: impl IntoValue<List<K>>,
) -> Value<List<T>> {
    call(
        "matchkeys",
        vec![id::<List<T>>(values), id::<List<K>>(keys), id::<List<K>>(searchset)],
        false,
    )
}

/// The greatest of some numbers.
pub fn max(numbers: impl Variadic<Num>) -> Value<Num> {
    variadic("max", Vec::new(), numbers)
}

/// Maps as one; a later one wins.
pub fn merge<T>(maps: impl Variadic<Map<T>>) -> Value<Map<T>> {
    variadic("merge", Vec::new(), maps)
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
pub fn one<T>(list: impl IntoValue<List<T>>) -> Value<T> {
    call("one", vec![id::<List<T>>(list)], false)
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
pub fn reverse<T>(list: impl IntoValue<List<T>>) -> Value<List<T>> {
    call("reverse", vec![id::<List<T>>(list)], false)
}

/// A value marked sensitive: Terraform does not show it.
pub fn sensitive<V: ToValue>(value: V) -> Value<V::Type> {
    call("sensitive", vec![value.to_value().id()], false)
}

/// What is in all sets.
pub fn setintersection<T>(sets: impl Variadic<Set<T>>) -> Value<Set<T>> {
    variadic("setintersection", Vec::new(), sets)
}

/// Every combination of an element of each list.
pub fn setproduct<T>(lists: impl Variadic<List<T>>) -> Value<List<List<T>>> {
    variadic("setproduct", Vec::new(), lists)
}

/// What is in `a` and not in `b`.
pub fn setsubtract<T>(a: impl IntoValue<Set<T>>, b: impl IntoValue<Set<T>>) -> Value<Set<T>> {
    call("setsubtract", vec![id::<Set<T>>(a), id::<Set<T>>(b)], false)
}

/// What is in any of the sets.
pub fn setunion<T>(sets: impl Variadic<Set<T>>) -> Value<Set<T>> {
    variadic("setunion", Vec::new(), sets)
}

/// The elements from `start`, up to but without `end`.
pub fn slice<T>(list: impl IntoValue<List<T>>, start: impl IntoValue<Num>, end: impl IntoValue<Num>) -> Value<List<T>> {
    call(
        "slice",
        vec![id::<List<T>>(list), id::<Num>(start), id::<Num>(end)],
        false,
    )
}

/// A set as a list. Strings come sorted.
pub fn tolist<T>(value: impl IntoValue<List<T>>) -> Value<List<T>> {
    call("tolist", vec![id::<List<T>>(value)], false)
}

/// An object as a map.
pub fn tomap<T>(value: impl IntoValue<Map<T>>) -> Value<Map<T>> {
    call("tomap", vec![id::<Map<T>>(value)], false)
}

/// A list as a set.
pub fn toset<T>(value: impl IntoValue<Set<T>>) -> Value<Set<T>> {
    call("toset", vec![id::<Set<T>>(value)], false)
}

/// The first argument that can be evaluated without an error.
pub fn r#try<T>(expressions: impl Variadic<T>) -> Value<T> {
    variadic("try", Vec::new(), expressions)
}

/// The values of a map, in the order of its keys.
pub fn values<T>(map: impl IntoValue<Map<T>>) -> Value<List<T>> {
    call("values", vec![id::<Map<T>>(map)], false)
}

/// A map of keys and values in the same order.
pub fn zipmap<T>(keys: impl IntoValue<List<Str>>, values: impl IntoValue<List<T>>) -> Value<Map<T>> {
    call("zipmap", vec![id::<List<Str>>(keys), id::<List<T>>(values)], false)
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
