//! AWS as moto plays it: SQS, S3 and Secrets Manager on loopback.

use std::collections::HashMap;

use test_support::Emulator;

/// The bucket of the audit records.
pub(crate) const BUCKET: &str = "audit-test";

/// A running moto; it stops when dropped.
pub(crate) struct Moto(Emulator);

/// What the functions are given.
pub(crate) struct Resources {
    pub(crate) queue_url: String,
    pub(crate) secret_arn: String,
}

impl Moto {
    /// Starts it.
    pub(crate) fn start() -> Self {
        Self(Emulator::start())
    }

    /// The environment variables that send a function here.
    pub(crate) fn variables(&self) -> HashMap<&'static str, String> {
        self.0.variables()
    }

    /// Where it answers.
    pub(crate) fn endpoint(&self) -> String {
        self.variables()["AWS_ENDPOINT_URL"].clone()
    }

    /// Makes the queue, the bucket and the secret.
    pub(crate) async fn provision(&self, secret: String) -> Resources {
        let config = self.0.config();
        let queue = aws_sdk_sqs::Client::new(&config)
            .create_queue()
            .queue_name("settlements")
            .send()
            .await;
        let buckets = aws_sdk_s3::Config::from(&config)
            .to_builder()
            .force_path_style(true)
            .build();
        let bucket = aws_sdk_s3::Client::from_conf(buckets)
            .create_bucket()
            .bucket(BUCKET)
            .send()
            .await;
        bucket.expect("the bucket");
        let secrets = aws_sdk_secretsmanager::Client::new(&config);
        let secret = secrets
            .create_secret()
            .name("database")
            .secret_string(secret)
            .send()
            .await;
        Resources {
            queue_url: queue.expect("the queue").queue_url.expect("its URL"),
            secret_arn: secret.expect("the secret").arn.expect("its ARN"),
        }
    }

    /// The bodies of the messages in a queue.
    pub(crate) async fn messages(&self, queue_url: &str) -> Vec<String> {
        let client = aws_sdk_sqs::Client::new(&self.0.config());
        let answer = client
            .receive_message()
            .queue_url(queue_url)
            .max_number_of_messages(10)
            .send()
            .await;
        let messages = answer.expect("messages").messages.unwrap_or_default();
        messages.into_iter().filter_map(|message| message.body).collect()
    }

    /// The audit records, by key.
    pub(crate) async fn audit_records(&self) -> HashMap<String, String> {
        let config = aws_sdk_s3::Config::from(&self.0.config())
            .to_builder()
            .force_path_style(true)
            .build();
        let client = aws_sdk_s3::Client::from_conf(config);
        let listing = client.list_objects_v2().bucket(BUCKET).send().await.expect("a listing");
        let mut records = HashMap::new();
        for key in listing.contents().iter().filter_map(|object| object.key()) {
            let object = client
                .get_object()
                .bucket(BUCKET)
                .key(key)
                .send()
                .await
                .expect("an object");
            let body = object.body.collect().await.expect("its body").to_vec();
            records.insert(key.to_owned(), String::from_utf8(body).expect("text"));
        }
        records
    }
    /// The keys of the audit records, however many.
    pub(crate) async fn audit_keys(&self) -> Vec<String> {
        let config = aws_sdk_s3::Config::from(&self.0.config())
            .to_builder()
            .force_path_style(true)
            .build();
        let client = aws_sdk_s3::Client::from_conf(config);
        let mut pages = client.list_objects_v2().bucket(BUCKET).into_paginator().send();
        let mut keys = Vec::new();
        while let Some(page) = pages.next().await {
            let objects = page.expect("a page").contents.unwrap_or_default();
            keys.extend(objects.into_iter().filter_map(|object| object.key));
        }
        keys
    }
}
