//! `paydsl provider verify`: the engine beside the provider, on random configurations.

use std::fmt::Write as _;
use std::io::Write as _;
use std::path::Path;
use std::time::{SystemTime, UNIX_EPOCH};

use paydsl_miner::process::Provider;
use paydsl_miner::verify::{Agreement, Case, Options, sentences, verify};
use paydsl_schema::Archive;

use super::add::Installed;
use super::mine::{MOST_MEMORY, processes};

/// How many configurations are compared, if it is not said.
pub(super) const COUNT: u64 = 20_000;

/// How many disagreements of a kind are shown.
const SHOWN: usize = 50;

/// How much of a configuration is shown, in characters.
const LONGEST: usize = 2_000;

/// What to compare.
#[derive(Debug)]
pub(super) struct Verification {
    /// How many configurations.
    pub(super) count: u64,
    /// What they are drawn from; the clock if it is not said.
    pub(super) seed: Option<u64>,
    /// How many processes of the provider are asked at once.
    pub(super) processes: Option<u8>,
    /// The types to draw; all if there are none.
    pub(super) only: Vec<String>,
    /// Whether the sentences behind which the provider hides its checks are tried instead.
    pub(super) sentences: bool,
}

/// Compares, and tells what came of it.
///
/// # Errors
///
/// If the engine refuses what the provider accepts: that is what must never be.
pub(super) fn run(source: &str, version: &str, what: &Verification) -> Result<String, String> {
    let providers = super::visible()?;
    let archive: &Archive = providers
        .archives()
        .iter()
        .copied()
        .find(|archive| archive.source() == source && archive.version() == version)
        .ok_or_else(|| {
            format!("no archive of {source} {version} is seen from here; write one with `paydsl provider add {source} {version}`")
        })?;
    let installed = Installed::new(source, version)?;
    let binary = installed
        .binary()?
        .ok_or_else(|| format!("{source} is part of terraform: it has no binary of its own to ask"))?;
    let seed = what.seed.unwrap_or_else(from_the_clock);
    say(&format!("seed {seed}"));
    if what.sentences {
        return of_sentences(archive, &binary, seed);
    }
    let options = Options {
        binary,
        count: what.count,
        seed,
        processes: processes(what.processes),
        most_memory: MOST_MEMORY,
        only: what.only.clone(),
    };
    let tally = verify(archive, &options, &say)?;
    let mut text = format!(
        "{source} {version}, {} configurations, seed {seed}\n{tally}",
        what.count
    );
    for case in tally.missed().take(SHOWN) {
        let _ = write!(text, "\nmissed: {}", told(case));
    }
    let wrong: Vec<&Case> = tally.wrongly_refused().collect();
    if wrong.is_empty() {
        return Ok(text);
    }
    for case in wrong.iter().take(SHOWN) {
        let _ = write!(text, "\nwrongly refused: {}", told(case));
    }
    Err(format!(
        "{} configurations are refused that the provider accepts\n{text}",
        wrong.len()
    ))
}

/// Tries texts on every sentence.
fn of_sentences(archive: &Archive, binary: &Path, seed: u64) -> Result<String, String> {
    let mut provider = Provider::start(binary, MOST_MEMORY)?;
    let all = sentences(archive, &mut provider, seed)?;
    let (unknown, known): (Vec<_>, Vec<_>) = all.iter().partition(|(_, agreement)| agreement.is_unknown);
    let arguments = |of: &[(&String, &Agreement)]| of.iter().map(|(_, agreement)| agreement.arguments).sum::<usize>();
    let tried: usize = known
        .iter()
        .map(|(_, agreement)| agreement.accepted.len() + agreement.refused.len())
        .sum();
    let mut text = format!(
        "{} sentences of {} arguments are known, {} of {} are not; both agree on {tried} texts\n",
        known.len(),
        arguments(&known),
        unknown.len(),
        arguments(&unknown),
    );
    let mut wrong = 0;
    for (sentence, agreement) in known {
        if !agreement.missed.is_empty() {
            let _ = writeln!(
                text,
                "{sentence:?}: {} texts are missed, of {}",
                agreement.missed.len(),
                agreement.asked.join(", ")
            );
        }
        // What one alternative refuses, another passes.
        if agreement.is_alternative {
            continue;
        }
        wrong += agreement.wrongly_refused.len();
        for given in agreement.wrongly_refused.iter().take(SHOWN) {
            let given: String = given.chars().take(LONGEST).collect();
            let _ = writeln!(
                text,
                "{sentence:?} is wrongly refused: {given:?} of {}",
                agreement.asked.join(", ")
            );
        }
    }
    if wrong > 0 {
        return Err(format!("{wrong} texts are refused that the provider accepts\n{text}"));
    }
    Ok(text)
}

fn from_the_clock() -> u64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    since.as_secs() ^ u64::from(since.subsec_nanos())
}

/// Progress, for people.
fn say(line: &str) {
    // Nobody to tell when the terminal is gone.
    let _ = writeln!(std::io::stderr(), "{line}");
}

fn told(case: &Case) -> String {
    let configuration: String = case.configuration.chars().take(LONGEST).collect();
    format!(
        "number {}, {} {configuration}\n  the provider: {}\n  the engine: {}\n",
        case.number,
        case.type_name,
        case.provider.join("; "),
        case.engine.join("; "),
    )
}
