//! The structs of attributes that handles are.

use std::collections::BTreeSet;

use paydsl_schema::{Block, Nesting, Type};
use proc_macro2::{Ident, Span, TokenStream};
use quote::quote;

use super::Mode;
use crate::lower::{Kind, Lowerer, Shape, UsedType};
use crate::names::identifier;

/// The structs of all types that a function uses.
pub(crate) fn structs(lowerer: &Lowerer<'_>) -> TokenStream {
    let mut structs = Structs {
        handles: &lowerer.handles,
        accessed: &lowerer.accessed,
        mode: lowerer.mode,
        items: TokenStream::new(),
    };
    for used in &lowerer.types {
        structs.handle(used);
    }
    if lowerer.modules {
        structs.module();
    }
    if lowerer.mode.is_editor() {
        structs.items.extend(super::editor::arguments(lowerer));
    }
    structs.items.extend(super::choices::modules(lowerer));
    structs.items
}

struct Structs<'s> {
    handles: &'s BTreeSet<(String, Shape)>,
    accessed: &'s BTreeSet<String>,
    mode: Mode,
    items: TokenStream,
}

impl Structs<'_> {
    /// Whether a struct gets a field for the attribute: for rustc only those that are read somewhere.
    fn wants(&self, name: &str) -> bool {
        self.mode.is_editor() || self.accessed.contains(name)
    }

    fn handle(&mut self, used: &UsedType<'_>) {
        let struct_name = used.struct_name();
        let (names, types, docs) = self.members(used.block, &struct_name);
        let kind = kind_type(used);
        let provider = super::provider_use(used.archive);
        self.emit(
            &struct_name,
            &kind,
            &used.name,
            used.kind.scope(),
            &provider,
            &names,
            &types,
            &docs,
        );
    }

    /// A module's outputs are whatever is read from it: nothing says what it has.
    fn module(&mut self) {
        let names: Vec<String> = self
            .accessed
            .iter()
            .filter(|name| !matches!(name.as_str(), "at" | "key"))
            .cloned()
            .collect();
        let types: Vec<TokenStream> = names.iter().map(|_| quote!(::paydsl::__private::Any)).collect();
        let docs = vec![String::new(); names.len()];
        let provider = quote!(::paydsl::__private::ProviderUse {
            local_name: "",
            source: "",
            version: ""
        });
        self.emit(
            "__paydsl_module",
            &quote!(()),
            "",
            "module.",
            &provider,
            &names,
            &types,
            &docs,
        );
    }

    #[allow(clippy::too_many_arguments, reason = "the parts of one struct")]
    fn emit(
        &mut self,
        struct_name: &str,
        kind: &TokenStream,
        type_name: &str,
        scope: &str,
        provider: &TokenStream,
        names: &[String],
        types: &[TokenStream],
        docs: &[String],
    ) {
        let idents: Vec<Ident> = names.iter().map(|name| identifier(name, Span::call_site())).collect();
        let docs: Vec<TokenStream> = docs
            .iter()
            .map(|doc| {
                if doc.is_empty() {
                    quote!()
                } else {
                    quote!(#[doc = #doc])
                }
            })
            .collect();
        let private = quote!(::paydsl::__private);
        let one = super::handle_type(struct_name, Shape::Single);
        for shape in [Shape::Single, Shape::Many, Shape::Keyed] {
            if shape != Shape::Single && !self.handles.contains(&(struct_name.to_owned(), shape)) {
                continue;
            }
            let handle = super::handle_type(struct_name, shape);
            let marker = match shape {
                Shape::Single => quote!(#private::Single),
                Shape::Many => quote!(#private::Many),
                Shape::Keyed => quote!(#private::Keyed),
            };
            let fields = types.iter().map(|ty| match shape {
                Shape::Single => quote!(#private::Value<#ty>),
                Shape::Many => quote!(#private::Value<#private::List<#ty>>),
                Shape::Keyed => quote!(#private::Value<#private::Map<#ty>>),
            });
            let picked = match shape {
                Shape::Single => quote!(),
                Shape::Many => quote! {
                    impl #private::Counted for #handle {
                        type One = #one;
                        fn at(self, index: impl #private::IntoValue<#private::Num>) -> #one {
                            #private::Handle::new(self.__resource.at(index))
                        }
                    }
                },
                Shape::Keyed => quote! {
                    impl #private::ByKey for #handle {
                        type One = #one;
                        fn key(self, key: impl #private::IntoValue<#private::Str>) -> #one {
                            #private::Handle::new(self.__resource.key(key))
                        }
                    }
                },
            };
            self.items.extend(quote! {
                #[derive(Clone, Copy)]
                pub struct #handle {
                    #(#docs pub #idents: #fields,)*
                    __resource: #private::Resource<#kind, #marker>,
                }
                impl #private::Handle for #handle {
                    type Kind = #kind;
                    type Shape = #marker;
                    const TYPE: &'static str = #type_name;
                    const SCOPE: &'static str = #scope;
                    const PROVIDER: #private::ProviderUse = #provider;
                    fn new(resource: #private::Resource<#kind, #marker>) -> Self {
                        #handle {
                            #(#idents: resource.attribute::<#types>(#names),)*
                            __resource: resource,
                        }
                    }
                    fn resource(self) -> #private::Resource<#kind, #marker> {
                        self.__resource
                    }
                }
                impl ::core::convert::From<#handle> for #private::Resource<#kind, #marker> {
                    fn from(handle: #handle) -> Self {
                        handle.__resource
                    }
                }
                #picked
            });
        }
    }

    /// The names, Rust types and documentation of the attributes and blocks that are read.
    fn members(&mut self, block: &Block, prefix: &str) -> (Vec<String>, Vec<TokenStream>, Vec<String>) {
        let (mut names, mut types, mut docs) = (Vec::new(), Vec::new(), Vec::new());
        for attribute in block.attributes() {
            if !self.wants(&attribute.name) {
                continue;
            }
            types.push(self.value_type(&attribute.ty, &format!("{prefix}__{}", attribute.name)));
            docs.push(super::editor::attribute_doc(attribute));
            names.push(attribute.name.to_string());
        }
        for nested in block.blocks() {
            if !self.wants(nested.name) {
                continue;
            }
            let object = self.object_of_block(nested.block(), &format!("{prefix}__{}", nested.name));
            types.push(match nested.nesting {
                Nesting::Single | Nesting::Group => object,
                Nesting::List => quote!(::paydsl::__private::List<#object>),
                Nesting::Set => quote!(::paydsl::__private::Set<#object>),
                Nesting::Map => quote!(::paydsl::__private::Map<#object>),
            });
            docs.push(super::editor::block_doc(nested));
            names.push(nested.name.to_string());
        }
        (names, types, docs)
    }

    /// The Rust type of a value that is read.
    fn value_type(&mut self, ty: &Type, prefix: &str) -> TokenStream {
        match ty {
            Type::List(element) => {
                let element = self.value_type(element, prefix);
                quote!(::paydsl::__private::List<#element>)
            }
            Type::Set(element) => {
                let element = self.value_type(element, prefix);
                quote!(::paydsl::__private::Set<#element>)
            }
            Type::Map(element) => {
                let element = self.value_type(element, prefix);
                quote!(::paydsl::__private::Map<#element>)
            }
            Type::Object(fields) => {
                let wanted: Vec<_> = fields.iter().filter(|field| self.wants(&field.name)).collect();
                let names = wanted.iter().map(|field| field.name.to_string()).collect();
                let types = wanted
                    .iter()
                    .map(|field| self.value_type(&field.ty, &format!("{prefix}__{}", field.name)))
                    .collect();
                let docs = wanted.iter().map(|field| format!("`{}`", field.ty)).collect();
                self.object(prefix, names, types, docs)
            }
            primitive => super::argument_type(primitive),
        }
    }

    fn object_of_block(&mut self, block: &Block, prefix: &str) -> TokenStream {
        // Blocks that hold themselves (wafv2 statements) are finite in the schema, but large: an editor sees two levels.
        if self.mode.is_editor() && prefix.matches("__").count() > 3 {
            return quote!(::paydsl::__private::Any);
        }
        let (names, types, docs) = self.members(block, prefix);
        self.object(prefix, names, types, docs)
    }

    fn object(&mut self, name: &str, names: Vec<String>, types: Vec<TokenStream>, docs: Vec<String>) -> TokenStream {
        let ident = Ident::new(name, Span::call_site());
        let idents: Vec<Ident> = names.iter().map(|name| identifier(name, Span::call_site())).collect();
        let docs = docs.iter().map(|doc| {
            if doc.is_empty() {
                quote!()
            } else {
                quote!(#[doc = #doc])
            }
        });
        let private = quote!(::paydsl::__private);
        self.items.extend(quote! {
            #[derive(Clone, Copy)]
            pub struct #ident {
                #(#docs pub #idents: #private::Value<#types>,)*
            }
            impl #private::Fields for #ident {
                fn of(of: #private::Value<#private::Any>) -> Self {
                    #ident { #(#idents: #private::member(of, #names),)* }
                }
            }
        });
        quote!(#private::Object<#ident>)
    }
}

/// The type's name in the catalogue.
fn kind_type(used: &UsedType<'_>) -> TokenStream {
    let module = match used.kind {
        Kind::Resource => quote!(catalogue),
        Kind::Data => quote!(catalogue::data),
        Kind::Ephemeral => quote!(catalogue::ephemeral),
    };
    let kind = Ident::new(&used.name, Span::call_site());
    let root = if is_builtin(used) {
        quote!(::paydsl)
    } else {
        quote!(crate)
    };
    quote!(#root::#module::#kind)
}

/// The name in the catalogue of the type with a number.
pub(crate) fn catalogue_type(lowerer: &Lowerer<'_>, used: usize) -> Option<TokenStream> {
    lowerer.types.get(used).map(kind_type)
}

/// Whether the archive comes with paydsl, and so its catalogue.
fn is_builtin(used: &UsedType<'_>) -> bool {
    paydsl_schema::Providers::builtin()
        .provider(used.archive.local_name())
        .is_some_and(|archive| archive.source() == used.archive.source())
}
