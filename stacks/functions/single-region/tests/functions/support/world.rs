//! The resources of the stack, emulated, its database, and the functions' handlers on them.

use std::{collections::HashMap, time::Duration};

use aws_sdk_dynamodb::types::{
    AttributeDefinition, BillingMode, KeySchemaElement, KeyType, ScalarAttributeType, TimeToLiveSpecification,
};
use aws_sdk_s3::types::{BucketVersioningStatus, VersioningConfiguration};
use aws_sdk_sqs::{config::timeout::TimeoutConfig, types::QueueAttributeName};
use aws_sdk_ssm::types::ParameterType;
use aws_types::SdkConfig;
use payments::{
    aws::{Bucket, Queue, Topic},
    database::Tls,
};
use serde_json::json;
use single_region::{
    configuration::{Notification, Processing, Validation},
    database::Transactions,
    handlers::{Notify, Process, Recent, Validate},
    parameters::{Encrypted, ParameterError, ParameterStore, Parameters, Values},
    sessions::Sessions,
};
use test_support::{Emulator, postgres};

pub(crate) const TABLE: &str = "sessions-test";
pub(crate) const BUCKET: &str = "audit-test";
pub(crate) const PREFIX: &str = "/single-region-test";
pub(crate) const MAX_AMOUNT: i64 = 100_000;
pub(crate) const VELOCITY: usize = 3;
pub(crate) const TOKEN_KEY: &str = "a key of the tokens, thirty-two bytes or more";

/// An emulated stack; it is gone when dropped.
pub(crate) struct World {
    emulator: Emulator,
    pub(crate) config: SdkConfig,
    pub(crate) transactions: String,
    pub(crate) notifications: String,
    pub(crate) dead_letters: String,
    /// What subscribes to the topic.
    pub(crate) inbox: String,
    topic: String,
}

impl World {
    /// Makes everything but a database, to which the parameters do not lead yet.
    pub(crate) async fn new() -> Self {
        let emulator = Emulator::start();
        let config = patient(&emulator.config());
        make_table(&config).await;
        make_bucket(&config).await;
        let dead_letters = make_queue(&config, "dead-letters", None).await;
        let redrive = json!({"deadLetterTargetArn": arn_of("dead-letters"), "maxReceiveCount": 3}).to_string();
        let transactions = make_queue(&config, "transactions", Some(&redrive)).await;
        let notifications = make_queue(&config, "notifications", Some(&redrive)).await;
        let inbox = make_queue(&config, "inbox", None).await;
        let world = Self {
            topic: make_topic(&config, "inbox").await,
            emulator,
            config,
            transactions,
            notifications,
            dead_letters,
            inbox,
        };
        for (name, value) in [
            ("api/url", "https://api.example.com/test"),
            ("features/fraud-checks", "enabled"),
            ("features/notifications", "enabled"),
            ("limits/max-amount", &MAX_AMOUNT.to_string()),
            ("limits/velocity", &VELOCITY.to_string()),
            ("token-key", TOKEN_KEY),
            ("database/host", "localhost"),
            ("database/name", "postgres"),
            ("database/secret-arn", &make_secret(&world.config).await),
        ] {
            world.set(name, value).await;
        }
        world
    }

    /// Has the parameters name the database on a port of this machine.
    pub(crate) async fn set_database(&self, port: u16) {
        self.set("database/port", &port.to_string()).await;
    }

    /// Sets a parameter.
    pub(crate) async fn set(&self, name: &str, value: &str) {
        let kind = if name == "token-key" {
            ParameterType::SecureString
        } else {
            ParameterType::String
        };
        let request = aws_sdk_ssm::Client::new(&self.config)
            .put_parameter()
            .name(format!("{PREFIX}/{name}"))
            .value(value)
            .r#type(kind)
            .overwrite(true);
        request.send().await.expect("the parameter is set");
    }

    /// Removes a parameter.
    pub(crate) async fn unset(&self, name: &str) {
        let client = aws_sdk_ssm::Client::new(&self.config);
        let request = client.delete_parameter().name(format!("{PREFIX}/{name}"));
        request.send().await.expect("the parameter is removed");
    }

    /// The environment variables the stack gives its functions, of all three together.
    pub(crate) fn variables(&self) -> HashMap<&'static str, String> {
        let mut variables = self.emulator.variables();
        variables.extend([
            ("ENVIRONMENT", "test".to_owned()),
            ("PARAMETER_PREFIX", PREFIX.to_owned()),
            ("SESSIONS_TABLE", TABLE.to_owned()),
            ("TRANSACTIONS_QUEUE_URL", self.transactions.clone()),
            ("AUDIT_BUCKET", BUCKET.to_owned()),
            ("NOTIFICATIONS_QUEUE_URL", self.notifications.clone()),
            ("TOPIC_ARN", self.topic.clone()),
        ]);
        variables
    }

    /// A validation, as it starts, that reaches AWS as told.
    pub(crate) fn validation(&self, config: &SdkConfig) -> Validate {
        Validate {
            parameters: Parameters::new(store(config, Encrypted::Decrypt), Validation::read),
            sessions: sessions(config),
            queue: Queue::new(config, self.transactions.clone()),
        }
    }

    /// A processing, over TLS.
    pub(crate) fn processing(&self, config: &SdkConfig) -> Process {
        self.processing_by(config, Processing::read)
    }

    /// A processing whose connection to the database a proxy can read.
    pub(crate) fn processing_in_the_clear(&self, config: &SdkConfig) -> Process {
        self.processing_by(config, read_in_the_clear)
    }

    fn processing_by(&self, config: &SdkConfig, read: fn(&Values) -> Result<Processing, ParameterError>) -> Process {
        let parameters = Parameters::new(store(config, Encrypted::Leave), read);
        Process {
            transactions: Transactions::new(config, parameters),
            audit: Bucket::new(config, BUCKET.to_owned()),
            queue: Queue::new(config, self.notifications.clone()),
            environment: "test".to_owned(),
        }
    }

    /// A notification.
    pub(crate) fn notification(&self, config: &SdkConfig) -> Notify {
        Notify {
            parameters: Parameters::new(store(config, Encrypted::Leave), Notification::read),
            topic: Topic::new(config, self.topic.clone()),
            environment: "test".to_owned(),
            recent: Recent::default(),
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

/// The sessions in the world's table.
pub(crate) fn sessions(config: &SdkConfig) -> Sessions {
    Sessions::new(config, TABLE.to_owned())
}

/// The world's parameters.
pub(crate) fn store(config: &SdkConfig, encrypted: Encrypted) -> ParameterStore {
    ParameterStore::new(config, PREFIX, encrypted)
}

fn read_in_the_clear(values: &Values) -> Result<Processing, ParameterError> {
    let mut processing = Processing::read(values)?;
    processing.database.tls = Tls::Disabled;
    processing.database.host = "127.0.0.1".to_owned();
    Ok(processing)
}

/// A configuration that waits for an emulator on a busy machine.
fn patient(config: &SdkConfig) -> SdkConfig {
    let timeouts = TimeoutConfig::builder().operation_timeout(Duration::from_secs(60));
    config.to_builder().timeout_config(timeouts.build()).build()
}

async fn make_secret(config: &SdkConfig) -> String {
    let client = aws_sdk_secretsmanager::Client::new(config);
    let secret = client
        .create_secret()
        .name("database")
        .secret_string(postgres::secret());
    secret.send().await.expect("the secret").arn.expect("its ARN")
}

async fn make_table(config: &SdkConfig) {
    let client = aws_sdk_dynamodb::Client::new(config);
    let attribute = AttributeDefinition::builder()
        .attribute_name("sessionId")
        .attribute_type(ScalarAttributeType::S);
    let key = KeySchemaElement::builder()
        .attribute_name("sessionId")
        .key_type(KeyType::Hash);
    let table = client
        .create_table()
        .table_name(TABLE)
        .billing_mode(BillingMode::PayPerRequest)
        .attribute_definitions(attribute.build().expect("an attribute"))
        .key_schema(key.build().expect("a key"));
    table.send().await.expect("the table");
    let expiry = TimeToLiveSpecification::builder()
        .attribute_name("expiresAt")
        .enabled(true);
    let update = client
        .update_time_to_live()
        .table_name(TABLE)
        .time_to_live_specification(expiry.build().expect("the expiry"));
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
