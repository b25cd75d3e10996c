//! `package`: the archives of the functions' code.

use clap::ArgMatches;

use crate::cli::failure::Failure;
use crate::cli::operation::build_code;
use crate::cli::out::outln;
use crate::cli::root::Root;
use crate::cli::{args, nearest};
use crate::project::AnyProject;

pub(super) fn run(projects: &[AnyProject], matches: &ArgMatches) -> Result<u8, Failure> {
    let root = Root::find()?;
    let targets = args::values(matches, "targets");
    if let Some(unknown) = targets
        .iter()
        .find(|target| !projects.iter().any(|project| project.name == **target))
    {
        let names = projects.iter().map(|project| project.name.as_str());
        return Err(Failure::new(format!(
            "there is no project {unknown:?}{}",
            nearest::hint(unknown, names)
        )));
    }
    for project in projects
        .iter()
        .filter(|project| targets.is_empty() || targets.contains(&project.name))
    {
        for function in &project.functions {
            let archive = build_code(root.path(), &root.private()?, project, function)?;
            let path = archive
                .path
                .strip_prefix(root.path())
                .unwrap_or(&archive.path)
                .display();
            outln!(
                "{path}: {} KiB, sha256 {}",
                archive.bytes.div_ceil(1024),
                archive.sha256_base64
            );
        }
    }
    Ok(0)
}
