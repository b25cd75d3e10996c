//! `policy!`: IAM policy documents.
//!
//! ```ignore
//! policy!(
//!     allow { action: "s3:GetObject", resource: tf!("{bucket.arn}/*") },
//!     #[exempt("least-privilege", reason = "..")]
//!     deny { action: "*", resource: "*", condition: [bool("aws:SecureTransport", false)] },
//! )
//! ```
//!
//! Statements are struct literals, so that rustfmt formats them. What is literal is checked by `paydsl_schema::iam`.

mod conditions;
mod editor;
mod exemptions;
mod principals;
mod statement;
mod texts;

use paydsl_schema::iam::{Document, Services, Spelling, check};
use proc_macro2::{Span, TokenStream};
use quote::quote_spanned;
use syn::parse::{Parse, ParseStream, Parser};
use syn::{Attribute, Expr, Macro, Token};

use super::Lowerer;

/// How a statement is written.
const STATEMENT: &str =
    "a policy is made of statements: `allow { action: \"s3:GetObject\", resource: .. }` or `deny { .. }`";

/// A statement as it is written, with its attributes.
struct Written {
    attributes: Vec<Attribute>,
    expression: Expr,
}

impl Lowerer<'_> {
    /// The document as a value: JSON text.
    pub(super) fn policy(&mut self, invocation: &Macro) -> TokenStream {
        let span = invocation
            .path
            .segments
            .last()
            .map_or_else(Span::call_site, |segment| segment.ident.span());
        let kind = std::mem::replace(&mut self.policy_kind, paydsl_schema::iam::Kind::Unknown);
        if invocation.tokens.is_empty() {
            self.error(span, STATEMENT);
        }
        let (mut tokens, mut statements, mut exemptions) = (Vec::new(), Vec::new(), Vec::new());
        for written in self.statements(invocation.tokens.clone()) {
            match self.policy_statement(written) {
                Ok(lowered) => {
                    tokens.push(lowered.tokens);
                    statements.push(lowered.known);
                    exemptions.push(lowered.exemptions);
                }
                // In an editor it may become one.
                Err(other) if self.mode.is_editor() => tokens.push(other),
                Err(_) => {}
            }
        }
        let document = Document {
            kind,
            spelling: Spelling::Rust,
            statements,
            open: false,
        };
        let (services, broken) = Services::for_crate(&crate::Session::new().manifest_dir);
        for error in broken {
            self.error(span, error.to_string());
        }
        let findings = check(&document, services);
        self.report(findings, &document, exemptions);
        self.policy_kind = kind;
        if self.mode.is_editor() {
            return editor::document(span, &tokens);
        }
        quote_spanned!(span=> ::paydsl::__private::policy([#(#tokens),*]))
    }

    /// The statements; where they cannot be read, what comes before.
    fn statements(&mut self, tokens: TokenStream) -> Vec<Written> {
        let mut commas = Vec::new();
        let read = |input: ParseStream<'_>| {
            let (mut read, mut error) = (Vec::new(), None);
            while !input.is_empty() {
                match statement(input) {
                    Ok(written) => read.push(written),
                    Err(failed) => {
                        error = Some(failed);
                        input.step(|cursor| {
                            let mut rest = *cursor;
                            while let Some((_, next)) = rest.token_tree() {
                                rest = next;
                            }
                            Ok(((), rest))
                        })?;
                        break;
                    }
                }
                if !input.is_empty() && input.parse::<Option<Token![,]>>()?.is_none() {
                    commas.push(input.span());
                }
            }
            Ok((read, error))
        };
        let (written, error) = match Parser::parse2(read, tokens) {
            Ok(read) => read,
            Err(error) => (Vec::new(), Some(error)),
        };
        for span in commas {
            self.error(span, "a comma is missing before this");
        }
        if let Some(error) = error {
            self.diagnostics.syntax(error);
        }
        written
    }
}

fn statement(input: ParseStream<'_>) -> syn::Result<Written> {
    Ok(Written {
        attributes: input.call(Attribute::parse_outer)?,
        expression: Expr::parse(input)?,
    })
}

/// Expands an invocation that no stack function has expanded.
pub(crate) fn expand(input: TokenStream, session: &crate::Session) -> TokenStream {
    let (providers, broken) = paydsl_schema::Providers::for_crate(&session.manifest_dir);
    let mut lowerer = Lowerer::new(&providers, session.mode, std::collections::BTreeSet::new());
    for error in broken {
        lowerer.error(Span::call_site(), error.to_string());
    }
    let repaired = crate::repair::repair(input, &mut lowerer.diagnostics);
    let invocation = Macro {
        path: syn::parse_quote!(policy),
        bang_token: Token![!](Span::call_site()),
        delimiter: syn::MacroDelimiter::Paren(syn::token::Paren::default()),
        tokens: repaired,
    };
    let value = lowerer.policy(&invocation);
    let errors = lowerer.diagnostics.items();
    quote::quote!({ #errors #value })
}
