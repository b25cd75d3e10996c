//! Argument values: literals converted element by element, the rest left to rustc with the type it must have.

use paydsl_schema::Type;
use proc_macro2::{Span, TokenStream};
use quote::{ToTokens, quote, quote_spanned};
use syn::spanned::Spanned;
use syn::visit_mut::VisitMut;
use syn::{Expr, ExprArray, ExprCall, ExprTuple};

use super::{Context, Known, Lowerer};

impl<'a> Lowerer<'a> {
    /// The value of an argument of type `ty`; `path` names the argument.
    pub(crate) fn value(&mut self, expression: &Expr, ty: &Type, path: &str) -> TokenStream {
        match expression {
            Expr::Paren(inner) => return self.value(&inner.expr, ty, path),
            Expr::Group(inner) => return self.value(&inner.expr, ty, path),
            Expr::Array(array) => return self.array(array, ty, path),
            _ => {}
        }
        if let Some(message) = crate::literal::mistake(expression, ty) {
            return self.broken(expression.span(), message);
        }
        if let Some(Known::Handle(used, _)) = self.infer(expression) {
            let message = self.handle_as_value(used, expression);
            return self.broken(expression.span(), message);
        }
        let mut expression = expression.clone();
        self.contexts.push(context(ty, path));
        let choosing = self.choosing.take();
        self.visit_expr_mut(&mut expression);
        self.choosing = choosing;
        self.contexts.pop();
        self.name_choices(&mut expression, ty);
        expression.into_token_stream()
    }

    fn array(&mut self, array: &ExprArray, ty: &Type, path: &str) -> TokenStream {
        let private = quote_spanned!(self.conversion_span(array.bracket_token.span.join())=> ::paydsl::__private);
        match ty {
            Type::List(element) | Type::Set(element) => {
                let rust = crate::render::argument_type(element);
                let items: Vec<TokenStream> = array
                    .elems
                    .iter()
                    .map(|item| self.element(item, element, path))
                    .collect();
                if super::kinds::has_object(element) {
                    return quote!(#private::tuple([#(#items),*]));
                }
                quote!(#private::list::<#rust, _>([#(#items),*]))
            }
            Type::Map(element) => {
                let rust = crate::render::argument_type(element);
                let mut entries = Vec::new();
                for item in &array.elems {
                    match pair(item) {
                        Some((key, value)) => {
                            let choosing = self.choosing.take();
                            let key = self.element(key, &Type::String, path);
                            self.choosing = choosing;
                            let value = self.element(value, element, path);
                            entries.push(quote!((#key, #value)));
                        }
                        None => self.error(
                            item.span(),
                            format!("`{path}` is a map: each entry is a pair, `(\"key\", value)`"),
                        ),
                    }
                }
                if super::kinds::has_object(element) {
                    return quote!(#private::map::<#private::Any, _>([#(#entries),*]).any());
                }
                quote!(#private::map::<#rust, _>([#(#entries),*]))
            }
            Type::Dynamic | Type::Object(_) | Type::Tuple(_) => self.untyped_array(array, path),
            Type::String | Type::Number | Type::Bool => {
                let wanted = crate::literal::wanted(ty);
                self.broken(array.span(), format!("`{path}` is {wanted}, not a list"))
            }
        }
    }

    /// An array where only Terraform knows the type: pairs make an object, everything else a list.
    fn untyped_array(&mut self, array: &ExprArray, path: &str) -> TokenStream {
        let private = quote!(::paydsl::__private);
        let pairs: Option<Vec<(&Expr, &Expr)>> = array.elems.iter().map(pair).collect();
        match pairs {
            Some(pairs) if !pairs.is_empty() => {
                let entries: Vec<TokenStream> = pairs
                    .into_iter()
                    .map(|(key, value)| {
                        let key = self.element(key, &Type::String, path);
                        let value = self.element(value, &Type::Dynamic, path);
                        quote!((#key, #value))
                    })
                    .collect();
                quote!(#private::map::<#private::Any, _>([#(#entries),*]).any())
            }
            _ => {
                let items: Vec<TokenStream> = array
                    .elems
                    .iter()
                    .map(|item| self.element(item, &Type::Dynamic, path))
                    .collect();
                quote!(#private::tuple([#(#items),*]))
            }
        }
    }

    fn element(&mut self, item: &Expr, ty: &Type, path: &str) -> TokenStream {
        let rust = crate::render::argument_type(ty);
        let value = self.value(item, ty, path);
        let convert = quote_spanned!(self.conversion_span(item.span())=> ::paydsl::__private::value::<#rust, _>);
        quote!(#convert(#value))
    }

    /// Where the conversion of a value stands. rustc has to blame the value; hovering over it in an editor would show the
    /// conversion, too.
    pub(crate) fn conversion_span(&self, value: Span) -> Span {
        match self.mode.is_editor() {
            true => Span::call_site(),
            false => value,
        }
    }

    /// Calls that take anything: their array arguments convert element by element, so that they may be mixed.
    pub(crate) fn json_call(&mut self, call: &ExprCall) -> Option<TokenStream> {
        let Expr::Path(path) = &*call.func else { return None };
        let name = path.path.get_ident()?.to_string();
        if !matches!(name.as_str(), "jsonencode" | "yamlencode") || self.scopes.get(&name).is_some() {
            return None;
        }
        let arguments: Vec<TokenStream> = call
            .args
            .iter()
            .map(|argument| self.value(argument, &Type::Dynamic, &name))
            .collect();
        let function = &call.func;
        Some(quote!(#function(#(#arguments),*)))
    }
}

/// What `block` means in a value of type `ty`.
fn context<'a>(ty: &Type, path: &str) -> Context<'a> {
    match ty {
        Type::Object(fields) => Context::Object {
            path: path.to_owned(),
            fields: fields.clone(),
        },
        Type::List(element) | Type::Set(element) | Type::Map(element) => context(element, path),
        _ => Context::None,
    }
}

fn pair(item: &Expr) -> Option<(&Expr, &Expr)> {
    match item {
        Expr::Tuple(ExprTuple { elems, .. }) if elems.len() == 2 => Some((elems.first()?, elems.last()?)),
        Expr::Group(inner) => pair(&inner.expr),
        _ => None,
    }
}
