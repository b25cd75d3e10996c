//! `paydsl provider list`.

use std::fmt::Write;

pub(super) fn run() -> Result<String, String> {
    let providers = super::visible()?;
    let mut text = String::new();
    for (archive, origin) in providers.with_origins() {
        let origin = origin.map_or("comes with paydsl".to_owned(), |path| path.display().to_string());
        let _ = writeln!(
            text,
            "{} {}: {} resources, {} data sources, {} ephemeral resources, {} functions, {} KiB, {origin}",
            archive.source(),
            archive.version(),
            archive.resource_names().count(),
            archive.data_source_names().count(),
            archive.ephemeral_names().count(),
            archive.functions().len(),
            archive.size().div_ceil(1024),
        );
    }
    Ok(text)
}
