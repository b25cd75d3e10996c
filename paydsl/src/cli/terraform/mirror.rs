//! A filesystem mirror of providers, where the machine has one.

use std::fs;
use std::path::{Path, PathBuf};

use super::requirements::RequiredProvider;

/// Where administrators put things that are not packages. Each is searched two levels deep.
const ROOTS: [&str; 5] = ["/opt", "/srv", "/usr/local/share", "/usr/share", "/var/lib"];

const REGISTRY: &str = "registry.terraform.io";

/// A filesystem mirror, in the layout that Terraform documents.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Mirror {
    /// Its directory.
    pub(crate) path: PathBuf,
    /// The sources of those required providers that it has at their versions; at least one.
    pub(crate) sources: Vec<String>,
}

/// The first mirror with any of these providers.
///
/// `PAYDSL_PROVIDER_MIRROR` names one; else it is looked for in conventional places, which takes a few directory
/// listings.
pub(crate) fn find(required: &[RequiredProvider]) -> Option<Mirror> {
    if required.is_empty() {
        return None;
    }
    if let Some(named) = std::env::var_os("PAYDSL_PROVIDER_MIRROR") {
        return mirror(PathBuf::from(named), required);
    }
    let home = std::env::var_os("HOME").map(|home| PathBuf::from(home).join(".terraform.d"));
    let roots = ROOTS.iter().map(PathBuf::from).chain(home);
    roots
        .into_iter()
        .flat_map(candidates)
        .find_map(|path| mirror(path, required))
}

fn mirror(path: PathBuf, required: &[RequiredProvider]) -> Option<Mirror> {
    let held = required.iter().filter(|provider| holds(&path, provider));
    let mut sources: Vec<String> = held.map(|provider| provider.source.clone()).collect();
    sources.sort();
    sources.dedup();
    (!sources.is_empty()).then_some(Mirror { path, sources })
}

/// A root itself and what is in it.
fn candidates(root: PathBuf) -> Vec<PathBuf> {
    let entries = fs::read_dir(&root).into_iter().flatten().flatten();
    let mut inside: Vec<PathBuf> = entries.map(|entry| entry.path()).collect();
    inside.sort();
    inside.insert(0, root);
    inside.retain(|directory| directory.join(REGISTRY).is_dir());
    inside
}

/// Unpacked (`VERSION/OS_ARCH/`) or packed (`terraform-provider-NAME_VERSION_OS_ARCH.zip`).
fn holds(mirror: &Path, provider: &RequiredProvider) -> bool {
    let directory = mirror.join(REGISTRY).join(&provider.source);
    let platform = platform();
    let name = provider.source.rsplit('/').next().unwrap_or_default();
    let packed = format!("terraform-provider-{name}_{}_{platform}.zip", provider.version);
    directory.join(&provider.version).join(&platform).is_dir() || directory.join(packed).is_file()
}

/// The platform as Go calls it.
fn platform() -> String {
    let os = match std::env::consts::OS {
        "macos" => "darwin",
        os => os,
    };
    let architecture = match std::env::consts::ARCH {
        "x86_64" => "amd64",
        "aarch64" => "arm64",
        "x86" => "386",
        architecture => architecture,
    };
    format!("{os}_{architecture}")
}
