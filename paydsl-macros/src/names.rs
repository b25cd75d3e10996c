//! Rust identifiers and Terraform names.

use proc_macro2::{Ident, Span};

/// The Terraform name that an identifier stands for: `r#type` is `type`.
pub(crate) fn terraform_name(ident: &Ident) -> String {
    let text = ident.to_string();
    text.strip_prefix("r#").map(str::to_owned).unwrap_or(text)
}

/// The identifier for a Terraform name, raw where the name is a Rust keyword.
pub(crate) fn identifier(name: &str, span: Span) -> Ident {
    let name: String = name.chars().map(|c| if c == '-' { '_' } else { c }).collect();
    // `self`, `Self`, `super` and `crate` cannot be raw.
    if matches!(name.as_str(), "self" | "Self" | "super" | "crate" | "_") || name.is_empty() {
        return Ident::new(&format!("{name}_"), span);
    }
    match syn::parse_str::<Ident>(&name) {
        Ok(_) => Ident::new(&name, span),
        Err(_) => match syn::parse_str::<Ident>(&format!("r#{name}")) {
            Ok(_) => Ident::new_raw(&name, span),
            Err(_) => Ident::new("_unnameable", span),
        },
    }
}

/// `a`, `b` or `c`, each in backticks.
pub(crate) fn alternatives<S: AsRef<str>>(names: &[S]) -> String {
    let quoted: Vec<String> = names.iter().map(|name| format!("`{}`", name.as_ref())).collect();
    match quoted.split_last() {
        None => String::new(),
        Some((only, [])) => only.clone(),
        Some((last, others)) => format!("{} or {last}", others.join(", ")),
    }
}

/// `; did you mean ...?`, or nothing.
pub(crate) fn did_you_mean<S: AsRef<str>>(names: &[S]) -> String {
    if names.is_empty() {
        String::new()
    } else {
        format!("; did you mean {}?", alternatives(names))
    }
}
