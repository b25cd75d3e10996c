//! `paydsl provider add`.

use std::io::{ErrorKind, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use paydsl_schema::{Archive, EXTENSION, Mined, Source, write};
use serde_json::{Value, json};

use super::mine::Mining;

/// Terraform's own provider, which is not installed.
const BUILT_IN: &str = "terraform.io/builtin/terraform";

/// Writes the archive of a provider, with what its binary demands of values, unless nobody is to ask it.
pub(super) fn run(source: &str, version: &str, directory: &Path, mining: Option<&Mining>) -> Result<String, String> {
    let installed = Installed::new(source, version)?;
    let mined = match mining {
        Some(mining) => mining.run(&installed)?.mined(),
        None => Mined::default(),
    };
    let bytes = installed.archive(&mined)?;
    let path = directory.join(format!("{}-{version}.{EXTENSION}", installed.local_name));
    let origin = path.display().to_string();
    let archive = Archive::from_bytes(&origin, bytes.clone()).map_err(|error| error.to_string())?;
    store(&path, directory, &bytes)?;
    Ok(format!(
        "{origin}: {} resources, {} data sources, {} ephemeral resources, {} functions, {} KiB\n",
        archive.resource_names().count(),
        archive.data_source_names().count(),
        archive.ephemeral_names().count(),
        archive.functions().len(),
        bytes.len().div_ceil(1024),
    ))
}

/// A provider that terraform has installed in a module of its own, and what it reports of it.
pub(super) struct Installed<'s> {
    source: &'s str,
    version: &'s str,
    local_name: &'s str,
    report: String,
    module: tempfile::TempDir,
}

impl<'s> Installed<'s> {
    pub(super) fn new(source: &'s str, version: &'s str) -> Result<Self, String> {
        let local_name = check(source, version)?;
        let module = tempfile::tempdir().map_err(|error| format!("cannot make a temporary directory: {error}"))?;
        write_module(module.path(), source, version, local_name)?;
        if source == BUILT_IN {
            is_terraform_s_version(module.path(), version)?;
        }
        let required: &[(&str, &str)] = if source == BUILT_IN { &[] } else { &[(source, version)] };
        terraform(module.path(), &["init", "-input=false", "-no-color"], required)?;
        let report = terraform(module.path(), &["providers", "schema", "-json"], required)?;
        let report = String::from_utf8(report.stdout).map_err(|_| "terraform's report is not UTF-8".to_owned())?;
        Ok(Installed {
            source,
            version,
            local_name,
            report,
            module,
        })
    }

    /// The archive's bytes.
    pub(super) fn archive(&self, mined: &Mined) -> Result<Vec<u8>, String> {
        let source = Source {
            address: &full_address(self.source),
            source: self.source,
            version: self.version,
            local_name: self.local_name,
        };
        write(&self.report, source, mined).map_err(|error| error.to_string())
    }

    /// The provider's binary; none is Terraform's own.
    pub(super) fn binary(&self) -> Result<Option<PathBuf>, String> {
        if self.source == BUILT_IN {
            return Ok(None);
        }
        let directory = self.module.path().join(".terraform/providers");
        let directory = directory.join(full_address(self.source)).join(self.version);
        // Below it is one directory, named after the platform.
        let entries = |directory: &Path| -> Vec<PathBuf> {
            let entries = std::fs::read_dir(directory).into_iter().flatten().flatten();
            entries.map(|entry| entry.path()).collect()
        };
        let is_binary = |path: &PathBuf| {
            let name = path.file_name().and_then(|name| name.to_str());
            name.is_some_and(|name| name.starts_with("terraform-provider-"))
        };
        let found = entries(&directory)
            .iter()
            .flat_map(|platform| entries(platform))
            .find(is_binary);
        match found {
            Some(binary) => Ok(Some(binary)),
            None => Err(format!(
                "terraform installed no binary of {} {} in {}",
                self.source,
                self.version,
                directory.display()
            )),
        }
    }

    /// What names the provider among others in a file's name.
    pub(super) fn file_name(&self) -> String {
        format!("{}-{}", self.source.replace(['/', ':'], "-"), self.version)
    }
}

/// Refuses what is no source address or version, and so could be a path or an expression; returns the local name.
fn check<'s>(source: &'s str, version: &str) -> Result<&'s str, String> {
    let is_part = |part: &&str| {
        !part.is_empty()
            && part.len() <= 128
            && part.starts_with(|c: char| c.is_ascii_alphanumeric())
            && part
                .chars()
                .all(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.' | ':'))
            && !part.contains("..")
    };
    let parts: Vec<&str> = source.split('/').collect();
    if !(2..=3).contains(&parts.len()) || !parts.iter().all(is_part) {
        return Err(format!(
            "{source:?} is not a provider's source address; write one like hashicorp/aws"
        ));
    }
    let mut numbers = version.splitn(2, ['-', '+']);
    let core: Vec<&str> = numbers.next().unwrap_or_default().split('.').collect();
    let is_number = |part: &&str| !part.is_empty() && part.len() <= 9 && part.bytes().all(|byte| byte.is_ascii_digit());
    let rest_is_plain = numbers.next().is_none_or(|rest| {
        !rest.is_empty()
            && rest
                .chars()
                .all(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '.' | '+'))
    });
    if core.len() != 3 || !core.iter().all(is_number) || !rest_is_plain || version.contains("..") {
        return Err(format!("{version:?} is not an exact version; write one like 5.100.0"));
    }
    Ok(parts.last().copied().unwrap_or_default())
}

/// The address in terraform's report.
fn full_address(source: &str) -> String {
    match source.split('/').count() {
        2 => format!("registry.terraform.io/{source}"),
        _ => source.to_owned(),
    }
}

fn write_module(directory: &Path, source: &str, version: &str, local_name: &str) -> Result<(), String> {
    let module = if source == BUILT_IN {
        json!({"resource": {"terraform_data": {"any": {}}}})
    } else {
        let requirement = json!({"source": source, "version": version});
        json!({"terraform": {"required_providers": {local_name: requirement}}})
    };
    std::fs::write(directory.join("main.tf.json"), module.to_string())
        .map_err(|error| format!("cannot write a module: {error}"))
}

/// The built-in provider has Terraform's version.
fn is_terraform_s_version(directory: &Path, version: &str) -> Result<(), String> {
    let output = terraform(directory, &["version", "-json"], &[])?;
    let answer: Value = serde_json::from_slice(&output.stdout).unwrap_or_default();
    match answer["terraform_version"].as_str() {
        Some(actual) if actual == version => Ok(()),
        Some(actual) => Err(format!(
            "{BUILT_IN} is part of terraform, and the one on PATH is {actual}, not {version}"
        )),
        None => Err("terraform on PATH does not tell its version".to_owned()),
    }
}

fn terraform(directory: &Path, arguments: &[&str], required: &[(&str, &str)]) -> Result<Output, String> {
    let mut command = Command::new("terraform");
    command
        .args(arguments)
        .current_dir(directory)
        .env("CHECKPOINT_DISABLE", "1")
        .env_remove("TF_WORKSPACE");
    command.env_remove("TF_DATA_DIR");
    crate::cli::provider_installation(&mut command, required, directory)?;
    let output = command.output().map_err(|error| match error.kind() {
        ErrorKind::NotFound => {
            "terraform was not found on PATH; install it: https://developer.hashicorp.com/terraform/install".to_owned()
        }
        _ => format!("terraform cannot be run: {error}"),
    })?;
    if output.status.success() {
        return Ok(output);
    }
    let text = String::from_utf8_lossy(&output.stderr);
    Err(format!(
        "terraform {} failed:\n{}",
        arguments.join(" "),
        text.trim_end()
    ))
}

/// Writes a file into a directory, which is made if it is not there; the file is there whole or not at all.
pub(super) fn store(path: &Path, directory: &Path, bytes: &[u8]) -> Result<(), String> {
    let error = |error: std::io::Error| format!("cannot write {}: {error}", path.display());
    std::fs::create_dir_all(directory).map_err(error)?;
    let mut file = tempfile::NamedTempFile::new_in(directory).map_err(error)?;
    file.write_all(bytes).map_err(error)?;
    file.persist(path).map_err(|failed| error(failed.error))?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::check;

    #[test]
    fn what_is_no_address_or_version_is_refused() {
        assert_eq!(check("hashicorp/aws", "5.100.0"), Ok("aws"));
        assert_eq!(check("example.com:8443/acme/x", "1.0.0-beta.1"), Ok("x"));
        for source in [
            "aws",
            "../../etc",
            "a/../b",
            "hashicorp/aws\"",
            "a/b/c/d",
            "hashicorp/",
            "${x}/y",
        ] {
            assert!(check(source, "1.0.0").is_err(), "{source}");
        }
        for version in ["5", "5.100", "~> 5.0", "5.100.0/..", "5.100.x", "", "1.0.0-"] {
            assert!(check("hashicorp/aws", version).is_err(), "{version}");
        }
    }
}
