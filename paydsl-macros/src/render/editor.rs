//! What an editor sees: struct literals whose fields complete, with documentation to hover over.

use paydsl_schema::{Attribute, NestedBlock};
use proc_macro2::TokenStream;
use quote::quote;
use syn::ExprStruct;

use crate::lower::UsedType;
use crate::lower::fields::Lowered;

pub(crate) fn nested_block(_literal: &ExprStruct, path: &str, fields: &[Lowered]) -> TokenStream {
    super::block(path, fields, super::Mode::Compiler)
}

pub(crate) fn resource(_literal: &ExprStruct, _used: &UsedType<'_>, fields: &[Lowered]) -> TokenStream {
    let fields = super::field_list(fields, super::Mode::Compiler);
    quote!(::paydsl::__private::fields([#fields]))
}

pub(crate) fn arguments(_used: &UsedType<'_>) -> TokenStream {
    TokenStream::new()
}

/// What hovering over an attribute shows.
pub(crate) fn attribute_doc(attribute: &Attribute) -> String {
    let role = match (attribute.required, attribute.optional, attribute.computed) {
        (true, ..) => "required",
        (_, true, true) => "optional, computed if not given",
        (_, true, false) => "optional",
        _ => "computed",
    };
    let mut text = format!("`{}`, {role}", attribute.ty);
    if attribute.sensitive {
        text.push_str(", sensitive");
    }
    if attribute.write_only {
        text.push_str(", write-only");
    }
    if attribute.deprecated {
        text.push_str(", deprecated");
    }
    if let Some(description) = &attribute.description {
        text.push_str(".\n\n");
        text.push_str(description);
    }
    text
}

/// What hovering over a nested block shows.
pub(crate) fn block_doc(nested: &NestedBlock) -> String {
    let least = nested.min_items;
    match nested.max_items {
        Some(1) if least == 1 => "one block, required".to_owned(),
        Some(1) => "one block".to_owned(),
        Some(most) => format!("{least} to {most} blocks"),
        None if least > 0 => format!("at least {least} blocks"),
        None => "any number of blocks".to_owned(),
    }
}
