//! Function signatures: parameters that are handles, and what a stack takes.

use proc_macro2::TokenStream;
use quote::quote;
use syn::visit_mut::{self, VisitMut};
use syn::{FnArg, GenericArgument, Ident, Pat, PatType, PathArguments, ReturnType, Type};

use crate::lower::{Kind, Lowerer};
use crate::names::terraform_name;

/// The type `T` of a parameter `Remote<T>`.
pub(crate) fn remote(ty: &Type) -> Option<&Type> {
    let Type::Path(path) = ty else { return None };
    let segment = path.path.segments.last()?;
    let PathArguments::AngleBracketed(arguments) = &segment.arguments else {
        return None;
    };
    match (segment.ident == "Remote", arguments.args.first()?) {
        (true, GenericArgument::Type(inner)) => Some(inner),
        _ => None,
    }
}

/// The resource type that a parameter's type names.
pub(crate) fn handle(lowerer: &Lowerer<'_>, ty: &Type) -> Option<(Kind, String)> {
    let Type::Path(path) = ty else { return None };
    let segments: Vec<String> = path
        .path
        .segments
        .iter()
        .map(|segment| terraform_name(&segment.ident))
        .collect();
    let segments: Vec<&str> = segments.iter().map(String::as_str).collect();
    let (kind, name) = match segments[..] {
        [name] => (Kind::Resource, name),
        ["data", name] => (Kind::Data, name),
        ["ephemeral", name] => (Kind::Ephemeral, name),
        _ => return None,
    };
    let known = match kind {
        Kind::Resource => lowerer.providers.resource(name).is_some(),
        Kind::Data => lowerer.providers.data_source(name).is_some(),
        Kind::Ephemeral => lowerer.providers.ephemeral(name).is_some(),
    };
    known.then(|| (kind, name.to_owned()))
}

/// Turns the paths of nested blocks in a type into what they are in Rust, also where it holds several: `Vec<..>`.
pub(crate) fn name_blocks(lowerer: &Lowerer<'_>, ty: &mut Type) {
    struct Names<'l, 'a>(&'l Lowerer<'a>);
    impl VisitMut for Names<'_, '_> {
        fn visit_type_mut(&mut self, ty: &mut Type) {
            match block_path(self.0, ty) {
                Some(block) => *ty = block,
                None => visit_mut::visit_type_mut(self, ty),
            }
        }
    }
    Names(lowerer).visit_type_mut(ty);
}

/// What a type that is written as the path of a nested block is in Rust: `aws_security_group::ingress`, and with `data::` or
/// `ephemeral::` in front.
fn block_path(lowerer: &Lowerer<'_>, ty: &Type) -> Option<Type> {
    let Type::Path(path) = ty else { return None };
    let segments: Vec<String> = path
        .path
        .segments
        .iter()
        .map(|segment| terraform_name(&segment.ident))
        .collect();
    let (first, rest) = segments.split_first()?;
    let ((_, mut block), rest) = match first.as_str() {
        "data" => (lowerer.providers.data_source(rest.first()?)?, rest.get(1..)?),
        "ephemeral" => (lowerer.providers.ephemeral(rest.first()?)?, rest.get(1..)?),
        name => (lowerer.providers.resource(name)?, rest),
    };
    let last = rest.last()?;
    for name in &rest[..rest.len() - 1] {
        block = block.block(name)?.block();
    }
    let is_object = block
        .attribute(last)
        .is_some_and(|attribute| crate::lower::kinds::has_object(&attribute.ty));
    Some(match is_object {
        true => syn::parse_quote!(::paydsl::__private::Value<::paydsl::__private::Any>),
        false => syn::parse_quote!(::paydsl::__private::BlockValue),
    })
}

/// The name and type of a parameter.
pub(crate) fn parameter(argument: &FnArg) -> Option<(&Ident, &PatType)> {
    match argument {
        FnArg::Typed(typed) => match &*typed.pat {
            Pat::Ident(ident) => Some((&ident.ident, typed)),
            _ => None,
        },
        FnArg::Receiver(_) => None,
    }
}

/// The type that a function returns.
pub(crate) fn returned(output: &ReturnType) -> TokenStream {
    match output {
        ReturnType::Default => quote!(()),
        ReturnType::Type(_, ty) => quote!(#ty),
    }
}
