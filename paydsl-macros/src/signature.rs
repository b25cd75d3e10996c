//! Function signatures: parameters that are handles, and what a stack takes.

use proc_macro2::TokenStream;
use quote::quote;
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

/// Whether a type is written as the path of a nested block, `aws_security_group::ingress`.
pub(crate) fn is_block_path(lowerer: &Lowerer<'_>, ty: &Type) -> bool {
    let Type::Path(path) = ty else { return false };
    path.path.segments.len() > 1
        && path
            .path
            .segments
            .first()
            .is_some_and(|first| lowerer.providers.resource(&terraform_name(&first.ident)).is_some())
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
