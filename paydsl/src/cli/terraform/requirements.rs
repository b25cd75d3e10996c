//! What a module needs installed.

use crate::synth::Module;
use crate::tree::{Argument, Body, Item, Literal, Text};

/// A provider in `required_providers`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct RequiredProvider {
    /// `hashicorp/aws`
    pub(crate) source: String,
    /// `5.100.0`
    pub(crate) version: String,
}

/// The providers that a module requires.
pub(crate) fn providers(module: &Module) -> Vec<RequiredProvider> {
    let Some((_, terraform)) = module.files.iter().find(|(name, _)| *name == "terraform") else {
        return Vec::new();
    };
    let settings = blocks(terraform, "terraform");
    let required = settings.flat_map(|settings| blocks(settings, "required_providers"));
    let items = required.flat_map(|required| &required.items);
    items.filter_map(required_provider).collect()
}

fn required_provider(item: &Item) -> Option<RequiredProvider> {
    let Item::Argument(_, Argument::Literal(Literal::Object(entries))) = item else {
        return None;
    };
    Some(RequiredProvider {
        source: string(entries, "source")?,
        version: string(entries, "version")?,
    })
}

fn string(entries: &[(Text, Literal)], name: &str) -> Option<String> {
    entries.iter().find_map(|(key, value)| match value {
        Literal::String(text) if key == name => Some(text.to_string()),
        _ => None,
    })
}

/// What of the `module` blocks decides what is installed, in a form that only has to be compared.
pub(crate) fn modules(module: &Module) -> String {
    let main = module.files.iter().filter(|(name, _)| *name == "main");
    let called = main.flat_map(|(_, body)| &body.items).filter_map(|item| match item {
        Item::Block(block) if block.name == "module" => Some(block),
        _ => None,
    });
    let described = called.map(|block| {
        let arguments = block.body.items.iter().filter_map(|item| match item {
            Item::Argument(name, value) if name == "source" || name == "version" => Some(format!(" {value:?}")),
            _ => None,
        });
        format!("{:?}{}\n", block.labels, arguments.collect::<String>())
    });
    described.collect()
}

fn blocks<'b>(body: &'b Body, name: &'b str) -> impl Iterator<Item = &'b Body> {
    body.items.iter().filter_map(move |item| match item {
        Item::Block(block) if block.name == name => Some(&block.body),
        _ => None,
    })
}
