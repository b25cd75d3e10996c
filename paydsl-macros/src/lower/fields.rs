//! The fields of a literal: arguments and nested blocks against the schema.

use std::collections::BTreeSet;

use paydsl_schema::{Attribute, Block, NestedBlock, Rule};
use proc_macro2::{Ident, Span, TokenStream};
use quote::quote;
use syn::spanned::Spanned;
use syn::{Expr, ExprStruct, FieldValue, Member};

use super::{Context, Lowerer};
use crate::names::{did_you_mean, terraform_name};

/// A field of a literal, lowered.
pub(crate) struct Lowered {
    /// The name as it was written.
    pub(crate) ident: Ident,
    /// The name in Terraform.
    pub(crate) name: String,
    pub(crate) value: Content,
}

/// What a field holds.
pub(crate) enum Content {
    /// A value that converts to the Rust type `ty`.
    Argument { ty: TokenStream, value: TokenStream },
    /// Blocks, or an iterator of them.
    Blocks(TokenStream),
    /// A list of objects, or an iterator of them.
    Objects(TokenStream),
    /// A whole field.
    Field(TokenStream),
    /// A field that the schema does not have; reported.
    Unknown(TokenStream),
}

impl<'a> Lowerer<'a> {
    /// The fields of a literal of `block`. `path` is the path of its type; `is_single` says whether there is one such block
    /// at most, or each is looked at for itself; `meta` lowers the fields that are not the
    /// schema's, and says whether it did.
    pub(crate) fn fields(
        &mut self,
        literal: &ExprStruct,
        path: &str,
        block: &'a Block,
        is_single: bool,
        mut meta: impl FnMut(&mut Self, &Ident, &str, &Expr) -> Option<Vec<Lowered>>,
    ) -> Vec<Lowered> {
        let mut lowered = Vec::new();
        let distinct = self.distinct_fields(literal);
        let mut seen: BTreeSet<String> = distinct.iter().map(|(_, name, _)| name.clone()).collect();
        for (ident, name, field) in distinct {
            if let Some(attribute) = block.attribute(&name) {
                lowered.push(self.argument(ident, attribute, &field.expr, path));
            } else if let Some(nested) = block.block(&name) {
                lowered.extend(self.blocks(ident, nested, &field.expr, path));
            } else if let Some(own) = meta(self, ident, &name, &field.expr) {
                lowered.extend(own);
            } else {
                lowered.extend(self.unknown(ident, &name, field, path, block, &mut seen));
            }
        }
        self.rest(literal);
        self.missing(literal.path.span(), path, block, &seen);
        self.constraints(literal, path, block, is_single);
        lowered
    }

    /// The fields of a literal by name, each once; what is given again is a mistake.
    pub(crate) fn distinct_fields<'f>(&mut self, literal: &'f ExprStruct) -> Vec<(&'f Ident, String, &'f FieldValue)> {
        let mut distinct: Vec<(&Ident, String, &FieldValue)> = Vec::new();
        for field in &literal.fields {
            let Some((ident, name)) = self.field_name(field) else {
                continue;
            };
            if distinct.iter().any(|(_, known, _)| *known == name) {
                self.error(ident.span(), format!("`{name}` is given twice"));
                continue;
            }
            distinct.push((ident, name, field));
        }
        distinct
    }

    fn field_name<'f>(&mut self, field: &'f FieldValue) -> Option<(&'f Ident, String)> {
        match &field.member {
            Member::Named(ident) => Some((ident, terraform_name(ident))),
            Member::Unnamed(index) => {
                self.error(index.span(), "arguments have names");
                None
            }
        }
    }

    /// `..rest` has no meaning in Terraform.
    pub(crate) fn rest(&mut self, literal: &ExprStruct) {
        if let Some(rest) = &literal.rest {
            self.error(
                rest.span(),
                "`..` is not taken here: what is not written is left to the provider",
            );
        }
    }

    fn argument(&mut self, ident: &Ident, attribute: &'a Attribute, expression: &Expr, path: &str) -> Lowered {
        let name = attribute.name.to_string();
        if !attribute.required && !attribute.optional {
            self.error(
                ident.span(),
                format!("`{name}` of {path} is set by the provider; it can be read, not written: leave it out"),
            );
        }
        self.policy_kind = paydsl_schema::iam::kind(path, &name);
        let value = self.choosing(attribute.rules(), &attribute.ty, |lowerer| {
            lowerer.value(expression, &attribute.ty, &name)
        });
        self.policy_kind = paydsl_schema::iam::Kind::Unknown;
        if super::kinds::object_fields(&attribute.ty).is_some()
            && !matches!(attribute.ty, paydsl_schema::Type::Object(_))
        {
            return Lowered {
                ident: ident.clone(),
                name,
                value: Content::Objects(value),
            };
        }
        let ty = crate::render::argument_type(&attribute.ty);
        Lowered {
            ident: ident.clone(),
            name,
            value: Content::Argument { ty, value },
        }
    }

    /// An unknown field: reported, and lowered as the nearest name if there is one.
    fn unknown(
        &mut self,
        ident: &Ident,
        name: &str,
        field: &FieldValue,
        path: &str,
        block: &'a Block,
        seen: &mut BTreeSet<String>,
    ) -> Vec<Lowered> {
        let settable = block
            .attributes()
            .iter()
            .filter(|attribute| attribute.required || attribute.optional);
        let candidates: Vec<&str> = settable
            .map(|attribute| &*attribute.name)
            .chain(block.blocks().iter().map(|nested| nested.name))
            .collect();
        let near: Vec<&str> =
            paydsl_schema::suggest(name, candidates.into_iter().filter(|known| !seen.contains(*known)));
        self.error(
            ident.span(),
            format!("{path} has no argument or block `{name}`{}", did_you_mean(&near)),
        );
        if !self.mode.is_editor()
            && let Some(nearest) = near.first().filter(|nearest| paydsl_schema::is_slip(name, nearest))
        {
            seen.insert((*nearest).to_owned());
            if let Some(attribute) = block.attribute(nearest) {
                return vec![self.argument(ident, attribute, &field.expr, path)];
            }
            if let Some(nested) = block.block(nearest) {
                return self.blocks(ident, nested, &field.expr, path);
            }
        }
        let expression = match field.colon_token {
            Some(_) => {
                let mut expression = field.expr.clone();
                self.contexts.push(Context::None);
                syn::visit_mut::VisitMut::visit_expr_mut(self, &mut expression);
                self.contexts.pop();
                quote!(#expression)
            }
            None => TokenStream::new(),
        };
        vec![Lowered {
            ident: ident.clone(),
            name: name.to_owned(),
            value: Content::Unknown(expression),
        }]
    }

    /// Reports required arguments and blocks that are not there.
    fn missing(&mut self, span: Span, path: &str, block: &Block, seen: &BTreeSet<String>) {
        let attributes = block
            .attributes()
            .iter()
            .filter(|attribute| attribute.required || attribute.rules().contains(&Rule::Required))
            .filter(|attribute| !seen.contains(&*attribute.name));
        let mut missing: Vec<String> = attributes
            .map(|attribute| format!("`{}` ({})", attribute.name, crate::literal::wanted(&attribute.ty)))
            .collect();
        let blocks = block
            .blocks()
            .iter()
            .filter(|nested| nested.min_items > 0 || nested.rules().contains(&Rule::Required))
            .filter(|nested| !seen.contains(nested.name));
        missing.extend(blocks.map(|nested| match nested.min_items {
            0 | 1 => format!("`{}` (a block)", nested.name),
            least => format!("`{}` (at least {least} blocks)", nested.name),
        }));
        if !missing.is_empty() {
            self.error(span, format!("{path} needs {}", missing.join(", ")));
        }
    }

    fn blocks(&mut self, ident: &Ident, nested: &'a NestedBlock, expression: &Expr, path: &str) -> Vec<Lowered> {
        let contents = self.nested(nested, expression, path);
        let name = nested.name.to_string();
        contents
            .into_iter()
            .map(|value| Lowered {
                ident: ident.clone(),
                name: name.clone(),
                value,
            })
            .collect()
    }
}
