//! `catalogue!`: every resource type by name, as a type that says which it is and holds nothing.

use proc_macro2::{Ident, Span, TokenStream};
use quote::quote;

use crate::Session;

pub(crate) fn expand(input: TokenStream, session: &Session) -> TokenStream {
    if !input.is_empty() {
        return quote!(::core::compile_error! { "`catalogue!()` takes nothing" });
    }
    let (providers, broken) = paydsl_schema::Providers::for_crate(&session.manifest_dir);
    let errors = broken.iter().map(|error| {
        let message = error.to_string();
        quote!(::core::compile_error! { #message })
    });
    let own = session.manifest_dir.file_name().is_some_and(|name| name == "paydsl");
    let builtin = paydsl_schema::Providers::builtin();
    let (mut resources, mut data_sources, mut ephemeral) = (Vec::new(), Vec::new(), Vec::new());
    for archive in providers.archives() {
        let known = builtin
            .provider(archive.local_name())
            .is_some_and(|known| known.source() == archive.source());
        if known != own {
            continue;
        }
        resources.extend(archive.resource_names().map(ident));
        data_sources.extend(archive.data_source_names().map(ident));
        ephemeral.extend(archive.ephemeral_names().map(ident));
    }
    quote! {
        /// The types of the resources, data sources and ephemeral resources of the providers: names without values.
        #[allow(non_camel_case_types, missing_docs)]
        pub mod catalogue {
            #(#[derive(Clone, Copy, Debug)] pub struct #resources;)*
            pub mod data { #(#[derive(Clone, Copy, Debug)] pub struct #data_sources;)* }
            pub mod ephemeral { #(#[derive(Clone, Copy, Debug)] pub struct #ephemeral;)* }
        }
        #(#errors)*
    }
}

fn ident(name: &str) -> Ident {
    Ident::new(name, Span::call_site())
}
