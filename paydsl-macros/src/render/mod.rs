//! Rendering: what the lowered parts become as Rust.
//!
//! For rustc only what is in use: calls that take the fields given, and structs of the attributes that are read. For an
//! editor the same calls around struct literals, with every field and its documentation, so that they complete.

mod choices;
mod editor;
mod handles;

use paydsl_schema::{Archive, Type};
use proc_macro2::{Ident, Span, TokenStream};
use quote::{quote, quote_spanned};
use syn::ExprStruct;

use crate::lower::fields::{Content, Lowered};
use crate::lower::{Shape, UsedType};

pub(crate) use editor::{comma, rest};
pub(crate) use handles::{catalogue_type, structs};

/// Who reads the expansion.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Mode {
    /// rustc, which compiles it.
    Compiler,
    /// rust-analyzer, which completes in it.
    Editor,
}

impl Mode {
    /// rust-analyzer sets a variable of its own for the process that runs macros.
    pub(crate) fn detect() -> Self {
        match std::env::var_os("RUST_ANALYZER_INTERNALS_DO_NOT_USE") {
            Some(_) => Mode::Editor,
            None => Mode::Compiler,
        }
    }

    pub(crate) fn is_editor(self) -> bool {
        self == Mode::Editor
    }
}

/// The Rust type that an argument of a schema type converts to. What holds objects is left to Terraform.
pub(crate) fn argument_type(ty: &Type) -> TokenStream {
    if crate::lower::kinds::has_object(ty) {
        return quote!(::paydsl::__private::Any);
    }
    match ty {
        Type::String => quote!(::paydsl::__private::Str),
        Type::Number => quote!(::paydsl::__private::Num),
        Type::Bool => quote!(::paydsl::__private::Bool),
        Type::List(element) => {
            let element = argument_type(element);
            quote!(::paydsl::__private::List<#element>)
        }
        Type::Set(element) => {
            let element = argument_type(element);
            quote!(::paydsl::__private::Set<#element>)
        }
        Type::Map(element) => {
            let element = argument_type(element);
            quote!(::paydsl::__private::Map<#element>)
        }
        Type::Dynamic | Type::Object(_) | Type::Tuple(_) => quote!(::paydsl::__private::Any),
    }
}

/// The struct of a handle: one for each shape, so that the types of its fields read as they are.
pub(crate) fn handle_type(name: &str, shape: Shape) -> TokenStream {
    let name = match shape {
        Shape::Single => name.to_owned(),
        Shape::Many => format!("{name}__counted"),
        Shape::Keyed => format!("{name}__by_key"),
    };
    let name = Ident::new(&name, Span::call_site());
    quote!(#name)
}

/// The provider behind an archive.
pub(crate) fn provider_use(archive: &Archive) -> TokenStream {
    let (local_name, source, version) = (archive.local_name(), archive.source(), archive.version());
    quote! {
        ::paydsl::__private::ProviderUse { local_name: #local_name, source: #source, version: #version }
    }
}

/// Fields, separated by commas, as the runtime takes them.
pub(crate) fn field_list(fields: &[Lowered], _mode: Mode) -> TokenStream {
    let fields = fields.iter().filter_map(field);
    quote!(#(#fields),*)
}

fn field(lowered: &Lowered) -> Option<TokenStream> {
    let name = &lowered.name;
    let span = lowered.ident.span();
    match &lowered.value {
        Content::Argument { ty, value } => {
            let arg = quote_spanned!(span=> ::paydsl::__private::arg::<#ty, _>);
            Some(quote!(#arg(#name, #value)))
        }
        Content::Blocks(blocks) => {
            let call = quote_spanned!(span=> ::paydsl::__private::blocks);
            Some(quote!(#call(#name, #blocks)))
        }
        Content::Objects(value) => {
            let call = quote_spanned!(span=> ::paydsl::__private::objects);
            Some(quote!(#call(#name, #value)))
        }
        Content::Field(tokens) => Some(tokens.clone()),
        Content::Unknown(_) => None,
    }
}

/// A block of one of Terraform's own kinds.
pub(crate) fn block(path: &str, fields: &[Lowered], mode: Mode) -> TokenStream {
    let fields = field_list(fields, mode);
    quote!(::paydsl::__private::block(#path, [#fields]))
}

/// A nested block of the schema.
pub(crate) fn nested_block(literal: &ExprStruct, path: &str, fields: &[Lowered], mode: Mode) -> TokenStream {
    if mode.is_editor() {
        return editor::nested_block(literal, path, fields);
    }
    block(path, fields, mode)
}

/// The fields of a resource literal.
pub(crate) fn resource_literal(
    literal: &ExprStruct,
    used: &UsedType<'_>,
    fields: &[Lowered],
    mode: Mode,
) -> TokenStream {
    if mode.is_editor() {
        return editor::resource(literal, used, fields);
    }
    let fields = field_list(fields, mode);
    quote!(::paydsl::__private::fields([#fields]))
}
