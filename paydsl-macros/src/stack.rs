//! `#[stack]`.

use proc_macro2::TokenStream;
use quote::{quote, quote_spanned};
use syn::spanned::Spanned;
use syn::visit_mut::VisitMut;
use syn::{ItemFn, ReturnType, Type};

use crate::Session;
use crate::diagnostic::Diagnostics;
use crate::lower::{Known, Lowerer, accessed};
use crate::names::terraform_name;
use crate::{render, signature};

pub(crate) fn expand(attribute: TokenStream, item: TokenStream, session: &Session) -> TokenStream {
    let mut diagnostics = Diagnostics::default();
    if !attribute.is_empty() {
        diagnostics.error(attribute.span(), "`#[stack]` takes nothing in parentheses");
    }
    let repaired = crate::repair::repair(item.clone(), &mut diagnostics);
    let function: ItemFn = match syn::parse2(repaired) {
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
    Stack {
        function,
        lowerer: &mut lowerer,
    }
    .render()
}

struct Stack<'s, 'a> {
    function: ItemFn,
    lowerer: &'s mut Lowerer<'a>,
}

impl Stack<'_, '_> {
    fn render(mut self) -> TokenStream {
        self.check_signature();
        let mut body = std::mem::replace(&mut self.function.block, Box::new(syn::parse_quote!({})));
        self.lowerer.scopes.enter();
        for input in &self.function.sig.inputs {
            if let Some((ident, _)) = signature::parameter(input) {
                self.lowerer.scopes.bind(terraform_name(ident), Known::Other);
            }
        }
        self.lowerer.visit_block_mut(&mut body);
        self.lowerer.scopes.leave();

        let (environment, arguments, remotes) = self.parameters();
        let (remotes, remote_names): (Vec<syn::Ident>, Vec<TokenStream>) = remotes.into_iter().unzip();
        let (attributes, visibility, signature) = (&self.function.attrs, &self.function.vis, &self.function.sig);
        let ident = &signature.ident;
        let name = terraform_name(ident);
        let (inputs, output) = (&signature.inputs, &signature.output);
        let returned = signature::returned(output);
        let structs = render::structs(self.lowerer);
        let line = u32::try_from(ident.span().start().line).unwrap_or(0);
        let private = quote!(::paydsl::__private);
        let (generics, environment) = match environment {
            Some(environment) => (quote!(), environment),
            None => (quote!(<__Environment: #private::Environment>), quote!(__Environment)),
        };
        let exports = match output {
            ReturnType::Type(_, ty) if !matches!(&**ty, Type::Tuple(tuple) if tuple.elems.is_empty()) => {
                quote_spanned! {ty.span()=>
                    impl ::paydsl::__private::Exports for #ty {
                        const STACK: &'static str = #name;
                    }
                }
            }
            _ => quote!(),
        };
        let errors = self.lowerer.diagnostics.items();
        quote! {
            #(#attributes)*
            #[allow(unused, non_camel_case_types, non_snake_case, clippy::all)]
            #visibility fn #ident #generics() -> #private::Stack<#environment> {
                fn #ident(#inputs) #output #body
                #structs
                const __PAYDSL_FILE: &str = ::core::file!();
                #(const #remotes: &str = #remote_names;)*
                #private::Stack::new(
                    #name,
                    #private::Site { file: __PAYDSL_FILE, line: #line },
                    ::std::vec![#(#remotes),*],
                    || {
                        let __outputs: #returned = #ident(#(#arguments),*);
                        #private::Outputs::outputs(&__outputs)
                    },
                )
            }
            #exports
            #errors
        }
    }

    fn check_signature(&mut self) {
        let signature = &self.function.sig;
        if let Some(parameter) = signature.generics.params.first() {
            self.lowerer.diagnostics.error(
                parameter.span(),
                "a stack is not generic: one function is one root module",
            );
        }
        if let Some(asyncness) = &signature.asyncness {
            self.lowerer
                .diagnostics
                .error(asyncness.span(), "a stack declares, it does not wait: remove `async`");
        }
        let is_name = |text: &str| {
            text.len() <= 63
                && text.starts_with(|c: char| c.is_ascii_lowercase())
                && text
                    .chars()
                    .all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_')
        };
        if !is_name(&terraform_name(&signature.ident)) {
            let message = format!(
                "a stack's name is a directory: lower-case letters, digits and `_`, at most 63, starting with a letter, not `{}`",
                signature.ident
            );
            self.lowerer.diagnostics.error(signature.ident.span(), message);
        }
    }

    /// The environment's type, what the function is called with, and the names of the stacks it reads.
    fn parameters(&mut self) -> (Option<TokenStream>, Vec<TokenStream>, Vec<(syn::Ident, TokenStream)>) {
        let (mut environment, mut arguments, mut remotes) = (None, Vec::new(), Vec::new());
        for input in &self.function.sig.inputs {
            let Some((_, typed)) = signature::parameter(input) else {
                self.lowerer
                    .diagnostics
                    .error(input.span(), "a stack takes `env: &Env` and `name: Remote<Outputs>`");
                continue;
            };
            match &*typed.ty {
                Type::Reference(reference) if environment.is_none() && reference.mutability.is_none() => {
                    let ty = &reference.elem;
                    environment = Some(quote!(#ty));
                    arguments.push(quote_spanned!(ty.span()=> &<#ty as ::paydsl::__private::Environment>::current()));
                }
                ty => match signature::remote(ty) {
                    Some(outputs) => {
                        let stack = quote::format_ident!("__PAYDSL_REMOTE_{}", remotes.len());
                        let read = quote_spanned!(outputs.span()=> ::paydsl::__private::Remote::<#outputs>::read);
                        arguments.push(quote!(#read(#stack)));
                        let name = quote_spanned!(outputs.span()=> <#outputs as ::paydsl::__private::Exports>::STACK);
                        remotes.push((stack, name));
                    }
                    None => {
                        arguments.push(quote!(::core::panic!()));
                        self.lowerer.diagnostics.error(
                            ty.span(),
                            "a stack takes the environment (`env: &Env`) and other stacks' outputs (`network: Remote<Network>`)",
                        );
                    }
                },
            }
        }
        (environment, arguments, remotes)
    }
}
