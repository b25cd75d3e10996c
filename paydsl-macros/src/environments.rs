//! `#[environments]`: a module with one struct of values and a constant of it for each environment.

use std::collections::BTreeMap;

use proc_macro2::{Ident, Span, TokenStream};
use quote::{quote, quote_spanned};
use syn::spanned::Spanned;
use syn::{Expr, Field, Item, ItemConst, ItemMod, ItemStruct, Member, Type};

use crate::Session;
use crate::diagnostic::Diagnostics;
use crate::names::{did_you_mean, terraform_name};

pub(crate) fn expand(attribute: TokenStream, item: TokenStream, _session: &Session) -> TokenStream {
    let mut diagnostics = Diagnostics::default();
    if !attribute.is_empty() {
        diagnostics.error(attribute.span(), "`#[environments]` takes nothing in parentheses");
    }
    let module: ItemMod = match syn::parse2(item.clone()) {
        Ok(module) => module,
        Err(error) => {
            diagnostics.syntax(error);
            let errors = diagnostics.items();
            return quote!(#item #errors);
        }
    };
    let expanded = Environments::read(&module, &mut diagnostics).render(&module);
    let errors = diagnostics.items();
    quote!(#expanded #errors)
}

/// What the module declares.
struct Environments<'a> {
    row: Option<&'a ItemStruct>,
    constants: Vec<Constant<'a>>,
    others: Vec<&'a Item>,
}

/// One environment, with the expression of each field that it gives.
struct Constant<'a> {
    item: &'a ItemConst,
    protected: bool,
    values: Vec<(&'a Ident, &'a Expr)>,
}

impl<'a> Environments<'a> {
    fn read(module: &'a ItemMod, diagnostics: &mut Diagnostics) -> Self {
        let mut found = Environments {
            row: None,
            constants: Vec::new(),
            others: Vec::new(),
        };
        let Some((_, items)) = &module.content else {
            diagnostics.error(
                module.ident.span(),
                "the environments stand in the module itself: `pub mod env { .. }`",
            );
            return found;
        };
        for item in items {
            match item {
                Item::Struct(row) if found.row.is_none() => found.row = Some(row),
                Item::Struct(row) => {
                    diagnostics.error(row.ident.span(), "environments have one struct; put helpers elsewhere")
                }
                Item::Const(_) => {}
                other => found.others.push(other),
            }
        }
        let Some(row) = found.row else {
            diagnostics.error(
                module.ident.span(),
                "declare what may differ between environments: `pub struct Env { pub region: Str }`",
            );
            return found;
        };
        if row.fields.iter().any(|field| field.ident.is_none()) {
            diagnostics.error(
                row.fields.span(),
                "an environment's values have names: write `pub region: Str`",
            );
        }
        let constants: Vec<&ItemConst> = items
            .iter()
            .filter_map(|item| match item {
                Item::Const(constant) => Some(constant),
                _ => None,
            })
            .collect();
        for constant in &constants {
            let values = values(row, constant, &constants, diagnostics);
            let protected = constant
                .attrs
                .iter()
                .any(|attribute| attribute.path().is_ident("protected"));
            found.constants.push(Constant {
                item: constant,
                protected,
                values,
            });
        }
        if constants.is_empty() {
            diagnostics.error(
                row.ident.span(),
                format!(
                    "declare at least one environment: `pub const DEV: {0} = {0} {{ .. }};`",
                    row.ident
                ),
            );
        }
        found
    }

    fn render(&self, module: &ItemMod) -> TokenStream {
        let Some(row) = self.row else { return quote!() };
        let (attributes, visibility, name) = (&module.attrs, &module.vis, &module.ident);
        let (row_attributes, row_visibility, row_name) = (&row.attrs, &row.vis, &row.ident);
        let private = quote!(::paydsl::__private);
        let fields: Vec<&Field> = row.fields.iter().filter(|field| field.ident.is_some()).collect();
        let idents: Vec<&Ident> = fields.iter().filter_map(|field| field.ident.as_ref()).collect();
        let names: Vec<String> = idents.iter().map(|ident| terraform_name(ident)).collect();
        let types: Vec<&Type> = fields.iter().map(|field| &field.ty).collect();
        let docs: Vec<Vec<&syn::Attribute>> = fields
            .iter()
            .map(|field| field.attrs.iter().filter(|a| a.path().is_ident("doc")).collect())
            .collect();
        let visibilities = fields.iter().map(|field| &field.vis);
        let others = &self.others;
        let rows = self.constants.iter().map(|constant| render_constant(constant, row));
        let constant_names: Vec<&Ident> = self.constants.iter().map(|constant| &constant.item.ident).collect();
        let export = Ident::new(&format!("__paydsl_{}", terraform_name(name)), Span::call_site());
        quote! {
            #(#attributes)*
            #[allow(non_snake_case, missing_docs)]
            #visibility mod #name {
                #[allow(unused_imports)]
                use super::*;
                #[allow(unused_imports)]
                use ::paydsl::prelude::*;

                #(#others)*

                #(#row_attributes)*
                #[derive(Clone, Copy)]
                #row_visibility struct #row_name {
                    #(#(#docs)* #visibilities #idents: #private::Value<#types>,)*
                }

                impl #private::Environment for #row_name {
                    const FIELDS: &'static [&'static str] = &[#(#names),*];

                    fn current() -> Self {
                        #row_name { #(#idents: #private::environment_field(#names),)* }
                    }
                }

                #(#rows)*

                /// All environments, in the order they are declared.
                pub fn all() -> #private::Environments<#row_name> {
                    #private::Environments::new(::std::vec![#(#constant_names),*])
                }
            }

            // A glob, so that a `use` of the same name by hand is no conflict.
            #[doc(hidden)]
            #[allow(non_snake_case, missing_docs)]
            mod #export {
                #[allow(unused_imports)]
                pub use super::#name::#row_name;
            }
            #[allow(unused_imports)]
            #visibility use #export::*;
        }
    }
}

/// The workspace of a constant: `PRE_PROD` is `pre-prod`.
fn workspace(constant: &Ident) -> String {
    terraform_name(constant).to_lowercase().replace('_', "-")
}

/// The expression of each field, looked up in the constants that `..OTHER` names.
fn values<'a>(
    row: &'a ItemStruct,
    constant: &'a ItemConst,
    all: &[&'a ItemConst],
    diagnostics: &mut Diagnostics,
) -> Vec<(&'a Ident, &'a Expr)> {
    let name = &row.ident;
    if !matches!(&*constant.ty, Type::Path(path) if path.path.is_ident(name)) {
        diagnostics.error(constant.ty.span(), format!("an environment is a `{name}`"));
    }
    let workspace = workspace(&constant.ident);
    if !workspace.starts_with(|c: char| c.is_ascii_lowercase()) || workspace == "default" || workspace == "all" {
        diagnostics.error(
            constant.ident.span(),
            format!("an environment cannot be called `{workspace}`: it is a Terraform workspace; start with a letter, and not `default` or `all`"),
        );
    }
    let known: Vec<String> = row
        .fields
        .iter()
        .filter_map(|field| field.ident.as_ref())
        .map(terraform_name)
        .collect();
    let mut given: BTreeMap<String, (&Ident, &Expr)> = BTreeMap::new();
    collect(constant, all, &known, &mut given, &mut Vec::new(), diagnostics);
    let missing: Vec<&String> = known.iter().filter(|field| !given.contains_key(*field)).collect();
    if !missing.is_empty() {
        let span = match &*constant.expr {
            Expr::Struct(literal) => literal.path.span(),
            other => other.span(),
        };
        let missing: Vec<String> = missing.iter().map(|field| format!("`{field}`")).collect();
        diagnostics.error(span, format!("environment `{workspace}` lacks {}", missing.join(", ")));
    }
    let ordered = known.iter().filter_map(|field| given.get(field).copied());
    ordered.collect()
}

fn collect<'a>(
    constant: &'a ItemConst,
    all: &[&'a ItemConst],
    known: &[String],
    given: &mut BTreeMap<String, (&'a Ident, &'a Expr)>,
    path: &mut Vec<&'a Ident>,
    diagnostics: &mut Diagnostics,
) {
    let Expr::Struct(literal) = &*constant.expr else {
        diagnostics.error(
            constant.expr.span(),
            "write the environment as a literal: `Env { region: \"us-east-1\" }`",
        );
        return;
    };
    let first = path.is_empty();
    path.push(&constant.ident);
    let mut here = Vec::new();
    for field in &literal.fields {
        let Member::Named(ident) = &field.member else { continue };
        let name = terraform_name(ident);
        if here.contains(&name) && first {
            diagnostics.error(ident.span(), format!("`{name}` is given twice"));
        }
        if known.contains(&name) {
            given.entry(name.clone()).or_insert((ident, &field.expr));
        } else if first {
            let near = paydsl_schema::suggest(&name, known.iter().map(String::as_str));
            diagnostics.error(
                ident.span(),
                format!("environments have no `{name}`{}", did_you_mean(&near)),
            );
        }
        here.push(name);
    }
    let Some(rest) = &literal.rest else { return };
    let named = all
        .iter()
        .find(|other| matches!(&**rest, Expr::Path(path) if path.path.is_ident(&other.ident)));
    match named {
        Some(other) if path.contains(&&other.ident) => {
            diagnostics.error(
                rest.span(),
                "environments take their values from each other in a circle",
            );
        }
        Some(other) => collect(other, all, known, given, path, diagnostics),
        None if first => diagnostics.error(rest.span(), "`..` takes another environment of this module: `..DEV`"),
        None => {}
    }
}

fn render_constant(constant: &Constant<'_>, row: &ItemStruct) -> TokenStream {
    let (item, protected) = (constant.item, constant.protected);
    let (visibility, ident) = (&item.vis, &item.ident);
    let docs = item
        .attrs
        .iter()
        .filter(|attribute| !attribute.path().is_ident("protected"));
    let workspace = workspace(ident);
    let values = constant.values.iter().filter_map(|(field, expression)| {
        let declared = row
            .fields
            .iter()
            .find(|known| known.ident.as_ref().is_some_and(|ident| ident == *field))?;
        let (ty, name) = (&declared.ty, terraform_name(field));
        Some(quote_spanned!(expression.span()=> ::paydsl::__private::constant::<#ty, _>(#name, #expression)))
    });
    quote! {
        #(#docs)*
        #visibility const #ident: ::paydsl::__private::Row = {
            #[allow(non_snake_case, missing_docs)]
            fn values() -> ::std::vec::Vec<(&'static str, ::paydsl::tree::ExprId)> {
                ::std::vec![#(#values),*]
            }
            ::paydsl::__private::Row { name: #workspace, protected: #protected, values }
        };
    }
}
