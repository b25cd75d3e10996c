//! What can be asked of a provider.

use paydsl_schema::{Archive, Block};

use crate::protocol::Kind;

/// The provider's own configuration and all its types, in the order of the archive.
pub(crate) fn all(archive: &Archive) -> impl Iterator<Item = (Kind, &'static str, &'static Block)> + use<'_> {
    let resources = archive
        .resource_names()
        .map(|name| (Kind::Resource, name, archive.resource(name)));
    let data_sources = archive
        .data_source_names()
        .map(|name| (Kind::DataSource, name, archive.data_source(name)));
    let ephemeral = archive
        .ephemeral_names()
        .map(|name| (Kind::Ephemeral, name, archive.ephemeral(name)));
    std::iter::once((Kind::Provider, "provider", Some(archive.provider())))
        .chain(resources)
        .chain(data_sources)
        .chain(ephemeral)
        .filter_map(|(kind, name, block)| Some((kind, name, block?)))
}
