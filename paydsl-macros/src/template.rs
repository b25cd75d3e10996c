//! `tf!`: templates.

use proc_macro2::{Span, TokenStream};
use quote::{quote, quote_spanned};
use syn::parse::{Parse, ParseStream};
use syn::punctuated::Punctuated;
use syn::{Expr, LitStr, Token};

/// A piece of a template.
pub(crate) enum Piece {
    Text(String),
    Value(Box<Expr>),
}

/// What a template's text is, and where.
pub(crate) struct Template {
    pub(crate) span: Span,
    pub(crate) pieces: Vec<Piece>,
}

struct Input {
    text: LitStr,
    arguments: Punctuated<Expr, Token![,]>,
}

impl Parse for Input {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        let text = input.parse()?;
        let mut arguments = Punctuated::new();
        if input.parse::<Option<Token![,]>>()?.is_some() {
            arguments = Punctuated::parse_terminated(input)?;
        }
        Ok(Input { text, arguments })
    }
}

/// Reads what stands in `tf!(..)`, or where and why it is no template.
pub(crate) fn parse(input: TokenStream) -> Result<Template, (Span, String)> {
    let Input { text, arguments } = syn::parse2(input).map_err(|error| {
        (
            error.span(),
            format!("`tf!` takes a string, such as tf!(\"{{main.arn}}/*\"): {error}"),
        )
    })?;
    let span = text.span();
    let mut arguments = arguments.into_iter();
    let mut pieces = Vec::new();
    for piece in split(&text.value()).map_err(|message| (span, message))? {
        match piece {
            Raw::Text(text) => pieces.push(Piece::Text(text)),
            Raw::Value(source) if source.trim().is_empty() => {
                match arguments.next() {
                    Some(argument) => pieces.push(Piece::Value(Box::new(argument))),
                    None => return Err((
                        span,
                        "`{}` has no argument left to take; write one after the text, or an expression in the braces"
                            .to_owned(),
                    )),
                }
            }
            Raw::Value(source) => {
                let expression: Expr = syn::parse_str(&source)
                    .map_err(|error| (span, format!("`{{{source}}}` is not a Rust expression: {error}")))?;
                pieces.push(Piece::Value(Box::new(respan(expression, span))));
            }
        }
    }
    if let Some(unused) = arguments.next() {
        return Err((
            syn::spanned::Spanned::span(&unused),
            "this argument has no `{}` in the text".to_owned(),
        ));
    }
    Ok(Template { span, pieces })
}

/// Gives every token of an expression that was read from a string the place of that string.
fn respan(expression: Expr, span: Span) -> Expr {
    fn tokens(stream: TokenStream, span: Span) -> TokenStream {
        stream
            .into_iter()
            .map(|mut tree| {
                if let proc_macro2::TokenTree::Group(group) = &tree {
                    let mut inner = proc_macro2::Group::new(group.delimiter(), tokens(group.stream(), span));
                    inner.set_span(span);
                    tree = inner.into();
                }
                tree.set_span(span);
                tree
            })
            .collect()
    }
    let stream = tokens(quote!(#expression), span);
    syn::parse2(stream).unwrap_or(expression)
}

#[derive(Debug, PartialEq)]
enum Raw {
    Text(String),
    Value(String),
}

/// Splits a template at its braces.
fn split(text: &str) -> Result<Vec<Raw>, String> {
    let mut pieces = Vec::new();
    let mut literal = String::new();
    let mut rest = text;
    while let Some(position) = rest.find(['{', '}']) {
        literal.push_str(&rest[..position]);
        let brace = rest.as_bytes()[position];
        let after = &rest[position + 1..];
        if after.as_bytes().first() == Some(&brace) {
            literal.push(char::from(brace));
            rest = &after[1..];
            continue;
        }
        if brace == b'}' {
            return Err("a `}` without its `{`; a brace that stands for itself is doubled: `}}`".to_owned());
        }
        let end = closing(after).ok_or("a `{` without its `}`; a brace that stands for itself is doubled: `{{`")?;
        if !literal.is_empty() {
            pieces.push(Raw::Text(std::mem::take(&mut literal)));
        }
        pieces.push(Raw::Value(after[..end].to_owned()));
        rest = &after[end + 1..];
    }
    literal.push_str(rest);
    if !literal.is_empty() {
        pieces.push(Raw::Text(literal));
    }
    Ok(pieces)
}

/// Where the brace that is open at the start of `text` closes; braces in strings do not count.
fn closing(text: &str) -> Option<usize> {
    let (mut depth, mut quoted, mut escaped) = (0usize, false, false);
    for (position, character) in text.char_indices() {
        match character {
            _ if escaped => escaped = false,
            '\\' if quoted => escaped = true,
            '"' => quoted = !quoted,
            '{' if !quoted => depth += 1,
            '}' if !quoted && depth == 0 => return Some(position),
            '}' if !quoted => depth -= 1,
            _ => {}
        }
    }
    None
}

/// The template as a value; `values` are the rendered expressions of its values, in order.
pub(crate) fn render(template: &Template, values: &[TokenStream]) -> TokenStream {
    let mut values = values.iter();
    let pieces = template.pieces.iter().map(|piece| match piece {
        Piece::Text(text) => quote!(::paydsl::__private::text(#text)),
        Piece::Value(_) => {
            let value = values.next();
            quote_spanned!(template.span=> ::paydsl::__private::part(#value))
        }
    });
    quote!(::paydsl::__private::template([#(#pieces),*]))
}

/// Expands an invocation that no stack function has expanded.
pub(crate) fn expand(input: TokenStream) -> TokenStream {
    match parse(input) {
        Ok(template) => {
            let values: Vec<TokenStream> = template
                .pieces
                .iter()
                .filter_map(|piece| match piece {
                    Piece::Value(expression) => Some(quote!(#expression)),
                    Piece::Text(_) => None,
                })
                .collect();
            render(&template, &values)
        }
        Err((span, message)) => quote_spanned!(span=> ::core::compile_error! { #message }),
    }
}

#[cfg(test)]
mod tests {
    use super::{Raw, split};

    fn text(text: &str) -> Raw {
        Raw::Text(text.to_owned())
    }

    fn value(text: &str) -> Raw {
        Raw::Value(text.to_owned())
    }

    #[test]
    fn braces_split_text_from_values() {
        assert_eq!(split("{audit.arn}/*"), Ok(vec![value("audit.arn"), text("/*")]));
        assert_eq!(split("a{{b}}c"), Ok(vec![text("a{b}c")]));
        assert_eq!(split("${x}"), Ok(vec![text("$"), value("x")]));
        assert_eq!(split("{f(\"}\")}"), Ok(vec![value("f(\"}\")")]));
        assert_eq!(split(""), Ok(vec![]));
    }

    #[test]
    fn a_brace_alone_is_a_mistake() {
        assert!(split("a}").is_err());
        assert!(split("{a").is_err());
    }
}
