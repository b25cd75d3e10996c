//! Verifying that the database could be restored, without restoring it: the cluster's automated snapshots and its window of
//! restorable times are inspected as RDS reports them.
//!
//! Each run writes one line to the log, in CloudWatch's embedded metric format, which becomes three metrics:
//!
//! | metric                       | unit    | what                                                            |
//! |------------------------------|---------|-----------------------------------------------------------------|
//! | `BackupAge`                  | seconds | the age of the newest snapshot that is available, if there is one |
//! | `BackupsVerified`            | count   | 1 when nothing is wrong, otherwise 0                            |
//! | `BackupVerificationFailures` | count   | how many things are wrong                                       |
//!
//! Where something is wrong, or RDS does not answer, the topic is told too, and the run fails.

mod inspection;
mod rds;
mod report;

pub use inspection::{Expectation, Inspection, Problem, inspect};
pub use rds::Rds;
pub use report::Report;

use std::io::Write;

use aws_sdk_rds::{
    primitives::DateTime,
    types::{DbCluster, DbClusterSnapshot},
};
use payments::aws::{CallError, Topic};

/// What verifying needs.
pub struct Verifier {
    /// Where the cluster and its snapshots are.
    pub rds: Rds,
    /// Who is told when something is wrong.
    pub topic: Topic,
    /// The cluster's name.
    pub cluster: String,
    /// What its backups must be like.
    pub expectation: Expectation,
    /// The environment's name.
    pub environment: String,
    /// Where the metrics go in CloudWatch.
    pub namespace: String,
}

/// A verification that did not succeed: the function must fail, for its alarm to ring.
#[derive(Debug, thiserror::Error)]
pub enum Failure {
    /// Something is wrong with the backups.
    #[error("the backups cannot be relied on: {0}")]
    Backups(String),
    /// Something is wrong, and nobody could be told.
    #[error("the backups cannot be relied on: {problems}; nor can the alert be published: {error}")]
    Untold {
        /// What is wrong.
        problems: String,
        /// Why nobody was told.
        error: CallError,
    },
    /// The report could not be written.
    #[error("the report cannot be written: {0}")]
    Log(#[from] std::io::Error),
}

/// Verifies the backups at a moment, writes the report to `log` and, where something is wrong, tells the topic.
///
/// # Errors
///
/// When something is wrong, or it cannot be found out whether.
pub async fn verify(needs: &Verifier, now: DateTime, log: &mut (impl Write + Send)) -> Result<(), Failure> {
    let inspection = look(needs, now).await;
    let report = Report {
        environment: &needs.environment,
        cluster: &needs.cluster,
        inspection: &inspection,
        now,
    };
    writeln!(log, "{}", report.metrics(&needs.namespace))?;
    if inspection.problems.is_empty() {
        return Ok(());
    }
    let problems = inspection.codes();
    let attributes = [("environment", needs.environment.as_str()), ("cluster", &needs.cluster)];
    let (subject, alert) = (report.subject(), report.alert());
    match needs.topic.publish(&subject, &alert, &attributes).await {
        Ok(()) => Err(Failure::Backups(problems)),
        Err(error) => Err(Failure::Untold { problems, error }),
    }
}

async fn look(needs: &Verifier, now: DateTime) -> Inspection {
    match find(needs).await {
        Ok(Some((cluster, snapshots))) => inspect(&cluster, &snapshots, &needs.expectation, now),
        Ok(None) => Inspection::failed(Problem::new("cluster-missing", "RDS knows no such cluster")),
        Err(error) => Inspection::failed(Problem::new("rds-failed", error.to_string())),
    }
}

async fn find(needs: &Verifier) -> Result<Option<(DbCluster, Vec<DbClusterSnapshot>)>, CallError> {
    let Some(cluster) = needs.rds.cluster(&needs.cluster).await? else {
        return Ok(None);
    };
    let snapshots = needs.rds.automated_snapshots(&needs.cluster).await?;
    Ok(Some((cluster, snapshots)))
}
