//! A queue whose messages end in a dead letter queue when they cannot be processed.

use paydsl::prelude::*;

use crate::multi_environment::env::Env;

/// A queue and its dead letter queue.
#[derive(Clone, Copy)]
pub(crate) struct Queue {
    pub(crate) arn: Value<Str>,
    pub(crate) url: Value<Str>,
    pub(crate) dead_letter_url: Value<Str>,
    pub(crate) dead_letter_name: Value<Str>,
}

/// A queue called `sqs-<resource>`. A message is tried five times; a function that takes from it may run for
/// `function_timeout` seconds.
#[component]
pub(crate) fn queue_with_dead_letters(name: &str, env: &Env, resource: &str, function_timeout: u32) -> Queue {
    let dead_letters = aws_sqs_queue {
        name: env.name(tf!("sqs-{resource}-dlq")),
        // Fourteen days, the longest there is: time to look into what failed.
        message_retention_seconds: 1_209_600,
        sqs_managed_sse_enabled: true,
        tags: env.tags(tf!("sqs-{resource}-dlq")),
    };

    let queue = aws_sqs_queue {
        name: env.name(tf!("sqs-{resource}")),
        // Six times the function's timeout, as Lambda advises, so that no message is seen twice while it is worked on.
        visibility_timeout_seconds: function_timeout * 6,
        message_retention_seconds: 345_600,
        receive_wait_time_seconds: 20,
        sqs_managed_sse_enabled: true,
        redrive_policy: jsonencode([("deadLetterTargetArn", dead_letters.arn), ("maxReceiveCount", 5)]),
        tags: env.tags(tf!("sqs-{resource}")),
    };

    let redrive = aws_sqs_queue_redrive_allow_policy {
        queue_url: dead_letters.id,
        redrive_allow_policy: jsonencode([("redrivePermission", "byQueue"), ("sourceQueueArns", [queue.arn])]),
    };

    Queue {
        arn: queue.arn,
        url: queue.url,
        dead_letter_url: dead_letters.url,
        dead_letter_name: dead_letters.name,
    }
}
