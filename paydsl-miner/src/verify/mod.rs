//! Compares the engine with the provider: random configurations, whole and with mistakes in them, judged by both.

mod generate;
mod mutate;
mod sample;
mod sentences;
mod sets;
mod tally;
mod terraform;

use std::path::PathBuf;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

use fastrand::Rng;
use paydsl_schema::engine::{Class, Verdict, Violation, check};
use paydsl_schema::{Archive, Block};

use crate::diagnostic::Diagnostic;
use crate::engine_body::body;
use crate::probe::path;
use crate::process::Provider;
use crate::protocol::Kind;
use crate::value::{Object, encode};
use generate::Generator;

pub use sentences::{Agreement, sentences};
pub use tally::{Case, Counts, Tally, class_of};

/// What to compare.
#[derive(Clone, Debug)]
pub struct Options {
    /// The provider.
    pub binary: PathBuf,
    /// How many configurations.
    pub count: u64,
    /// What they are drawn from: the same seed and archive, the same configurations.
    pub seed: u64,
    /// How many provider processes work at the same time.
    pub processes: usize,
    /// How many bytes of memory each may hold, before it is started anew.
    pub most_memory: u64,
    /// The names of the types; all if there are none.
    pub only: Vec<String>,
}

/// How often there is something to say, in configurations.
const BETWEEN_LINES: u64 = 1_000;

/// Draws configurations of all types and has both judge them. Progress is called with a line for people, now and then.
///
/// # Errors
///
/// If the provider cannot be started, or a type is unknown.
pub fn verify(archive: &Archive, options: &Options, progress: &(dyn Fn(&str) + Sync)) -> Result<Tally, String> {
    let types = types(archive, &options.only)?;
    let next = AtomicU64::new(0);
    let failed = AtomicBool::new(false);
    let tallies = Mutex::new(Tally::default());
    let work = || -> Result<(), String> {
        let mut provider = Provider::start(&options.binary, options.most_memory)?;
        while !failed.load(Ordering::Relaxed) {
            let number = next.fetch_add(1, Ordering::Relaxed);
            if number >= options.count {
                break;
            }
            let case = judge(&mut provider, &types, options.seed, number)?;
            if let (Some(case), Ok(mut tally)) = (case, tallies.lock()) {
                tally.add(case);
            }
            if (number + 1).is_multiple_of(BETWEEN_LINES) {
                progress(&format!("{} of {} configurations", number + 1, options.count));
            }
        }
        Ok(())
    };
    std::thread::scope(|scope| {
        let workers: Vec<_> = (0..options.processes.max(1))
            .map(|_| {
                scope.spawn(|| {
                    let result = work();
                    if result.is_err() {
                        failed.store(true, Ordering::Relaxed);
                    }
                    result
                })
            })
            .collect();
        workers.into_iter().try_for_each(|worker| match worker.join() {
            Ok(result) => result,
            Err(_) => Err("a comparison panicked".to_owned()),
        })
    })?;
    let mut tally = tallies.into_inner().unwrap_or_else(std::sync::PoisonError::into_inner);
    tally.cases.sort_by_key(|case| case.number);
    Ok(tally)
}

struct Drawn {
    kind: Kind,
    name: &'static str,
    block: &'static Block,
}

/// Every type once; all are drawn equally often.
fn types(archive: &Archive, only: &[String]) -> Result<Vec<Drawn>, String> {
    let all = crate::types::all(archive);
    let types: Vec<Drawn> = all
        .filter(|(_, name, _)| only.is_empty() || only.iter().any(|wanted| wanted == name))
        .map(|(kind, name, block)| Drawn { kind, name, block })
        .collect();
    match only
        .iter()
        .find(|wanted| !types.iter().any(|drawn| drawn.name == wanted.as_str()))
    {
        Some(unknown) => Err(format!("the provider has no type {unknown}")),
        None if types.is_empty() => Err("the provider has no types".to_owned()),
        None => Ok(types),
    }
}

/// One configuration, and what both make of it. A provider that fails over it has said nothing.
fn judge(provider: &mut Provider, types: &[Drawn], seed: u64, number: u64) -> Result<Option<Case>, String> {
    let mut rng = Rng::with_seed(seed.wrapping_add(number.wrapping_mul(0x9e37_79b9_7f4a_7c15)));
    let drawn = sample::pick_of(&mut rng, types);
    let object = draw(&mut rng, drawn.block);
    let mut violations = check(drawn.block, &body(drawn.block, &object));
    // The provider is not asked to plan.
    violations.retain(|violation| violation.class != Class::Plan);
    let Ok(mut diagnostics) = provider.validate(drawn.kind, drawn.name, encode(drawn.block, &object))? else {
        return Ok(None);
    };
    diagnostics.retain(|diagnostic| diagnostic.is_error);
    diagnostics.sort_by(|a, b| (&a.summary, &a.detail).cmp(&(&b.summary, &b.detail)));
    let by_terraform = terraform::refuses(drawn.block, &object);
    Ok(Some(case(
        number,
        drawn,
        &object,
        by_terraform,
        &diagnostics,
        &violations,
    )))
}

/// A configuration that the engine has nothing against, as a rule, with up to three changes in three of four cases.
fn draw(rng: &mut Rng, block: &Block) -> Object {
    let optional = *sample::pick_of(rng, &[0, 0, 5, 10, 20, 40]);
    let changes = *sample::pick_of(rng, &[0, 1, 1, 1, 1, 1, 2, 3]);
    let mut generator = Generator { rng, optional };
    let mut object = generator.block(block, 0);
    for _ in 0..changes {
        mutate::mutate(&mut generator, block, &mut object, 0);
    }
    sets::distinct(block, &mut object);
    object
}

/// Whether an objection is about the place at a path: an undecidable rule elsewhere says nothing of it.
fn is_about(diagnostic: &Diagnostic, path: &str) -> bool {
    let names = path::parse(path, &[]);
    // Paths of the SDK stop at sets; the message tells the name then.
    let is_told = names
        .last()
        .is_some_and(|name| diagnostic.text().contains(name.as_str()));
    let told = diagnostic.names();
    let common = told.len().min(names.len());
    told[..common].iter().zip(&names).all(|(one, other)| one == other) && (told.len() >= names.len() || is_told)
        || told.is_empty() && is_told
}

fn case(
    number: u64,
    drawn: &Drawn,
    object: &Object,
    by_terraform: bool,
    diagnostics: &[Diagnostic],
    violations: &[Violation<()>],
) -> Case {
    let class = match diagnostics.first() {
        Some(diagnostic) => tally::class(diagnostic),
        None => "terraform's own",
    };
    let is_refused = by_terraform || !diagnostics.is_empty();
    // What the provider says only later is no objection to what it accepts now.
    let invalid: Vec<String> = violations
        .iter()
        .filter(|violation| violation.verdict == Verdict::Invalid && violation.class != Class::Plan)
        .filter(|violation| is_refused || !violation.deferred)
        .map(ToString::to_string)
        .collect();
    let undecidable = violations
        .iter()
        .filter(|violation| violation.verdict == Verdict::Undecidable)
        .any(|violation| {
            diagnostics
                .iter()
                .any(|diagnostic| is_about(diagnostic, &violation.path))
        });
    let outcome = match (is_refused, !invalid.is_empty(), undecidable) {
        (false, false, _) => tally::Outcome::Accepted,
        (false, true, _) => tally::Outcome::WronglyRefused,
        (true, true, _) => tally::Outcome::Refused,
        (true, false, true) => tally::Outcome::Undecidable,
        (true, false, false) => tally::Outcome::Missed,
    };
    Case {
        number,
        type_name: match drawn.kind {
            Kind::Provider | Kind::Resource => drawn.name.to_owned(),
            Kind::DataSource => format!("data.{}", drawn.name),
            Kind::Ephemeral => format!("ephemeral.{}", drawn.name),
        },
        class,
        outcome,
        configuration: match outcome {
            tally::Outcome::WronglyRefused | tally::Outcome::Missed => format!("{object:?}"),
            _ => String::new(),
        },
        provider: diagnostics
            .iter()
            .map(|diagnostic| format!("{} [{}]", diagnostic.text().trim_end(), diagnostic.dotted_path()))
            .collect(),
        engine: invalid,
    }
}
