//! A statement: `allow { .. }`, `deny { .. }`.

use paydsl_schema::Type;
use paydsl_schema::iam::{Effect, Statement};
use proc_macro2::{Span, TokenStream};
use quote::{ToTokens, quote, quote_spanned};
use syn::spanned::Spanned;
use syn::{Expr, ExprStruct};

use super::super::marks::Exemption;
use super::{STATEMENT, Written, editor, exemptions};
use crate::lower::Lowerer;
use crate::names::did_you_mean;

/// The elements of a statement, with their names in JSON, in the order they are written there.
const ELEMENTS: [(&str, &str); 8] = [
    ("sid", "Sid"),
    ("principal", "Principal"),
    ("not_principal", "NotPrincipal"),
    ("action", "Action"),
    ("not_action", "NotAction"),
    ("resource", "Resource"),
    ("not_resource", "NotResource"),
    ("condition", "Condition"),
];

/// A statement, as far as it is known, and as an expression.
pub(super) struct Lowered {
    pub(super) known: Statement<Span>,
    pub(super) tokens: TokenStream,
    pub(super) exemptions: Vec<Exemption>,
}

impl Lowerer<'_> {
    /// A statement; what is none is handed back as it is written.
    pub(super) fn policy_statement(&mut self, written: Written) -> Result<Lowered, TokenStream> {
        let exemptions = self.policy_exemptions(written.attributes);
        let Expr::Struct(literal) = written.expression else {
            self.error(written.expression.span(), STATEMENT);
            return Err(written.expression.into_token_stream());
        };
        let word = literal.path.get_ident().map(ToString::to_string).unwrap_or_default();
        let effect = match word.as_str() {
            "allow" => Some(Effect::Allow),
            "deny" => Some(Effect::Deny),
            _ => {
                let near = paydsl_schema::suggest(&word, ["allow", "deny"]);
                let message = format!(
                    "a statement is `allow {{ .. }}` or `deny {{ .. }}`{}",
                    did_you_mean(&near)
                );
                self.error(literal.path.span(), message);
                None
            }
        };
        let mut known = Statement::new(literal.path.span(), effect);
        let mut members: Vec<(&str, TokenStream)> = Vec::new();
        let mut as_fields = TokenStream::new();
        for (ident, name, field) in self.distinct_fields(&literal) {
            let Some((name, json)) = ELEMENTS.into_iter().find(|(known, _)| *known == name) else {
                let near = paydsl_schema::suggest(&name, ELEMENTS.map(|(known, _)| known));
                let message = format!("a statement has no element `{name}`{}", did_you_mean(&near));
                self.error(ident.span(), message);
                let comma = crate::render::comma();
                as_fields.extend(quote!(#field #comma));
                continue;
            };
            let value = self.element_of_statement(&mut known, name, &field.expr);
            as_fields.extend(editor::element(ident, &value));
            members.push((json, value));
        }
        self.rest(&literal);
        let tokens = match self.mode.is_editor() {
            true => editor::statement(&literal, &as_fields),
            false => statement_tokens(&literal, effect, members, &exemptions),
        };
        Ok(Lowered {
            known,
            tokens,
            exemptions,
        })
    }

    fn element_of_statement(&mut self, known: &mut Statement<Span>, name: &str, expression: &Expr) -> TokenStream {
        match name {
            "sid" => {
                known.sid = self.text(expression);
                let value = self.value(expression, &Type::String, name);
                let span = self.conversion_span(expression.span());
                let convert = quote_spanned!(span=> ::paydsl::__private::value::<::paydsl::__private::Str, _>);
                quote!(#convert(#value).any())
            }
            "principal" | "not_principal" => {
                let (principals, value) = self.policy_principals(expression, name);
                if name == "principal" {
                    known.principal = Some(principals);
                } else {
                    known.not_principal = Some(principals);
                }
                value
            }
            "condition" => {
                let (conditions, value) = self.policy_conditions(expression);
                known.conditions = conditions;
                value
            }
            _ => {
                let texts = Some(self.texts(expression));
                match name {
                    "action" => known.action = texts,
                    "not_action" => known.not_action = texts,
                    "resource" => known.resource = texts,
                    _ => known.not_resource = texts,
                }
                self.texts_value(expression, name)
            }
        }
    }
}

fn statement_tokens(
    literal: &ExprStruct,
    effect: Option<Effect>,
    mut members: Vec<(&str, TokenStream)>,
    exemptions: &[Exemption],
) -> TokenStream {
    let place = |json: &str| ELEMENTS.iter().position(|(_, known)| *known == json);
    members.sort_by_key(|(json, _)| place(json));
    let effect = match effect {
        Some(Effect::Deny) => "Deny",
        _ => "Allow",
    };
    let effect = quote!(::paydsl::__private::value::<::paydsl::__private::Any, _>(#effect));
    let after_sid = usize::from(members.first().is_some_and(|(json, _)| *json == "Sid"));
    members.insert(after_sid, ("Effect", effect));
    let members = members.into_iter().map(|(json, value)| quote!((#json, #value)));
    let exemptions = exemptions::tokens(exemptions);
    let call = quote_spanned!(literal.path.span()=> ::paydsl::__private::statement);
    quote!(#call([#(#members),*], #exemptions))
}
