//! Conditions: `string_equals("aws:SourceAccount", account)`, with `if_exists(..)`, `for_any_value(..)` and
//! `for_all_values(..)` around them.

use paydsl_schema::iam::{Condition, Operator, Text, Texts};
use proc_macro2::{Span, TokenStream};
use quote::{ToTokens, quote};
use syn::spanned::Spanned;
use syn::{Expr, ExprCall, ExprLit, Lit};

use super::editor::{self, Offer};
use super::texts::bare;
use crate::lower::Lowerer;
use crate::names::did_you_mean;

/// How conditions are written.
const FORM: &str = "a condition is an operator with a key and what it is compared with: \
                    `string_equals(\"aws:SourceAccount\", account)`";

const WRAPPERS: [&str; 3] = ["if_exists", "for_any_value", "for_all_values"];

/// What stands around an operator.
#[derive(Clone, Copy, Default)]
struct Around {
    if_exists: bool,
    set: Option<&'static str>,
}

/// The conditions as expressions.
#[derive(Default)]
struct Values {
    by_operator: Vec<(String, Vec<TokenStream>)>,
    as_calls: Vec<TokenStream>,
}

impl Values {
    fn add(&mut self, operator: String, member: TokenStream) {
        match self.by_operator.iter_mut().find(|(known, _)| *known == operator) {
            Some((_, members)) => members.push(member),
            None => self.by_operator.push((operator, vec![member])),
        }
    }

    fn tokens(&self) -> TokenStream {
        let operators = self
            .by_operator
            .iter()
            .map(|(operator, members)| quote!((#operator, ::paydsl::__private::keys([#(#members),*]))));
        quote!(::paydsl::__private::members([#(#operators),*]))
    }
}

impl Lowerer<'_> {
    pub(super) fn policy_conditions(&mut self, expression: &Expr) -> (Vec<Condition<Span>>, TokenStream) {
        let (mut known, mut values) = (Vec::new(), Values::default());
        let expressions: Vec<&Expr> = match bare(expression) {
            Expr::Array(array) => array.elems.iter().collect(),
            other => vec![other],
        };
        for expression in expressions {
            known.extend(self.condition(bare(expression), Around::default(), &mut values));
        }
        let tokens = match self.mode.is_editor() {
            true => editor::all_of(Offer::Conditions, &values.as_calls),
            false => values.tokens(),
        };
        (known, tokens)
    }

    fn condition(&mut self, expression: &Expr, around: Around, values: &mut Values) -> Option<Condition<Span>> {
        let Expr::Call(call) = expression else {
            self.error(expression.span(), FORM);
            values.as_calls.push(expression.to_token_stream());
            return None;
        };
        let name = match &*call.func {
            Expr::Path(path) => path.path.get_ident().map(ToString::to_string).unwrap_or_default(),
            _ => String::new(),
        };
        if WRAPPERS.contains(&name.as_str()) {
            return self.wrapped(&name, call, around, values);
        }
        let Some(operator) = Operator::of_rust(&name) else {
            let known = Operator::ALL.iter().map(|operator| operator.rust()).chain(WRAPPERS);
            let near = paydsl_schema::suggest(&name, known);
            let advice = if near.is_empty() {
                format!(": {FORM}")
            } else {
                did_you_mean(&near)
            };
            self.error(call.func.span(), format!("there is no operator `{name}`{advice}"));
            values.as_calls.push(call.to_token_stream());
            return None;
        };
        let mut arguments = call.args.iter();
        let Some(key) = arguments.next() else {
            self.error(call.span(), FORM);
            values.as_calls.push(call.to_token_stream());
            return None;
        };
        let mut texts = Texts {
            tag: call.span(),
            items: Vec::new(),
            open: false,
        };
        let mut written = Vec::new();
        for argument in arguments {
            self.condition_values(argument, &mut texts, &mut written);
        }
        let unknown = Text {
            tag: key.span(),
            pieces: vec![paydsl_schema::iam::Piece::Unknown],
        };
        let known = Condition {
            tag: call.func.span(),
            operator,
            is_set: around.set.is_some(),
            key: self.text(key).unwrap_or(unknown),
            values: texts,
        };
        let key = self.text_value(key, "the key");
        let function = &call.func;
        values.as_calls.push(quote!(#function(#key, (#(#written,)*))));
        let set = around.set.unwrap_or_default();
        let exists = if around.if_exists { "IfExists" } else { "" };
        values.add(
            format!("{set}{}{exists}", operator.json()),
            quote!((#key, ::paydsl::__private::one_or_all([#(#written),*]))),
        );
        Some(known)
    }

    fn wrapped(
        &mut self,
        name: &str,
        call: &ExprCall,
        mut around: Around,
        values: &mut Values,
    ) -> Option<Condition<Span>> {
        let (Some(inner), 1) = (call.args.first(), call.args.len()) else {
            self.error(
                call.span(),
                format!("`{name}` takes one condition: `{name}(string_equals(..))`"),
            );
            values.as_calls.push(call.to_token_stream());
            return None;
        };
        match name {
            "if_exists" => around.if_exists = true,
            "for_any_value" => around.set = Some("ForAnyValue:"),
            _ => around.set = Some("ForAllValues:"),
        }
        let known = self.condition(bare(inner), around, values);
        if let Some(inner) = values.as_calls.last_mut() {
            let function = &call.func;
            *inner = quote!(#function(#inner));
        }
        known
    }

    /// What a key is compared with. IAM compares texts: `true` is written "true".
    fn condition_values(&mut self, argument: &Expr, texts: &mut Texts<Span>, written: &mut Vec<TokenStream>) {
        if let Expr::Array(array) = bare(argument) {
            for item in &array.elems {
                self.condition_values(item, texts, written);
            }
            return;
        }
        if let Expr::Lit(ExprLit { lit, .. }) = bare(argument) {
            let text = match lit {
                Lit::Bool(value) => Some(value.value.to_string()),
                Lit::Int(number) => Some(number.base10_digits().to_owned()),
                Lit::Float(number) => Some(number.base10_digits().to_owned()),
                _ => None,
            };
            if let Some(text) = text {
                written.push(quote!(::paydsl::__private::value::<::paydsl::__private::Any, _>(#text)));
                texts.items.push(Text::new(argument.span(), text));
                return;
            }
        }
        let more = self.texts(argument);
        texts.items.extend(more.items);
        texts.open |= more.open;
        written.push(self.texts_value(argument, "the condition"));
    }
}
