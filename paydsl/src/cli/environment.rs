//! Which environment a command is about, and under which workspace it lives.

use std::io::{IsTerminal as _, Write as _};

use super::failure::Failure;
use super::nearest;
use super::target::Selected;
use crate::project::is_name;

/// What the user asked for.
#[derive(Clone, Debug)]
pub(crate) struct Chosen {
    /// `--env`
    pub(crate) environment: String,
    /// `--suffix`
    pub(crate) suffix: Option<String>,
    /// Whether any of the selected projects protects the environment.
    pub(crate) protected: bool,
}

impl Chosen {
    /// Checks the names against the projects of the selected stacks.
    pub(crate) fn new(
        stacks: &[Selected<'_>],
        environment: Option<&String>,
        suffix: Option<&String>,
    ) -> Result<Self, Failure> {
        let Some(environment) = environment else {
            return Err(Failure::new(format!(
                "say which environment: --env {}",
                declared(stacks).join("|")
            )));
        };
        let mut errors = Vec::new();
        for selected in stacks {
            let names: Vec<&str> = selected.project.environments.iter().map(|row| row.name).collect();
            if !is_name(environment) || !names.contains(&environment.as_str()) {
                errors.push(format!(
                    "project {} has no environment {environment:?}{}; it has {}",
                    selected.project.name,
                    nearest::hint(environment, names.iter().copied()),
                    names.join(", ")
                ));
            }
            if let Some(suffix) = suffix
                && names.contains(&suffix.as_str())
            {
                errors.push(format!(
                    "--suffix {suffix} is an environment of project {}; a copy needs a name of its own, such as pr-42",
                    selected.project.name
                ));
            }
        }
        if let Some(suffix) = suffix.filter(|suffix| !is_suffix(suffix)) {
            errors.push(format!(
                "--suffix {suffix:?} becomes part of names: use lower-case letters, digits and `-`, at most 32, \
                 starting and ending with a letter or digit, and not `default`"
            ));
        }
        errors.dedup();
        if !errors.is_empty() {
            return Err(Failure::all(errors));
        }
        let rows = stacks.iter().flat_map(|selected| &selected.project.environments);
        let protected = rows.into_iter().any(|row| row.name == environment && row.protected);
        Ok(Chosen {
            environment: environment.clone(),
            suffix: suffix.cloned(),
            protected,
        })
    }

    /// The Terraform workspace: the copy's suffix, else the environment.
    pub(crate) fn workspace(&self) -> &str {
        self.suffix.as_deref().unwrap_or(&self.environment)
    }

    /// The variables that tell the module which environment this is, and that a protected one is meant.
    pub(crate) fn variables(&self, of: &Selected<'_>) -> Vec<String> {
        let mut variables = Vec::new();
        if let Some(suffix) = &self.suffix {
            variables.push(format!("-var=environment={}", self.environment));
            variables.push(format!("-var=environment_suffix={suffix}"));
        }
        let mut rows = of.project.environments.iter();
        if rows.any(|row| row.name == self.environment && row.protected) {
            variables.push(format!("-var=confirm={}", self.environment));
        }
        variables
    }

    /// Makes sure that a protected environment is meant: by `--confirm`, or on a terminal by typing its name.
    pub(crate) fn confirm(&self, given: Option<&String>, verb: &str) -> Result<(), Failure> {
        let name = &self.environment;
        match given {
            Some(given) if given == name => return Ok(()),
            Some(given) => {
                return Err(Failure::new(format!(
                    "--confirm {given} does not confirm {name}: it has to be the environment's name"
                )));
            }
            None if !self.protected => return Ok(()),
            None => {}
        }
        if !std::io::stdin().is_terminal() {
            return Err(Failure::new(format!(
                "{name} is protected; to {verb} it, add --confirm {name}"
            )));
        }
        eprint!("{name} is protected. Type its name to {verb} it: ");
        let mut typed = String::new();
        let read = std::io::stderr()
            .flush()
            .and_then(|()| std::io::stdin().read_line(&mut typed));
        if read.is_ok() && typed.trim() == name {
            return Ok(());
        }
        Err(Failure::new(format!("{name} was not confirmed; nothing was done")))
    }
}

/// The environments of the selected projects, each once.
fn declared<'p>(stacks: &[Selected<'p>]) -> Vec<&'p str> {
    let mut names = Vec::new();
    for row in stacks.iter().flat_map(|selected| &selected.project.environments) {
        if !names.contains(&row.name) {
            names.push(row.name);
        }
    }
    names
}

/// The same rule that the module has Terraform check.
fn is_suffix(suffix: &str) -> bool {
    let is_inner = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
    (1..=32).contains(&suffix.len())
        && suffix.chars().all(is_inner)
        && !suffix.starts_with('-')
        && !suffix.ends_with('-')
        && suffix != "default"
}
