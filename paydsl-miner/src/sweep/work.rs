//! Types asked about side by side, each by one provider process, and what was learnt of each kept as it comes.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

use serde::Serialize;
use serde::de::DeserializeOwned;

use super::Task;
use super::progress::Progress;
use crate::process::Provider;

/// What is done about each type.
pub(super) struct Stage<'s, R> {
    /// Where what was learnt of each type is kept.
    pub(super) journal: &'s Path,
    pub(super) processes: usize,
    /// Starts a provider as the stage needs it.
    pub(super) start: &'s (dyn Fn() -> Result<Provider, String> + Sync),
    pub(super) ask: &'s (dyn Fn(&mut Provider, &Task) -> Result<R, String> + Sync),
    /// How many calls it took to learn what was learnt.
    pub(super) calls: fn(&R) -> u64,
}

/// What was learnt of each task, in their order.
pub(super) fn run<R>(stage: &Stage<'_, R>, tasks: &[Task], progress: &(dyn Fn(&str) + Sync)) -> Result<Vec<R>, String>
where
    R: Serialize + DeserializeOwned + Send,
{
    std::fs::create_dir_all(stage.journal)
        .map_err(|error| format!("cannot make {}: {error}", stage.journal.display()))?;
    let work = Work {
        stage,
        tasks,
        progress: Progress::new(progress, tasks),
        next: AtomicUsize::new(0),
        failed: AtomicBool::new(false),
        reports: tasks.iter().map(|_| Mutex::new(None)).collect(),
    };
    std::thread::scope(|scope| {
        let workers: Vec<_> = (0..stage.processes.max(1))
            .map(|_| scope.spawn(|| work.run()))
            .collect();
        workers.into_iter().try_for_each(|worker| match worker.join() {
            Ok(result) => result,
            Err(_) => Err("the miner panicked".to_owned()),
        })
    })?;
    let reports = work.reports.into_iter();
    Ok(reports
        .filter_map(|report| report.into_inner().unwrap_or_else(std::sync::PoisonError::into_inner))
        .collect())
}

struct Work<'w, R> {
    stage: &'w Stage<'w, R>,
    tasks: &'w [Task],
    progress: Progress<'w>,
    next: AtomicUsize,
    failed: AtomicBool,
    reports: Vec<Mutex<Option<R>>>,
}

impl<R: Serialize + DeserializeOwned> Work<'_, R> {
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
            let file = file(self.stage.journal, task);
            let (report, is_new) = match recall(&file) {
                Some(report) => (report, false),
                None => {
                    let provider = match &mut provider {
                        Some(running) => running,
                        empty => empty.insert((self.stage.start)()?),
                    };
                    let report = (self.stage.ask)(provider, task)?;
                    remember(&file, &report)?;
                    (report, true)
                }
            };
            self.progress.done(task, (self.stage.calls)(&report), is_new);
            if let Ok(mut slot) = slot.lock() {
                *slot = Some(report);
            }
        }
        Ok(())
    }
}

fn file(journal: &Path, task: &Task) -> PathBuf {
    journal.join(format!("{:?}.{}.json", task.kind, task.name).to_lowercase())
}

/// Whether an earlier sweep learnt of all tasks already.
pub(super) fn is_whole(journal: &Path, tasks: &[Task]) -> bool {
    tasks.iter().all(|task| file(journal, task).is_file())
}

/// What an earlier sweep learnt of a type. A file that cannot be read is as good as none: the type is asked about again.
fn recall<R: DeserializeOwned>(file: &Path) -> Option<R> {
    serde_json::from_slice(&std::fs::read(file).ok()?).ok()
}

fn remember<R: Serialize>(file: &Path, report: &R) -> Result<(), String> {
    let failed = |error: std::io::Error| format!("cannot write {}: {error}", file.display());
    let bytes = serde_json::to_vec(report).map_err(|error| failed(error.into()))?;
    let directory = file.parent().unwrap_or(Path::new("."));
    let mut temporary = tempfile::NamedTempFile::new_in(directory).map_err(failed)?;
    temporary.write_all(&bytes).map_err(failed)?;
    temporary.persist(file).map_err(|error| failed(error.error))?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::{recall, remember};
    use crate::probe::Report;

    #[test]
    fn what_was_learnt_is_recalled_and_what_is_broken_is_not() {
        let directory = tempfile::tempdir().expect("a directory");
        let file = directory.path().join("resource.x.json");
        assert_eq!(recall::<Report>(&file), None);
        let report = Report {
            calls: 7,
            ..Report::default()
        };
        remember(&file, &report).expect("written");
        assert_eq!(recall(&file), Some(report));
        std::fs::write(&file, "{\"rules\":").expect("written");
        assert_eq!(recall::<Report>(&file), None);
    }
}
