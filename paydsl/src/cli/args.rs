//! The arguments of the command line.

use clap::{Arg, ArgAction, ArgMatches, Command, value_parser};
use std::path::PathBuf;

use crate::emit::Format;

/// The whole command line.
pub(crate) fn command() -> Command {
    Command::new("stacks")
        .about("Terraform stacks written in Rust")
        .subcommand_required(true)
        .arg_required_else_help(true)
        .subcommand(list())
        .subcommand(synth())
        .subcommand(validate())
        .subcommand(plan())
        .subcommand(apply())
        .subcommand(destroy())
        .subcommand(output())
        .subcommand(diff())
        .subcommand(drift())
        .subcommand(graph())
        .subcommand(package())
        .subcommand(policies())
        .subcommand(local())
}

fn list() -> Command {
    Command::new("list")
        .about("Lists projects, stacks and environments")
        .arg(flag("json").help("As a JSON array of objects"))
}

fn synth() -> Command {
    Command::new("synth")
        .about("Writes the Terraform modules")
        .arg(targets().help("Projects or stacks (PROJECT/STACK); all of them if none is named"))
        .arg(
            option("format", "FORMAT")
                .value_parser(value_parser!(Format))
                .default_value("json")
                .help("The syntax to write, json or hcl; files of the other are removed"),
        )
        .arg(flag("check").help("Writes nothing; fails if anything differs from what is there"))
        .arg(
            option("out", "DIR")
                .value_parser(value_parser!(PathBuf))
                .help("Where to write [default: generated/ in the workspace root]"),
        )
        .arg(
            option("forget", "ADDRESS")
                .action(ArgAction::Append)
                .help("Lets Terraform destroy what vanished: an address, or PROJECT/STACK for a whole stack"),
        )
}

fn validate() -> Command {
    Command::new("validate")
        .about("Writes the modules and has Terraform validate them")
        .arg(targets().help("Projects or stacks (PROJECT/STACK); all of them if none is named"))
        .arg(jobs())
        .arg(passed_on())
}

fn plan() -> Command {
    of_environment("plan", "Shows what Terraform would change").arg(passed_on())
}

fn apply() -> Command {
    of_environment("apply", "Applies stacks, each after the stacks it reads")
        .arg(confirm())
        .arg(auto_approve())
        .arg(passed_on())
}

fn destroy() -> Command {
    of_environment("destroy", "Destroys stacks, each before the stacks it reads")
        .arg(confirm())
        .arg(auto_approve())
        .arg(passed_on())
}

fn output() -> Command {
    of_environment("output", "Prints the outputs of applied stacks").arg(flag("json").help(
        "As JSON: an object of stacks, each with Terraform's own output object. As with Terraform, sensitive values are shown",
    ))
}

fn diff() -> Command {
    let environment = |id: &'static str| Arg::new(id).value_name("ENV").required(true);
    Command::new("diff")
        .about("Shows every difference between two environments, and each argument that it feeds")
        .arg(
            Arg::new("project")
                .value_name("PROJECT")
                .required(true)
                .help("The project"),
        )
        .arg(environment("one").help("An environment"))
        .arg(environment("other").help("The environment to compare it with"))
        .arg(report_format())
        .arg(flag("exit-code").help("Exits with 1 if a value or the protection differs; names always do"))
}

fn drift() -> Command {
    of_environment("drift", "Shows what reality changed since the stacks were applied")
        .arg(report_format())
        .arg(
            flag("exit-code")
                .help("Exits with 2 for what is not applied, too: changes of the code, stacks without a state"),
        )
        .after_help(
            "Exits with 0 if nothing drifted, with 2 if anything did, with 1 if a stack could not be looked at.",
        )
}

fn graph() -> Command {
    Command::new("graph")
        .about("Draws a project's architecture from its code, as a Mermaid flowchart")
        .arg(targets().help("A project or stacks of it (PROJECT/STACK); not needed if there is one project"))
        .arg(
            option("out", "FILE")
                .value_parser(value_parser!(PathBuf))
                .help("Where to write it; in a Markdown file between <!-- paydsl:graph --> and <!-- /paydsl:graph -->"),
        )
        .arg(
            flag("check")
                .requires("out")
                .help("Writes nothing; fails if the file shows something else"),
        )
}

fn package() -> Command {
    Command::new("package")
        .about("Builds the archives of the functions' code")
        .arg(targets().help("Projects; all of them if none is named"))
}

fn policies() -> Command {
    Command::new("policies")
        .about("Checks the projects' rules and lists the exceptions from them")
        .arg(targets().help("Projects or stacks (PROJECT/STACK); all of them if none is named"))
        .arg(
            option("format", "FORMAT")
                .value_parser(["text", "json", "sarif"])
                .default_value("text")
                .help("How findings are written; exceptions are part of json and sarif"),
        )
        .arg(flag("exceptions").help("Lists the exceptions with their reasons as well"))
        .arg(
            flag("list")
                .help("Lists the rules instead, with what they demand and the requirements of PCI DSS they serve"),
        )
}

fn local() -> Command {
    let command = |name: &'static str, about: &'static str| Command::new(name).about(about);
    Command::new("local")
        .about("The emulated AWS behind --local")
        .subcommand_required(true)
        .arg_required_else_help(true)
        .subcommand(command("up", "Starts it, if it is not running"))
        .subcommand(command("down", "Stops it; everything in it is gone"))
        .subcommand(command("status", "Tells whether it runs, and where"))
        .subcommand(command("reset", "Empties it without stopping it"))
}

fn of_environment(name: &'static str, about: &'static str) -> Command {
    Command::new(name)
        .about(about)
        .arg(targets().required(true).help("Projects or stacks (PROJECT/STACK)"))
        .arg(option("env", "NAME").help("The environment"))
        .arg(option("suffix", "SUFFIX").help("A copy of the environment that lives beside it, such as pr-42"))
        .arg(flag("local").help("Against an emulated AWS on this machine, with a state of its own"))
        .arg(jobs())
}

fn report_format() -> Arg {
    option("format", "FORMAT")
        .value_parser(["text", "json"])
        .default_value("text")
        .help("text, or json for programs")
}

fn targets() -> Arg {
    Arg::new("targets").value_name("TARGET").num_args(1..)
}

fn confirm() -> Arg {
    option("confirm", "NAME").help("The environment's name once more, for one that is protected")
}

fn auto_approve() -> Arg {
    flag("auto-approve").help("Does not ask before changing anything (nor does --local)")
}

fn jobs() -> Arg {
    option("jobs", "N")
        .short('j')
        .value_parser(value_parser!(u16).range(1..=64))
        .default_value("4")
        .help("How many stacks run side by side")
}

fn passed_on() -> Arg {
    Arg::new("terraform")
        .value_name("TERRAFORM ARGUMENTS")
        .num_args(1..)
        .last(true)
        .allow_hyphen_values(true)
        .help("Passed on to terraform as they are")
}

fn flag(name: &'static str) -> Arg {
    Arg::new(name).long(name).action(ArgAction::SetTrue)
}

fn option(name: &'static str, value: &'static str) -> Arg {
    Arg::new(name).long(name).value_name(value)
}

/// All values of an argument; none if the command does not have it.
pub(crate) fn values(matches: &ArgMatches, name: &str) -> Vec<String> {
    let values = matches.try_get_many::<String>(name).ok().flatten();
    values.map(|values| values.cloned().collect()).unwrap_or_default()
}

/// The value of an option; none if the command does not have it.
pub(crate) fn value<'m>(matches: &'m ArgMatches, name: &str) -> Option<&'m String> {
    matches.try_get_one::<String>(name).ok().flatten()
}

/// Whether a flag is given; not if the command does not have it.
pub(crate) fn is_given(matches: &ArgMatches, name: &str) -> bool {
    matches
        .try_get_one::<bool>(name)
        .ok()
        .flatten()
        .copied()
        .unwrap_or(false)
}
