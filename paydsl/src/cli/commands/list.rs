//! `list`: what there is.

use clap::ArgMatches;
use serde_json::{Value, json};

use crate::cli::args;
use crate::cli::failure::Failure;
use crate::cli::out::outln;
use crate::cli::root::Root;
use crate::cli::target::{Selected, select};
use crate::project::AnyProject;
use crate::synth::place;

pub(super) fn run(projects: &[AnyProject], matches: &ArgMatches) -> Result<u8, Failure> {
    let root = Root::find()?;
    let selection = select(projects, &[])?;
    if args::is_given(matches, "json") {
        let objects: Vec<Value> = selection.stacks.iter().map(|stack| object(stack, &root)).collect();
        outln!("{:#}", Value::from(objects));
    } else {
        for project in projects {
            outln!("{}: {}", project.name, environments(project).join(", "));
            for stack in project.ordered() {
                let reads = match stack.remotes.as_slice() {
                    [] => String::new(),
                    remotes => format!(", reads {}", remotes.join(", ")),
                };
                outln!(
                    "  {}/{}{reads}  {}",
                    project.name,
                    stack.name,
                    place(stack.site, root.path())
                );
            }
        }
    }
    Ok(0)
}

fn environments(project: &AnyProject) -> Vec<String> {
    let marked = project.environments.iter().map(|row| match row.protected {
        true => format!("{} (protected)", row.name),
        false => row.name.to_owned(),
    });
    marked.collect()
}

fn object(selected: &Selected<'_>, root: &Root) -> Value {
    let Selected { project, stack } = selected;
    let names: Vec<&str> = project.environments.iter().map(|row| row.name).collect();
    let protected = project.environments.iter().filter(|row| row.protected);
    json!({
        "project": project.name,
        "stack": stack.name,
        "target": selected.to_string(),
        "environments": names,
        "protected": protected.map(|row| row.name).collect::<Vec<_>>(),
        "depends_on": stack.remotes,
        "path": format!("generated/{selected}"),
        "source": place(stack.site, root.path()),
    })
}
