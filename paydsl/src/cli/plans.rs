//! The plans of stacks as data, made without changing or locking anything.

use std::num::NonZero;
use std::sync::Mutex;

use serde_json::Value;

use super::failure::Failure;
use super::hints::Hints;
use super::interrupt;
use super::operation::{LOCAL_PARALLELISM, names};
use super::prepare::Prepared;
use super::schedule::{Outcome, Schedule};
use super::session::Session;
use super::terraform::{Initialised, Places, exit_code, initialise, is_empty};
use crate::synth::place;

/// How it went with a stack.
pub(crate) enum Planned {
    /// Its plan, as `terraform show -json` tells it.
    Plan(Value),
    /// It has no state to compare with.
    NotApplied,
    /// Terraform failed; its own words have been shown.
    Failed,
}

/// Plans all stacks of a session, side by side. How it goes is told on the standard error output.
pub(crate) fn plan(session: &Session<'_>, jobs: usize) -> Vec<Planned> {
    let selected: Vec<_> = session.stacks.iter().map(|stack| stack.selected).collect();
    let names = names(&selected);
    let found: Mutex<Vec<Option<Planned>>> = Mutex::new(session.stacks.iter().map(|_| None).collect());
    let schedule = Schedule {
        after: vec![Vec::new(); names.len()],
        jobs: NonZero::new(jobs).unwrap_or(NonZero::<usize>::MIN),
        names: names.clone(),
    };
    interrupt::wait_for_terraform();
    let run = |index: usize| {
        let say = |text: &str| eprintln!("{} | {text}", names[index]);
        let planned = one(session, &session.stacks[index], &say).unwrap_or_else(|failure| {
            for line in failure.to_string().lines() {
                say(line);
            }
            Planned::Failed
        });
        if let Ok(mut found) = found.lock() {
            found[index] = Some(planned);
        }
        Outcome::Done(0)
    };
    schedule.run(&run, &|index, why| {
        eprintln!("{} | skipped, because {why}", names[index]);
    });
    let found = found.into_inner().unwrap_or_default();
    found
        .into_iter()
        .map(|planned| planned.unwrap_or(Planned::Failed))
        .collect()
}

fn one(session: &Session<'_>, stack: &Prepared<'_>, say: &dyn Fn(&str)) -> Result<Planned, Failure> {
    let stack = session.on(stack)?;
    if !stack.is_current(&session.terraform) {
        say("initialising");
        if let Some((text, code)) = initialise(&stack, &session.terraform, &session.locks())? {
            return Err(Failure::new(text).with_code(code));
        }
    }
    if is_empty(&stack, &session.terraform) {
        return Ok(Planned::NotApplied);
    }
    say("plan");
    // A plan holds every value of the state, secret ones too: nobody else may read the directory, and it is gone
    // when this returns.
    let directory = tempfile::Builder::new().prefix("plan-").tempdir_in(session.private());
    let directory =
        directory.map_err(|error| Failure::new(format!("cannot make a directory for the plan: {error}")))?;
    let file = directory.path().join("plan");
    let mut command = stack.command(&session.terraform);
    command.args(["plan", "-detailed-exitcode", "-lock=false", "-input=false", "-no-color"]);
    command.arg(format!("-out={}", file.display()));
    if let Some(chosen) = &session.chosen {
        command.args(chosen.variables(&stack.stack.selected));
    }
    if session.is_local() {
        command.arg(LOCAL_PARALLELISM);
    }
    let output = command.output().map_err(|error| not_run(&error))?;
    // 2 is a plan with changes.
    if !matches!(exit_code(output.status), 0 | 2) {
        explain(session, &stack, &String::from_utf8_lossy(&output.stderr), say);
        return Ok(Planned::Failed);
    }
    let mut command = stack.command(&session.terraform);
    let output = command.args(["show", "-json", "-no-color"]).arg(&file).output();
    let output = output.map_err(|error| not_run(&error))?;
    let plan = serde_json::from_slice(&output.stdout);
    plan.map(Planned::Plan)
        .map_err(|_| Failure::new(String::from_utf8_lossy(&output.stderr).into_owned()))
}

/// Terraform's errors with the Rust lines that they are about, and what to do about them.
fn explain(session: &Session<'_>, stack: &Initialised<'_, '_>, errors: &str, say: &dyn Fn(&str)) {
    let prepared = stack.stack;
    let places = Places::new(&prepared.sources, place(prepared.selected.stack.site, session.root()));
    let hints = Hints::default();
    for line in errors.lines() {
        hints.see(line);
        say(&places.annotate(line));
    }
    if let Some(chosen) = &session.chosen {
        for hint in hints.missing_states(prepared, chosen, session.is_local()) {
            say(&hint);
        }
    }
    if hints.asks_for_init() {
        stack.forget();
        say("The next run initialises this stack again.");
    }
}

fn not_run(error: &std::io::Error) -> Failure {
    Failure::new(format!("terraform cannot be run: {error}"))
}
