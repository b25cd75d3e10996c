//! What is wrong with a cluster's backups.

use aws_sdk_rds::{
    primitives::DateTime,
    types::{DbCluster, DbClusterSnapshot},
};

const HOUR: i64 = 60 * 60;
const DAY: i64 = 24 * HOUR;

/// How old the latest restorable time may be. RDS moves it on every five minutes.
const RESTORABLE_WITHIN: i64 = HOUR;

/// What backups must be like.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Expectation {
    /// How old the newest may be, in hours.
    pub max_age_hours: u32,
    /// The ARN of the key they are encrypted with.
    pub key_arn: String,
}

/// Something that is wrong.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// What, for programs.
    pub code: &'static str,
    /// What, for people.
    pub detail: String,
}

impl Problem {
    /// Something that is wrong.
    pub fn new(code: &'static str, detail: impl Into<String>) -> Self {
        let detail = detail.into();
        Self { code, detail }
    }
}

/// What was found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Inspection {
    /// Everything that is wrong.
    pub problems: Vec<Problem>,
    /// The newest snapshot that is available.
    pub snapshot: Option<String>,
    /// Its age, in seconds.
    pub age: Option<i64>,
}

impl Inspection {
    /// An inspection that could not take place.
    pub fn failed(problem: Problem) -> Self {
        Self {
            problems: vec![problem],
            ..Self::default()
        }
    }

    /// The problems' codes, on one line.
    pub fn codes(&self) -> String {
        let codes: Vec<_> = self.problems.iter().map(|problem| problem.code).collect();
        codes.join(", ")
    }

    fn check(&mut self, holds: bool, code: &'static str, detail: impl Into<String>) {
        if !holds {
            self.problems.push(Problem::new(code, detail));
        }
    }
}

/// Inspects a cluster and its automated snapshots at a moment.
pub fn inspect(
    cluster: &DbCluster,
    snapshots: &[DbClusterSnapshot],
    expectation: &Expectation,
    now: DateTime,
) -> Inspection {
    let mut inspection = Inspection::default();
    check_newest(&mut inspection, snapshots);
    let available = snapshots
        .iter()
        .filter(|snapshot| snapshot.status() == Some("available"));
    match available.max_by_key(|snapshot| made_at(snapshot)) {
        Some(snapshot) => check_snapshot(&mut inspection, cluster, snapshot, expectation, now),
        None => inspection.check(false, "no-snapshot", "there is no automated snapshot that is available"),
    }
    check_window(&mut inspection, cluster, now);
    inspection
}

/// That an older snapshot is good does not excuse that the last one failed.
fn check_newest(inspection: &mut Inspection, snapshots: &[DbClusterSnapshot]) {
    let Some(newest) = snapshots.iter().max_by_key(|snapshot| made_at(snapshot)) else {
        return;
    };
    let status = newest.status().unwrap_or("unknown");
    let fine = ["available", "creating", "copying"].contains(&status);
    inspection.check(
        fine,
        "snapshot-failed",
        format!("the newest snapshot's status is {status}"),
    );
}

fn check_snapshot(
    inspection: &mut Inspection,
    cluster: &DbCluster,
    snapshot: &DbClusterSnapshot,
    expectation: &Expectation,
    now: DateTime,
) {
    inspection.snapshot = snapshot.db_cluster_snapshot_identifier().map(str::to_owned);
    inspection.age = made_at(snapshot).map(|made| now.secs() - made);
    let max_age = i64::from(expectation.max_age_hours) * HOUR;
    let young = inspection.age.is_some_and(|age| age < max_age);
    let detail = match inspection.age {
        Some(age) => format!("the newest available snapshot is {} hours old", age / HOUR),
        None => "the newest available snapshot has no date".to_owned(),
    };
    inspection.check(young, "snapshot-too-old", detail);

    let encrypted = snapshot.storage_encrypted() == Some(true);
    inspection.check(encrypted, "snapshot-unencrypted", "the snapshot is not encrypted");
    let key = snapshot.kms_key_id().unwrap_or("none");
    let detail = format!("the snapshot's key is {key}");
    inspection.check(!encrypted || key == expectation.key_arn, "snapshot-other-key", detail);

    let engine = |name: Option<&str>, version: Option<&str>| {
        format!("{} {}", name.unwrap_or("unknown"), version.unwrap_or("unknown"))
    };
    let made_by = engine(snapshot.engine(), snapshot.engine_version());
    let run_by = engine(cluster.engine(), cluster.engine_version());
    let detail = format!("the snapshot is of {made_by}, the cluster runs {run_by}");
    inspection.check(made_by == run_by, "snapshot-other-engine", detail);

    let has_storage = snapshot.allocated_storage().is_some_and(|size| size > 0);
    inspection.check(has_storage, "snapshot-empty", "the snapshot holds no storage");
}

/// The cluster can be restored to any time from its earliest to its latest: to now, and as far back as backups are kept.
fn check_window(inspection: &mut Inspection, cluster: &DbCluster, now: DateTime) {
    let latest = cluster.latest_restorable_time().map(DateTime::secs);
    let recent = latest.is_some_and(|latest| now.secs() - latest <= RESTORABLE_WITHIN);
    let detail = "the latest restorable time is more than an hour ago, or there is none";
    inspection.check(recent, "restorable-too-old", detail);

    let days = cluster.backup_retention_period().unwrap_or_default();
    inspection.check(days > 0, "no-retention", "the cluster keeps no automated backups");
    let created = cluster.cluster_create_time().map_or(i64::MIN, DateTime::secs);
    // A day of grace: backups are made and removed once a day.
    let expected = created.max(now.secs() - i64::from(days) * DAY).saturating_add(DAY);
    let earliest = cluster.earliest_restorable_time().map(DateTime::secs);
    let reaches_back = earliest.is_some_and(|earliest| earliest <= expected);
    let detail = format!("the cluster cannot be restored to {days} days ago, as its retention says");
    inspection.check(reaches_back, "restorable-too-short", detail);
}

fn made_at(snapshot: &DbClusterSnapshot) -> Option<i64> {
    snapshot.snapshot_create_time().map(DateTime::secs)
}

#[cfg(test)]
mod tests {
    use aws_sdk_rds::types::builders::{DbClusterBuilder, DbClusterSnapshotBuilder};

    use super::*;

    const NOW: i64 = 1_800_000_000;
    const KEY: &str = "arn:aws:kms:ap-southeast-1:123456789012:key/one";

    fn at(seconds_ago: i64) -> DateTime {
        DateTime::from_secs(NOW - seconds_ago)
    }

    fn cluster() -> DbClusterBuilder {
        DbCluster::builder()
            .engine("aurora-postgresql")
            .engine_version("16.6")
            .backup_retention_period(7)
            .cluster_create_time(at(100 * DAY))
            .earliest_restorable_time(at(7 * DAY))
            .latest_restorable_time(at(300))
    }

    fn snapshot(hours_ago: i64) -> DbClusterSnapshotBuilder {
        DbClusterSnapshot::builder()
            .db_cluster_snapshot_identifier(format!("rds:payments-{hours_ago}"))
            .snapshot_create_time(at(hours_ago * HOUR))
            .status("available")
            .storage_encrypted(true)
            .kms_key_id(KEY)
            .engine("aurora-postgresql")
            .engine_version("16.6")
            .allocated_storage(1)
    }

    fn found(cluster: DbClusterBuilder, snapshots: Vec<DbClusterSnapshotBuilder>) -> Inspection {
        let snapshots: Vec<_> = snapshots.into_iter().map(DbClusterSnapshotBuilder::build).collect();
        let expectation = Expectation {
            max_age_hours: 26,
            key_arn: KEY.to_owned(),
        };
        inspect(&cluster.build(), &snapshots, &expectation, at(0))
    }

    #[test]
    fn good_backups_have_no_problem() {
        let inspection = found(cluster(), vec![snapshot(49), snapshot(1), snapshot(25)]);
        assert_eq!(inspection.problems, []);
        assert_eq!(
            (inspection.snapshot.as_deref(), inspection.age),
            (Some("rds:payments-1"), Some(HOUR))
        );
        let while_one_is_made = vec![snapshot(0).status("creating"), snapshot(24)];
        assert_eq!(found(cluster(), while_one_is_made).problems, []);
        let young = cluster()
            .cluster_create_time(at(HOUR))
            .earliest_restorable_time(at(HOUR));
        assert_eq!(found(young, vec![snapshot(1)]).problems, []);
    }

    #[test]
    fn every_fault_is_found_and_no_other() {
        for (codes, cluster, snapshots) in [
            ("no-snapshot", cluster(), vec![]),
            (
                "snapshot-failed, no-snapshot",
                cluster(),
                vec![snapshot(1).status("failed")],
            ),
            (
                "snapshot-failed",
                cluster(),
                vec![snapshot(1).status("failed"), snapshot(25)],
            ),
            ("no-snapshot", cluster(), vec![snapshot(1).status("creating")]),
            ("snapshot-too-old", cluster(), vec![snapshot(26)]),
            (
                "snapshot-too-old",
                cluster(),
                vec![snapshot(1).set_snapshot_create_time(None)],
            ),
            (
                "snapshot-unencrypted",
                cluster(),
                vec![snapshot(1).storage_encrypted(false)],
            ),
            (
                "snapshot-unencrypted",
                cluster(),
                vec![snapshot(1).set_storage_encrypted(None)],
            ),
            (
                "snapshot-other-key",
                cluster(),
                vec![snapshot(1).kms_key_id(format!("{KEY}s"))],
            ),
            ("snapshot-other-key", cluster(), vec![snapshot(1).set_kms_key_id(None)]),
            (
                "snapshot-other-engine",
                cluster(),
                vec![snapshot(1).engine("aurora-mysql")],
            ),
            (
                "snapshot-other-engine",
                cluster(),
                vec![snapshot(1).engine_version("15.10")],
            ),
            ("snapshot-empty", cluster(), vec![snapshot(1).allocated_storage(0)]),
            (
                "restorable-too-old",
                cluster().latest_restorable_time(at(HOUR + 1)),
                vec![snapshot(1)],
            ),
            (
                "restorable-too-old",
                cluster().set_latest_restorable_time(None),
                vec![snapshot(1)],
            ),
            (
                "restorable-too-short",
                cluster().earliest_restorable_time(at(5 * DAY)),
                vec![snapshot(1)],
            ),
            (
                "restorable-too-short",
                cluster().set_earliest_restorable_time(None),
                vec![snapshot(1)],
            ),
            ("no-retention", cluster().backup_retention_period(0), vec![snapshot(1)]),
        ] {
            assert_eq!(found(cluster, snapshots).codes(), codes);
        }
    }
}
