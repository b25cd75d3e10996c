//! The resources of the stack, emulated, and the functions' handlers on them.

use std::{collections::HashMap, time::Duration};

use aws_sdk_dynamodb::types::{
    AttributeDefinition, BillingMode, KeySchemaElement, KeyType, ScalarAttributeType, TimeToLiveSpecification,
};
use aws_sdk_s3::types::{BucketVersioningStatus, VersioningConfiguration};
use aws_sdk_sqs::{config::timeout::TimeoutConfig, types::QueueAttributeName};
use aws_types::SdkConfig;
use payments::{
    aws::{Bucket, Queue, Secret, Topic},
    payment::Amount,
};
use pci_api::{
    handlers::{Notify, Process, Validate},
    ledger::Ledger,
    tokeniser::Tokeniser,
};
use serde_json::json;
use test_support::Emulator;

pub(crate) const TABLE: &str = "transactions-test";
pub(crate) const BUCKET: &str = "audit-test";
pub(crate) const MAX_AMOUNT: i64 = 100_000;
const KEY: &str = "a key of the tokens, thirty-two bytes or more";

/// An emulated stack; it is gone when dropped.
pub(crate) struct World {
    emulator: Emulator,
    pub(crate) config: SdkConfig,
    pub(crate) payments: String,
    pub(crate) notifications: String,
    pub(crate) dead_letters: String,
    /// What subscribes to the topic.
    pub(crate) inbox: String,
    topic: String,
    key: String,
}

impl World {
    /// Makes everything.
    pub(crate) async fn new() -> Self {
        let emulator = Emulator::start();
        let config = patient(&emulator.config());
        make_table(&config).await;
        make_bucket(&config).await;
        let dead_letters = make_queue(&config, "dead-letters", None).await;
        let redrive = json!({"deadLetterTargetArn": arn_of("dead-letters"), "maxReceiveCount": 3}).to_string();
        let payments = make_queue(&config, "payments", Some(&redrive)).await;
        let notifications = make_queue(&config, "notifications", Some(&redrive)).await;
        let inbox = make_queue(&config, "inbox", None).await;
        Self {
            topic: make_topic(&config, "inbox").await,
            key: make_key(&config).await,
            emulator,
            config,
            payments,
            notifications,
            dead_letters,
            inbox,
        }
    }

    /// The environment variables the stack gives its functions, of all three together.
    pub(crate) fn variables(&self) -> HashMap<&'static str, String> {
        let mut variables = self.emulator.variables();
        variables.extend([
            ("ENVIRONMENT", "test".to_owned()),
            ("TRANSACTIONS_TABLE", TABLE.to_owned()),
            ("PAYMENTS_QUEUE_URL", self.payments.clone()),
            ("TOKEN_KEY_SECRET_ARN", self.key.clone()),
            ("MAX_AMOUNT", MAX_AMOUNT.to_string()),
            ("VELOCITY_LIMIT", "3".to_owned()),
            ("AUDIT_BUCKET", BUCKET.to_owned()),
            ("NOTIFICATIONS_QUEUE_URL", self.notifications.clone()),
            ("NOTIFICATIONS_TOPIC_ARN", self.topic.clone()),
        ]);
        variables
    }

    /// A validator, as it starts, that reaches AWS as told.
    pub(crate) fn validator(&self, config: &SdkConfig, velocity_limit: u32) -> Validate {
        Validate {
            ledger: ledger(config),
            queue: Queue::new(config, self.payments.clone()),
            tokeniser: Tokeniser::new(Secret::new(config, self.key.clone())),
            max_amount: Amount::parse(MAX_AMOUNT).expect("an amount"),
            velocity_limit,
        }
    }

    /// A processor.
    pub(crate) fn processor(&self, config: &SdkConfig) -> Process {
        Process {
            ledger: ledger(config),
            audit: Bucket::new(config, BUCKET.to_owned()),
            queue: Queue::new(config, self.notifications.clone()),
            environment: "test".to_owned(),
        }
    }

    /// A notifier.
    pub(crate) fn notifier(&self, config: &SdkConfig) -> Notify {
        Notify {
            ledger: ledger(config),
            topic: Topic::new(config, self.topic.clone()),
            environment: "test".to_owned(),
        }
    }

    /// All objects of the bucket, by key; each with the entity tags of its versions.
    pub(crate) async fn audit_versions(&self) -> HashMap<String, Vec<String>> {
        let client = bucket_client(&self.config);
        let mut versions: HashMap<String, Vec<String>> = HashMap::new();
        let (mut key, mut version) = (None, None);
        loop {
            let page = client
                .list_object_versions()
                .bucket(BUCKET)
                .set_key_marker(key)
                .set_version_id_marker(version);
            let page = page.send().await.expect("a page of versions");
            for found in page.versions() {
                let tags = versions.entry(found.key().expect("a key").to_owned()).or_default();
                tags.push(found.e_tag().expect("a tag").to_owned());
            }
            if page.is_truncated() != Some(true) {
                return versions;
            }
            (key, version) = (page.next_key_marker, page.next_version_id_marker);
        }
    }

    /// The text of an object.
    pub(crate) async fn audit_record(&self, key: &str) -> String {
        let request = bucket_client(&self.config).get_object().bucket(BUCKET).key(key);
        let object = request.send().await.expect("the object");
        let body = object.body.collect().await.expect("its body").to_vec();
        String::from_utf8(body).expect("text")
    }
}

/// The functions' configuration, with time for one emulator on a busy machine to serve hundreds.
fn patient(config: &SdkConfig) -> SdkConfig {
    let patience = Duration::from_secs(300);
    let timeouts = TimeoutConfig::builder()
        .connect_timeout(patience)
        .operation_attempt_timeout(patience)
        .operation_timeout(patience);
    config.to_builder().timeout_config(timeouts.build()).build()
}

/// The ledger on the world's table.
pub(crate) fn ledger(config: &SdkConfig) -> Ledger {
    Ledger::new(config, TABLE.to_owned())
}

async fn make_table(config: &SdkConfig) {
    let client = aws_sdk_dynamodb::Client::new(config);
    let table = client
        .create_table()
        .table_name(TABLE)
        .billing_mode(BillingMode::PayPerRequest);
    let parts = [
        ("transactionId", ScalarAttributeType::S, KeyType::Hash),
        ("timestamp", ScalarAttributeType::N, KeyType::Range),
    ];
    let table = parts.into_iter().fold(table, |table, (name, kind, part)| {
        let attribute = AttributeDefinition::builder().attribute_name(name).attribute_type(kind);
        let key = KeySchemaElement::builder().attribute_name(name).key_type(part);
        table
            .attribute_definitions(attribute.build().expect("an attribute"))
            .key_schema(key.build().expect("a key"))
    });
    table.send().await.expect("the table");
    let expiry = TimeToLiveSpecification::builder()
        .attribute_name("expiresAt")
        .enabled(true);
    let expiry = expiry.build().expect("the expiry");
    let update = client
        .update_time_to_live()
        .table_name(TABLE)
        .time_to_live_specification(expiry);
    update.send().await.expect("the expiry is set");
}

async fn make_bucket(config: &SdkConfig) {
    let client = bucket_client(config);
    client.create_bucket().bucket(BUCKET).send().await.expect("the bucket");
    let versioning = VersioningConfiguration::builder().status(BucketVersioningStatus::Enabled);
    let request = client.put_bucket_versioning().bucket(BUCKET);
    let request = request.versioning_configuration(versioning.build());
    request.send().await.expect("versioning");
}

fn bucket_client(config: &SdkConfig) -> aws_sdk_s3::Client {
    let config = aws_sdk_s3::config::Builder::from(config).force_path_style(true);
    aws_sdk_s3::Client::from_conf(config.build())
}

/// A queue whose messages are visible again at once.
async fn make_queue(config: &SdkConfig, name: &str, redrive: Option<&str>) -> String {
    let client = aws_sdk_sqs::Client::new(config);
    let mut request = client
        .create_queue()
        .queue_name(name)
        .attributes(QueueAttributeName::VisibilityTimeout, "0");
    if let Some(policy) = redrive {
        request = request.attributes(QueueAttributeName::RedrivePolicy, policy);
    }
    let queue = request.send().await.expect("the queue");
    queue.queue_url.expect("its URL")
}

fn arn_of(queue: &str) -> String {
    format!("arn:aws:sqs:us-east-1:123456789012:{queue}")
}

async fn make_topic(config: &SdkConfig, subscriber: &str) -> String {
    let client = aws_sdk_sns::Client::new(config);
    let topic = client.create_topic().name("notifications").send().await;
    let arn = topic.expect("the topic").topic_arn.expect("its ARN");
    let subscription = client
        .subscribe()
        .topic_arn(&arn)
        .protocol("sqs")
        .endpoint(arn_of(subscriber));
    subscription.send().await.expect("the subscription");
    arn
}

async fn make_key(config: &SdkConfig) -> String {
    let client = aws_sdk_secretsmanager::Client::new(config);
    let secret = client.create_secret().name("token-key").secret_string(KEY).send().await;
    secret.expect("the secret").arn.expect("its ARN")
}
