//! `diff`: every difference between two environments of a project.

use std::fmt::Write as _;

use clap::ArgMatches;
use serde_json::{Value, json};

use crate::cli::failure::Failure;
use crate::cli::out::{out, outln};
use crate::cli::prepare::{Prepared, synthesized};
use crate::cli::root::Root;
use crate::cli::target::select;
use crate::cli::{args, nearest};
use crate::difference::{Cause, Difference, FedArgument, Field};
use crate::project::{AnyProject, Row};
use crate::synth::place;

pub(super) fn run(projects: &[AnyProject], matches: &ArgMatches) -> Result<u8, Failure> {
    let root = Root::find()?;
    let selection = select(projects, &args::values(matches, "project"))?;
    let Some(project) = selection.whole.first() else {
        return Err(Failure::new(
            "environments belong to a whole project; name it without a stack",
        ));
    };
    let named = |name: &str| args::value(matches, name).map_or("", String::as_str);
    let rows = [named("one"), named("other")].map(|name| row(project, name));
    let rows = match rows {
        [Ok(one), Ok(other)] => [one, other],
        mistakes => return Err(Failure::all(mistakes.into_iter().filter_map(Result::err).collect())),
    };
    let stacks = synthesized(&root, &selection.stacks)?;
    let modules: Vec<_> = stacks.iter().map(|stack| &stack.module).collect();
    let report = Report {
        project,
        difference: Difference::of(project, rows, &modules),
        stacks: &stacks,
        root: &root,
    };
    if args::value(matches, "format").is_some_and(|format| format == "json") {
        outln!("{:#}", report.json());
    } else {
        out!("{}", report.text());
    }
    Ok(u8::from(
        args::is_given(matches, "exit-code") && report.difference.is_any(),
    ))
}

fn row<'p>(project: &'p AnyProject, name: &str) -> Result<&'p Row, String> {
    let names = || project.environments.iter().map(|row| row.name);
    project.environments.iter().find(|row| row.name == name).ok_or_else(|| {
        format!(
            "project {} has no environment {name:?}{}; it has {}",
            project.name,
            nearest::hint(name, names()),
            names().collect::<Vec<_>>().join(", ")
        )
    })
}

struct Report<'r> {
    project: &'r AnyProject,
    difference: Difference,
    stacks: &'r [Prepared<'r>],
    root: &'r Root,
}

impl Report<'_> {
    fn text(&self) -> String {
        let [one, other] = self.difference.names;
        let mut text = String::new();
        for field in self.difference.differing() {
            let [first, second] = &field.values;
            let _ = writeln!(
                text,
                "{}: {} in {one}, {} in {other}",
                field.name, first.text, second.text
            );
            let fed: Vec<&FedArgument> = self.difference.fed_by(Cause::Field(field.name)).collect();
            if fed.is_empty() {
                text.push_str("  feeds no argument\n");
            }
            text.push_str(&self.lines(&fed));
            text.push('\n');
        }
        if let [true, false] | [false, true] = self.difference.protected {
            let protected = if self.difference.protected[0] { one } else { other };
            let _ = writeln!(
                text,
                "protected: only {protected}, which is applied and destroyed only when confirmed\n"
            );
        }
        if one != other {
            text.push_str(&self.name_text());
        }
        text.push_str(&self.summary());
        text
    }

    /// What carries the environment's own name.
    fn name_text(&self) -> String {
        let [one, other] = self.difference.names;
        let named: Vec<&FedArgument> = self.difference.fed_by(Cause::Name).collect();
        let mut text = String::new();
        if !named.is_empty() {
            let _ = writeln!(text, "the environment's name, {one} or {other}, by itself:");
            text.push_str(&self.lines(&named));
            text.push('\n');
        }
        text
    }

    fn summary(&self) -> String {
        let [one, other] = self.difference.names;
        let mut text = String::new();
        let same = self.difference.fields.iter().filter(|field| !field.differs());
        let same: Vec<String> = same
            .map(|field| format!("{} ({})", field.name, field.values[0].text))
            .collect();
        if !same.is_empty() {
            let _ = writeln!(text, "the same in both: {}", same.join(", "));
        }
        let counts = self.counts();
        let _ = writeln!(
            text,
            "{one} and {other} differ in {} of {} values, which feed {} of {} arguments",
            self.difference.differing().count(),
            self.difference.fields.len(),
            counts.fed,
            counts.all
        );
        if one != other {
            let _ = writeln!(
                text,
                "{} more carry the environment's name: in names, tags and where it is shown above",
                counts.named
            );
        }
        let _ = writeln!(text, "{} arguments are the same by construction", counts.same);
        text
    }

    fn counts(&self) -> Counts {
        let arguments = &self.difference.arguments;
        let is_fed = |argument: &&FedArgument| self.difference.is_fed_by_difference(argument);
        let fed = arguments.iter().filter(is_fed).count();
        let is_named = |argument: &&FedArgument| !is_fed(argument) && self.difference.carries_the_name(argument);
        let named = arguments.iter().filter(is_named).count();
        Counts {
            all: arguments.len(),
            fed,
            named,
            same: arguments.len() - fed - named,
        }
    }

    /// A line for each argument, in columns.
    fn lines(&self, arguments: &[&FedArgument]) -> String {
        let rows: Vec<[String; 3]> = arguments
            .iter()
            .map(|argument| {
                [
                    argument.stack.to_owned(),
                    format!("{}: {}", argument.address, argument.path),
                    self.source(argument),
                ]
            })
            .collect();
        let width = |column: usize| rows.iter().map(|row| row[column].chars().count()).max().unwrap_or(0);
        let (first, second) = (width(0), width(1));
        let line =
            |[stack, argument, source]: &[String; 3]| format!("  {stack:<first$}  {argument:<second$}  {source}\n");
        rows.iter().map(line).collect()
    }

    /// The Rust line of an argument's resource; of the stack, for what has no line of its own.
    fn source(&self, argument: &FedArgument) -> String {
        let stack = self.stacks.iter().find(|stack| stack.module.stack == argument.stack);
        let Some(stack) = stack else { return String::new() };
        match stack.sources.place(&argument.address) {
            Some(place) => place.to_owned(),
            None => place(stack.selected.stack.site, self.root.path()),
        }
    }

    fn json(&self) -> Value {
        let [one, other] = self.difference.names;
        let [is_one, is_other] = self.difference.protected;
        let of_each = |values: [Value; 2]| {
            let [first, second] = values;
            json!([{ "environment": one, "value": first }, { "environment": other, "value": second }])
        };
        let values = |field: &Field| of_each(field.values.each_ref().map(|value| value.json.clone()));
        let fields = self.difference.differing().map(|field| {
            json!({
                "field": field.name,
                "values": values(field),
                "arguments": self.objects(self.difference.fed_by(Cause::Field(field.name))),
            })
        });
        let same = self.difference.fields.iter().filter(|field| !field.differs());
        let same = same.map(|field| json!({ "field": field.name, "value": field.values[0].json }));
        let is_named = |argument: &&FedArgument| self.difference.carries_the_name(argument);
        let named = self.difference.arguments.iter().filter(is_named);
        let counts = self.counts();
        json!({
            "project": self.project.name,
            "environments": [one, other],
            "differing": fields.collect::<Vec<_>>(),
            "same": same.collect::<Vec<_>>(),
            "protected": of_each([is_one.into(), is_other.into()]),
            "name": self.objects(named),
            "arguments": {
                "all": counts.all,
                "fed_by_differing_values": counts.fed,
                "carrying_the_name": counts.named,
                "same_by_construction": counts.same,
            },
        })
    }

    fn objects<'a>(&self, arguments: impl Iterator<Item = &'a FedArgument>) -> Vec<Value> {
        let object = |argument: &FedArgument| {
            json!({
                "stack": argument.stack,
                "address": argument.address,
                "path": argument.path,
                "source": self.source(argument),
            })
        };
        arguments.map(object).collect()
    }
}

/// How many arguments there are of each sort; `all` is the sum of the others.
struct Counts {
    all: usize,
    fed: usize,
    named: usize,
    same: usize,
}
