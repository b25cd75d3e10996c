//! `hcl!`: raw HCL expressions.

use proc_macro2::{Span, TokenStream};
use quote::{quote, quote_spanned};
use syn::LitStr;

/// Expands an invocation that no stack function has expanded.
pub(crate) fn expand(input: TokenStream) -> TokenStream {
    match parse(input) {
        Ok((source, span)) => render(&source, span),
        Err((span, message)) => quote_spanned!(span=> ::core::compile_error! { #message }),
    }
}

/// The expression's source, or where and why it is none.
pub(crate) fn parse(input: TokenStream) -> Result<(String, Span), (Span, String)> {
    let literal: LitStr = syn::parse2(input).map_err(|error| {
        (
            error.span(),
            "`hcl!` takes one string: an HCL expression, such as hcl!(\"upper(var.name)\")".to_owned(),
        )
    })?;
    let source = literal.value();
    check(&source).map_err(|message| (literal.span(), message))?;
    Ok((source, literal.span()))
}

/// Whether `source` is an HCL expression.
fn check(source: &str) -> Result<(), String> {
    if source.trim().is_empty() {
        return Err("an HCL expression is missing".to_owned());
    }
    if has_comment(source) {
        return Err("a comment in an HCL expression would be lost; write it in Rust, beside `hcl!`".to_owned());
    }
    // An expression alone is what stands behind `=` in a body.
    let body = format!("value = {source}\n");
    match ::hcl_edit::parser::parse_body(&body) {
        Ok(body) if body.len() == 1 => Ok(()),
        Ok(_) => Err("this is more than one HCL expression".to_owned()),
        Err(error) => Err(format!("not an HCL expression: {}", error.message())),
    }
}

/// Whether there is a comment outside quotes. In an interpolation's quotes it may see one too many or too few, which
/// only costs an honest message or a line break.
fn has_comment(source: &str) -> bool {
    let (mut quoted, mut escaped, mut previous) = (false, false, ' ');
    for character in source.chars() {
        match character {
            _ if escaped => escaped = false,
            '\\' if quoted => escaped = true,
            '"' => quoted = !quoted,
            '#' if !quoted => return true,
            '/' | '*' if !quoted && previous == '/' => return true,
            _ => {}
        }
        previous = character;
    }
    false
}

/// The expression as a value of whatever type is wanted.
pub(crate) fn render(source: &str, span: Span) -> TokenStream {
    let source = proc_macro2::Literal::string(source);
    let call = quote_spanned!(span=> ::paydsl::__private::hcl);
    quote!(#call(#source))
}

#[cfg(test)]
mod tests {
    use super::check;

    #[test]
    fn expressions_pass_and_others_do_not() {
        for source in [
            "1",
            "upper(var.name)",
            "[for s in var.x : s if s != \"\"]",
            "a ? b : c",
            "{ a = 1 }",
            "\"# // no comment\"",
            "x[*].id",
        ] {
            assert_eq!(check(source), Ok(()), "{source}");
        }
        for source in [
            "",
            "1 +",
            "a = 1",
            "upper(",
            "1\nb = 2",
            "1 # one",
            "1 // one",
            "1 /* one */",
        ] {
            assert!(check(source).is_err(), "{source}");
        }
    }
}
