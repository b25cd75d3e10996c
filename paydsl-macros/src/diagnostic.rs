//! Mistakes, collected while the rest goes on.

use proc_macro2::{Span, TokenStream};
use quote::quote_spanned;

/// One mistake: where, and what to write instead.
#[derive(Clone, Debug)]
pub(crate) struct Diagnostic {
    pub(crate) span: Span,
    pub(crate) message: String,
}

/// The mistakes of one item, in the order they were found.
#[derive(Clone, Debug, Default)]
pub(crate) struct Diagnostics {
    found: Vec<Diagnostic>,
}

impl Diagnostics {
    /// Adds a mistake.
    pub(crate) fn error(&mut self, span: Span, message: impl Into<String>) {
        self.found.push(Diagnostic {
            span,
            message: message.into(),
        });
    }

    /// Whether there is a mistake that begins where `span` does.
    pub(crate) fn has_at(&self, span: Span) -> bool {
        self.found
            .iter()
            .any(|diagnostic| diagnostic.span.start() == span.start())
    }

    /// Adds what `syn` could not parse.
    pub(crate) fn syntax(&mut self, error: syn::Error) {
        for error in error {
            self.error(error.span(), error.to_string());
        }
    }

    /// The mistakes as items, to stand after the item they are about: in front they would shift the text that an editor
    /// aligns its completion by.
    pub(crate) fn items(&self) -> TokenStream {
        let mut items = TokenStream::new();
        for Diagnostic { span, message } in &self.found {
            items.extend(quote_spanned!(*span=> ::core::compile_error! { #message }));
        }
        items
    }

    #[cfg(test)]
    pub(crate) fn messages(&self) -> Vec<String> {
        self.found.iter().map(|diagnostic| diagnostic.message.clone()).collect()
    }
}
