//! The name that was probably meant.

/// ` (did you mean ..?)`, or nothing if no candidate is near.
pub(crate) fn hint<'a>(name: &str, candidates: impl IntoIterator<Item = &'a str>) -> String {
    match paydsl_schema::suggest(name, candidates).first() {
        Some(nearest) => format!(" (did you mean {nearest}?)"),
        None => String::new(),
    }
}
