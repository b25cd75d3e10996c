//! `validate`, `plan`, `apply` and `destroy`: terraform, run on stacks in their order.

mod code;
pub(crate) use code::{build_code, place as place_code};
mod outputs;
mod stack;

use std::io::IsTerminal as _;
use std::num::NonZero;

use clap::ArgMatches;

use super::args;
use super::environment::Chosen;
use super::failure::Failure;
use super::interrupt;
use super::policies::are_all;
use super::progress;
use super::schedule::{Outcome, Schedule};
use super::session::Session;
use super::target::{Selected, select};
use crate::project::AnyProject;
pub(crate) use stack::LOCAL_PARALLELISM;
use stack::{Manner, StackRun};

pub(crate) use outputs::{print as print_outputs, read as read_outputs};

/// What terraform is to do.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Action {
    Validate,
    Plan,
    Apply,
    Destroy,
}

impl Action {
    /// Terraform's own word.
    fn verb(self) -> &'static str {
        match self {
            Action::Validate => "validate",
            Action::Plan => "plan",
            Action::Apply => "apply",
            Action::Destroy => "destroy",
        }
    }

    fn changes_something(self) -> bool {
        matches!(self, Action::Apply | Action::Destroy)
    }
}

/// Runs the action on the stacks that the command line names; returns the exit code.
pub(crate) fn run(projects: &[AnyProject], action: Action, matches: &ArgMatches) -> Result<u8, Failure> {
    let selection = select(projects, &args::values(matches, "targets"))?;
    let chosen = chosen(&selection.stacks, action, matches)?;
    let manner = manner(action, matches)?;
    let session = match action {
        // What breaks a rule can still be destroyed.
        Action::Destroy => Session::new(&selection.stacks, chosen, matches)?,
        Action::Validate | Action::Plan | Action::Apply => {
            Session::judged(&selection.stacks, chosen, matches, are_all(&selection.stacks, projects))?
        }
    };
    place_code(&session, action)?;
    let names = names(&selection.stacks);
    let jobs = matches.get_one::<u16>("jobs").map_or(1, |jobs| usize::from(*jobs));
    let schedule = Schedule {
        after: order(&selection.stacks, action),
        jobs: NonZero::new(if manner == Manner::Ask { 1 } else { jobs }).unwrap_or(NonZero::<usize>::MIN),
        names: names.clone(),
    };
    let progress = if manner == Manner::Ask {
        progress::plain(&names)
    } else {
        progress::for_output(&names)
    };
    interrupt::wait_for_terraform();
    let run = StackRun {
        session: &session,
        action,
        manner,
        passed_on: args::values(matches, "terraform"),
        progress: progress.as_ref(),
    };
    let outcomes = schedule.run(&|index| run.stack(index), &|index, why| {
        progress.over(index, &format!("skipped, because {why}"));
    });
    drop(progress);
    if action == Action::Apply {
        let done = outcomes
            .iter()
            .zip(&session.stacks)
            .filter(|(outcome, _)| matches!(outcome, Outcome::Done(_)));
        print_outputs(&session, done.map(|(_, stack)| stack))?;
    }
    Ok(exit_code(&outcomes))
}

/// The environment, confirmed if it has to be; `validate` has none.
fn chosen(stacks: &[Selected<'_>], action: Action, matches: &ArgMatches) -> Result<Option<Chosen>, Failure> {
    if action == Action::Validate {
        return Ok(None);
    }
    let chosen = Chosen::new(stacks, args::value(matches, "env"), args::value(matches, "suffix"))?;
    if action.changes_something() {
        chosen.confirm(args::value(matches, "confirm"), action.verb())?;
    }
    Ok(Some(chosen))
}

/// Whether terraform asks before it changes something. That takes a terminal; an emulated AWS needs no care.
fn manner(action: Action, matches: &ArgMatches) -> Result<Manner, Failure> {
    let approved = args::is_given(matches, "auto-approve") || args::is_given(matches, "local");
    if !action.changes_something() || approved {
        return Ok(Manner::Follow);
    }
    if std::io::stdin().is_terminal() && std::io::stdout().is_terminal() {
        return Ok(Manner::Ask);
    }
    Err(Failure::new(format!(
        "{0} asks before it changes anything, and there is no terminal to ask on; add --auto-approve to {0} without asking",
        action.verb()
    )))
}

/// What the lines of each stack are marked with: its name, with the project's where there are several.
pub(crate) fn names(stacks: &[Selected<'_>]) -> Vec<String> {
    let is_one = stacks.iter().all(|stack| stack.project.name == stacks[0].project.name);
    let name = |stack: &Selected<'_>| {
        if is_one {
            stack.stack.name.to_owned()
        } else {
            stack.to_string()
        }
    };
    stacks.iter().map(name).collect()
}

/// For each stack the numbers of those before it: what it reads, or what reads it when destroying.
fn order(stacks: &[Selected<'_>], action: Action) -> Vec<Vec<usize>> {
    let is_before = |other: &Selected<'_>, stack: &Selected<'_>| match action {
        Action::Validate => false,
        Action::Plan | Action::Apply => stack.reads(other),
        Action::Destroy => other.reads(stack),
    };
    let before = |stack: &Selected<'_>| {
        let others = stacks.iter().enumerate();
        others
            .filter(|(_, other)| is_before(other, stack))
            .map(|(index, _)| index)
            .collect()
    };
    stacks.iter().map(before).collect()
}

/// Terraform's own: of the first stack that failed, else what the others ended with.
fn exit_code(outcomes: &[Outcome]) -> u8 {
    let failed = outcomes.iter().find_map(|outcome| match outcome {
        Outcome::Failed(code) => Some(*code),
        _ => None,
    });
    let done = outcomes.iter().map(|outcome| match outcome {
        Outcome::Done(code) => *code,
        Outcome::Failed(_) | Outcome::Skipped(_) => 1,
    });
    failed.unwrap_or_else(|| done.max().unwrap_or(0))
}
