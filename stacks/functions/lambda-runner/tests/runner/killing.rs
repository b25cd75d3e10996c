//! Processes that are killed between two of their writes.

use std::sync::{
    Arc, Mutex,
    atomic::{AtomicUsize, Ordering},
};

use lambda_runner::{Call, Error, FunctionError, Hook, Moment, Verdict};
use serde_json::json;

use crate::world::{FUNCTION, World};

/// Writes to one queue and then to another, by the SDK that Lambda's Python has.
const TWO_WRITES: &str = r#"
import boto3
sqs = boto3.client("sqs")
def handler(event, context):
    for name in ["first", "second"]:
        sqs.send_message(QueueUrl=sqs.get_queue_url(QueueName=name)["QueueUrl"], MessageBody="m")
    return "done"
"#;

/// Kills at the given place among all sending, once.
fn kill_at(place: usize, moment: Moment) -> Hook {
    let sent = AtomicUsize::new(0);
    Arc::new(move |call: &Call<'_>| {
        let concerned = (call.service, call.operation, call.moment) == ("sqs", "SendMessage", moment);
        if concerned && sent.fetch_add(1, Ordering::SeqCst) == place {
            return Verdict::Kill;
        }
        Verdict::Continue
    })
}

#[tokio::test]
async fn a_process_is_killed_exactly_there() {
    let world = World::new();
    for name in ["first", "second"] {
        world.emulator.create_queue(name, &json!({})).await.expect("a queue");
    }
    world.python(TWO_WRITES).await;
    let depths = async || {
        let depth = async |name| world.emulator.depth(name).await.expect("a depth").visible;
        [depth("first").await, depth("second").await]
    };
    let mut expected = [0, 0];
    let places = [
        (0, Moment::Before, [0, 0]),
        (0, Moment::After, [1, 0]),
        (1, Moment::Before, [1, 0]),
        (1, Moment::After, [1, 1]),
    ];
    for (place, moment, written) in places {
        let setup = world.python_again().hook(kill_at(place, moment));
        let runner = setup.start().await.expect("a runner");
        let killed = runner.invoke(FUNCTION, &json!(1)).await;
        let Err(Error::Function(error)) = killed else {
            panic!("it was not killed: {killed:?}")
        };
        assert_eq!(error.error_type, FunctionError::EXIT);
        assert!(error.error_message.ends_with("signal: killed"), "{error}");
        for (count, more) in expected.iter_mut().zip(written) {
            *count += more;
        }
        assert_eq!(depths().await, expected, "killed at {place} {moment:?}");

        assert_eq!(runner.invoke(FUNCTION, &json!(1)).await.expect("an answer"), "done");
        expected = expected.map(|count| count + 1);
        assert_eq!(depths().await, expected);
    }
}

#[tokio::test]
async fn a_hook_sees_every_request_before_and_after() {
    let world = World::new();
    for name in ["first", "second"] {
        world.emulator.create_queue(name, &json!({})).await.expect("a queue");
    }
    let seen = Arc::new(Mutex::new(Vec::new()));
    let sink = Arc::clone(&seen);
    let hook: Hook = Arc::new(move |call| {
        assert_eq!((call.function, call.path), (FUNCTION, "/"));
        sink.lock()
            .expect("the lock")
            .push((call.operation.to_owned(), call.moment));
        Verdict::Continue
    });
    let runner = world
        .python(TWO_WRITES)
        .await
        .hook(hook)
        .start()
        .await
        .expect("a runner");
    assert_eq!(runner.invoke(FUNCTION, &json!(1)).await.expect("an answer"), "done");
    let once = [("GetQueueUrl", Moment::Before), ("GetQueueUrl", Moment::After)];
    let then = [("SendMessage", Moment::Before), ("SendMessage", Moment::After)];
    let each = [once, then].concat();
    let expected: Vec<_> = [each.clone(), each]
        .concat()
        .into_iter()
        .map(|(operation, moment)| (operation.to_owned(), moment))
        .collect();
    assert_eq!(*seen.lock().expect("the lock"), expected);
    let measured = &runner.report().0[0];
    assert!(measured.own_times.max < measured.invocations.max, "{measured:?}");
}
