//! `drift`: what reality changed since stacks were applied.

use std::fmt::Write as _;

use clap::ArgMatches;
use serde_json::{Value, json};

use crate::cli::args;
use crate::cli::environment::Chosen;
use crate::cli::failure::Failure;
use crate::cli::operation::{Action as Operation, place_code};
use crate::cli::out::{out, outln};
use crate::cli::plans::{Planned, plan};
use crate::cli::prepare::Prepared;
use crate::cli::session::Session;
use crate::cli::target::select;
use crate::drift::{Action, Attribute, Drifted, Pending, Report, Resources, Shown, What};
use crate::project::AnyProject;

/// The exit code of drift, as of `terraform plan -detailed-exitcode`.
const DRIFT: u8 = 2;

pub(super) fn run(projects: &[AnyProject], matches: &ArgMatches) -> Result<u8, Failure> {
    let selection = select(projects, &args::values(matches, "targets"))?;
    let chosen = Chosen::new(
        &selection.stacks,
        args::value(matches, "env"),
        args::value(matches, "suffix"),
    )?;
    let workspace = chosen.workspace().to_owned();
    let session = Session::new(&selection.stacks, Some(chosen), matches)?;
    place_code(&session, Operation::Plan)?;
    let jobs = matches.get_one::<u16>("jobs").map_or(1, |jobs| usize::from(*jobs));
    let planned = plan(&session, jobs);
    let stacks = looked_at(&session, &planned);
    if args::value(matches, "format").is_some_and(|format| format == "json") {
        outln!("{:#}", json_of(&stacks, &workspace));
    } else {
        out!("{}", text_of(&stacks, &workspace));
    }
    Ok(exit_code(&stacks, args::is_given(matches, "exit-code")))
}

/// A stack with what was found out about it.
struct Stack<'s> {
    prepared: &'s Prepared<'s>,
    state: State,
}

enum State {
    Applied(Report),
    NotApplied,
    Failed,
}

impl Stack<'_> {
    fn report(&self) -> Option<&Report> {
        match &self.state {
            State::Applied(report) => Some(report),
            State::NotApplied | State::Failed => None,
        }
    }

    /// `  (file:line)`, or nothing for what has no line: an output, a resource that the code no longer has.
    fn place(&self, address: &str) -> String {
        let place = self.prepared.sources.place(address);
        place.map(|place| format!("  ({place})")).unwrap_or_default()
    }
}

fn looked_at<'s>(session: &'s Session<'_>, planned: &[Planned]) -> Vec<Stack<'s>> {
    let plans = planned.iter().filter_map(|planned| match planned {
        Planned::Plan(plan) => Some(plan),
        Planned::NotApplied | Planned::Failed => None,
    });
    let environment = Resources::all(plans);
    let state = |planned: &Planned| match planned {
        Planned::Plan(plan) => State::Applied(Report::of(plan, &environment)),
        Planned::NotApplied => State::NotApplied,
        Planned::Failed => State::Failed,
    };
    let pairs = session.stacks.iter().zip(planned);
    pairs
        .map(|(prepared, planned)| Stack {
            prepared,
            state: state(planned),
        })
        .collect()
}

fn exit_code(stacks: &[Stack<'_>], all: bool) -> u8 {
    let is_failed = |stack: &Stack<'_>| matches!(stack.state, State::Failed);
    let has_drift = |stack: &Stack<'_>| stack.report().is_some_and(|report| !report.drift.is_empty());
    let is_behind = |stack: &Stack<'_>| stack.report().is_none_or(|report| !report.pending.is_empty());
    if stacks.iter().any(is_failed) {
        1
    } else if stacks.iter().any(has_drift) || all && stacks.iter().any(is_behind) {
        DRIFT
    } else {
        0
    }
}

fn text_of(stacks: &[Stack<'_>], workspace: &str) -> String {
    let mut text = String::new();
    for stack in stacks {
        let name = stack.prepared.selected;
        match &stack.state {
            State::Applied(report) => text.push_str(&report_text(stack, report, workspace)),
            State::NotApplied => {
                let _ = writeln!(text, "{name} is not applied in {workspace}");
            }
            State::Failed => {
                let _ = writeln!(
                    text,
                    "{name} could not be planned in {workspace}; terraform's errors are above"
                );
            }
        }
    }
    let reports = || stacks.iter().filter_map(Stack::report);
    let resources: usize = reports().map(Report::resources).sum();
    let _ = match reports().map(|report| report.drift.len()).sum::<usize>() {
        0 => writeln!(text, "no drift in {resources} resources"),
        drifted => writeln!(text, "{drifted} of {resources} resources drifted"),
    };
    text
}

fn report_text(stack: &Stack<'_>, report: &Report, workspace: &str) -> String {
    let name = stack.prepared.selected;
    let mut text = String::new();
    if report.drift.is_empty() {
        let _ = writeln!(text, "{name} in {workspace} is as it was applied");
    } else {
        let _ = writeln!(text, "{name} in {workspace} is not as it was applied:");
    }
    for drifted in &report.drift {
        let what = match drifted.what {
            What::Changed => "was changed",
            What::Gone => "is gone",
        };
        let place = stack.place(&drifted.address);
        let _ = writeln!(
            text,
            "  {} {what}; {}{place}",
            drifted.address,
            consequence(drifted.action)
        );
        for attribute in &drifted.attributes {
            let _ = writeln!(text, "    {}: {}", attribute.path, change(attribute));
        }
    }
    if !report.noticed.is_empty() {
        text.push_str("  no drift, as the code leaves it open:\n");
    }
    for noticed in &report.noticed {
        let _ = writeln!(text, "    {}: {}", noticed.address, tops(&noticed.attributes));
    }
    if !report.pending.is_empty() {
        text.push_str("  no drift, but not applied: the code would also\n");
    }
    for pending in &report.pending {
        let mut line = format!("    {} {}", pending.action.word(), pending.address);
        if !pending.attributes.is_empty() {
            let _ = write!(line, ": {}", tops(&pending.attributes));
        }
        let _ = writeln!(text, "{line}{}", stack.place(&pending.address));
    }
    text
}

fn consequence(action: Action) -> &'static str {
    match action {
        Action::Leave => "an apply would leave it so",
        Action::Create => "an apply would create it again",
        Action::Update => "an apply would change it back",
        Action::Replace => "an apply would replace it",
        Action::Delete => "the code no longer has it, and an apply would delete it",
        Action::Forget => "the code no longer has it, and an apply would forget it",
    }
}

/// The names of the attributes, each once.
fn tops(attributes: &[Attribute]) -> String {
    let mut names: Vec<&str> = attributes.iter().map(Attribute::top).collect();
    names.dedup();
    names.join(", ")
}

fn change(attribute: &Attribute) -> String {
    if attribute.before == Shown::Sensitive && attribute.after == Shown::Sensitive {
        return "sensitive, and another than before".into();
    }
    format!("{} is now {}", shown(&attribute.before), shown(&attribute.after))
}

/// How many characters of a value are shown; `--format json` has all.
const WIDTH: usize = 160;

/// A value as JSON, which escapes whatever a terminal would take for a command.
fn shown(value: &Shown) -> String {
    let text = match value {
        Shown::Value(value) => value.to_string(),
        Shown::Sensitive => "(sensitive value)".into(),
        Shown::Unknown => "(known after apply)".into(),
    };
    match text.char_indices().nth(WIDTH) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text,
    }
}

fn json_of(stacks: &[Stack<'_>], workspace: &str) -> Value {
    let stacks: Vec<Value> = stacks.iter().map(stack_json).collect();
    json!({ "workspace": workspace, "stacks": stacks })
}

fn stack_json(stack: &Stack<'_>) -> Value {
    let name = stack.prepared.selected.to_string();
    let state = match &stack.state {
        State::Applied(_) => "applied",
        State::NotApplied => "not applied",
        State::Failed => "failed",
    };
    let Some(report) = stack.report() else {
        return json!({ "stack": name, "state": state });
    };
    let drifted = |drifted: &Drifted| {
        json!({
            "address": drifted.address,
            "source": stack.prepared.sources.place(&drifted.address),
            "what": if drifted.what == What::Gone { "gone" } else { "changed" },
            "apply_would": drifted.action.word(),
            "attributes": drifted.attributes.iter().map(attribute_json).collect::<Vec<_>>(),
        })
    };
    let pending = |pending: &Pending| {
        json!({
            "address": pending.address,
            "source": stack.prepared.sources.place(&pending.address),
            "apply_would": pending.action.word(),
            "attributes": pending.attributes.iter().map(attribute_json).collect::<Vec<_>>(),
        })
    };
    json!({
        "stack": name,
        "state": state,
        "resources": report.resources(),
        "drift": report.drift.iter().map(drifted).collect::<Vec<_>>(),
        "noticed": report.noticed.iter().map(drifted).collect::<Vec<_>>(),
        "pending": report.pending.iter().map(pending).collect::<Vec<_>>(),
    })
}

/// What may not be seen or is not known has no value, and says why.
fn attribute_json(attribute: &Attribute) -> Value {
    let mut object = json!({ "path": attribute.path });
    for (name, shown) in [("before", &attribute.before), ("after", &attribute.after)] {
        match shown {
            Shown::Value(value) => object[name] = value.clone(),
            Shown::Sensitive => object["sensitive"] = true.into(),
            Shown::Unknown => object["known_after_apply"] = true.into(),
        }
    }
    object
}
