//! A resource in one environment, and what refers to it.

use std::collections::HashMap;

use super::body::BlockView;
use super::references;
use super::resolved::Resolved;
use super::stack::{Numbered, StackView};
use crate::builder::{Declaration, FieldValue, Kind, Site};
use crate::policy::names;

/// A resource or a data source in one environment.
#[derive(Clone, Copy)]
pub struct ResourceView<'v> {
    pub(crate) view: &'v StackView<'v>,
    pub(crate) number: usize,
    pub(crate) declaration: &'v Declaration,
}

impl<'v> ResourceView<'v> {
    /// Its address: `aws_vpc.main`.
    pub fn address(&self) -> String {
        let address = self.declaration.address.as_ref();
        address.map(ToString::to_string).unwrap_or_default()
    }

    /// Its type: `aws_vpc`.
    pub fn kind(&self) -> &'v str {
        self.declaration.address.as_ref().map_or("", |address| &address.kind)
    }

    /// Whether it is a data source.
    pub fn is_data(&self) -> bool {
        self.declaration.kind == Kind::Data
    }

    /// The Rust line that declares it.
    pub fn site(&self) -> Site {
        self.declaration.site
    }

    /// Its arguments and blocks.
    pub fn body(&self) -> BlockView<'v> {
        BlockView::new(self.view, &self.declaration.fields)
    }

    /// What an argument comes to; see [`BlockView::get`].
    pub fn get(&self, path: &str) -> Resolved<'v> {
        self.body().get(path)
    }

    /// Whether anything is written at a path, known or not.
    pub fn has(&self, path: &str) -> bool {
        self.body().has(path)
    }

    /// The nested blocks at a path; see [`BlockView::blocks`].
    pub fn blocks(&self, path: &str) -> Vec<BlockView<'v>> {
        self.body().blocks(path)
    }

    /// The resources and data sources that an argument mentions, in whatever expression.
    pub fn references(&self, path: &str) -> Vec<ResourceView<'v>> {
        let numbers = self.mentioned(path);
        numbers
            .into_iter()
            .filter_map(|number| self.view.resource(number))
            .collect()
    }

    /// Whether an argument mentions `other`.
    pub fn refers_to(&self, path: &str, other: &ResourceView<'_>) -> bool {
        self.mentioned(path).contains(&other.number)
    }

    fn mentioned(&self, path: &str) -> Vec<usize> {
        let fields = self.declaration.fields.iter();
        let own = fields
            .filter(|field| field.name == "for_each")
            .find_map(|field| match field.value {
                FieldValue::Expression(value) => Some(value),
                _ => None,
            });
        let mut numbers: Vec<usize> = Vec::new();
        for expression in self.body().expressions(path) {
            for number in references::mentioned(self.view.model, expression, own) {
                if !numbers.contains(&number) {
                    numbers.push(number);
                }
            }
        }
        numbers
    }

    /// Its name in AWS as a text that is the same wherever the name is the same.
    pub(crate) fn identity(&self) -> Option<String> {
        self.get(names::argument(self.kind())?).identity()
    }
}

/// Resources by what one of their arguments refers to.
pub struct ByReference<'v> {
    referring: Numbered<'v>,
    /// Those that name the other in text, by that text.
    naming: HashMap<String, Vec<ResourceView<'v>>>,
}

impl<'v> ByReference<'v> {
    pub(crate) fn new(resources: impl Iterator<Item = ResourceView<'v>>, argument: &str) -> Self {
        let mut found = ByReference {
            referring: Numbered::new(),
            naming: HashMap::new(),
        };
        for resource in resources {
            let numbers = resource.mentioned(argument);
            if let Some(name) = resource.get(argument).identity() {
                found.naming.entry(name).or_default().push(resource);
            }
            for number in numbers {
                found.referring.entry(number).or_default().push(resource);
            }
        }
        found
    }

    /// Those that refer to `resource`: by its address, or else by its name.
    pub fn of(&self, resource: &ResourceView<'_>) -> &[ResourceView<'v>] {
        if let Some(found) = self.referring.get(&resource.number) {
            return found;
        }
        if self.naming.is_empty() {
            return &[];
        }
        let named = resource.identity().and_then(|name| self.naming.get(&name));
        named.map_or(&[], Vec::as_slice)
    }
}
