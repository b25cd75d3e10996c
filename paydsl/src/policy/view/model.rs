//! One stack, as every environment has it: what is declared, found by address and by type.

use std::collections::HashMap;

use crate::builder::{Declaration, FieldValue, Kind};
use crate::synth::Module;
use crate::tree::ExprId;

/// A stack's declarations with what it takes to find them.
pub(crate) struct Model<'m> {
    pub(crate) module: &'m Module,
    /// The numbers of declarations by address.
    addresses: HashMap<String, usize>,
    /// The numbers of resources by type.
    resources: HashMap<&'m str, Vec<usize>>,
    /// The numbers of data sources by type.
    data: HashMap<&'m str, Vec<usize>>,
    /// The values of `locals` by address: the module's own and the stack's.
    locals: HashMap<String, ExprId>,
}

impl<'m> Model<'m> {
    pub(crate) fn new(module: &'m Module) -> Self {
        let mut model = Model {
            module,
            addresses: HashMap::with_capacity(module.declarations.len()),
            resources: HashMap::new(),
            data: HashMap::new(),
            locals: HashMap::new(),
        };
        for (name, value) in &module.locals {
            model.locals.insert(format!("local.{name}"), *value);
        }
        for (number, declaration) in module.declarations.iter().enumerate() {
            let Some(address) = &declaration.address else { continue };
            let text = address.to_string();
            match (declaration.kind, declaration.fields.first().map(|field| &field.value)) {
                (Kind::Local, Some(FieldValue::Expression(value))) => {
                    model.locals.insert(text.clone(), *value);
                }
                (Kind::Resource, _) => model.resources.entry(&address.kind).or_default().push(number),
                (Kind::Data, _) => model.data.entry(&address.kind).or_default().push(number),
                _ => {}
            }
            model.addresses.insert(text, number);
        }
        model
    }

    pub(crate) fn declaration(&self, number: usize) -> Option<&'m Declaration> {
        self.module.declarations.get(number)
    }

    /// The number of what is declared at an address.
    pub(crate) fn number(&self, address: &str) -> Option<usize> {
        self.addresses.get(address).copied()
    }

    /// The value of a local, by its address.
    pub(crate) fn local(&self, address: &str) -> Option<ExprId> {
        self.locals.get(address).copied()
    }

    /// The numbers of the resources of a type.
    pub(crate) fn resources(&self, kind: &str) -> &[usize] {
        self.resources.get(kind).map_or(&[], Vec::as_slice)
    }

    /// The numbers of the data sources of a type.
    pub(crate) fn data(&self, kind: &str) -> &[usize] {
        self.data.get(kind).map_or(&[], Vec::as_slice)
    }
}
