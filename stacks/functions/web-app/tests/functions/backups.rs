//! The verifier of the backups. What moto cannot be brought to report (a failed snapshot, another engine, a short window)
//! is tested where it is judged.

use std::{collections::HashMap, time::SystemTime};

use aws_sdk_rds::{Client, primitives::DateTime};
use aws_types::SdkConfig;
use serde_json::{Value, json};
use test_support::{Emulator, Lambda, queues::drain};
use web_app::{
    backup::{Failure, Verifier, verify},
    start,
};

const KEY: &str = "arn:aws:kms:us-east-1:123456789012:key/11111111-2222-3333-4444-555555555555";
const OTHER_KEY: &str = "arn:aws:kms:us-east-1:123456789012:key/99999999-2222-3333-4444-555555555555";
const CLUSTER: &str = "aurora-payments-test";

/// An emulated account with a cluster; it is gone when dropped.
struct World {
    emulator: Emulator,
    config: SdkConfig,
    topic: String,
    inbox: String,
}

impl World {
    /// A cluster whose storage is encrypted with a key, if with any. RDS makes a first snapshot of it.
    async fn with_cluster(key: Option<&str>) -> Self {
        let world = Self::without_cluster().await;
        let request = Client::new(&world.config)
            .create_db_cluster()
            .db_cluster_identifier(CLUSTER)
            .engine("aurora-postgresql")
            .master_username("payments_admin")
            .master_user_password("correct horse")
            .backup_retention_period(7)
            .storage_encrypted(key.is_some())
            .set_kms_key_id(key.map(str::to_owned));
        request.send().await.expect("the cluster");
        world
    }

    async fn without_cluster() -> Self {
        let emulator = Emulator::start();
        let config = emulator.patient_config();
        let queue = aws_sdk_sqs::Client::new(&config)
            .create_queue()
            .queue_name("inbox")
            .send()
            .await;
        let topics = aws_sdk_sns::Client::new(&config);
        let topic = topics.create_topic().name("alerts").send().await.expect("the topic");
        let topic = topic.topic_arn.expect("its ARN");
        let inbox = topics.subscribe().topic_arn(&topic).protocol("sqs");
        let inbox = inbox.endpoint("arn:aws:sqs:us-east-1:123456789012:inbox").send().await;
        inbox.expect("the subscription");
        Self {
            emulator,
            config,
            topic,
            inbox: queue.expect("the queue").queue_url.expect("its URL"),
        }
    }

    fn variables(&self) -> HashMap<&'static str, String> {
        let mut variables = self.emulator.variables();
        variables.extend([
            ("ENVIRONMENT", "test".to_owned()),
            ("CLUSTER_IDENTIFIER", CLUSTER.to_owned()),
            ("KMS_KEY_ARN", KEY.to_owned()),
            ("MAX_AGE_HOURS", "26".to_owned()),
            ("ALERT_TOPIC_ARN", self.topic.clone()),
            ("METRIC_NAMESPACE", "Payments/Backups".to_owned()),
        ]);
        variables
    }

    fn verifier(&self) -> Verifier {
        let variables = self.variables();
        start::verifier(&|name| variables.get(name).cloned()).expect("a verifier")
    }

    /// The codes of what is wrong so many hours from now, the line in the log, and what the topic was told.
    async fn found_in(&self, hours: i64) -> (String, Value, Vec<Value>) {
        let now = DateTime::from_secs(DateTime::from(SystemTime::now()).secs() + hours * 3600);
        let mut log = Vec::new();
        let codes = match verify(&self.verifier(), now, &mut log).await {
            Ok(()) => String::new(),
            Err(Failure::Backups(codes)) => codes,
            Err(other) => panic!("{other}"),
        };
        let line = serde_json::from_slice(&log).expect("one line of JSON");
        (codes, line, drain(&self.config, &self.inbox).await)
    }

    async fn snapshots(&self) -> Vec<String> {
        let found = Client::new(&self.config).describe_db_cluster_snapshots().send().await;
        let found = found.expect("the snapshots").db_cluster_snapshots.unwrap_or_default();
        found
            .into_iter()
            .filter_map(|snapshot| snapshot.db_cluster_snapshot_identifier)
            .collect()
    }
}

#[tokio::test]
async fn good_backups_are_verified_until_they_are_too_old() {
    let world = World::with_cluster(Some(KEY)).await;
    let (codes, line, told) = world.found_in(0).await;
    assert_eq!((codes.as_str(), told.len()), ("", 0), "{line}");
    assert_eq!(
        (&line["BackupsVerified"], &line["BackupVerificationFailures"]),
        (&json!(1), &json!(0))
    );
    assert!(
        line["BackupAge"].as_i64().is_some_and(|age| (0..300).contains(&age)),
        "{line}"
    );
    assert_eq!(
        Some(line["Snapshot"].as_str().expect("a name")),
        world.snapshots().await.first().map(String::as_str)
    );

    let (codes, line, told) = world.found_in(27).await;
    // Moto's latest restorable time is the real now, so that is too old as well.
    assert_eq!(codes, "snapshot-too-old, restorable-too-old");
    assert_eq!(
        (&line["BackupsVerified"], &line["BackupVerificationFailures"]),
        (&json!(0), &json!(2))
    );
    assert_eq!(told.len(), 1);
    let letter: Value = serde_json::from_str(told[0]["body"].as_str().expect("a body")).expect("JSON");
    assert_eq!(
        letter["Subject"],
        format!("Backup verification failed in test: {CLUSTER}")
    );
    let alert: Value = serde_json::from_str(letter["Message"].as_str().expect("a message")).expect("JSON");
    assert_eq!(alert["Problems"][0]["code"], "snapshot-too-old");
    assert!(
        alert["Problems"][0]["detail"]
            .as_str()
            .is_some_and(|detail| detail.contains("27 hours")),
        "{alert}"
    );
}

#[tokio::test]
async fn another_key_is_told_of() {
    let world = World::with_cluster(Some(OTHER_KEY)).await;
    let (codes, line, told) = world.found_in(0).await;
    assert_eq!((codes.as_str(), told.len()), ("snapshot-other-key", 1));
    assert!(
        line["Problems"][0]["detail"]
            .as_str()
            .is_some_and(|detail| detail.contains(OTHER_KEY)),
        "{line}"
    );
}

#[tokio::test]
async fn an_unencrypted_backup_is_told_of() {
    let world = World::with_cluster(None).await;
    let (codes, _, told) = world.found_in(0).await;
    assert_eq!((codes.as_str(), told.len()), ("snapshot-unencrypted", 1));
}

#[tokio::test]
async fn a_snapshot_made_by_hand_is_no_backup() {
    let world = World::with_cluster(Some(KEY)).await;
    let client = Client::new(&world.config);
    for snapshot in world.snapshots().await {
        let removed = client
            .delete_db_cluster_snapshot()
            .db_cluster_snapshot_identifier(snapshot);
        removed.send().await.expect("it is removed");
    }
    let (codes, line, told) = world.found_in(0).await;
    assert_eq!((codes.as_str(), told.len()), ("no-snapshot", 1));
    assert_eq!(line["BackupAge"], Value::Null);
    let made = client
        .create_db_cluster_snapshot()
        .db_cluster_identifier(CLUSTER)
        .db_cluster_snapshot_identifier("by-hand");
    made.send().await.expect("a snapshot");
    assert_eq!(world.found_in(0).await.0, "no-snapshot");
}

#[tokio::test]
async fn a_cluster_that_is_missing_is_told_of() {
    let world = World::without_cluster().await;
    let (codes, line, told) = world.found_in(0).await;
    assert_eq!((codes.as_str(), told.len()), ("cluster-missing", 1), "{line}");
    assert_eq!(line["BackupVerificationFailures"], 1);
}

#[tokio::test]
async fn the_function_fails_so_that_its_alarm_rings() {
    let world = World::with_cluster(Some(OTHER_KEY)).await;
    let schedule = json!({"source": "aws.scheduler", "detail-type": "Scheduled Event", "detail": {}});
    let failing = Lambda::start(env!("CARGO_BIN_EXE_backup-verifier"), &world.variables());
    let answer = failing.invoke(schedule.clone());
    assert!(
        answer["errorMessage"]
            .as_str()
            .is_some_and(|text| text.contains("snapshot-other-key")),
        "{answer}\n{}",
        failing.logged()
    );
    let mut variables = world.variables();
    variables.insert("KMS_KEY_ARN", OTHER_KEY.to_owned());
    let succeeding = Lambda::start(env!("CARGO_BIN_EXE_backup-verifier"), &variables);
    assert_eq!(succeeding.invoke(schedule), Value::Null, "{}", succeeding.logged());
    for (function, verified) in [(&failing, 0), (&succeeding, 1)] {
        let logged = function.logged();
        let lines = logged
            .lines()
            .map(|line| serde_json::from_str::<Value>(line).expect("JSON"));
        let reports: Vec<_> = lines.filter(|line| line.get("_aws").is_some()).collect();
        assert_eq!(reports.len(), 1, "{logged}");
        assert_eq!(reports[0]["BackupsVerified"], verified);
        assert_eq!(
            reports[0]["_aws"]["CloudWatchMetrics"][0]["Namespace"],
            "Payments/Backups"
        );
    }
}
