//! The modules of allowed values, for names that may be one of them.

use proc_macro2::{Ident, Span, TokenStream};
use quote::quote;

use crate::lower::Lowerer;
use crate::lower::choices::module;
use crate::names::identifier;

/// The modules of the allowed values that may be meant. What is in scope where the function stands wins: it is imported by
/// name, and names go before globs. So that this import is never of nothing, each name is that of a module too, which
/// leaves the value of that name alone. The modules' own names begin with `__`: editors show them after all others.
pub(crate) fn modules(lowerer: &Lowerer<'_>) -> TokenStream {
    let mut items = TokenStream::new();
    for (number, choices) in lowerer.choices.iter().enumerate() {
        let all = choices.has_other || lowerer.mode.is_editor();
        if !all && choices.written.is_empty() {
            continue;
        }
        let shown = choices
            .constants
            .iter()
            .filter(|(name, _)| all || choices.written.contains(*name));
        let constants = shown.map(|(name, value)| {
            let name = identifier(name, Span::call_site());
            quote!(pub(in super::super) const #name: &str = #value;)
        });
        let written: Vec<Ident> = choices
            .written
            .iter()
            .map(|name| identifier(name, Span::call_site()))
            .collect();
        let module = module(number);
        items.extend(quote! {
            #[allow(unused, non_upper_case_globals, non_snake_case)]
            mod #module {
                mod __in_scope {
                    pub(in super::super) use super::super::*;
                    #(pub(in super::super) mod #written {})*
                }
                mod __allowed {
                    #(#constants)*
                }
                pub(super) use __in_scope::{#(#written),*};
                pub(super) use __allowed::*;
            }
        });
    }
    items
}
