//! `paydsl provider mine`: what a provider demands of values, asked of its binary.

use std::collections::BTreeMap;
use std::io::Write;
use std::path::{Path, PathBuf};

use paydsl_miner::sweep::{JOURNAL_VERSION, Options, PLAN_JOURNAL_VERSION, Swept, SweptPlans, sweep, sweep_plans};
use paydsl_miner::verify::class_of;
use paydsl_schema::{Archive, BlockRules, CombinationKind, Mined};

use super::add::Installed;
use crate::cache;

/// Processes of a provider use about a processor and a gigabyte each.
const MOST_PROCESSES: usize = 2;

/// When a provider process is started anew, as it keeps memory.
pub(super) const MOST_MEMORY: u64 = 1 << 30;

/// How many kinds of unread messages are shown.
const SHOWN: usize = 40;

/// How a provider is asked.
#[derive(Clone, Default, Debug)]
pub(super) struct Mining {
    /// Where what was learnt is kept; a directory in the user's cache if it is not said.
    pub(super) journal: Option<PathBuf>,
    /// How many processes are asked at once; as many as there are processors, but not many, if it is not said.
    pub(super) processes: Option<u8>,
    /// The types to ask about; all if there are none.
    pub(super) only: Vec<String>,
}

/// So many processes, or as many as there are processors, but not many.
pub(super) fn processes(wanted: Option<u8>) -> usize {
    let usual = || {
        std::thread::available_parallelism()
            .map_or(1, usize::from)
            .min(MOST_PROCESSES)
    };
    wanted.map_or_else(usual, usize::from)
}

/// What a provider demands of values.
#[derive(Default)]
pub(super) struct Learnt {
    /// When it validates.
    swept: Swept,
    /// Only when it plans.
    plans: SweptPlans,
}

impl Learnt {
    /// All of it.
    pub(super) fn mined(&self) -> Mined {
        let mut mined = self.swept.mined.clone();
        for (name, refusals) in &self.plans.refusals {
            mined.resources.entry(name.clone()).or_default().refusals = refusals.clone();
        }
        mined
    }
}

impl Mining {
    /// Asks the provider; progress goes to stderr.
    pub(super) fn run(&self, installed: &Installed<'_>) -> Result<Learnt, String> {
        let Some(binary) = installed.binary()? else {
            return Ok(Learnt::default());
        };
        let mut options = Options {
            binary,
            journal: self.journal(installed)?,
            processes: processes(self.processes),
            most_memory: MOST_MEMORY,
            only: self.only.clone(),
        };
        let swept = sweep(&archive(installed, &Mined::default())?, &options, &|line| say("", line))?;
        // What it refuses only when it plans is asked with configurations that it validates.
        options.journal = options.journal.join(format!("plan-{PLAN_JOURNAL_VERSION}"));
        let plans = sweep_plans(&archive(installed, &swept.mined)?, &options, &|line| {
            say("plans: ", line)
        })?;
        Ok(Learnt { swept, plans })
    }

    fn journal(&self, installed: &Installed<'_>) -> Result<PathBuf, String> {
        if let Some(journal) = &self.journal {
            return Ok(journal.clone());
        }
        match cache::directory() {
            Some(cache) => Ok(cache
                .join(format!("mined-{JOURNAL_VERSION}"))
                .join(installed.file_name())),
            None => Err("there is no directory to keep what is learnt in: set PAYDSL_CACHE_DIR or HOME".to_owned()),
        }
    }
}

/// Asks a provider and tells what came of it; with `out`, writes the rules as JSON.
pub(super) fn run(source: &str, version: &str, mining: &Mining, out: Option<&Path>) -> Result<String, String> {
    let learnt = mining.run(&Installed::new(source, version)?)?;
    let mined = learnt.mined();
    if let Some(out) = out {
        let json = serde_json::to_vec(&mined).map_err(|error| format!("the rules are no JSON: {error}"))?;
        std::fs::write(out, json).map_err(|error| format!("cannot write {}: {error}", out.display()))?;
    }
    Ok(tell(&learnt, &mined))
}

fn archive(installed: &Installed<'_>, mined: &Mined) -> Result<Archive, String> {
    let bytes = installed.archive(mined)?;
    Archive::from_bytes("the schema", bytes).map_err(|error| error.to_string())
}

fn say(stage: &str, line: &str) {
    // Nobody to tell when the terminal is gone.
    let _ = writeln!(std::io::stderr(), "{stage}{line}");
}

fn tell(learnt: &Learnt, mined: &Mined) -> String {
    let Learnt { swept, plans } = learnt;
    let mut counts = BTreeMap::new();
    let kinds = [&mined.resources, &mined.data_sources, &mined.ephemeral];
    for rules in kinds.into_iter().flat_map(BTreeMap::values).chain([&mined.provider]) {
        count(rules, &mut counts);
    }
    let mut lines: Vec<String> = counts
        .iter()
        .map(|(class, count)| format!("{count:7} {class}"))
        .collect();
    lines.push(format!(
        "{} calls; {} arguments left out as doubtful",
        swept.calls,
        swept.doubtful.len()
    ));
    lines.push(format!("{} plans; {} notes on them", plans.plans, plans.notes.len()));
    lines.extend(plans.notes.iter().take(SHOWN).map(|note| format!("        {note}")));
    let mut unread: Vec<(&String, &u64)> = swept.unread.iter().collect();
    unread.sort_by_key(|(kind, count)| (std::cmp::Reverse(**count), *kind));
    if !unread.is_empty() {
        lines.push(format!(
            "{} kinds of messages in no known shape, the commonest:",
            unread.len()
        ));
        lines.extend(
            unread
                .iter()
                .take(SHOWN)
                .map(|(kind, count)| format!("{count:7} {kind:?}")),
        );
    }
    lines.push(String::new());
    lines.join("\n")
}

/// How many arguments have a rule of each class, and how many combinations there are. Blocks are counted wherever they
/// stand.
fn count(rules: &BlockRules, counts: &mut BTreeMap<&'static str, usize>) {
    for list in rules.arguments.values() {
        for rule in list {
            *counts.entry(class_of(rule)).or_default() += 1;
        }
    }
    for combination in &rules.combinations {
        let class = match combination.kind {
            CombinationKind::ExactlyOneOf => "exactly one of",
            CombinationKind::AtLeastOneOf => "at least one of",
            CombinationKind::RequiredWith => "required with",
            CombinationKind::ConflictsWith => "conflicts with",
        };
        *counts.entry(class).or_default() += 1;
    }
    if !rules.refusals.is_empty() {
        *counts.entry("refused by plan alone").or_default() += rules.refusals.len();
    }
    for inner in rules.blocks.values() {
        count(inner, counts);
    }
}
