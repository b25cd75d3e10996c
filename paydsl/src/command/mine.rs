//! `paydsl provider mine`: what a provider demands of values, asked of its binary.

use std::collections::BTreeMap;
use std::io::Write;
use std::path::{Path, PathBuf};

use paydsl_miner::sweep::{Options, Swept, sweep};
use paydsl_schema::{Archive, BlockRules, CombinationKind, Mined, Rule};

use super::add::Installed;
use crate::cache;

/// Processes of a provider use about a processor and a gigabyte each.
const MOST_PROCESSES: usize = 2;

/// When a provider process is started anew, as it keeps memory.
const MOST_MEMORY: u64 = 1 << 30;

/// How many kinds of unread messages are shown.
const SHOWN: usize = 40;

/// How a provider is asked.
#[derive(Clone, Default, Debug)]
pub(super) struct Mining {
    /// Where what was learnt is kept; a directory in the user's cache if it is not said.
    pub(super) journal: Option<PathBuf>,
    /// The types to ask about; all if there are none.
    pub(super) only: Vec<String>,
}

impl Mining {
    /// Asks the provider; progress goes to stderr.
    pub(super) fn run(&self, installed: &Installed<'_>) -> Result<Swept, String> {
        let Some(binary) = installed.binary()? else {
            return Ok(Swept::default());
        };
        let bytes = installed.archive(&Mined::default())?;
        let archive = Archive::from_bytes("the schema", bytes).map_err(|error| error.to_string())?;
        let processes = std::thread::available_parallelism()
            .map_or(1, usize::from)
            .min(MOST_PROCESSES);
        let options = Options {
            binary,
            journal: self.journal(installed)?,
            processes,
            most_memory: MOST_MEMORY,
            only: self.only.clone(),
        };
        sweep(&archive, &options, &|line| {
            // Nobody to tell when the terminal is gone.
            let _ = writeln!(std::io::stderr(), "{line}");
        })
    }

    fn journal(&self, installed: &Installed<'_>) -> Result<PathBuf, String> {
        if let Some(journal) = &self.journal {
            return Ok(journal.clone());
        }
        match cache::directory() {
            Some(cache) => Ok(cache
                .join(format!("mined-{}", paydsl_miner::sweep::JOURNAL_VERSION))
                .join(installed.file_name())),
            None => Err("there is no directory to keep what is learnt in: set PAYDSL_CACHE_DIR or HOME".to_owned()),
        }
    }
}

/// Asks a provider and tells what came of it; with `out`, writes the rules as JSON.
pub(super) fn run(source: &str, version: &str, mining: &Mining, out: Option<&Path>) -> Result<String, String> {
    let swept = mining.run(&Installed::new(source, version)?)?;
    if let Some(out) = out {
        let json = serde_json::to_vec(&swept.mined).map_err(|error| format!("the rules are no JSON: {error}"))?;
        std::fs::write(out, json).map_err(|error| format!("cannot write {}: {error}", out.display()))?;
    }
    Ok(tell(&swept))
}

fn tell(swept: &Swept) -> String {
    let mined = &swept.mined;
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
            *counts.entry(class(rule)).or_default() += 1;
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
    for inner in rules.blocks.values() {
        count(inner, counts);
    }
}

fn class(rule: &Rule) -> &'static str {
    match rule {
        Rule::OneOf { .. } | Rule::NoneOf(_) => "one of",
        Rule::Range { .. } | Rule::GreaterThan(_) | Rule::DivisibleBy(_) => "range",
        Rule::Whole | Rule::Whole32 => "whole number",
        Rule::Length { .. } => "length",
        Rule::Items { .. } => "number of items",
        Rule::Pattern { .. } => "pattern",
        Rule::Form(_) => "form",
        Rule::Sentence(_) => "sentence",
        Rule::Each(inner) => class(inner),
        Rule::EachKey(_) => "key",
        Rule::Any(_) => "any of several",
        Rule::NotSettable => "not settable",
        Rule::Required => "required",
    }
}
