//! What an editor sees: struct literals whose fields complete, with documentation to hover over.
//!
//! Completion expands a function twice, once with a made-up name at the cursor, and looks in the first expansion at the
//! offset of that name in the second. So nothing in front of a field may depend on what comes behind it, and the user's
//! field names come out as field names.

use paydsl_schema::engine::{combined_demands, demands};
use paydsl_schema::{Attribute, Block, NestedBlock};
use proc_macro2::{Ident, Punct, Spacing, Span, TokenStream, TokenTree};
use quote::quote;
use syn::ExprStruct;

use crate::lower::fields::{Content, Lowered};
use crate::lower::{Lowerer, UsedType};
use crate::names::identifier;

/// The fields of a nested block, as a literal of its struct of arguments.
pub(crate) fn nested_block(literal: &ExprStruct, path: &str, fields: &[Lowered]) -> TokenStream {
    let arguments = arguments_literal(literal, path, fields);
    quote!(::paydsl::__private::block_of(#arguments))
}

/// The fields of a resource, as a literal of its struct of arguments.
pub(crate) fn resource(literal: &ExprStruct, used: &UsedType<'_>, fields: &[Lowered]) -> TokenStream {
    let arguments = arguments_literal(literal, &used.kind.written(&used.name), fields);
    quote!(::paydsl::__private::fields_of(#arguments))
}

fn arguments_literal(literal: &ExprStruct, path: &str, fields: &[Lowered]) -> TokenStream {
    let name = arguments_name(path);
    // The type's name keeps the user's place, so that hovering over it shows the struct.
    let name = Ident::new(
        &name,
        literal
            .path
            .segments
            .last()
            .map_or_else(Span::call_site, |segment| segment.ident.span()),
    );
    let mut tokens = TokenStream::new();
    let mut half_typed = 0;
    for field in fields {
        let ident = &field.ident;
        tokens.extend(match &field.value {
            Content::Argument { ty, value } => {
                let convert = quote!(::paydsl::__private::value::<#ty, _>);
                quote!(#ident: #convert(#value))
            }
            Content::Blocks(blocks) => {
                let convert = quote!(::paydsl::__private::IntoBlocks::into_blocks);
                quote!(#ident: #convert(#blocks))
            }
            Content::Objects(value) => quote!(#ident: ::paydsl::__private::IntoObjects::into_objects(#value)),
            Content::Field(whole) => quote!(#ident: ::paydsl::__private::whole(#whole)),
            Content::Unknown(value) if value.is_empty() => {
                half_typed += 1;
                quote!(#ident)
            }
            Content::Unknown(value) => quote!(#ident: #value),
        });
        tokens.extend([comma()]);
    }
    let rest = rest(half_typed);
    quote!(#name { #tokens #rest })
}

/// The comma behind a field. Joint, for rust-analyzer puts a space between it and the dots of the rest otherwise, which is
/// not there in a literal without fields.
pub(crate) fn comma() -> TokenTree {
    Punct::new(',', Spacing::Joint).into()
}

/// What a literal ends with. rust-analyzer finds a literal again by its length, from which it takes that of the made-up
/// name, and not that of the comma which a name without a value needs: so the end is a character shorter for each.
pub(crate) fn rest(half_typed: usize) -> TokenStream {
    let name = ["rest___", "rest__", "rest_", "rest"][half_typed.min(3)];
    let name = Ident::new(name, Span::call_site());
    quote!(..::paydsl::__private::#name())
}

fn arguments_name(path: &str) -> String {
    format!("{}__arguments", path.replace("::", "__").replace(['.', ' '], "__"))
}

/// The structs of arguments of the resource types and blocks that a function writes.
pub(crate) fn arguments(lowerer: &Lowerer<'_>) -> TokenStream {
    let mut items = TokenStream::new();
    for used in &lowerer.types {
        items.extend(arguments_struct(&used.kind.written(&used.name), used.block, true));
    }
    for (path, block) in &lowerer.written_blocks {
        items.extend(arguments_struct(path, block, false));
    }
    items
}

fn arguments_struct(path: &str, block: &Block, is_resource: bool) -> TokenStream {
    let name = Ident::new(&arguments_name(path), Span::call_site());
    let mut fields = TokenStream::new();
    for attribute in block.attributes() {
        if !attribute.required && !attribute.optional {
            continue;
        }
        let (ident, ty) = (
            identifier(&attribute.name, Span::call_site()),
            super::argument_type(&attribute.ty),
        );
        let doc = with_demands(attribute_doc(attribute), &demands(block, &attribute.name));
        fields.extend(quote!(#[doc = #doc] pub #ident: ::paydsl::__private::Value<#ty>,));
    }
    for nested in block.blocks() {
        let ident = identifier(nested.name, Span::call_site());
        let doc = with_demands(block_doc(nested), &demands(block, nested.name));
        fields.extend(quote!(#[doc = #doc] pub #ident: ::std::vec::Vec<::paydsl::__private::BlockValue>,));
    }
    if is_resource {
        fields.extend(quote! {
            /// What has to be there first: `[a, b]`.
            pub depends_on: ::paydsl::__private::Whole,
            /// How Terraform treats changes: `block { prevent_destroy: true, ignore_changes: [..] }`.
            pub lifecycle: ::paydsl::__private::Whole,
            /// Another configuration of the provider.
            pub provider: ::paydsl::__private::Whole,
            /// What is run after creation or before destruction.
            pub provisioner: ::paydsl::__private::Whole,
            /// How provisioners reach the resource.
            pub connection: ::paydsl::__private::Whole,
        });
    }
    let doc = if is_resource {
        format!("The arguments of `{path}`.")
    } else {
        format!("The block `{path}`.")
    };
    let doc = with_demands(doc, &combined_demands(block));
    quote! {
        #[doc = #doc]
        pub struct #name { #fields }
    }
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
    for (holds, word) in [
        (attribute.sensitive, "sensitive"),
        (attribute.write_only, "write-only"),
        (attribute.deprecated, "deprecated"),
    ] {
        if holds {
            text.push_str(", ");
            text.push_str(word);
        }
    }
    if let Some(description) = &attribute.description {
        text.push_str(".\n\n");
        text.push_str(description);
    }
    text
}

/// A text with the provider's demands below it, as a list in Markdown.
fn with_demands(mut text: String, demands: &[String]) -> String {
    if !demands.is_empty() {
        text.push('\n');
    }
    for demand in demands {
        text.push_str("\n- ");
        // Patterns are full of what Markdown takes for its own, but for in the backticks around names.
        let mut is_code = false;
        for c in demand.chars() {
            is_code ^= c == '`';
            if !is_code && matches!(c, '*' | '[' | ']' | '<' | '>' | '\\') {
                text.push('\\');
            }
            text.push(c);
        }
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
