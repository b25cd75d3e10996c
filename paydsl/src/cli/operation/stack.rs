//! One stack: initialised, run, and what went wrong explained.

use std::process::Command;
use std::sync::Mutex;
use std::time::Instant;

use super::Action;
use crate::cli::failure::Failure;
use crate::cli::hints::Hints;
use crate::cli::prepare::Prepared;
use crate::cli::progress::{Counts, Progress, elapsed, is_terminal};
use crate::cli::schedule::Outcome;
use crate::cli::session::Session;
use crate::cli::terraform::{Initialised, Places, Stream, exit_code, initialise, is_empty, stream, without_colours};
use crate::synth::place;

/// Requests that terraform makes at the same time to an emulator, which answers quickly and does not throttle.
pub(crate) const LOCAL_PARALLELISM: &str = "-parallelism=30";

/// How terraform runs.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Manner {
    /// Its output is followed; it asks nothing.
    Follow,
    /// It has the terminal to itself and asks there.
    Ask,
}

/// What is the same for all stacks of a command.
pub(super) struct StackRun<'s, 'p> {
    pub(super) session: &'s Session<'p>,
    pub(super) action: Action,
    pub(super) manner: Manner,
    /// The user's own arguments.
    pub(super) passed_on: Vec<String>,
    pub(super) progress: &'s dyn Progress,
}

impl StackRun<'_, '_> {
    /// Runs the stack with this number, and tells how it went.
    pub(super) fn stack(&self, index: usize) -> Outcome {
        let started = Instant::now();
        let counts = Mutex::new(Counts::default());
        let outcome = self.try_stack(index, &counts).unwrap_or_else(|failure| {
            for line in failure.to_string().lines() {
                self.progress.line(index, Stream::Error, line);
            }
            Outcome::Failed(failure.code)
        });
        let took = elapsed(started.elapsed().as_secs());
        let result = counts.into_inner().ok().and_then(|counts| counts.result);
        let result = result.map(|result| format!(" ({result})")).unwrap_or_default();
        let summary = match &outcome {
            Outcome::Done(_) => format!("{} done in {took}{result}", self.action.verb()),
            Outcome::Failed(code) => format!("{} failed with exit code {code} after {took}", self.action.verb()),
            Outcome::Skipped(why) => why.clone(),
        };
        self.progress.over(index, &summary);
        outcome
    }

    fn try_stack(&self, index: usize, counts: &Mutex<Counts>) -> Result<Outcome, Failure> {
        let stack = self.session.on(&self.session.stacks[index])?;
        if !stack.is_current(&self.session.terraform) {
            self.progress.phase(index, "initialising");
            if let Some((text, code)) = initialise(&stack, &self.session.terraform, &self.session.locks())? {
                for line in text.lines() {
                    self.progress.line(index, Stream::Error, line);
                }
                return Ok(Outcome::Failed(code));
            }
        }
        if self.action == Action::Destroy && is_empty(&stack, &self.session.terraform) {
            self.progress.line(index, Stream::Out, "There is nothing to destroy.");
            return Ok(Outcome::Done(0));
        }
        self.progress.phase(index, self.action.verb());
        let mut command = stack.command(&self.session.terraform);
        command.args(self.arguments(stack.stack));
        let code = match self.manner {
            Manner::Ask => exit_code(command.status().map_err(|error| not_run(&error))?),
            Manner::Follow => self.follow(index, &stack, &mut command, counts)?,
        };
        // With `-detailed-exitcode`, 2 is a plan with changes.
        let is_done = code == 0 || (code == 2 && self.action == Action::Plan && self.wants_detailed_code());
        Ok(if is_done {
            Outcome::Done(code)
        } else {
            Outcome::Failed(code)
        })
    }

    fn follow(
        &self,
        index: usize,
        stack: &Initialised<'_, '_>,
        command: &mut Command,
        counts: &Mutex<Counts>,
    ) -> Result<u8, Failure> {
        let prepared = stack.stack;
        let site = prepared.selected.stack.site;
        let places = Places::new(&prepared.sources, place(site, self.session.root()));
        let hints = Hints::default();
        let status = stream(command, &|from, line| {
            let plain = without_colours(line);
            hints.see(&plain);
            if let Ok(mut counts) = counts.lock() {
                counts.see(&plain);
            }
            self.progress.line(index, from, &places.annotate(line));
        });
        let code = exit_code(status.map_err(|error| not_run(&error))?);
        if code == 0 {
            return Ok(code);
        }
        if let Some(chosen) = &self.session.chosen {
            for hint in hints.missing_states(prepared, chosen, self.session.is_local()) {
                self.progress.line(index, Stream::Error, &hint);
            }
        }
        if hints.asks_for_init() {
            stack.forget();
            self.progress
                .line(index, Stream::Error, "The next run initialises this stack again.");
        }
        Ok(code)
    }

    fn arguments(&self, stack: &Prepared<'_>) -> Vec<String> {
        let mut arguments = vec![self.action.verb().to_owned()];
        if !is_terminal() || std::env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty()) {
            arguments.push("-no-color".into());
        }
        if self.action != Action::Validate && self.manner == Manner::Follow {
            arguments.push("-input=false".into());
        }
        if self.action.changes_something() && self.manner == Manner::Follow {
            arguments.push("-auto-approve".into());
        }
        if let Some(chosen) = &self.session.chosen {
            arguments.extend(chosen.variables(&stack.selected));
            if self.session.is_local() {
                arguments.push(LOCAL_PARALLELISM.into());
            }
        }
        arguments.extend(self.passed_on.iter().cloned());
        arguments
    }

    fn wants_detailed_code(&self) -> bool {
        self.passed_on
            .iter()
            .any(|argument| argument.trim_start_matches('-') == "detailed-exitcode")
    }
}

fn not_run(error: &std::io::Error) -> Failure {
    Failure::new(format!("terraform cannot be run: {error}"))
}
