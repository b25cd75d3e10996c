//! What an editor sees of a policy document: struct literals and calls, so that elements, principals and operators
//! complete and show what they mean. As elsewhere, nothing in front of a place depends on what comes behind it.

use proc_macro2::{Ident, Span, TokenStream};
use quote::{format_ident, quote};
use syn::ExprStruct;

/// What may stand somewhere: a module of `paydsl::__private::in_policy`.
#[derive(Clone, Copy)]
pub(super) enum Offer {
    Effects,
    Principals,
    Conditions,
}

impl Offer {
    fn module(self) -> Ident {
        match self {
            Offer::Effects => format_ident!("effect"),
            Offer::Principals => format_ident!("principal"),
            Offer::Conditions => format_ident!("condition"),
        }
    }

    /// Expressions with what is offered in scope of each, and the place of one more.
    fn all(self, expressions: &[TokenStream]) -> TokenStream {
        let module = self.module();
        let scope = quote!(use ::paydsl::__private::in_policy::#module::*;);
        quote!((#({ #scope #expressions },)* { #scope }))
    }
}

/// The document of these statements. Only the function's name has the user's place: hovering over it shows that alone.
pub(super) fn document(span: Span, statements: &[TokenStream]) -> TokenStream {
    let statements = Offer::Effects.all(statements);
    let policy = Ident::new("policy", span);
    quote!(::paydsl::__private::in_policy::#policy(#statements))
}

/// A statement; the fields are those of the literal.
pub(super) fn statement(literal: &ExprStruct, fields: &TokenStream) -> TokenStream {
    let effect = &literal.path;
    let half_typed = literal.fields.iter().filter(|field| field.colon_token.is_none());
    let rest = crate::render::rest(half_typed.count());
    quote!(#effect { #fields #rest })
}

/// An element of a statement, as a field.
pub(super) fn element(ident: &Ident, value: &TokenStream) -> TokenStream {
    let comma = crate::render::comma();
    quote!(#ident: ::paydsl::__private::in_policy::element(#value) #comma)
}

/// The value of conditions or principals.
pub(super) fn all_of(offer: Offer, expressions: &[TokenStream]) -> TokenStream {
    let all = offer.all(expressions);
    quote!(::paydsl::__private::in_policy::all_of(#all))
}
