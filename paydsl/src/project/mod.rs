//! Projects: the stacks that belong together, the environments they are applied to, and where their state is kept.

mod backend;
mod environment;
mod outputs;
mod stack;

pub use backend::Backend;
pub use environment::{Environment, Environments, Row};
pub use outputs::{Exports, Output, Outputs, Remote};
pub use stack::{AnyStack, Stack};

use crate::package::{Function, Source};
use crate::policy::Rule;

/// A project: its name, its environments and its stacks.
///
/// ```
/// use paydsl::prelude::*;
///
/// #[environments]
/// pub mod env {
///     pub struct Env {
///         pub region: Str,
///     }
///     pub const DEV: Env = Env { region: "us-east-1" };
/// }
///
/// #[stack]
/// pub fn network(env: &Env) {}
///
/// # fn main() {
/// let project = Project::new("shop", env::all()).stack(network);
/// # }
/// ```
pub struct Project<E> {
    name: String,
    environments: Environments<E>,
    stacks: Vec<Stack<E>>,
    backend: Backend,
    functions: Vec<Function>,
    policies: Vec<Rule>,
}

impl<E: Environment> Project<E> {
    /// A project called `name`, applied to each of `environments`.
    ///
    /// The name is a directory and part of resource tags: lower-case letters, digits, `_` and `-`, starting with a
    /// letter. [`run`](crate::run) refuses another.
    pub fn new(name: impl Into<String>, environments: Environments<E>) -> Self {
        Project {
            name: name.into(),
            environments,
            stacks: Vec::new(),
            backend: Backend::local(),
            functions: Vec::new(),
            policies: Vec::new(),
        }
    }

    /// Adds a stack: a function under `#[stack]`.
    #[must_use]
    pub fn stack(mut self, stack: fn() -> Stack<E>) -> Self {
        self.stacks.push(stack());
        self
    }

    /// Names the source of a function's code, which stacks deploy as [`code(name)`](crate::code::code).
    ///
    /// Paths are relative to the workspace's root.
    #[must_use]
    pub fn function(mut self, name: impl Into<String>, source: Source) -> Self {
        self.functions.push(Function {
            name: name.into(),
            source,
        });
        self
    }

    /// Adds rules that every stack has to keep in every environment, such as [`policy::payments`](crate::policy::payments).
    /// A rule takes the place of an earlier one of the same name.
    #[must_use]
    pub fn policies(mut self, rules: impl IntoIterator<Item = Rule>) -> Self {
        for rule in rules {
            match self.policies.iter_mut().find(|known| known.name == rule.name) {
                Some(known) => *known = rule,
                None => self.policies.push(rule),
            }
        }
        self
    }

    /// Keeps the state of all stacks in `backend`; without this it is kept in local files.
    #[must_use]
    pub fn backend(mut self, backend: Backend) -> Self {
        self.backend = backend;
        self
    }
}

/// A project, its environment type forgotten.
pub struct AnyProject {
    /// The project's name.
    pub name: String,
    /// Its environments, in the order they are declared.
    pub environments: Vec<Row>,
    /// The fields of an environment.
    pub environment_fields: &'static [&'static str],
    /// Its stacks, in the order they were added.
    pub stacks: Vec<AnyStack>,
    /// Where the state is kept.
    pub backend: Backend,
    /// The functions whose code its stacks deploy.
    pub functions: Vec<Function>,
    /// The rules that its stacks have to keep.
    pub policies: Vec<Rule>,
}

impl<E: Environment> From<Project<E>> for AnyProject {
    fn from(project: Project<E>) -> Self {
        AnyProject {
            name: project.name,
            environments: project.environments.rows,
            environment_fields: E::FIELDS,
            stacks: project.stacks.into_iter().map(AnyStack::from).collect(),
            backend: project.backend,
            functions: project.functions,
            policies: project.policies,
        }
    }
}

impl AnyProject {
    /// What is wrong with the project before any stack is run: names that cannot be directories, two stacks of one
    /// name, a stack that is read but not part of the project, stacks that read each other in a circle.
    pub fn mistakes(&self) -> Vec<String> {
        let mut mistakes = Vec::new();
        if !is_name(&self.name) {
            mistakes.push(format!("a project cannot be called {:?}: {NAME_RULE}", self.name));
        }
        for row in &self.environments {
            if !is_name(row.name) || row.name == "default" {
                mistakes.push(format!(
                    "an environment cannot be called {:?}: {NAME_RULE}, and not `default`",
                    row.name
                ));
            }
        }
        if self.environments.is_empty() {
            mistakes.push(format!(
                "project {} has no environment; declare at least one constant of them",
                self.name
            ));
        }
        for (index, stack) in self.stacks.iter().enumerate() {
            if !is_name(stack.name) {
                mistakes.push(format!(
                    "{}: a stack cannot be called {:?}: {NAME_RULE}",
                    stack.site, stack.name
                ));
            }
            if let Some(first) = self.stacks[..index].iter().find(|first| first.name == stack.name) {
                mistakes.push(format!(
                    "{}: project {} has two stacks called {} (the other at {})",
                    stack.site, self.name, stack.name, first.site
                ));
            }
            for remote in &stack.remotes {
                if !self.stacks.iter().any(|other| other.name == *remote) {
                    mistakes.push(format!(
                        "{}: stack {} reads stack {remote}, which project {} does not have; add `.stack({remote})`",
                        stack.site, stack.name, self.name
                    ));
                }
            }
        }
        if let Some(circle) = self.circle() {
            mistakes.push(format!(
                "stacks of project {} read each other in a circle: {}",
                self.name,
                circle.join(" -> ")
            ));
        }
        mistakes
    }

    /// The stacks in dependency order: each after the stacks it reads.
    pub fn ordered(&self) -> Vec<&AnyStack> {
        let mut ordered: Vec<&AnyStack> = Vec::new();
        while ordered.len() < self.stacks.len() {
            let placed = ordered.len();
            for stack in &self.stacks {
                let is_placed = |name: &str| ordered.iter().any(|other| other.name == name);
                if !is_placed(stack.name) && stack.remotes.iter().all(|remote| is_placed(remote)) {
                    ordered.push(stack);
                }
            }
            if ordered.len() == placed {
                break; // a circle or a missing stack, which `mistakes` reports
            }
        }
        ordered
    }

    fn circle(&self) -> Option<Vec<&'static str>> {
        let ordered = self.ordered();
        let left: Vec<&AnyStack> = self
            .stacks
            .iter()
            .filter(|stack| !ordered.iter().any(|placed| placed.name == stack.name))
            .collect();
        let mut path = vec![left.first()?.name];
        loop {
            let stack = left.iter().find(|stack| Some(&stack.name) == path.last())?;
            let next = stack
                .remotes
                .iter()
                .find(|remote| left.iter().any(|other| other.name == **remote))?;
            if let Some(start) = path.iter().position(|name| name == next) {
                path.push(next);
                return Some(path.split_off(start));
            }
            path.push(next);
        }
    }
}

/// What a name of a project, a stack or an environment may be, in words.
pub const NAME_RULE: &str = "use lower-case letters, digits, `_` and `-`, at most 63, starting with a letter";

/// Whether `name` can be the name of a project, a stack or an environment, and so of a directory and a workspace.
pub fn is_name(name: &str) -> bool {
    name.len() <= 63
        && name.starts_with(|first: char| first.is_ascii_lowercase())
        && name
            .chars()
            .all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_' || c == '-')
}

/// One or several projects, of one environment type or of several: `[a, b]`, `vec![a]`, `(a, b)`.
pub trait IntoProjects {
    /// The projects, in the order given.
    fn into_projects(self) -> Vec<AnyProject>;
}

impl<E: Environment> IntoProjects for Project<E> {
    fn into_projects(self) -> Vec<AnyProject> {
        vec![self.into()]
    }
}

impl<P: Into<AnyProject>, const N: usize> IntoProjects for [P; N] {
    fn into_projects(self) -> Vec<AnyProject> {
        self.into_iter().map(Into::into).collect()
    }
}

impl<P: Into<AnyProject>> IntoProjects for Vec<P> {
    fn into_projects(self) -> Vec<AnyProject> {
        self.into_iter().map(Into::into).collect()
    }
}

macro_rules! tuples {
    ($($name:ident)*) => {
        impl<$($name: Into<AnyProject>),*> IntoProjects for ($($name,)*) {
            #[allow(non_snake_case, reason = "one binding for each type parameter, by its name")]
            fn into_projects(self) -> Vec<AnyProject> {
                let ($($name,)*) = self;
                vec![$($name.into()),*]
            }
        }
    };
}
tuples!(A);
tuples!(A B);
tuples!(A B C);
tuples!(A B C D);
tuples!(A B C D F);
tuples!(A B C D F G);
tuples!(A B C D F G H);
tuples!(A B C D F G H I);
