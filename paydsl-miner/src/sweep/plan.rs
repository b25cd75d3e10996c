//! Asks a provider what it refuses only when it plans.

use std::collections::BTreeMap;

use paydsl_schema::{Archive, Refusal};

use super::work::Stage;
use super::{Options, Task, tasks, work};
use crate::plan::{PlanReport, configure, plan_rules};
use crate::process::Provider;
use crate::protocol::Kind;

/// Raised with every change of what is asked or how it is read, so that no journal of before is taken up.
pub const PLAN_JOURNAL_VERSION: u32 = 2;

/// What a provider refuses only when it plans.
#[derive(Clone, PartialEq, Eq, Default, Debug)]
pub struct SweptPlans {
    /// By resource type.
    pub refusals: BTreeMap<Box<str>, Vec<Refusal>>,
    /// What came of everything else, by type.
    pub notes: Vec<String>,
    /// How often the provider was asked to plan, in earlier sweeps included.
    pub plans: u64,
    /// How often it was asked at all.
    pub calls: u64,
}

/// Asks a provider about its resource types; of data sources and others there is no plan. The archive has the rules that are
/// known already, as from them configurations are made that the provider validates. Progress is called with a line for
/// people, now and then.
///
/// # Errors
///
/// If the provider cannot be started or does not take a dummy configuration, or the journal cannot be written.
pub fn sweep_plans(
    archive: &Archive,
    options: &Options,
    progress: &(dyn Fn(&str) + Sync),
) -> Result<SweptPlans, String> {
    let mut tasks = tasks(archive, &options.only)?;
    tasks.retain(|task| task.kind == Kind::Resource);
    if tasks.is_empty() {
        return Ok(SweptPlans::default());
    }
    let start = || {
        let mut provider = Provider::start(&options.binary, options.most_memory)?;
        let configured = configure(&mut provider, archive.provider())?;
        Ok::<_, String>((provider, configured))
    };
    if !work::is_whole(&options.journal, &tasks)
        && let (_, Err(reason)) = start()?
    {
        return Ok(SweptPlans {
            notes: vec![reason],
            ..SweptPlans::default()
        });
    }
    let reports = work::run(
        &Stage {
            journal: &options.journal,
            processes: options.processes,
            start: &|| {
                let (provider, configured) = start()?;
                configured.map(|()| provider)
            },
            ask: &|provider, task| plan_rules(provider, task.name, task.block),
            calls: |report: &PlanReport| report.calls,
        },
        &tasks,
        progress,
    )?;
    Ok(collect(&tasks, reports))
}

fn collect(tasks: &[Task], reports: Vec<PlanReport>) -> SweptPlans {
    let mut swept = SweptPlans::default();
    for (task, report) in tasks.iter().zip(reports) {
        swept.plans += report.plans;
        swept.calls += report.calls;
        let notes = report
            .notes
            .iter()
            .map(|(note, count)| format!("{}: {note} ({count})", task.name));
        swept.notes.extend(notes);
        if !report.refusals.is_empty() {
            swept.refusals.insert(task.name.into(), report.refusals);
        }
    }
    swept
}
