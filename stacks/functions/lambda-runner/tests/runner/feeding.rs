//! Functions that are fed from queues.

use std::fs;

use lambda_runner::Redelivery;
use serde_json::{Value, json};

use crate::world::{FUNCTION, World};

/// Notes each batch in a file, and fails what it is told to fail.
const NOTES: &str = r#"
import json, os
def handler(event, context):
    with open(os.path.join(os.environ["LAMBDA_TASK_ROOT"], "notes"), "a") as notes:
        notes.write(json.dumps(event) + "\n")
    bodies = {record["messageId"]: record["body"] for record in event["Records"]}
    if "crash" in bodies.values():
        os._exit(1)
    poison = [{"itemIdentifier": id} for id, body in bodies.items() if body == "poison"]
    return {"batchItemFailures": poison}
"#;

fn batches(world: &World) -> Vec<Value> {
    let notes = fs::read_to_string(world.programs.directory().join("notes")).expect("notes");
    notes
        .lines()
        .map(|line| serde_json::from_str(line).expect("JSON"))
        .collect()
}

fn bodies(world: &World) -> Vec<String> {
    let batches = batches(world);
    let records = batches
        .iter()
        .flat_map(|batch| batch["Records"].as_array().expect("records"));
    records
        .map(|record| record["body"].as_str().expect("a body").to_owned())
        .collect()
}

#[tokio::test]
async fn batches_are_handled_and_poison_ends_in_the_dead_letter_queue() {
    let world = World::new();
    let setup = world.python(NOTES).await.redelivery(Redelivery::AtOnce);
    let [queue, dead] = world.feed("", 5, true).await;
    let runner = setup.start().await.expect("a runner");
    let polling = runner.poll().await.expect("polling");
    let attribute = json!({"MessageAttributes": {"correlationId": {"DataType": "String", "StringValue": "c-1"}}});
    for number in 0..12 {
        world.send(&queue, &format!("good {number}"), &attribute).await;
    }
    world.send(&queue, "poison", &json!({})).await;
    world.drained(&queue).await;
    polling.stop().await.expect("it stops");

    let mut good: Vec<_> = bodies(&world).into_iter().filter(|body| body != "poison").collect();
    good.sort_unstable();
    good.dedup();
    assert_eq!(good.len(), 12);
    assert_eq!(
        bodies(&world).len(),
        12 + 3,
        "poison is tried three times, and nothing else twice"
    );
    assert_eq!(world.emulator.depth(&dead).await.expect("a depth").total(), 1);

    let record = &batches(&world)[0]["Records"][0];
    assert_eq!(record["eventSourceARN"], json!(queue));
    assert_eq!(record["eventSource"], "aws:sqs");
    assert_eq!(record["messageAttributes"]["correlationId"]["stringValue"], "c-1");
    assert_eq!(record["attributes"]["ApproximateReceiveCount"], "1");
    assert!(
        batches(&world)
            .iter()
            .all(|batch| batch["Records"].as_array().is_some_and(|records| records.len() <= 5))
    );
}

#[tokio::test]
async fn a_message_that_ends_the_process_each_time_is_given_up() {
    let world = World::new();
    let setup = world.python(NOTES).await.redelivery(Redelivery::AtOnce);
    let [queue, dead] = world.feed("", 1, true).await;
    let runner = setup.start().await.expect("a runner");
    let polling = runner.poll().await.expect("polling");
    for body in ["crash", "innocent"] {
        world.send(&queue, body, &json!({})).await;
    }
    world.drained(&queue).await;
    polling.stop().await.expect("it stops");
    let count = |wanted: &str| bodies(&world).iter().filter(|body| *body == wanted).count();
    assert_eq!((count("crash"), count("innocent")), (3, 1));
    assert_eq!(world.emulator.depth(&dead).await.expect("a depth").total(), 1);
    assert_eq!(runner.report().0[0].failures, 3);
}

#[tokio::test]
async fn without_partial_failures_a_batch_that_is_answered_is_done() {
    let world = World::new();
    let setup = world.python(NOTES).await.redelivery(Redelivery::AtOnce);
    let [queue, dead] = world.feed("", 5, false).await;
    let runner = setup.start().await.expect("a runner");
    let polling = runner.poll().await.expect("polling");
    world.send(&queue, "poison", &json!({})).await;
    world.drained(&queue).await;
    polling.stop().await.expect("it stops");
    assert_eq!(bodies(&world), ["poison"]);
    assert_eq!(world.emulator.depth(&dead).await.expect("a depth").total(), 0);
}

#[tokio::test]
async fn what_failed_waits_for_its_visibility_timeout() {
    let world = World::new();
    let setup = world.python(NOTES).await;
    let [queue, _] = world.feed("", 5, true).await;
    let runner = setup.start().await.expect("a runner");
    let polling = runner.poll().await.expect("polling");
    world.send(&queue, "poison", &json!({})).await;
    while runner.report().0[0].invocations.count == 0 {
        tokio::time::sleep(std::time::Duration::from_millis(20)).await;
    }
    tokio::time::sleep(std::time::Duration::from_millis(500)).await;
    polling.stop().await.expect("it stops");
    assert_eq!(bodies(&world), ["poison"], "the timeout is a minute");
    assert_eq!(world.emulator.depth(&queue).await.expect("a depth").in_flight, 1);
}

/// Fails each group's second message once, and with it the later ones of the batch, as functions of such queues must.
const ORDERLY: &str = r#"
import json, os
def handler(event, context):
    failed, blocked = [], set()
    for record in event["Records"]:
        group, number = record["body"].split()
        first = record["attributes"]["ApproximateReceiveCount"] == "1"
        if group in blocked or (number == "1" and first):
            blocked.add(group)
            failed.append({"itemIdentifier": record["messageId"]})
            continue
        with open(os.path.join(os.environ["LAMBDA_TASK_ROOT"], group), "a") as done:
            done.write(number)
    return {"batchItemFailures": failed}
"#;

#[tokio::test]
async fn the_order_of_each_group_is_kept() {
    let world = World::new();
    let setup = world
        .python(ORDERLY)
        .await
        .redelivery(Redelivery::AtOnce)
        .concurrency(3);
    let [queue, dead] = world.feed(".fifo", 4, true).await;
    let runner = setup.start().await.expect("a runner");
    let polling = runner.poll().await.expect("polling");
    for number in 0..5 {
        for group in ["a", "b", "c"] {
            let id = format!("{group}-{number}");
            let more = json!({"MessageGroupId": group, "MessageDeduplicationId": id});
            world.send(&queue, &format!("{group} {number}"), &more).await;
        }
    }
    world.drained(&queue).await;
    polling.stop().await.expect("it stops");
    for group in ["a", "b", "c"] {
        let done = fs::read_to_string(world.programs.directory().join(group)).expect("what was done");
        assert_eq!(done, "01234", "group {group}");
    }
    assert_eq!(world.emulator.depth(&dead).await.expect("a depth").total(), 0);
}

#[tokio::test]
async fn mappings_are_served_while_polling_and_given_back() {
    let world = World::new();
    let setup = world.python(NOTES).await;
    let [queue, _] = world.feed("", 5, true).await;
    let runner = setup.start().await.expect("a runner");
    let enabled = async || world.emulator.mappings().await.expect("mappings")[0].enabled;
    assert!(enabled().await);
    let polling = runner.poll().await.expect("polling");
    let served: Vec<_> = polling
        .mappings()
        .iter()
        .map(|mapping| mapping.queue_arn.as_str())
        .collect();
    assert_eq!(served, [queue.as_str()]);
    assert!(!enabled().await, "the emulator would start Docker for each message");
    assert_eq!(
        runner.poll().await.expect("polling").mappings(),
        [],
        "what is served is left alone"
    );
    polling.stop().await.expect("it stops");
    assert!(enabled().await);
    assert_eq!(runner.function(FUNCTION).expect("a function").name, FUNCTION);
}
