//! What attributes on a `let` say of a declaration: `#[key(..)]` and `#[exempt(..)]`.

use proc_macro2::{Span, TokenStream};
use quote::quote;
use syn::parse::{Parse, ParseStream};
use syn::spanned::Spanned;
use syn::{Attribute, Expr, Ident, LitStr, Token};

use super::Lowerer;

/// How an exemption is written.
const EXEMPT: &str = "write which rule is excepted and why: `#[exempt(\"rule\", reason = \"..\")]`";

/// What is said of an exemption where no policy looks.
pub(super) const EXEMPT_ELSEWHERE: &str = "`#[exempt]` belongs on the `let` of a resource";

/// The marks of one declaration.
#[derive(Clone, Default)]
pub(crate) struct Marks {
    /// What tells one turn of a loop from another.
    pub(crate) key: Option<Expr>,
    /// The policies that do not hold here.
    pub(crate) exemptions: Vec<Exemption>,
}

impl Marks {
    /// Where a mark stands that only a declaration can have, and what it is.
    pub(crate) fn of_declaration(&self) -> impl Iterator<Item = (Span, &'static str)> {
        let key = self.key.iter().map(|key| (key.span(), "key"));
        key.chain(self.exemptions.iter().map(|exemption| (exemption.span, "exempt")))
    }
}

/// `#[exempt("rule", reason = "..")]`
#[derive(Clone)]
pub(crate) struct Exemption {
    rule: String,
    reason: String,
    /// Where the rule's name stands.
    pub(super) span: Span,
}

impl Exemption {
    /// The rule's name.
    pub(crate) fn rule(&self) -> &str {
        &self.rule
    }

    /// The rule, the reason, and the line of the attribute.
    pub(crate) fn parts(&self) -> (&str, &str, u32) {
        let line = u32::try_from(self.span.start().line).unwrap_or(0);
        (&self.rule, &self.reason, line)
    }

    /// The call that adds it to a place.
    pub(crate) fn call(&self) -> TokenStream {
        let (rule, reason, line) = self.parts();
        quote!(.exempt(#rule, #reason, #line))
    }
}

/// The arguments of the attribute.
struct Arguments {
    rule: LitStr,
    reason: LitStr,
}

impl Parse for Arguments {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        let rule = input.parse()?;
        input.parse::<Token![,]>()?;
        let name: Ident = input.parse()?;
        if name != "reason" {
            return Err(syn::Error::new(name.span(), EXEMPT));
        }
        input.parse::<Token![=]>()?;
        let reason = input.parse()?;
        if input.peek(Token![,]) {
            input.parse::<Token![,]>()?;
        }
        Ok(Arguments { rule, reason })
    }
}

impl Lowerer<'_> {
    /// The marks of a statement, taken off it.
    pub(super) fn take_marks(&mut self, attributes: &mut Vec<Attribute>) -> Marks {
        let mut marks = Marks {
            key: self.take_key(attributes),
            exemptions: Vec::new(),
        };
        for attribute in attributes.extract_if(.., |attribute| attribute.path().is_ident("exempt")) {
            let Some(exemption) = self.exemption(&attribute) else {
                continue;
            };
            if marks.exemptions.iter().any(|other| other.rule == exemption.rule) {
                self.error(exemption.span, format!("`{}` is excepted twice", exemption.rule));
                continue;
            }
            marks.exemptions.push(exemption);
        }
        marks
    }

    /// The expression behind `#[key(..)]`, taken off the statement.
    fn take_key(&mut self, attributes: &mut Vec<Attribute>) -> Option<Expr> {
        let position = attributes
            .iter()
            .position(|attribute| attribute.path().is_ident("key"))?;
        let attribute = attributes.remove(position);
        match attribute.parse_args::<Expr>() {
            Ok(key) => Some(key),
            Err(_) => {
                self.error(attribute.span(), "write what tells one from another: `#[key(zone)]`");
                Some(syn::parse_quote!(""))
            }
        }
    }

    fn exemption(&mut self, attribute: &Attribute) -> Option<Exemption> {
        let arguments = match attribute.parse_args::<Arguments>() {
            Ok(arguments) => arguments,
            Err(error) => {
                // Nothing in the parentheses has no place of its own.
                let span = match &attribute.meta {
                    syn::Meta::List(list) if !list.tokens.is_empty() => error.span(),
                    _ => attribute.span(),
                };
                self.error(span, EXEMPT);
                return None;
            }
        };
        let (rule, reason) = (arguments.rule.value(), arguments.reason.value());
        if !(is_name(&rule) || is_rule_of_scanner(&rule)) {
            let message =
                format!("{rule:?} cannot be a rule: their names are of lower-case letters, digits and hyphens");
            self.error(arguments.rule.span(), message);
            return None;
        }
        if reason.trim().is_empty() {
            let message = format!("say why `{rule}` does not hold here: the reason is listed with the exceptions");
            self.error(arguments.reason.span(), message);
            return None;
        }
        Some(Exemption {
            rule,
            reason,
            span: arguments.rule.span(),
        })
    }
}

fn is_name(rule: &str) -> bool {
    rule.starts_with(|first: char| first.is_ascii_lowercase())
        && rule
            .chars()
            .all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-')
}

/// Whether it is another scanner's rule: `checkov:CKV_AWS_272`.
fn is_rule_of_scanner(rule: &str) -> bool {
    rule.split_once(':').is_some_and(|(scanner, rule)| {
        is_name(scanner)
            && rule.starts_with(|first: char| first.is_ascii_alphanumeric())
            && rule
                .chars()
                .all(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.'))
    })
}

#[cfg(test)]
mod tests {
    use super::is_rule_of_scanner;

    #[test]
    fn a_scanners_rule_has_the_scanners_name_before_it() {
        for rule in ["checkov:CKV_AWS_272", "trivy:AVD-AWS-0001", "kics:a.b"] {
            assert!(is_rule_of_scanner(rule), "{rule}");
        }
        for rule in [
            "checkov",
            "checkov:",
            ":CKV_AWS_272",
            "Check ov:CKV_AWS_272",
            "checkov:CKV AWS",
            "a:b:c",
        ] {
            assert!(!is_rule_of_scanner(rule), "{rule}");
        }
    }
}
