//! `output`: what applied stacks export.

use clap::ArgMatches;
use serde_json::{Map, Value};

use crate::cli::args;
use crate::cli::environment::Chosen;
use crate::cli::failure::Failure;
use crate::cli::operation::{print_outputs, read_outputs};
use crate::cli::out::outln;
use crate::cli::session::Session;
use crate::cli::target::select;
use crate::cli::terraform::initialise;
use crate::project::AnyProject;

pub(super) fn run(projects: &[AnyProject], matches: &ArgMatches) -> Result<u8, Failure> {
    let selection = select(projects, &args::values(matches, "targets"))?;
    let chosen = Chosen::new(
        &selection.stacks,
        args::value(matches, "env"),
        args::value(matches, "suffix"),
    )?;
    let session = Session::new(&selection.stacks, Some(chosen), matches)?;
    for stack in &session.stacks {
        let stack = session.on(stack)?;
        if !stack.is_current(&session.terraform)
            && let Some((text, code)) = initialise(&stack, &session.terraform, &session.locks())?
        {
            return Err(Failure::new(text).with_code(code));
        }
    }
    if args::is_given(matches, "json") {
        outln!("{:#}", Value::from(json(&session)?));
    } else {
        print_outputs(&session, session.stacks.iter())?;
    }
    Ok(0)
}

fn json(session: &Session<'_>) -> Result<Map<String, Value>, Failure> {
    let mut stacks = Map::new();
    for stack in &session.stacks {
        let text = read_outputs(session, stack, &["-json"])?;
        let outputs = serde_json::from_str(&text)
            .map_err(|error| Failure::new(format!("{}: terraform's output is not JSON: {error}", stack.selected)))?;
        stacks.insert(stack.selected.to_string(), outputs);
    }
    Ok(stacks)
}
