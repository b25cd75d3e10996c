//! Terraform's functions, of constants. Where one may do something that is not done here, its result is unknown.

mod collections;
mod encoding;
mod format;
mod network;
mod numbers;
mod sets;
mod strings;

use super::{Evaluator, Scope, Stop};
use crate::syntax::{Call, Expression, Position};
use crate::value::{Data, Sequence, Value};

/// What a function makes of its arguments.
type Result = std::result::Result<Data, Stop>;

impl Evaluator<'_> {
    pub(super) fn call(&self, call: &Call, at: Position, scope: &Scope<'_>) -> std::result::Result<Value, Stop> {
        match &*call.name {
            "try" => return self.try_each(&call.arguments, scope),
            "can" => return self.can(&call.arguments, at, scope),
            _ => {}
        }
        let mut arguments = Vec::with_capacity(call.arguments.len());
        for argument in &call.arguments {
            arguments.push(self.part(argument, scope)?);
        }
        if call.expand {
            let last = arguments.pop().ok_or(Stop::Failed)?;
            match last.data {
                Data::Sequence(_, elements) => arguments.extend(elements),
                Data::Unknown => return Err(Stop::Unknown),
                _ => return Err(Stop::Failed),
            }
        }
        let data = apply(&call.name, &arguments)?;
        let mut value = Value::new(data, at);
        for argument in &arguments {
            value.sensitive |= argument.has_sensitive();
            value = value.resting(&argument.all_rests());
        }
        match &*call.name {
            "sensitive" => value.sensitive = true,
            "nonsensitive" => value.sensitive = false,
            _ => {}
        }
        self.charge(value.size())?;
        Ok(value)
    }

    fn try_each(&self, arguments: &[Expression], scope: &Scope<'_>) -> std::result::Result<Value, Stop> {
        for argument in arguments {
            match self.value(argument, scope) {
                Err(Stop::Failed) => {}
                // A part that is unknown may be what fails.
                Ok(value) if value.has_unknown() => return Err(Stop::Unknown),
                other => return other,
            }
        }
        Err(Stop::Failed)
    }

    fn can(&self, arguments: &[Expression], at: Position, scope: &Scope<'_>) -> std::result::Result<Value, Stop> {
        let [argument] = arguments else {
            return Err(Stop::Failed);
        };
        match self.value(argument, scope) {
            Err(Stop::Failed) => Ok(Value::new(Data::Bool(false), at)),
            Err(Stop::Unknown) => Err(Stop::Unknown),
            Ok(value) if value.has_unknown() => Err(Stop::Unknown),
            Ok(value) => {
                let mut truth = Value::new(Data::Bool(true), at);
                truth.mark.also(&value.all_rests());
                Ok(truth)
            }
        }
    }
}

fn apply(name: &str, arguments: &[Value]) -> Result {
    // None of them does anything with what is unknown.
    let name = name.strip_prefix("core::").unwrap_or(name);
    if let ("coalesce", _) = (name, arguments) {
        return collections::coalesce(arguments);
    }
    if arguments.iter().any(Value::is_unknown) {
        return Err(Stop::Unknown);
    }
    match (name, arguments) {
        ("sensitive" | "nonsensitive", [value]) => Ok(value.data.clone()),
        ("upper" | "lower" | "title" | "trimspace" | "chomp" | "strrev", [text]) => strings::one(name, &string(text)?),
        ("trim" | "trimprefix" | "trimsuffix" | "startswith" | "endswith" | "strcontains", [text, other]) => {
            strings::two(name, &string(text)?, &string(other)?)
        }
        ("replace", [text, from, to]) => strings::replace(&string(text)?, &string(from)?, &string(to)?),
        ("substr", [text, offset, length]) => strings::substr(&string(text)?, integer(offset)?, integer(length)?),
        ("split", [separator, text]) => strings::split(&string(separator)?, &string(text)?, text),
        ("join", [separator, lists @ ..]) => strings::join(&string(separator)?, lists),
        ("format", [format, values @ ..]) => format::format(&string(format)?, values),
        ("tostring", [value]) => text(string_or_null(value)?),
        ("tonumber", [value]) => numbers::to_number(value),
        ("tobool", [value]) => numbers::to_bool(value),
        ("abs" | "ceil" | "floor" | "signum", [number]) => numbers::one(name, number),
        ("min" | "max", numbers) => numbers::extreme(name, numbers),
        ("sum", [list]) => numbers::sum(elements(list)?),
        ("range", bounds) => numbers::range(bounds),
        ("alltrue" | "anytrue", [list]) => numbers::truths(name, elements(list)?),
        ("length", [value]) => collections::length(value),
        ("concat", lists) => collections::concat(lists),
        ("merge", maps) => collections::merge(maps),
        ("keys", [map]) => collections::keys(map),
        ("values", [map]) => collections::values(map),
        ("lookup", [map, key]) => collections::lookup(map, &string(key)?, None),
        ("lookup", [map, key, default]) => collections::lookup(map, &string(key)?, Some(default)),
        ("element", [list, index]) => collections::element(elements(list)?, integer(index)?),
        ("contains", [list, value]) => collections::contains(elements(list)?, value),
        ("index", [list, value]) => collections::index(elements(list)?, value),
        ("distinct", [list]) => collections::distinct(elements(list)?),
        ("reverse", [list]) => collections::reverse(list),
        ("slice", [list, start, end]) => collections::slice(list, integer(start)?, integer(end)?),
        ("compact", [list]) => collections::compact(elements(list)?),
        ("flatten", [list]) => collections::flatten(list),
        ("sort", [list]) => collections::sort(elements(list)?),
        ("one", [list]) => collections::one(elements(list)?),
        ("zipmap", [keys, values]) => collections::zipmap(elements(keys)?, elements(values)?),
        ("tolist" | "toset" | "tomap", [value]) => sets::convert(name, value),
        ("setunion" | "setintersection" | "setsubtract", sets) => sets::combine(name, sets),
        ("jsonencode", [value]) => encoding::json(value),
        ("base64encode", [value]) => text(Some(encoding::base64(&string(value)?))),
        ("cidrsubnet", [network, bits, number]) => network::subnet(&string(network)?, integer(bits)?, integer(number)?),
        ("cidrhost", [network, number]) => network::host(&string(network)?, integer(number)?),
        ("cidrnetmask", [network]) => network::netmask(&string(network)?),
        _ => Err(Stop::Unknown),
    }
}

/// An argument as a text.
fn string(value: &Value) -> std::result::Result<String, Stop> {
    value.as_text().ok_or(Stop::Unknown)
}

fn string_or_null(value: &Value) -> std::result::Result<Option<String>, Stop> {
    match &value.data {
        Data::Null => Ok(None),
        _ => string(value).map(Some),
    }
}

fn text(text: Option<String>) -> Result {
    Ok(text.map_or(Data::Null, |text| Data::Text(text.into())))
}

/// An argument as a whole number.
fn integer(value: &Value) -> std::result::Result<i64, Stop> {
    let number = value.as_number().and_then(|number| number.as_i64());
    number.ok_or(Stop::Unknown)
}

/// The elements of a list, a set or a tuple.
fn elements(value: &Value) -> std::result::Result<&[Value], Stop> {
    match &value.data {
        Data::Sequence(_, elements) => Ok(elements),
        _ => Err(Stop::Unknown),
    }
}

/// A list of these elements, which are of one type where they were; a tuple else.
fn list(elements: Vec<Value>) -> Result {
    let kind = if is_uniform(&elements) {
        Sequence::List
    } else {
        Sequence::Tuple
    };
    Ok(Data::Sequence(kind, elements))
}

/// Whether all elements are single values of one type.
fn is_uniform(elements: &[Value]) -> bool {
    let discriminants = elements.iter().map(|element| std::mem::discriminant(&element.data));
    let is_single = |element: &Value| matches!(element.data, Data::Text(_) | Data::Number(_) | Data::Bool(_));
    let mut kinds: Vec<_> = discriminants.collect();
    kinds.dedup();
    kinds.len() <= 1 && elements.iter().all(is_single)
}
