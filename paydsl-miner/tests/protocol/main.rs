//! The whole way from a provider's process to its rules. The test is the provider too, so that it needs no other binary: as
//! one it is started where its environment says so. It also is a miner that can be killed.

mod provider;

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Duration;

use libtest_mimic::{Arguments, Failed, Trial};
use paydsl_miner::diagnostic::Diagnostic;
use paydsl_miner::plan::configure;
use paydsl_miner::process::Provider;
use paydsl_miner::protocol::{Kind, Version};
use paydsl_miner::sweep::{Options, Swept, sweep, sweep_plans};
use paydsl_miner::value::{Object, Value, encode, encode_proposed};
use paydsl_schema::{
    Archive, BlockRules, Combination, CombinationKind, Condition, Mined, Refusal, Rule, Source, State, Unit, write,
};
use tempfile::TempDir;

/// The directory that a miner of ours works in.
const MINER: &str = "PAYDSL_TEST_MINER";

fn main() {
    if std::env::var_os("TF_PLUGIN_MAGIC_COOKIE").is_some() {
        return provider::serve();
    }
    if let Some(directory) = std::env::var_os(MINER) {
        return be_a_miner(Path::new(&directory));
    }
    let trials = vec![
        Trial::test("protocol_6_is_mined", || mined("provider6", Version::V6)),
        Trial::test("protocol_5_is_mined", || mined("provider5", Version::V5)),
        Trial::test("what_only_plan_refuses_is_mined", plans),
        Trial::test("too_much_memory_starts_the_provider_anew", memory),
        Trial::test("a_provider_ends_with_what_asked_it", dropped),
        Trial::test("a_killed_miner_leaves_no_provider_and_its_work_is_taken_up", || {
            // A shell that starts tests in the background has them ignore SIGINT.
            ["TERM", "KILL"].into_iter().try_for_each(killed)
        }),
    ];
    libtest_mimic::run(&Arguments::from_args(), trials).exit();
}

/// A directory with the provider in it, under this name.
struct Bench {
    directory: TempDir,
    binary: PathBuf,
}

impl Bench {
    fn new(name: &str) -> Result<Self, Failed> {
        let directory = tempfile::tempdir()?;
        let binary = directory.path().join(name);
        std::os::unix::fs::symlink(std::env::current_exe()?, &binary)?;
        Ok(Bench { directory, binary })
    }

    fn options(&self, journal: &str) -> Options {
        Options {
            binary: self.binary.clone(),
            journal: self.directory.path().join(journal),
            processes: 2,
            most_memory: 1 << 30,
            only: Vec::new(),
        }
    }
}

fn archive(mined: &Mined) -> Archive {
    let source = Source {
        address: "example.com/acme/x",
        source: "acme/x",
        version: "1.0.0",
        local_name: "x",
    };
    let bytes = write(provider::REPORT, source, mined).expect("a report that can be written");
    Archive::from_bytes("x", bytes).expect("readable")
}

fn between(min: f64, max: f64) -> Rule {
    Rule::Range {
        min: Some(min),
        max: Some(max),
    }
}

fn kinds() -> Rule {
    Rule::OneOf {
        values: ["STANDARD".into(), "FIFO".into()].into(),
        ignores_case: false,
    }
}

fn rules<const N: usize>(arguments: [(&str, Rule); N]) -> BlockRules {
    let arguments = arguments.into_iter().map(|(name, rule)| (name.into(), vec![rule]));
    BlockRules {
        arguments: arguments.collect(),
        ..BlockRules::default()
    }
}

/// What the provider of the test demands, as it is written there.
fn demanded() -> Mined {
    let length = Rule::Length {
        min: Some(3),
        max: Some(20),
        unit: Unit::Bytes,
    };
    let mut queue = rules([("name", length), ("kind", kinds()), ("size", between(1.0, 900.0))]);
    queue.combinations = vec![Combination {
        kind: CombinationKind::ConflictsWith,
        members: ["group".into(), "bucket".into()].into(),
    }];
    let rule = rules([("port", between(1.0, 65_535.0))]);
    queue.blocks.insert("rule".into(), rule.into());
    Mined {
        provider: rules([("retries", between(0.0, 5.0))]),
        resources: BTreeMap::from([
            ("x_queue".into(), queue),
            ("x_topic".into(), rules([("size", between(1.0, 900.0))])),
        ]),
        data_sources: BTreeMap::from([("x_queue".into(), rules([("kind", kinds())]))]),
        ephemeral: BTreeMap::from([("x_token".into(), rules([("size", between(1.0, 900.0))]))]),
    }
}

fn mined(name: &str, version: Version) -> Result<(), Failed> {
    let bench = Bench::new(name)?;
    let started = Provider::start(&bench.binary, 1 << 30)?;
    assert_eq!(started.version(), version);
    drop(started);
    let schema = archive(&Mined::default());
    let swept = sweep(&schema, &bench.options("journal"), &|_| {})?;
    assert_eq!(swept.mined, demanded());
    assert_eq!((swept.unread, swept.doubtful), (BTreeMap::new(), Vec::new()));
    let alone = Options {
        processes: 1,
        ..bench.options("another")
    };
    assert_eq!(sweep(&schema, &alone, &|_| {})?.mined, swept.mined);
    Ok(())
}

fn plans() -> Result<(), Failed> {
    for name in ["provider6", "provider5"] {
        let bench = Bench::new(name)?;
        let swept = sweep_plans(&archive(&demanded()), &bench.options("journal"), &|_| {})?;
        let refusal = Refusal {
            conditions: [
                Condition {
                    argument: "deduplicate".into(),
                    state: State::OneOf {
                        values: ["true".into()].into(),
                        or_absent: false,
                    },
                },
                Condition {
                    argument: "kind".into(),
                    state: State::OneOf {
                        values: ["STANDARD".into()].into(),
                        or_absent: true,
                    },
                },
            ]
            .into(),
            message: "Invalid queue: only a queue of kind FIFO can leave out what it had before".into(),
        };
        assert_eq!(
            swept.refusals,
            BTreeMap::from([("x_queue".into(), vec![refusal])]),
            "{:?}",
            swept.notes
        );
        let again = sweep_plans(&archive(&demanded()), &bench.options("another"), &|_| {})?;
        assert_eq!(again, swept);
    }
    Ok(())
}

fn queue() -> Object {
    Object::from([("name".to_owned(), Value::from("orders"))])
}

/// What the provider says of a queue when it plans one.
fn plan(provider: &mut Provider) -> Result<Vec<Diagnostic>, Failed> {
    let schema = archive(&Mined::default());
    let block = schema.resource("x_queue").ok_or("x_queue")?;
    let planned = provider.plan("x_queue", encode(block, &queue()), encode_proposed(block, &queue()))?;
    Ok(planned?)
}

fn memory() -> Result<(), Failed> {
    let bench = Bench::new("provider6")?;
    let schema = archive(&Mined::default());
    let block = schema.resource("x_queue").ok_or("x_queue")?;
    for (most_memory, is_restarted) in [(1 << 40, false), (1, true)] {
        let mut provider = Provider::start(&bench.binary, most_memory)?;
        assert_eq!(plan(&mut provider)?.len(), 1, "it is not configured");
        configure(&mut provider, schema.provider())??;
        assert_eq!(plan(&mut provider)?, [], "it is configured");
        let first = provider.process();
        // Its memory is looked at every 200 calls.
        for _ in 0..250 {
            let answer = provider.validate(Kind::Resource, "x_queue", encode(block, &queue()))?;
            assert_eq!(answer, Ok(Vec::new()));
        }
        assert_eq!(provider.process() != first, is_restarted, "{most_memory}");
        assert_eq!(is_alive(first), !is_restarted);
        assert_eq!(plan(&mut provider)?, [], "it is configured still");
        assert_eq!(provider.calls(), 253);
    }
    Ok(())
}

fn dropped() -> Result<(), Failed> {
    let bench = Bench::new("provider6")?;
    let provider = Provider::start(&bench.binary, 1 << 30)?;
    let process = provider.process();
    assert!(is_alive(process));
    drop(provider);
    assert!(!is_alive(process));
    let Err(reason) = Provider::start(Path::new("/bin/true"), 1 << 30) else {
        return Err("/bin/true is no provider".into());
    };
    assert!(reason.contains("/bin/true is not a provider"), "{reason}");
    Ok(())
}

/// Sweeps, slowly, and says each time that it has done a type.
fn be_a_miner(directory: &Path) {
    let bench = |journal: &str| Options {
        binary: directory.join("slow-provider6"),
        journal: directory.join(journal),
        processes: 1,
        most_memory: 1 << 30,
        only: Vec::new(),
    };
    let swept = sweep(&archive(&Mined::default()), &bench("journal"), &|line| {
        println!("{line}")
    });
    println!("{}", swept.is_ok());
}

/// The miner is sent a signal when it has done the first type.
fn killed(signal: &str) -> Result<(), Failed> {
    let bench = Bench::new("slow-provider6")?;
    let directory = bench.directory.path();
    let mut miner = Command::new(std::env::current_exe()?)
        .env(MINER, directory)
        .env("TMPDIR", directory)
        .stdout(Stdio::piped())
        .spawn()?;
    let mut lines = BufReader::new(miner.stdout.take().ok_or("no output")?).lines();
    let first = lines.next().ok_or("the miner said nothing")??;
    assert!(first.starts_with("1 of 5 types"), "{first}");
    send(signal, miner.id())?;
    miner.wait()?;
    let processes = std::fs::read_to_string(directory.join("processes"))?;
    let processes: Vec<u32> = processes.lines().filter_map(|line| line.parse().ok()).collect();
    assert_eq!(processes.len(), 1);
    for process in processes {
        ends(process)?;
    }
    let done = journal(directory)?;
    assert!((1..5).contains(&done.len()), "{signal}: {done:?}");
    // What was done is taken as it is: that it is touched would show.
    let options = bench.options("journal");
    let schema = archive(&Mined::default());
    let resumed: Swept = sweep(&schema, &options, &|_| {})?;
    let undisturbed = sweep(&schema, &bench.options("undisturbed"), &|_| {})?;
    assert_eq!(resumed, undisturbed);
    for (name, written) in done {
        assert_eq!(
            journal(directory)?.get(&name),
            Some(&written),
            "{name} was asked about again"
        );
    }
    Ok(())
}

/// When each file of the journal was written.
fn journal(directory: &Path) -> Result<BTreeMap<String, std::time::SystemTime>, Failed> {
    let mut files = BTreeMap::new();
    for entry in std::fs::read_dir(directory.join("journal"))? {
        let entry = entry?;
        let name = entry.file_name().to_string_lossy().into_owned();
        // Others are about to be one.
        if name.ends_with(".json") {
            files.insert(name, entry.metadata()?.modified()?);
        }
    }
    Ok(files)
}

fn send(signal: &str, process: u32) -> Result<bool, Failed> {
    let status = Command::new("kill")
        .args(["-s", signal, &process.to_string()])
        .stderr(Stdio::null())
        .status()?;
    Ok(status.success())
}

fn is_alive(process: u32) -> bool {
    send("0", process).unwrap_or(false)
}

/// Waits for the end of a process, which comes at once.
fn ends(process: u32) -> Result<(), Failed> {
    for _ in 0..500 {
        if !is_alive(process) {
            return Ok(());
        }
        std::thread::sleep(Duration::from_millis(20));
    }
    Err(format!("process {process} is still there").into())
}
