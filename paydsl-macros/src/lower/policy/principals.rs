//! Principals: `service("lambda.amazonaws.com")`, `aws(role.arn)`, `"*"`, or a list of them.

use paydsl_schema::iam::{PrincipalKind, Principals};
use proc_macro2::{Span, TokenStream};
use quote::{ToTokens, quote, quote_spanned};
use syn::spanned::Spanned;
use syn::{Expr, ExprCall, ExprLit, Lit};

use super::editor::{self, Offer};
use super::texts::bare;
use crate::lower::Lowerer;
use crate::names::did_you_mean;

/// How principals are written.
const FORM: &str = "a principal is `service(\"lambda.amazonaws.com\")`, `aws(role.arn)`, `federated(..)`, \
                    `canonical_user(..)`, or \"*\" for everybody";

/// The values of principals of each type, in the order they are written.
#[derive(Default)]
struct Values {
    everybody: bool,
    named: Vec<(PrincipalKind, Vec<TokenStream>)>,
    as_calls: Vec<TokenStream>,
}

impl Values {
    fn add(&mut self, kind: PrincipalKind, values: impl IntoIterator<Item = TokenStream>) {
        match self.named.iter_mut().find(|(known, _)| *known == kind) {
            Some((_, known)) => known.extend(values),
            None => self.named.push((kind, values.into_iter().collect())),
        }
    }

    fn tokens(mut self) -> TokenStream {
        if self.everybody && self.named.is_empty() {
            return quote!(::paydsl::__private::value::<::paydsl::__private::Any, _>("*"));
        }
        if self.everybody {
            let everybody = quote!(::paydsl::__private::value::<::paydsl::__private::Any, _>("*"));
            self.add(PrincipalKind::Aws, [everybody]);
        }
        let members = self.named.iter().map(|(kind, values)| {
            let name = kind.json();
            quote!((#name, ::paydsl::__private::one_or_all([#(#values),*])))
        });
        quote!(::paydsl::__private::members([#(#members),*]))
    }
}

impl Lowerer<'_> {
    pub(super) fn policy_principals(&mut self, expression: &Expr, name: &str) -> (Principals<Span>, TokenStream) {
        let mut known = Principals {
            tag: expression.span(),
            everybody: None,
            named: Vec::new(),
            open: false,
        };
        let mut values = Values::default();
        match bare(expression) {
            Expr::Array(array) => {
                for item in &array.elems {
                    self.principal(bare(item), name, &mut known, &mut values);
                }
            }
            other => self.principal(other, name, &mut known, &mut values),
        }
        let tokens = match self.mode.is_editor() {
            true => editor::all_of(Offer::Principals, &values.as_calls),
            false => values.tokens(),
        };
        (known, tokens)
    }

    fn principal(&mut self, expression: &Expr, name: &str, known: &mut Principals<Span>, values: &mut Values) {
        match expression {
            Expr::Lit(ExprLit {
                lit: Lit::Str(text), ..
            }) if text.value() == "*" => {
                known.everybody = Some(expression.span());
                values.everybody = true;
                values.as_calls.push(expression.to_token_stream());
            }
            Expr::Lit(ExprLit {
                lit: Lit::Str(text), ..
            }) => {
                let text = text.value();
                let kind = match text.contains(".amazonaws.com") {
                    true => PrincipalKind::Service,
                    false => PrincipalKind::Aws,
                };
                let message = format!("say what kind of name this is: `{}(\"{text}\")`", kind.rust());
                self.error(expression.span(), message);
                values.as_calls.push(expression.to_token_stream());
                known.open = true;
            }
            Expr::Call(call) => self.named_principals(call, name, known, values),
            other => {
                self.error(other.span(), FORM);
                values.as_calls.push(other.to_token_stream());
                known.open = true;
            }
        }
    }

    fn named_principals(&mut self, call: &ExprCall, name: &str, known: &mut Principals<Span>, values: &mut Values) {
        let function = match &*call.func {
            Expr::Path(path) => path.path.get_ident().map(ToString::to_string).unwrap_or_default(),
            _ => String::new(),
        };
        let Some(kind) = PrincipalKind::ALL.into_iter().find(|kind| kind.rust() == function) else {
            let near = paydsl_schema::suggest(&function, PrincipalKind::ALL.map(PrincipalKind::rust));
            let advice = if near.is_empty() {
                format!(": {FORM}")
            } else {
                did_you_mean(&near)
            };
            self.error(
                call.func.span(),
                format!("`{function}` is no kind of principal{advice}"),
            );
            values.as_calls.push(call.to_token_stream());
            known.open = true;
            return;
        };
        if call.args.is_empty() {
            self.error(call.span(), format!("`{function}` names nobody: {FORM}"));
        }
        let mut written = Vec::new();
        for argument in &call.args {
            let texts = self.texts(argument);
            known.name(kind, texts);
            match bare(argument) {
                Expr::Array(array) => {
                    let items: Vec<TokenStream> = array
                        .elems
                        .iter()
                        .map(|item| {
                            let value = self.text_value(item, name);
                            quote_spanned!(item.span()=> #value.any())
                        })
                        .collect();
                    written.extend(items);
                }
                _ => written.push(self.texts_value(argument, name)),
            }
        }
        let function = &call.func;
        values.as_calls.push(quote!(#function((#(#written,)*))));
        if !written.is_empty() {
            values.add(kind, written);
        }
    }
}
