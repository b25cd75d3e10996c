//! A stack in one environment.

use std::borrow::Cow;
use std::collections::HashMap;

use super::body::BlockView;
use super::evaluate::Evaluator;
use super::model::Model;
use super::resolved::Resolved;
use super::resource::{ByReference, ResourceView};
use crate::builder::{FieldValue, Kind};
use crate::tree::ExprId;

/// A stack in one environment: its resources and data sources, with what their arguments come to there.
pub struct StackView<'m> {
    pub(crate) model: &'m Model<'m>,
    pub(crate) environment: &'m str,
    /// The values of the environment's fields.
    pub(crate) row: Vec<(Cow<'m, str>, Resolved<'m>)>,
    /// The project's tags, which most resources read.
    pub(crate) tags: Resolved<'m>,
    /// Whether each declaration has any instance in this environment.
    present: Vec<bool>,
}

impl<'m> StackView<'m> {
    pub(crate) fn new(model: &'m Model<'m>, environment: &'m str) -> Self {
        let mut view = StackView {
            model,
            environment,
            row: Vec::new(),
            tags: Resolved::Unknown,
            present: Vec::new(),
        };
        if let Some(table) = model.local("local.environments")
            && let Resolved::Object(row) = view.resolve(table).member(environment)
        {
            view.row = row;
        }
        if let Some(tags) = model.local("local.tags") {
            view.tags = view.resolve(tags);
        }
        view.present = model
            .module
            .declarations
            .iter()
            .map(|declaration| {
                let repetition = declaration
                    .fields
                    .first()
                    .filter(|field| matches!(&*field.name, "count" | "for_each"));
                match repetition.map(|field| &field.value) {
                    Some(FieldValue::Expression(over)) => match view.resolve(*over) {
                        Resolved::Number(number) => number > 0.0,
                        Resolved::List(items) => !items.is_empty(),
                        Resolved::Object(entries) => !entries.is_empty(),
                        _ => true,
                    },
                    _ => true,
                }
            })
            .collect();
        view
    }

    /// The project's name.
    pub fn project(&self) -> &str {
        &self.model.module.project
    }

    /// The stack's name.
    pub fn stack(&self) -> &str {
        self.model.module.stack
    }

    /// The environment's name.
    pub fn environment(&self) -> &str {
        self.environment
    }

    /// The resources of a type that are there in this environment, in the order they are declared.
    pub fn resources<'v>(&'v self, kind: &str) -> impl Iterator<Item = ResourceView<'v>> + use<'v, 'm> {
        self.there(self.model.resources(kind))
    }

    /// The data sources of a type that are there in this environment, in the order they are declared.
    pub fn data<'v>(&'v self, kind: &str) -> impl Iterator<Item = ResourceView<'v>> + use<'v, 'm> {
        self.there(self.model.data(kind))
    }

    fn there<'v>(&'v self, numbers: &'v [usize]) -> impl Iterator<Item = ResourceView<'v>> + use<'v, 'm> {
        numbers.iter().filter_map(|number| self.resource(*number))
    }

    /// All resources that are there in this environment, in the order they are declared.
    pub fn all_resources(&self) -> impl Iterator<Item = ResourceView<'_>> {
        let numbers = 0..self.model.module.declarations.len();
        numbers
            .filter_map(|number| self.resource(number))
            .filter(|resource| !resource.is_data())
    }

    /// The resources of a type by what one of their arguments refers to: the public access blocks by their `bucket`.
    pub fn by_reference<'v>(&'v self, kind: &str, argument: &str) -> ByReference<'v> {
        ByReference::new(self.resources(kind), argument)
    }

    /// The default configuration of a provider, if the stack has one of its own.
    pub fn provider(&self, local_name: &str) -> Option<BlockView<'_>> {
        let declarations = self.model.module.declarations.iter();
        let default = declarations
            .filter(|declaration| declaration.kind == Kind::Provider && declaration.address.is_none())
            .find(|declaration| declaration.provider.is_some_and(|used| used.local_name == local_name))?;
        Some(BlockView::new(self, &default.fields))
    }

    /// A resource or data source that is there in this environment, by its number.
    pub(crate) fn resource(&self, number: usize) -> Option<ResourceView<'_>> {
        let declaration = self.model.declaration(number)?;
        let is_one = matches!(declaration.kind, Kind::Resource | Kind::Data);
        let is_there = self.present.get(number).copied().unwrap_or(false);
        (is_one && is_there).then_some(ResourceView {
            view: self,
            number,
            declaration,
        })
    }

    pub(crate) fn resolve(&self, expression: ExprId) -> Resolved<'m> {
        let evaluator = Evaluator { view: self, depth: 0 };
        evaluator.resolve(expression)
    }
}

/// What is written in one place, by the number of the declaration.
pub(crate) type Numbered<'v> = HashMap<usize, Vec<ResourceView<'v>>>;
