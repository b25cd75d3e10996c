//! Asks a provider about all its types, one after the other, and keeps what was learnt as it goes.

use std::collections::{BTreeMap, HashSet};
use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use paydsl_schema::{Archive, Block, BlockRules, Mined};

use crate::probe::{Report, probe};
use crate::process::Provider;
use crate::protocol::Kind;
use crate::types;

/// Raised with every change of what is asked or how it is read, so that no journal of before is taken up.
pub const JOURNAL_VERSION: u32 = 2;

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
    std::fs::create_dir_all(&options.journal)
        .map_err(|error| format!("cannot make {}: {error}", options.journal.display()))?;
    let work = Work {
        options,
        progress: Progress::new(progress, &tasks),
        next: AtomicUsize::new(0),
        failed: AtomicBool::new(false),
        reports: tasks.iter().map(|_| Mutex::new(None)).collect(),
        tasks,
    };
    std::thread::scope(|scope| {
        let workers: Vec<_> = (0..options.processes.max(1))
            .map(|_| scope.spawn(|| work.run()))
            .collect();
        workers.into_iter().try_for_each(|worker| match worker.join() {
            Ok(result) => result,
            Err(_) => Err("the miner panicked".to_owned()),
        })
    })?;
    Ok(work.collect())
}

fn tasks(archive: &Archive, only: &[String]) -> Result<Vec<Task>, String> {
    let tasks: Vec<Task> = types::all(archive)
        .filter(|(_, name, _)| only.is_empty() || only.iter().any(|wanted| wanted == name))
        .map(|(kind, name, block)| Task {
            kind,
            name,
            block,
            weight: weight(block, &mut HashSet::new()),
        })
        .collect();
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

struct Work<'w> {
    options: &'w Options,
    progress: Progress<'w>,
    tasks: Vec<Task>,
    next: AtomicUsize,
    failed: AtomicBool,
    reports: Vec<Mutex<Option<Report>>>,
}

impl Work<'_> {
    fn run(&self) -> Result<(), String> {
        let result = self.work();
        if result.is_err() {
            self.failed.store(true, Ordering::Relaxed);
        }
        result
    }

    fn work(&self) -> Result<(), String> {
        let mut provider = None;
        while !self.failed.load(Ordering::Relaxed) {
            let number = self.next.fetch_add(1, Ordering::Relaxed);
            let (Some(task), Some(slot)) = (self.tasks.get(number), self.reports.get(number)) else {
                break;
            };
            let file = self
                .options
                .journal
                .join(format!("{:?}.{}.json", task.kind, task.name).to_lowercase());
            let (report, is_new) = match recall(&file) {
                Some(report) => (report, false),
                None => {
                    let provider = match &mut provider {
                        Some(running) => running,
                        empty => empty.insert(Provider::start(&self.options.binary, self.options.most_memory)?),
                    };
                    let report = probe(provider, task.kind, task.name, task.block)?;
                    remember(&file, &report)?;
                    (report, true)
                }
            };
            self.progress.done(task, report.calls, is_new);
            if let Ok(mut slot) = slot.lock() {
                *slot = Some(report);
            }
        }
        Ok(())
    }

    fn collect(self) -> Swept {
        let mut swept = Swept::default();
        for (task, report) in self.tasks.iter().zip(self.reports) {
            let Some(report) = report.into_inner().unwrap_or_else(std::sync::PoisonError::into_inner) else {
                continue;
            };
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

/// What an earlier sweep learnt of a type. A file that cannot be read is as good as none: the type is asked about again.
fn recall(file: &Path) -> Option<Report> {
    serde_json::from_slice(&std::fs::read(file).ok()?).ok()
}

fn remember(file: &Path, report: &Report) -> Result<(), String> {
    let failed = |error: std::io::Error| format!("cannot write {}: {error}", file.display());
    let bytes = serde_json::to_vec(report).map_err(|error| failed(error.into()))?;
    let directory = file.parent().unwrap_or(Path::new("."));
    let mut temporary = tempfile::NamedTempFile::new_in(directory).map_err(failed)?;
    temporary.write_all(&bytes).map_err(failed)?;
    temporary.persist(file).map_err(|error| failed(error.error))?;
    Ok(())
}

/// How often there is something to say.
const BETWEEN_LINES: Duration = Duration::from_secs(5);

struct Progress<'w> {
    say: &'w (dyn Fn(&str) + Sync),
    types: usize,
    weight: usize,
    started: Instant,
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    types: usize,
    weight: usize,
    /// Of what this sweep itself asked.
    new_weight: usize,
    calls: u64,
    last: Option<Instant>,
}

impl<'w> Progress<'w> {
    fn new(say: &'w (dyn Fn(&str) + Sync), tasks: &[Task]) -> Self {
        Progress {
            say,
            types: tasks.len(),
            weight: tasks.iter().map(|task| task.weight).sum(),
            started: Instant::now(),
            state: Mutex::default(),
        }
    }

    fn done(&self, task: &Task, calls: u64, is_new: bool) {
        let Ok(mut state) = self.state.lock() else {
            return;
        };
        state.types += 1;
        state.weight += task.weight;
        if is_new {
            state.new_weight += task.weight;
            state.calls += calls;
        }
        let is_time = state.last.is_none_or(|last| last.elapsed() >= BETWEEN_LINES);
        if !is_time && state.types < self.types {
            return;
        }
        state.last = Some(Instant::now());
        let left = self.weight.saturating_sub(state.weight);
        let seconds = match state.new_weight {
            0 => 0,
            done => self.started.elapsed().as_secs() * left as u64 / done as u64,
        };
        (self.say)(&format!(
            "{} of {} types, {} calls, about {} left: {}",
            state.types,
            self.types,
            state.calls,
            minutes(seconds),
            task.name,
        ));
    }
}

fn minutes(seconds: u64) -> String {
    format!("{}:{:02} min", seconds / 60, seconds % 60)
}

#[cfg(test)]
mod tests {
    use super::{recall, remember};
    use crate::probe::Report;

    #[test]
    fn what_was_learnt_is_recalled_and_what_is_broken_is_not() {
        let directory = tempfile::tempdir().expect("a directory");
        let file = directory.path().join("resource.x.json");
        assert_eq!(recall(&file), None);
        let report = Report {
            calls: 7,
            ..Report::default()
        };
        remember(&file, &report).expect("written");
        assert_eq!(recall(&file), Some(report));
        std::fs::write(&file, "{\"rules\":").expect("written");
        assert_eq!(recall(&file), None);
    }
}
