//! Asks a provider about all its types, one after the other, and keeps what was learnt as it goes.

mod plan;
mod progress;
mod work;

use std::collections::{BTreeMap, HashSet};
use std::path::PathBuf;

use paydsl_schema::{Archive, Block, BlockRules, Mined};

use crate::probe::{Report, is_slow, probe};
use crate::process::Provider;
use crate::protocol::Kind;
use crate::types;
use work::Stage;

pub use plan::{PLAN_JOURNAL_VERSION, SweptPlans, sweep_plans};

/// Raised with every change of what is asked or how it is read, so that no journal of before is taken up.
pub const JOURNAL_VERSION: u32 = 7;

/// What a sweep needs to know.
#[derive(Clone, Debug)]
pub struct Options {
    /// The provider.
    pub binary: PathBuf,
    /// Where what was learnt of each type is kept, so that a sweep that was killed goes on where it was.
    pub journal: PathBuf,
    /// How many provider processes work at the same time.
    pub processes: usize,
    /// How many bytes of memory each may hold, before it is started anew.
    pub most_memory: u64,
    /// The names of the types; all if there are none.
    pub only: Vec<String>,
}

/// What was learnt of a provider.
#[derive(Clone, PartialEq, Default, Debug)]
pub struct Swept {
    /// The rules.
    pub mined: Mined,
    /// Messages in no known shape, by their kind, and how often each was seen.
    pub unread: BTreeMap<String, u64>,
    /// Arguments whose rules were left out, as the provider accepts what they refuse.
    pub doubtful: Vec<String>,
    /// How many calls it took, those of earlier sweeps included.
    pub calls: u64,
}

/// A type, or the provider's own configuration.
struct Task {
    kind: Kind,
    name: &'static str,
    block: &'static Block,
    /// How much there is to ask, for the estimate.
    weight: usize,
}

/// Asks a provider about its types. Progress is called with a line for people, now and then.
///
/// # Errors
///
/// If the provider cannot be started or the journal cannot be written.
pub fn sweep(archive: &Archive, options: &Options, progress: &(dyn Fn(&str) + Sync)) -> Result<Swept, String> {
    let tasks = tasks(archive, &options.only)?;
    let reports = work::run(
        &Stage {
            journal: &options.journal,
            processes: options.processes,
            start: &|| Provider::start(&options.binary, options.most_memory),
            ask: &|provider, task| probe(provider, task.kind, task.name, task.block),
            calls: |report: &Report| report.calls,
        },
        &tasks,
        progress,
    )?;
    Ok(collect(&tasks, reports))
}

fn tasks(archive: &Archive, only: &[String]) -> Result<Vec<Task>, String> {
    let mut tasks: Vec<Task> = types::all(archive)
        .filter(|(_, name, _)| only.is_empty() || only.iter().any(|wanted| wanted == name))
        .map(|(kind, name, block)| Task {
            kind,
            name,
            block,
            weight: weight(block, &mut HashSet::new()),
        })
        .collect();
    // What takes minutes comes last: who kills a sweep has the most of it by then.
    tasks.sort_by_key(|task| is_slow(task.kind, task.block));
    match only
        .iter()
        .find(|wanted| !tasks.iter().any(|task| task.name == wanted.as_str()))
    {
        Some(unknown) => Err(format!("the provider has no type {unknown}")),
        None => Ok(tasks),
    }
}

/// The arguments of all distinct blocks.
fn weight(block: &'static Block, seen: &mut HashSet<*const Block>) -> usize {
    if !seen.insert(std::ptr::from_ref(block)) {
        return 0;
    }
    let nested = block
        .blocks()
        .iter()
        .map(|nested| 1 + weight(nested.block(), seen))
        .sum::<usize>();
    1 + nested
        + block
            .attributes()
            .iter()
            .filter(|attribute| attribute.required || attribute.optional)
            .count()
}

fn collect(tasks: &[Task], reports: Vec<Report>) -> Swept {
    let mut swept = Swept::default();
    for (task, report) in tasks.iter().zip(reports) {
        swept.calls += report.calls;
        for (kind, count) in report.unread {
            *swept.unread.entry(kind).or_default() += count;
        }
        swept.doubtful.extend(
            report
                .doubtful
                .into_iter()
                .map(|doubt| format!("{}.{doubt}", task.name)),
        );
        put(&mut swept.mined, task, report.rules);
    }
    swept
}

fn put(mined: &mut Mined, task: &Task, rules: BlockRules) {
    if rules.is_empty() {
        return;
    }
    let of_kind = match task.kind {
        Kind::Provider => {
            mined.provider = rules;
            return;
        }
        Kind::Resource => &mut mined.resources,
        Kind::DataSource => &mut mined.data_sources,
        Kind::Ephemeral => &mut mined.ephemeral,
    };
    of_kind.insert(task.name.into(), rules);
}
