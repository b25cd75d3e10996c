//! A queue whose messages end in a dead letter queue when they cannot be processed.

use paydsl::prelude::*;

use super::{Threshold, threshold_alarm};

/// A queue and its dead letter queue.
#[derive(Clone, Copy)]
pub(crate) struct Queue {
    /// The name that metrics carry.
    pub(crate) name: Value<Str>,
    pub(crate) arn: Value<Str>,
    pub(crate) url: Value<Str>,
    pub(crate) dead_letter_name: Value<Str>,
    pub(crate) dead_letter_url: Value<Str>,
}

/// What tells queues apart.
pub(crate) struct Settings<'s> {
    /// What its name is made of.
    pub(crate) resource: &'s str,
    /// Whether messages of a group keep their order, and equal ones within five minutes are one.
    pub(crate) fifo: bool,
    /// How many times a message is tried.
    pub(crate) max_receive_count: u32,
    /// Seconds that the function behind it may run.
    pub(crate) function_timeout: u32,
    /// Where it rings when a message could not be processed.
    pub(crate) topics: Vec<Value<Str>>,
}

/// Four days.
const RETENTION_SECONDS: u32 = 345_600;
/// Fourteen days, the longest there is: time to look into what failed.
const DEAD_LETTER_RETENTION_SECONDS: u32 = 1_209_600;

/// A queue called `sqs-<resource>`, with `.fifo` at its end if it is one, as AWS demands.
#[component]
pub(crate) fn queue_with_dead_letters(name: &str, env: &impl Environment, settings: Settings<'_>) -> Queue {
    let resource = settings.resource;
    let end = if settings.fifo { ".fifo" } else { "" };
    // An order and its duplicates are kept apart by group only where SQS is told so; `None` where there is no order.
    let ordered = settings.fifo.then_some(true);

    let dead_letters = aws_sqs_queue {
        name: tf!("{env.name(tf!(\"sqs-{resource}-dlq\"))}{end}"),
        fifo_queue: ordered,
        content_based_deduplication: ordered,
        message_retention_seconds: DEAD_LETTER_RETENTION_SECONDS,
        sqs_managed_sse_enabled: true,
        tags: env.tags(tf!("sqs-{resource}-dlq")),
    };

    let queue = aws_sqs_queue {
        name: tf!("{env.name(tf!(\"sqs-{resource}\"))}{end}"),
        fifo_queue: ordered,
        content_based_deduplication: ordered,
        // Six times the function's timeout, as Lambda advises, so that no message is seen twice while it is worked on.
        visibility_timeout_seconds: settings.function_timeout * 6,
        message_retention_seconds: RETENTION_SECONDS,
        receive_wait_time_seconds: 20,
        sqs_managed_sse_enabled: true,
        redrive_policy: jsonencode([
            ("deadLetterTargetArn", dead_letters.arn),
            ("maxReceiveCount", settings.max_receive_count),
        ]),
        tags: env.tags(tf!("sqs-{resource}")),
    };

    let redrive = aws_sqs_queue_redrive_allow_policy {
        queue_url: dead_letters.id,
        redrive_allow_policy: jsonencode([("redrivePermission", "byQueue"), ("sourceQueueArns", [queue.arn])]),
    };

    let policy = aws_sqs_queue_policy {
        queue_url: queue.id,
        policy: policy!(deny {
            sid: "DenyUnencryptedTransport",
            principal: "*",
            action: "sqs:*",
            resource: queue.arn,
            condition: bool("aws:SecureTransport", false),
        }),
    };

    threshold_alarm(
        "unprocessed",
        env,
        Threshold {
            resource: &format!("{resource}-dlq"),
            description: tf!("A message of {queue.name} could not be processed and is in the dead letter queue"),
            namespace: "AWS/SQS",
            metric: "ApproximateNumberOfMessagesVisible",
            dimensions: vec![("QueueName", dead_letters.name)],
            statistic: "Maximum",
            period: 300,
            threshold: 1.into_value(),
            topics: settings.topics,
        },
    );

    Queue {
        name: queue.name,
        arn: queue.arn,
        url: queue.url,
        dead_letter_name: dead_letters.name,
        dead_letter_url: dead_letters.url,
    }
}

/// Has a function take from a queue, `batch_size` messages at a time. Only what failed is tried again.
#[component]
pub(crate) fn consumer(
    name: &str,
    env: &impl Environment,
    queue_arn: Value<Str>,
    function: super::Function,
    batch_size: u32,
) {
    let mapping = aws_lambda_event_source_mapping {
        event_source_arn: queue_arn,
        function_name: function.arn,
        batch_size: batch_size,
        function_response_types: ["ReportBatchItemFailures"],
        tags: env.tags(tf!("mapping-{name}")),
    };
}
