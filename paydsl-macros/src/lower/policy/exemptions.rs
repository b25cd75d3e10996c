//! What statements are excepted from, and whether they need it.

use paydsl_schema::iam::{Document, Finding, Rule};
use proc_macro2::{Span, TokenStream};
use quote::quote;
use syn::Attribute;

use super::super::marks::Exemption;
use crate::lower::Lowerer;
use crate::names::did_you_mean;

impl Lowerer<'_> {
    /// The exemptions of a statement.
    pub(super) fn policy_exemptions(&mut self, attributes: Vec<Attribute>) -> Vec<Exemption> {
        let mut attributes = attributes;
        let marks = self.take_marks(&mut attributes);
        let names = Rule::ALL.map(Rule::name);
        for attribute in &attributes {
            let span = syn::spanned::Spanned::span(attribute);
            self.error(
                span,
                "a statement takes no attribute but `#[exempt(\"rule\", reason = \"..\")]`",
            );
        }
        if let Some(key) = &marks.key {
            self.error(
                syn::spanned::Spanned::span(key),
                "`#[key]` belongs on the `let` of a resource",
            );
        }
        let mut known = Vec::new();
        for exemption in marks.exemptions {
            if names.contains(&exemption.rule()) {
                known.push(exemption);
                continue;
            }
            let near = paydsl_schema::suggest(exemption.rule(), names);
            let message = format!(
                "a statement can be excepted from `{}` and `{}`, not from `{}`{}",
                names[0],
                names[1],
                exemption.rule(),
                did_you_mean(&near)
            );
            self.error(exemption.span, message);
        }
        known
    }

    /// Reports what was found, but for what is excepted; and exemptions that nothing needs, where that is certain.
    pub(super) fn report(
        &mut self,
        findings: Vec<Finding<Span>>,
        document: &Document<Span>,
        exemptions: Vec<Vec<Exemption>>,
    ) {
        let mut needed = vec![Vec::new(); exemptions.len()];
        for finding in findings {
            let rule = finding.rule.map(Rule::name);
            let here = exemptions.get(finding.statement).map_or(&[][..], Vec::as_slice);
            match here.iter().position(|exemption| Some(exemption.rule()) == rule) {
                Some(position) => needed[finding.statement].push(position),
                None if rule.is_some_and(|rule| self.exempted.iter().any(|known| known == rule)) => {}
                None => self.error(finding.tag, finding.message),
            }
        }
        for ((statement, exemptions), needed) in document.statements.iter().zip(&exemptions).zip(needed) {
            for (position, exemption) in exemptions.iter().enumerate() {
                if statement.is_literal() && !needed.contains(&position) {
                    let message = format!("the statement keeps `{}`: delete the attribute", exemption.rule());
                    self.error(exemption.span, message);
                }
            }
        }
    }
}

/// The exemptions as an expression.
pub(super) fn tokens(exemptions: &[Exemption]) -> TokenStream {
    let exemptions = exemptions.iter().map(|exemption| {
        let (rule, reason, line) = exemption.parts();
        quote! {
            ::paydsl::__private::Exemption {
                rule: #rule,
                reason: #reason,
                site: ::paydsl::__private::Site { file: ::core::file!(), line: #line },
            }
        }
    });
    quote!(&[#(#exemptions),*])
}
