//! Targets: `project` or `project/stack`.

use std::fmt;

use super::failure::Failure;
use super::nearest;
use crate::project::{AnyProject, AnyStack, is_name};

/// A stack that a command is about.
#[derive(Clone, Copy)]
pub(crate) struct Selected<'p> {
    /// Its project.
    pub(crate) project: &'p AnyProject,
    /// The stack.
    pub(crate) stack: &'p AnyStack,
}

impl Selected<'_> {
    /// Whether this stack reads `other`.
    pub(crate) fn reads(&self, other: &Selected<'_>) -> bool {
        self.project.name == other.project.name && self.stack.remotes.contains(&other.stack.name)
    }
}

impl fmt::Display for Selected<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.project.name, self.stack.name)
    }
}

/// What the targets of a command select.
pub(crate) struct Selection<'p> {
    /// The stacks, in dependency order within each project.
    pub(crate) stacks: Vec<Selected<'p>>,
    /// The projects that are selected as a whole.
    pub(crate) whole: Vec<&'p AnyProject>,
}

/// The stacks that `targets` name; all of them if there are no targets.
pub(crate) fn select<'p>(projects: &'p [AnyProject], targets: &[String]) -> Result<Selection<'p>, Failure> {
    let mut errors = Vec::new();
    let mut wanted: Vec<(&str, Option<&str>)> = Vec::new();
    for target in targets {
        match find(projects, target) {
            Ok(found) => wanted.push(found),
            Err(error) => errors.push(error),
        }
    }
    if !errors.is_empty() {
        return Err(Failure::all(errors));
    }
    let is_whole = |project: &AnyProject| targets.is_empty() || wanted.contains(&(&project.name, None));
    let is_wanted = |project: &AnyProject, stack: &AnyStack| {
        is_whole(project) || wanted.contains(&(&project.name, Some(stack.name)))
    };
    let stacks = projects.iter().flat_map(|project| {
        let stacks = project.ordered().into_iter();
        stacks
            .filter(move |stack| is_wanted(project, stack))
            .map(move |stack| Selected { project, stack })
    });
    Ok(Selection {
        stacks: stacks.collect(),
        whole: projects.iter().filter(|project| is_whole(project)).collect(),
    })
}

fn find<'t>(projects: &[AnyProject], target: &'t str) -> Result<(&'t str, Option<&'t str>), String> {
    let (name, stack) = match target.split_once('/') {
        Some((name, stack)) => (name, Some(stack)),
        None => (target, None),
    };
    if !is_name(name) || stack.is_some_and(|stack| !is_name(stack)) {
        return Err(format!("{target:?} is not a target; name a project or PROJECT/STACK"));
    }
    let Some(project) = projects.iter().find(|project| project.name == name) else {
        return Err(unknown_project(projects, name, stack));
    };
    if let Some(stack) = stack
        && !project.stacks.iter().any(|known| known.name == stack)
    {
        let names = || project.stacks.iter().map(|stack| stack.name);
        return Err(format!(
            "project {name} has no stack {stack}{}; it has {}",
            nearest::hint(stack, names()),
            names().collect::<Vec<_>>().join(", ")
        ));
    }
    Ok((name, stack))
}

fn unknown_project(projects: &[AnyProject], name: &str, stack: Option<&str>) -> String {
    let homes = projects
        .iter()
        .filter(|project| project.stacks.iter().any(|known| known.name == name));
    if stack.is_none()
        && let Some(home) = homes.into_iter().next()
    {
        return format!("{name} is a stack of project {0}: write {0}/{name}", home.name);
    }
    let names = || projects.iter().map(|project| project.name.as_str());
    format!(
        "there is no project {name}{}; there is {}",
        nearest::hint(name, names()),
        names().collect::<Vec<_>>().join(", ")
    )
}
