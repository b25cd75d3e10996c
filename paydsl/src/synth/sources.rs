//! `sources.json`: where in Rust each address is declared.

use std::collections::BTreeMap;
use std::fmt;
use std::path::{Component, Path};

use super::Module;
use crate::builder::Site;

/// The Rust place of each address, as `file:line`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Sources(BTreeMap<String, String>);

impl Sources {
    /// The places of what a module declares; files are named relative to `root`.
    pub fn of(module: &Module, root: &Path) -> Self {
        let places = module
            .sources
            .iter()
            .map(|(address, site)| (address.clone(), place(*site, root)));
        Sources(places.collect())
    }

    /// The place of an address. An instance (`aws_subnet.a[0]`) or something inside a module has the place of the whole.
    pub fn place(&self, address: &str) -> Option<&str> {
        let whole = address.split('[').next().unwrap_or(address);
        let parts: Vec<&str> = whole.split('.').collect();
        let declared = match parts.as_slice() {
            ["module", name, ..] => format!("module.{name}"),
            [scope @ ("data" | "ephemeral"), kind, name, ..] => format!("{scope}.{kind}.{name}"),
            [kind, name, ..] => format!("{kind}.{name}"),
            _ => return None,
        };
        self.0.get(&declared).map(String::as_str)
    }
}

impl fmt::Display for Sources {
    /// The file's text: JSON, sorted by address.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let text = serde_json::to_string_pretty(&self.0).map_err(|_| fmt::Error)?;
        writeln!(f, "{text}")
    }
}

/// A site as `file:line`, the same on every machine: never an absolute path.
pub(crate) fn place(site: Site, root: &Path) -> String {
    format!("{}:{}", portable(Path::new(site.file), root), site.line)
}

/// A file of a crate outside `root` is named from its crate's directory on.
fn portable(file: &Path, root: &Path) -> String {
    let inside = file.strip_prefix(root).unwrap_or(file);
    let names: Vec<_> = inside
        .components()
        .filter_map(|component| match component {
            Component::Normal(name) => Some(name.to_string_lossy()),
            _ => None,
        })
        .collect();
    let foreign = inside.is_absolute() || inside.starts_with("..");
    let from = match names.iter().rposition(|name| name == "src") {
        Some(src) if foreign => src.saturating_sub(1),
        _ if foreign => names.len().saturating_sub(1),
        _ => 0,
    };
    names[from..].join("/")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_are_relative_to_the_root_and_never_absolute() {
        let root = Path::new("/home/ada/shop");
        let portable = |file: &str| portable(Path::new(file), root);
        assert_eq!(portable("stacks/src/network.rs"), "stacks/src/network.rs");
        assert_eq!(
            portable("/home/ada/shop/stacks/src/network.rs"),
            "stacks/src/network.rs"
        );
        assert_eq!(
            portable("/home/ada/.cargo/registry/src/index/vpc-1.0.0/src/a/b.rs"),
            "vpc-1.0.0/src/a/b.rs"
        );
        assert_eq!(portable("../shared/src/lib.rs"), "shared/src/lib.rs");
        assert_eq!(portable("/elsewhere/x.rs"), "x.rs");
    }

    #[test]
    fn an_instance_has_the_place_of_the_whole() {
        let sources = Sources(BTreeMap::from([
            ("aws_subnet.a".to_owned(), "a.rs:1".to_owned()),
            ("module.m".to_owned(), "a.rs:2".to_owned()),
            ("data.aws_ami.x".to_owned(), "a.rs:3".to_owned()),
        ]));
        assert_eq!(sources.place("aws_subnet.a[0]"), Some("a.rs:1"));
        assert_eq!(sources.place("aws_subnet.a[\"x.y\"]"), Some("a.rs:1"));
        assert_eq!(sources.place("module.m.aws_subnet.a"), Some("a.rs:2"));
        assert_eq!(sources.place("module.m[1].aws_subnet.a"), Some("a.rs:2"));
        assert_eq!(sources.place("data.aws_ami.x"), Some("a.rs:3"));
        assert_eq!(sources.place("aws_subnet.b"), None);
    }
}
