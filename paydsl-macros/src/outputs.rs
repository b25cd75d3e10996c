//! `#[derive(Outputs)]`.

use proc_macro2::TokenStream;
use quote::quote;
use syn::{Data, DeriveInput, Expr, ExprLit, Fields, Lit, Meta};

use crate::diagnostic::Diagnostics;

pub(crate) fn expand(item: TokenStream) -> TokenStream {
    let input: DeriveInput = match syn::parse2(item) {
        Ok(input) => input,
        Err(error) => return error.to_compile_error(),
    };
    let mut diagnostics = Diagnostics::default();
    let mut outputs = Vec::new();
    let mut remotes = Vec::new();
    match &input.data {
        Data::Struct(data) => match &data.fields {
            Fields::Named(fields) => {
                for field in &fields.named {
                    let Some(ident) = &field.ident else { continue };
                    let name = crate::names::terraform_name(ident);
                    let description = documentation(&field.attrs);
                    let sensitive = field
                        .attrs
                        .iter()
                        .any(|attribute| attribute.path().is_ident("sensitive"));
                    let ty = &field.ty;
                    outputs.push(quote! {
                        ::paydsl::__private::Output::new(#name, #description, #sensitive, self.#ident)
                    });
                    remotes.push(quote! {
                        #ident: { let value: #ty = ::paydsl::__private::IntoValue::into_value(read(#name)); value }
                    });
                }
            }
            Fields::Unit => {}
            Fields::Unnamed(fields) => {
                diagnostics.error(
                    syn::spanned::Spanned::span(fields),
                    "outputs have names: write `struct Name { field: Value<Str> }`",
                );
            }
        },
        _ => diagnostics.error(input.ident.span(), "outputs are a struct with a field for each output"),
    }
    if let Some(parameter) = input.generics.params.first() {
        diagnostics.error(
            syn::spanned::Spanned::span(parameter),
            "outputs cannot be generic: Terraform has to know each output's type",
        );
    }
    let ident = &input.ident;
    let errors = diagnostics.items();
    let body = match (&input.data, errors.is_empty()) {
        (Data::Struct(data), _) if matches!(data.fields, Fields::Unit) => quote!(#ident),
        (_, true) => quote!(#ident { #(#remotes),* }),
        (_, false) => return errors,
    };
    quote! {
        impl ::paydsl::__private::Outputs for #ident {
            fn outputs(&self) -> ::std::vec::Vec<::paydsl::__private::Output> {
                ::std::vec![#(#outputs),*]
            }

            #[allow(unused_variables)]
            fn remote(
                read: &mut dyn ::core::ops::FnMut(&'static str) -> ::paydsl::__private::Value<::paydsl::__private::Any>,
            ) -> Self {
                #body
            }
        }
    }
}

/// The text of doc comments, lines joined by spaces.
pub(crate) fn documentation(attributes: &[syn::Attribute]) -> String {
    let lines = attributes
        .iter()
        .filter(|attribute| attribute.path().is_ident("doc"))
        .filter_map(|attribute| match &attribute.meta {
            Meta::NameValue(meta) => match &meta.value {
                Expr::Lit(ExprLit {
                    lit: Lit::Str(text), ..
                }) => Some(text.value().trim().to_owned()),
                _ => None,
            },
            _ => None,
        });
    lines.collect::<Vec<_>>().join(" ").trim().to_owned()
}
