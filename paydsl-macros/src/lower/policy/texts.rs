//! Texts and lists of texts: what is known of them, and as expressions.

use paydsl_schema::Type;
use paydsl_schema::iam::{self, Piece, Text, Texts};
use proc_macro2::{Span, TokenStream};
use quote::{quote, quote_spanned};
use syn::spanned::Spanned;
use syn::{Expr, ExprLit, Lit, Member};

use crate::lower::{Kind, Known, Lowerer, Shape};
use crate::names::terraform_name;
use crate::template;

impl Lowerer<'_> {
    /// One text or a list of texts, as far as it is known.
    pub(super) fn texts(&mut self, expression: &Expr) -> Texts<Span> {
        let (items, open) = match bare(expression) {
            Expr::Array(array) => {
                let unknown = |item: &Expr| Text {
                    tag: item.span(),
                    pieces: vec![Piece::Unknown],
                };
                let items = array.elems.iter();
                (
                    items
                        .map(|item| self.text(item).unwrap_or_else(|| unknown(item)))
                        .collect(),
                    false,
                )
            }
            // What is neither a text nor a list of them here may be either.
            other => match self.text(other) {
                Some(text) => (vec![text], false),
                None => (Vec::new(), true),
            },
        };
        Texts {
            tag: expression.span(),
            items,
            open,
        }
    }

    /// A text, if it is known in part.
    pub(super) fn text(&mut self, expression: &Expr) -> Option<Text<Span>> {
        let tag = expression.span();
        match bare(expression) {
            Expr::Lit(ExprLit { lit, .. }) => Some(Text::new(tag, literal(lit)?)),
            Expr::Macro(invocation) if invocation.mac.path.is_ident("tf") => {
                let template = template::parse(invocation.mac.tokens.clone()).ok()?;
                let pieces = template.pieces.iter().map(|piece| match piece {
                    template::Piece::Text(text) => Piece::Literal(text.as_str().into()),
                    template::Piece::Value(value) => self.piece(value),
                });
                let pieces = pieces.collect();
                Some(Text { tag, pieces })
            }
            other => match self.piece(other) {
                Piece::Unknown => None,
                piece => Some(Text {
                    tag,
                    pieces: vec![piece],
                }),
            },
        }
    }

    /// What a value is as a part of a text: the ARN of a resource, where that is certain.
    fn piece(&mut self, expression: &Expr) -> Piece {
        self.arn(bare(expression)).unwrap_or(Piece::Unknown)
    }

    fn arn(&mut self, expression: &Expr) -> Option<Piece> {
        let Expr::Field(field) = expression else { return None };
        let Member::Named(name) = &field.member else {
            return None;
        };
        if terraform_name(name) != "arn" {
            return None;
        }
        let Known::Handle(used, Shape::Single) = self.infer(&field.base)? else {
            return None;
        };
        let used = self.types.get(used).filter(|used| used.kind != Kind::Ephemeral)?;
        let (service, resource) = iam::arn(&used.name)?;
        Some(Piece::Arn { service, resource })
    }

    /// The value of an element that is a text or a list of texts.
    pub(super) fn texts_value(&mut self, expression: &Expr, name: &str) -> TokenStream {
        let value = match bare(expression) {
            Expr::Array(_) => self.value(expression, &Type::List(std::sync::Arc::new(Type::String)), name),
            Expr::Lit(_) => self.value(expression, &Type::String, name),
            _ => self.value(expression, &Type::Dynamic, name),
        };
        let span = self.conversion_span(expression.span());
        let convert = quote_spanned!(span=> ::paydsl::__private::value::<::paydsl::__private::Any, _>);
        quote!(#convert(#value))
    }

    /// The value of one text.
    pub(super) fn text_value(&mut self, expression: &Expr, name: &str) -> TokenStream {
        let value = self.value(expression, &Type::String, name);
        let span = self.conversion_span(expression.span());
        let convert = quote_spanned!(span=> ::paydsl::__private::value::<::paydsl::__private::Str, _>);
        quote!(#convert(#value))
    }
}

/// An expression without parentheses around it.
pub(super) fn bare(expression: &Expr) -> &Expr {
    match expression {
        Expr::Paren(inner) => bare(&inner.expr),
        Expr::Group(inner) => bare(&inner.expr),
        other => other,
    }
}

fn literal(lit: &Lit) -> Option<String> {
    match lit {
        Lit::Str(text) => Some(text.value()),
        Lit::Char(text) => Some(text.value().to_string()),
        _ => None,
    }
}
