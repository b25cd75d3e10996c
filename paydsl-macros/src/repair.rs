//! Repairing half-typed code before `syn` sees it.
//!
//! rustc only hands over what parses. An editor hands over what stands there: a field typed in the middle has no comma
//! behind it, a name no value yet. Putting in what is missing keeps the rest of the function checked and completing.

use proc_macro2::{Delimiter, Group, Ident, Punct, Spacing, Span, TokenStream, TokenTree};
use quote::quote_spanned;

use crate::diagnostic::Diagnostics;

/// The name that stands in for one that is missing after a dot.
pub(crate) const MISSING_NAME: &str = "__paydsl_missing";

/// The tokens, with what is missing in literals put in and reported.
pub(crate) fn repair(tokens: TokenStream, diagnostics: &mut Diagnostics) -> TokenStream {
    let tokens: Vec<TokenTree> = tokens.into_iter().collect();
    sequence(&tokens, false, diagnostics)
}

fn sequence(tokens: &[TokenTree], literal: bool, diagnostics: &mut Diagnostics) -> TokenStream {
    let mut repaired: Vec<TokenTree> = Vec::with_capacity(tokens.len());
    for (index, token) in tokens.iter().enumerate() {
        if literal && let Some(name) = field_at(tokens, index) {
            let last = repaired
                .last()
                .map(|last| (last.span(), is_colon(last), ends_expression(last)));
            match last {
                Some((span, true, _)) if is_field_colon(&repaired) => {
                    diagnostics.error(span, format!("`{}` has no value yet", previous_name(&repaired)));
                    repaired.extend(placeholder(span));
                    repaired.push(comma(span));
                }
                Some((span, _, true)) => {
                    diagnostics.error(name.span(), format!("a comma is missing before `{name}`"));
                    repaired.push(comma(span));
                }
                _ => {}
            }
        }
        if let TokenTree::Group(group) = token {
            let inner: Vec<TokenTree> = group.stream().into_iter().collect();
            let inner_literal = group.delimiter() == Delimiter::Brace
                && matches!(repaired.last(), Some(TokenTree::Ident(ident)) if !is_keyword(ident))
                && looks_like_literal(&inner);
            let mut rebuilt = Group::new(group.delimiter(), sequence(&inner, inner_literal, diagnostics));
            rebuilt.set_span(group.span());
            repaired.push(rebuilt.into());
            continue;
        }
        repaired.push(token.clone());
        let next = tokens.get(index + 1);
        if is_dot(token, tokens.get(index.wrapping_sub(1)), next) && ends_here(next, literal, tokens, index + 1) {
            diagnostics.error(token.span(), "a name is missing after the dot");
            repaired.push(Ident::new(MISSING_NAME, token.span()).into());
        }
        if literal && is_colon(token) && is_field_colon(&repaired) && next.is_none_or(is_comma) {
            diagnostics.error(token.span(), format!("`{}` has no value yet", previous_name(&repaired)));
            repaired.extend(placeholder(token.span()));
        }
    }
    repaired.into_iter().collect()
}

fn comma(span: Span) -> TokenTree {
    let mut comma = Punct::new(',', Spacing::Alone);
    comma.set_span(span);
    comma.into()
}

fn placeholder(span: Span) -> TokenStream {
    quote_spanned!(span=> ::paydsl::__private::missing())
}

/// The name of a field that starts at `index`: an identifier with a single colon behind it.
fn field_at(tokens: &[TokenTree], index: usize) -> Option<&Ident> {
    let TokenTree::Ident(name) = tokens.get(index)? else {
        return None;
    };
    let colon = tokens.get(index + 1).is_some_and(is_colon);
    let path = tokens.get(index + 2).is_some_and(is_colon) && is_joint(tokens.get(index + 1));
    let behind_path =
        index > 0 && tokens.get(index - 1).is_some_and(is_colon) && index > 1 && is_joint(tokens.get(index - 2));
    (colon && !path && !behind_path && !is_keyword(name)).then_some(name)
}

fn looks_like_literal(tokens: &[TokenTree]) -> bool {
    (0..tokens.len()).any(|index| {
        let start = match index.checked_sub(1).and_then(|before| tokens.get(before)) {
            None => true,
            Some(before) => is_comma(before) || ends_expression(before),
        };
        start && field_at(tokens, index).is_some()
    })
}

fn ends_expression(token: &TokenTree) -> bool {
    match token {
        TokenTree::Ident(ident) => !is_keyword(ident),
        TokenTree::Literal(_) => true,
        TokenTree::Group(_) => true,
        TokenTree::Punct(_) => false,
    }
}

fn is_keyword(ident: &Ident) -> bool {
    matches!(
        ident.to_string().as_str(),
        "as" | "break"
            | "const"
            | "continue"
            | "else"
            | "for"
            | "if"
            | "in"
            | "let"
            | "loop"
            | "match"
            | "move"
            | "mut"
            | "ref"
            | "return"
            | "static"
            | "unsafe"
            | "while"
            | "fn"
            | "struct"
            | "enum"
            | "impl"
            | "mod"
            | "use"
            | "pub"
            | "where"
            | "async"
            | "await"
            | "dyn"
            | "trait"
            | "type"
    )
}

fn is_punct(token: &TokenTree, character: char) -> bool {
    matches!(token, TokenTree::Punct(punct) if punct.as_char() == character)
}

fn is_colon(token: &TokenTree) -> bool {
    is_punct(token, ':')
}

fn is_comma(token: &TokenTree) -> bool {
    is_punct(token, ',')
}

fn is_joint(token: Option<&TokenTree>) -> bool {
    matches!(token, Some(TokenTree::Punct(punct)) if punct.spacing() == Spacing::Joint)
}

/// Whether what was read last is `name:`, not a path's `::`.
fn is_field_colon(tokens: &[TokenTree]) -> bool {
    match tokens {
        [.., before, TokenTree::Ident(_), colon] if is_colon(colon) => is_comma(before),
        [TokenTree::Ident(_), colon] => is_colon(colon),
        _ => false,
    }
}

fn previous_name(tokens: &[TokenTree]) -> String {
    match tokens {
        [.., TokenTree::Ident(name), _] => name.to_string(),
        _ => String::new(),
    }
}

/// Whether a token is the dot of a field access, not part of a range.
fn is_dot(token: &TokenTree, before: Option<&TokenTree>, after: Option<&TokenTree>) -> bool {
    is_punct(token, '.')
        && !before.is_some_and(|before| is_punct(before, '.'))
        && !after.is_some_and(|after| is_punct(after, '.'))
        && before.is_some_and(ends_expression)
}

/// Whether nothing that could follow a dot follows.
fn ends_here(next: Option<&TokenTree>, literal: bool, tokens: &[TokenTree], index: usize) -> bool {
    match next {
        None => true,
        Some(TokenTree::Punct(punct)) => matches!(punct.as_char(), ',' | ';'),
        Some(TokenTree::Ident(ident)) => ident == "let" || (literal && field_at(tokens, index).is_some()),
        Some(TokenTree::Group(_) | TokenTree::Literal(_)) => false,
    }
}

#[cfg(test)]
mod tests {
    use super::repair;
    use crate::diagnostic::Diagnostics;

    fn repaired(source: &str) -> (String, Vec<String>) {
        let mut diagnostics = Diagnostics::default();
        let tokens = repair(source.parse().expect("tokens"), &mut diagnostics);
        (tokens.to_string(), diagnostics.messages())
    }

    fn same(source: &str, wanted: &str) {
        let wanted: proc_macro2::TokenStream = wanted.parse().expect("tokens");
        assert_eq!(repaired(source).0, wanted.to_string());
    }

    #[test]
    fn a_missing_comma_is_put_in() {
        same("aws_vpc { enab cidr_block: x }", "aws_vpc { enab, cidr_block: x }");
        same("aws_vpc { a: b.c d: 1 }", "aws_vpc { a: b.c, d: 1 }");
        assert_eq!(repaired("aws_vpc { a: 1 d: 1 }").1, ["a comma is missing before `d`"]);
    }

    #[test]
    fn a_missing_value_is_put_in() {
        same(
            "aws_vpc { a: , b: 1 }",
            "aws_vpc { a: ::paydsl::__private::missing(), b: 1 }",
        );
        same("aws_vpc { a: }", "aws_vpc { a: ::paydsl::__private::missing() }");
        same(
            "aws_vpc { a: b: 1 }",
            "aws_vpc { a: ::paydsl::__private::missing(), b: 1 }",
        );
    }

    #[test]
    fn a_missing_name_is_put_in() {
        same("aws_vpc { a: main. }", "aws_vpc { a: main.__paydsl_missing }");
        same(
            "aws_vpc { a: main. b: 1 }",
            "aws_vpc { a: main.__paydsl_missing, b: 1 }",
        );
        same(
            "{ f(main.); let x = main. ; }",
            "{ f(main.__paydsl_missing); let x = main.__paydsl_missing ; }",
        );
    }

    #[test]
    fn whole_code_stays_as_it_is() {
        for source in [
            "fn f(a: &A, b: Vec<B>) -> C { let x: T = 1..2; let y = a::b::<C> { d: e::f, g, h: |i: u8| i }; match x { A => b, _ => c } }",
            "{ 'a: loop { break 'a; } let s = S { a: if x { y } else { z }, ..Default::default() }; 1.0; x.0.1 }",
        ] {
            same(source, source);
            assert_eq!(repaired(source).1, Vec::<String>::new());
        }
    }
}
