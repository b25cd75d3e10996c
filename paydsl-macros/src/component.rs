//! `#[component]` and `#[helper]`.

use proc_macro2::TokenStream;
use quote::{quote, quote_spanned};
use syn::spanned::Spanned;
use syn::visit_mut::VisitMut;
use syn::{FnArg, ItemFn, Pat, ReturnType, Type};

use crate::Session;
use crate::diagnostic::Diagnostics;
use crate::lower::{Known, Lowerer, Shape, accessed};
use crate::names::terraform_name;
use crate::{render, signature};

/// What a function is for.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    /// It declares resources under a name.
    Component,
    /// It only uses the literals.
    Helper,
}

pub(crate) fn expand(kind: Kind, attribute: TokenStream, item: TokenStream, session: &Session) -> TokenStream {
    let mut diagnostics = Diagnostics::default();
    if !attribute.is_empty() {
        diagnostics.error(attribute.span(), "this attribute takes nothing in parentheses");
    }
    let repaired = crate::repair::repair(item.clone(), &mut diagnostics);
    let mut function: ItemFn = match syn::parse2(repaired) {
        Ok(function) => function,
        Err(error) => {
            diagnostics.syntax(error);
            let errors = diagnostics.items();
            return quote!(#errors);
        }
    };
    let (providers, broken) = paydsl_schema::Providers::for_crate(&session.manifest_dir);
    for error in broken {
        diagnostics.error(function.sig.ident.span(), error.to_string());
    }
    let mut lowerer = Lowerer::new(&providers, session.mode, accessed(item));
    lowerer.diagnostics = diagnostics;

    let prefix = (kind == Kind::Component)
        .then(|| prefix(&function, &mut lowerer))
        .flatten();
    lowerer.scopes.enter();
    let conversions = parameters(&mut function, &mut lowerer);
    if let ReturnType::Type(_, ty) = &mut function.sig.output {
        signature::name_blocks(&lowerer, ty);
    }
    let mut body = std::mem::replace(&mut function.block, Box::new(syn::parse_quote!({})));
    lowerer.visit_block_mut(&mut body);
    lowerer.scopes.leave();

    let (attributes, visibility, signature) = (&function.attrs, &function.vis, &function.sig);
    let structs = render::structs(&lowerer);
    let errors = lowerer.diagnostics.items();
    let enter = prefix.map(|name| quote!(let __prefix = ::paydsl::__private::Prefix::enter(::core::convert::AsRef::<str>::as_ref(&#name));));
    quote! {
        #(#attributes)*
        #[allow(unused, non_camel_case_types, non_snake_case, clippy::all)]
        #visibility #signature {
            #enter
            #conversions
            const __PAYDSL_FILE: &str = ::core::file!();
            let __result = #body;
            #structs
            __result
        }
        #errors
    }
}

/// The parameter that holds the instance's name.
fn prefix(function: &ItemFn, lowerer: &mut Lowerer<'_>) -> Option<syn::Ident> {
    let first = function.sig.inputs.first();
    let named = first.and_then(signature::parameter).filter(|(_, typed)| {
        let text = quote!(#typed).to_string();
        text.contains("str") || text.contains("String") || text.contains("AsRef")
    });
    match named {
        Some((ident, _)) => Some(ident.clone()),
        None => {
            let span = first.map_or_else(|| function.sig.ident.span(), Spanned::span);
            lowerer
                .diagnostics
                .error(span, "a component takes its instance's name first: `name: &str`");
            None
        }
    }
}

/// Binds the parameters; those that are resource types become handles.
fn parameters(function: &mut ItemFn, lowerer: &mut Lowerer<'_>) -> TokenStream {
    let mut conversions = TokenStream::new();
    for input in &mut function.sig.inputs {
        let FnArg::Typed(typed) = input else {
            lowerer
                .diagnostics
                .error(input.span(), "a component is a free function");
            continue;
        };
        let Pat::Ident(pattern) = &*typed.pat else {
            lowerer.bind_pattern(&typed.pat.clone(), Known::Other);
            continue;
        };
        let ident = pattern.ident.clone();
        let mut known = Known::Other;
        if let Some((kind, name)) = signature::handle(lowerer, &typed.ty)
            && let Some(used) = lowerer.used(kind, &name)
        {
            known = Known::Handle(used, Shape::Single);
            let handle = lowerer.handle_type(used, Shape::Single);
            let ty: &Type = &typed.ty;
            let kind = render::catalogue_type(lowerer, used);
            let resource = quote_spanned!(ty.span()=> impl ::core::convert::Into<::paydsl::__private::Resource<#kind>>);
            if let Ok(ty) = syn::parse2(resource) {
                *typed.ty = ty;
            }
            conversions.extend(quote! {
                let #ident = <#handle as ::paydsl::__private::Handle>::new(::core::convert::Into::into(#ident));
            });
        } else {
            signature::name_blocks(lowerer, &mut typed.ty);
        }
        lowerer.scopes.bind(terraform_name(&ident), known);
    }
    conversions
}
