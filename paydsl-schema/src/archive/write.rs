//! Writing an archive from what terraform reports.

use std::collections::{BTreeMap, HashMap};
use std::fmt;

use serde_json::{Map, Value};

use super::write_rules::has_all;
use super::{FRAME, Frame, Section};
use crate::rule::{BlockRules, Mined};

/// Which provider an archive is of.
#[derive(Clone, Copy, Debug)]
pub struct Source<'s> {
    /// The address in terraform's report: `registry.terraform.io/hashicorp/aws`.
    pub address: &'s str,
    /// The source address as stacks write it: `hashicorp/aws`.
    pub source: &'s str,
    /// The version; for the provider that is built into Terraform, Terraform's.
    pub version: &'s str,
    /// The local name.
    pub local_name: &'s str,
}

/// Why a report is not one that an archive can be written from.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct WriteError(String);

impl fmt::Display for WriteError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "terraform's report of the provider's schema: {}", self.0)
    }
}

impl WriteError {
    pub(super) fn new(reason: String) -> Self {
        WriteError(reason)
    }
}

impl std::error::Error for WriteError {}

pub(super) type Result<T> = std::result::Result<T, WriteError>;

/// The archive of a provider, from the text of `terraform providers schema -json` and what was learnt of its validators;
/// that may be nothing. Equal input gives equal bytes.
///
/// # Errors
///
/// If the text is not such a report, does not have the provider, or not all that there are rules for.
pub fn write(report: &str, source: Source<'_>, mined: &Mined) -> Result<Vec<u8>> {
    let report: Value = serde_json::from_str(report).map_err(|error| WriteError(error.to_string()))?;
    let provider = report["provider_schemas"]
        .get(source.address)
        .ok_or_else(|| WriteError(format!("it does not have {}", source.address)))?;
    let mut writer = Writer::default();
    let names = [source.source, source.version, source.local_name].map(|text| writer.string(text));
    let configuration = provider.get("provider").map_or(&Value::Null, |schema| &schema["block"]);
    let configuration = writer.block("provider", configuration, &mined.provider)?;
    let resources = writer.index(provider.get("resource_schemas"), &mined.resources)?;
    let data_sources = writer.index(provider.get("data_source_schemas"), &mined.data_sources)?;
    let ephemeral = writer.index(provider.get("ephemeral_resource_schemas"), &mined.ephemeral)?;
    let functions = writer.functions(provider.get("functions"))?;
    let mut meta = Vec::new();
    for number in names.into_iter().chain([configuration]) {
        meta.extend(number.to_le_bytes());
    }
    Ok(file(&[
        (Section::Meta, meta),
        (Section::Strings, writer.strings.table()),
        (Section::Types, writer.types.table()),
        (Section::Blocks, writer.blocks.table()),
        (Section::Resources, resources),
        (Section::DataSources, data_sources),
        (Section::Ephemeral, ephemeral),
        (Section::Functions, functions),
        (Section::RuleLists, writer.rule_lists.table()),
        (Section::ObjectRules, writer.object_rules.table()),
    ]))
}

/// Entries that are stored once and named by number.
#[derive(Default)]
pub(super) struct Table {
    entries: Vec<Vec<u8>>,
    numbers: HashMap<Vec<u8>, u32>,
}

impl Table {
    pub(super) fn add(&mut self, entry: Vec<u8>) -> u32 {
        if let Some(number) = self.numbers.get(&entry) {
            return *number;
        }
        let number = small(self.entries.len());
        self.numbers.insert(entry.clone(), number);
        self.entries.push(entry);
        number
    }

    fn table(&self) -> Vec<u8> {
        table(&self.entries)
    }
}

/// A count, the offset of each entry and of the end, the entries.
pub(crate) fn table(entries: &[Vec<u8>]) -> Vec<u8> {
    let mut bytes = Vec::new();
    bytes.extend(small(entries.len()).to_le_bytes());
    let mut offset = 0u32;
    bytes.extend(offset.to_le_bytes());
    for entry in entries {
        offset += small(entry.len());
        bytes.extend(offset.to_le_bytes());
    }
    for entry in entries {
        bytes.extend(entry);
    }
    bytes
}

pub(crate) fn small(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}

/// Appends a number in seven-bit groups, least first.
pub(crate) fn number(bytes: &mut Vec<u8>, mut value: u32) {
    while value >= 0x80 {
        bytes.push((value & 0x7f) as u8 | 0x80);
        value >>= 7;
    }
    bytes.push(value as u8);
}

#[derive(Default)]
pub(super) struct Writer {
    strings: Table,
    types: Table,
    blocks: Table,
    pub(super) rule_lists: Table,
    pub(super) object_rules: Table,
}

impl Writer {
    pub(super) fn string(&mut self, text: &str) -> u32 {
        self.strings.add(text.as_bytes().to_vec())
    }

    /// Names sorted, each with its block.
    fn index(&mut self, schemas: Option<&Value>, mined: &BTreeMap<Box<str>, BlockRules>) -> Result<Vec<u8>> {
        let nothing = BlockRules::default();
        let schemas = sorted(schemas);
        if let Some(unknown) = mined.keys().find(|name| !schemas.contains_key(&***name)) {
            return Err(WriteError(format!(
                "rules were mined for {unknown}, which it does not have"
            )));
        }
        let mut bytes = Vec::new();
        bytes.extend(small(schemas.len()).to_le_bytes());
        for (name, schema) in schemas {
            bytes.extend(self.string(name).to_le_bytes());
            let rules = mined.get(name).unwrap_or(&nothing);
            bytes.extend(self.block(name, &schema["block"], rules)?.to_le_bytes());
        }
        Ok(bytes)
    }

    fn block(&mut self, path: &str, block: &Value, rules: &BlockRules) -> Result<u32> {
        let nothing = BlockRules::default();
        let mut bytes = Vec::new();
        let description = description(block);
        bytes.push(u8::from(flag(block, "deprecated")) | if description.is_some() { 2 } else { 0 });
        if let Some(text) = description {
            number(&mut bytes, self.string(text));
        }
        let attributes = sorted(block.get("attributes"));
        let nested = sorted(block.get("block_types"));
        has_all(
            path,
            rules,
            |name| attributes.contains_key(name),
            |name| nested.contains_key(name),
        )?;
        number(&mut bytes, small(attributes.len()));
        for (name, attribute) in attributes {
            number(&mut bytes, self.string(name));
            let ty = self.attribute_type(attribute)?;
            number(&mut bytes, ty);
            let description = description_of_attribute(attribute);
            let mut flags = 0u8;
            let names = [
                "required",
                "optional",
                "computed",
                "sensitive",
                "write_only",
                "deprecated",
            ];
            for (bit, name) in names.into_iter().enumerate() {
                flags |= u8::from(flag(attribute, name)) << bit;
            }
            flags |= if description.is_some() { 64 } else { 0 };
            let list = self.rules(rules.arguments.get(name));
            let objects = self.objects(rules.blocks.get(name).map(|inner| &**inner));
            flags |= if list > 0 || objects > 0 { 128 } else { 0 };
            bytes.push(flags);
            if let Some(text) = description {
                number(&mut bytes, self.string(text));
            }
            if list > 0 || objects > 0 {
                number(&mut bytes, list);
                number(&mut bytes, objects);
            }
        }
        number(&mut bytes, small(nested.len()));
        for (name, kind) in nested {
            number(&mut bytes, self.string(name));
            bytes.push(match kind["nesting_mode"].as_str() {
                Some("single") => 0,
                Some("group") => 1,
                Some("list") => 2,
                Some("set") => 3,
                Some("map") => 4,
                other => {
                    return Err(WriteError(format!(
                        "block {name} has an unknown nesting mode {other:?}"
                    )));
                }
            });
            let count = |key: &str| u32::try_from(kind[key].as_u64().unwrap_or(0)).unwrap_or(u32::MAX);
            number(&mut bytes, count("min_items"));
            number(&mut bytes, count("max_items"));
            let path = format!("{path}.{name}");
            let inner = rules.blocks.get(name).map_or(&nothing, |inner| &**inner);
            let inner = self.block(&path, &kind["block"], inner)?;
            number(&mut bytes, inner);
            number(&mut bytes, self.rules(rules.arguments.get(name)));
        }
        self.combinations(&mut bytes, &rules.combinations);
        self.refusals(&mut bytes, &rules.refusals);
        Ok(self.blocks.add(bytes))
    }

    /// An attribute's type; one with a schema of its own is an object with the schema's flags.
    fn attribute_type(&mut self, attribute: &Value) -> Result<u32> {
        let Some(nested) = attribute.get("nested_type") else {
            return self.ty(&attribute["type"]);
        };
        let fields = sorted(nested.get("attributes"));
        let mut bytes = vec![7];
        number(&mut bytes, small(fields.len()));
        for (name, field) in fields {
            number(&mut bytes, self.string(name));
            let ty = self.attribute_type(field)?;
            number(&mut bytes, ty);
            let flags = ["required", "optional", "computed", "sensitive"]
                .into_iter()
                .enumerate();
            bytes.push(flags.map(|(bit, name)| u8::from(flag(field, name)) << bit).sum());
        }
        let object = self.types.add(bytes);
        let collection = match nested["nesting_mode"].as_str() {
            Some("single" | "group") => return Ok(object),
            Some("list") => 4,
            Some("set") => 5,
            Some("map") => 6,
            other => {
                return Err(WriteError(format!(
                    "an attribute has an unknown nesting mode {other:?}"
                )));
            }
        };
        Ok(self.collection(collection, object))
    }

    fn collection(&mut self, kind: u8, element: u32) -> u32 {
        let mut bytes = vec![kind];
        number(&mut bytes, element);
        self.types.add(bytes)
    }

    fn ty(&mut self, ty: &Value) -> Result<u32> {
        let unknown = || WriteError(format!("{ty} is an unknown type"));
        match ty {
            Value::String(name) => {
                let code = match name.as_str() {
                    "string" => 0,
                    "number" => 1,
                    "bool" => 2,
                    "dynamic" => 3,
                    _ => return Err(unknown()),
                };
                Ok(self.types.add(vec![code]))
            }
            Value::Array(parts) => match (parts.first().and_then(Value::as_str), parts.get(1)) {
                (Some(kind @ ("list" | "set" | "map")), Some(element)) => {
                    let element = self.ty(element)?;
                    let code = match kind {
                        "list" => 4,
                        "set" => 5,
                        _ => 6,
                    };
                    Ok(self.collection(code, element))
                }
                (Some("object"), Some(Value::Object(fields))) => self.object(fields),
                (Some("tuple"), Some(Value::Array(elements))) => {
                    let mut bytes = vec![8];
                    number(&mut bytes, small(elements.len()));
                    for element in elements {
                        let element = self.ty(element)?;
                        number(&mut bytes, element);
                    }
                    Ok(self.types.add(bytes))
                }
                _ => Err(unknown()),
            },
            _ => Err(unknown()),
        }
    }

    fn object(&mut self, fields: &Map<String, Value>) -> Result<u32> {
        let fields: BTreeMap<&String, &Value> = fields.iter().collect();
        let mut bytes = vec![7];
        number(&mut bytes, small(fields.len()));
        for (name, ty) in fields {
            number(&mut bytes, self.string(name));
            let ty = self.ty(ty)?;
            number(&mut bytes, ty);
            bytes.push(0);
        }
        Ok(self.types.add(bytes))
    }

    fn functions(&mut self, functions: Option<&Value>) -> Result<Vec<u8>> {
        let mut entries = Vec::new();
        for (name, function) in sorted(functions) {
            let mut bytes = Vec::new();
            number(&mut bytes, self.string(name));
            let returns = self.ty(&function["return_type"])?;
            number(&mut bytes, returns);
            match function.get("variadic_parameter") {
                Some(parameter) => {
                    bytes.push(1);
                    let ty = self.ty(&parameter["type"])?;
                    number(&mut bytes, ty);
                }
                None => bytes.push(0),
            }
            let parameters = function["parameters"].as_array().map(Vec::as_slice).unwrap_or_default();
            number(&mut bytes, small(parameters.len()));
            for parameter in parameters {
                number(&mut bytes, self.string(parameter["name"].as_str().unwrap_or_default()));
                let ty = self.ty(&parameter["type"])?;
                number(&mut bytes, ty);
            }
            entries.push(bytes);
        }
        Ok(table(&entries))
    }
}

fn sorted(object: Option<&Value>) -> BTreeMap<&str, &Value> {
    let entries = object.and_then(Value::as_object).into_iter().flatten();
    entries.map(|(name, value)| (name.as_str(), value)).collect()
}

fn flag(value: &Value, name: &str) -> bool {
    value[name].as_bool().unwrap_or(false)
}

fn description(block: &Value) -> Option<&str> {
    block["description"].as_str().filter(|text| !text.is_empty())
}

fn description_of_attribute(attribute: &Value) -> Option<&str> {
    description(attribute)
}

/// The sections behind their table and checksum.
fn file(sections: &[(Section, Vec<u8>)]) -> Vec<u8> {
    let mut body = Vec::new();
    body.extend(small(sections.len()).to_le_bytes());
    let mut offset = Frame::CONTENT + 4 + 12 * sections.len();
    for (section, bytes) in sections {
        body.extend((*section as u32).to_le_bytes());
        body.extend(small(offset).to_le_bytes());
        body.extend(small(bytes.len()).to_le_bytes());
        offset += bytes.len();
    }
    for (_, bytes) in sections {
        body.extend(bytes);
    }
    FRAME.around(&body)
}
