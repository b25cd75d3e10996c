//! Where terraform gets providers from: the user's CLI configuration, a mirror of this machine, or the registry.

use std::path::{Path, PathBuf};
use std::process::Command;

use super::mirror::{self, Mirror};
use super::requirements::RequiredProvider;
use crate::cli::failure::Failure;
use crate::cli::target::Selected;
use crate::synth::replace;

/// How a stack's providers are installed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum CliConfig {
    /// The user has a CLI configuration: everything is left to it.
    Users,
    /// From a filesystem mirror, by a CLI configuration that is written for it.
    Mirror(PathBuf),
    /// From the registry, into a cache that all stacks of this user share.
    Cache(PathBuf),
}

impl CliConfig {
    /// Decides for a module. `private` is where a configuration may be written.
    pub(crate) fn find(required: &[RequiredProvider], private: &Path) -> Result<Self, Failure> {
        if users_file().is_some_and(|file| file.is_file()) || std::env::var_os("TF_PLUGIN_CACHE_DIR").is_some() {
            return Ok(CliConfig::Users);
        }
        if let Some(mirror) = mirror::find(required) {
            let file = private.join(format!("{}.tfrc", mirror.sources.join("-").replace('/', "_")));
            write_if_new(&file, &configuration(&mirror))?;
            return Ok(CliConfig::Mirror(file));
        }
        let Some(cache) = cache().filter(|_| !required.is_empty()) else {
            return Ok(CliConfig::Users);
        };
        std::fs::create_dir_all(&cache)
            .map_err(|error| Failure::new(format!("cannot make {}: {error}", cache.display())))?;
        Ok(CliConfig::Cache(cache))
    }

    /// The lock to hold while installing for `stack`: installing into a shared plugin cache is not safe side by side,
    /// and all environments of one stack share its dependency lock file.
    pub(crate) fn lock(&self, stack: &Selected<'_>, locks: &Path) -> PathBuf {
        match self {
            // The user's configuration may name a cache too.
            CliConfig::Users => locks.join("init.lock"),
            CliConfig::Mirror(_) => locks.join(format!("{}-{}.lock", stack.project.name, stack.stack.name)),
            CliConfig::Cache(cache) => cache.with_extension("lock"),
        }
    }

    /// Tells a terraform command about it.
    ///
    /// `is_emulated`: the module is thrown away, its dependency lock file too, so the cache is taken at its word. Else
    /// Terraform downloads once more for each stack whose lock file does not have the provider yet.
    pub(crate) fn apply_to(&self, command: &mut Command, is_emulated: bool) {
        match self {
            CliConfig::Users => {}
            CliConfig::Mirror(file) => {
                command.env("TF_CLI_CONFIG_FILE", file);
            }
            CliConfig::Cache(cache) => {
                command.env("TF_PLUGIN_CACHE_DIR", cache);
                if is_emulated {
                    command.env("TF_PLUGIN_CACHE_MAY_BREAK_DEPENDENCY_LOCK_FILE", "true");
                }
            }
        }
        // One that names no file makes terraform warn on every run.
        let dangling = std::env::var_os("TF_CLI_CONFIG_FILE").is_some_and(|file| !Path::new(&file).exists());
        if dangling && !matches!(self, CliConfig::Mirror(_)) {
            command.env_remove("TF_CLI_CONFIG_FILE");
        }
    }
}

/// The file that terraform reads its configuration from, if it is there.
fn users_file() -> Option<PathBuf> {
    match std::env::var_os("TF_CLI_CONFIG_FILE").filter(|file| !file.is_empty()) {
        Some(file) => Some(PathBuf::from(file)),
        None => Some(PathBuf::from(std::env::var_os("HOME")?).join(".terraformrc")),
    }
}

/// `$PAYDSL_CACHE_DIR/plugins`, else `paydsl/plugins` in the user's cache directory.
fn cache() -> Option<PathBuf> {
    let variable = |name| {
        std::env::var_os(name)
            .filter(|value| !value.is_empty())
            .map(PathBuf::from)
    };
    let own = variable("PAYDSL_CACHE_DIR");
    let shared = || {
        Some(
            variable("XDG_CACHE_HOME")
                .or_else(|| Some(variable("HOME")?.join(".cache")))?
                .join("paydsl"),
        )
    };
    Some(own.or_else(shared)?.join("plugins"))
}

fn configuration(mirror: &Mirror) -> String {
    let source = |source: &String| format!("\"registry.terraform.io/{source}\"");
    let sources = mirror.sources.iter().map(source).collect::<Vec<_>>().join(", ");
    // A path is a string of HCL, quoted like one of JSON but for its two interpolation marks.
    let path = serde_json::Value::from(mirror.path.to_string_lossy().into_owned()).to_string();
    let path = path.replace("${", "$${").replace("%{", "%%{");
    format!(
        "# Written by paydsl: this machine has the providers.\n\
         provider_installation {{\n  \
           filesystem_mirror {{\n    path    = {path}\n    include = [{sources}]\n  }}\n  \
           direct {{\n    exclude = [{sources}]\n  }}\n\
         }}\n"
    )
}

fn write_if_new(file: &Path, text: &str) -> Result<(), Failure> {
    if std::fs::read_to_string(file).is_ok_and(|found| found == text) {
        return Ok(());
    }
    replace(file, text).map_err(|error| Failure::new(format!("cannot write {}: {error}", file.display())))
}
