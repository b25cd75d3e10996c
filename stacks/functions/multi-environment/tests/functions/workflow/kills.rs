//! Processes that are killed (SIGKILL) between any two of their writes.

use std::{
    sync::{
        Arc, Mutex,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

use lambda_runner::{Call, Hook, Moment, Verdict};

use super::world::{NOTIFY, PROCESS, World, payment, post};

const PATIENCE: Duration = Duration::from_secs(120);
const TOKEN: &str = "tok_visa_1";

/// A place in a function's work: before or after one of its requests to AWS.
type Place = (&'static str, &'static str, Moment);

/// All of them. The writes to the database lie between: recording before the record is put, noting that it is queued
/// after the message is sent, settling before the settlement's record is put.
const PLACES: [Place; 10] = [
    (PROCESS, "GetSecretValue", Moment::Before),
    (PROCESS, "GetSecretValue", Moment::After),
    (PROCESS, "PUT", Moment::Before),
    (PROCESS, "PUT", Moment::After),
    (PROCESS, "SendMessage", Moment::Before),
    (PROCESS, "SendMessage", Moment::After),
    (NOTIFY, "GetSecretValue", Moment::Before),
    (NOTIFY, "GetSecretValue", Moment::After),
    (NOTIFY, "PUT", Moment::Before),
    (NOTIFY, "PUT", Moment::After),
];

/// Kills at the place that is set, once.
fn kill_at(place: Arc<Mutex<Option<Place>>>) -> Hook {
    Arc::new(move |call: &Call<'_>| {
        let mut place = place.lock().expect("the lock");
        if *place == Some((call.function, call.operation, call.moment)) {
            *place = None;
            return Verdict::Kill;
        }
        Verdict::Continue
    })
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_kill_between_any_two_writes_neither_loses_nor_repeats_a_payment() {
    let world = World::deploy().await;
    for (number, place) in PLACES.into_iter().enumerate() {
        let armed = Arc::new(Mutex::new(Some(place)));
        // A runner of its own, so that the secret is read again.
        let runner = world
            .setup()
            .hook(kill_at(Arc::clone(&armed)))
            .start()
            .await
            .expect("a runner");
        let polling = runner.poll().await.expect("polling");
        let id = format!("order-{number:05}");
        assert_eq!(
            post(&runner, &payment(&id, 1250, TOKEN)).await["statusCode"],
            202,
            "{place:?}"
        );
        world.drained(PATIENCE).await;
        polling.stop().await.expect("it stops");
        assert_eq!(
            *armed.lock().expect("the lock"),
            None,
            "nothing was killed at {place:?}"
        );
        let killed: usize = runner.report().0.iter().map(|row| row.failures).sum();
        assert_eq!(killed, 1, "{place:?}");
        assert_settled_once(&world, &id, place).await;
    }
    assert!(world.dead_letters().await.is_empty());
}

async fn assert_settled_once(world: &World, id: &str, place: Place) {
    let database = world.database().await;
    let row = database
        .query_one(
            "SELECT state, dispatched, count(*) OVER () FROM payments WHERE transaction_id = $1",
            &[&id],
        )
        .await
        .expect("one row");
    let (state, dispatched): (String, bool) = (row.get(0), row.get(1));
    assert_eq!((state.as_str(), dispatched), ("settled", true), "{place:?}");
    let keys = world.audit_keys().await;
    let mut events: Vec<&str> = keys
        .iter()
        .filter_map(|key| key.split_once(&format!("/{id}/")))
        .map(|(_, event)| event)
        .collect();
    events.sort_unstable();
    assert_eq!(events, ["processed.json", "settled.json"], "{place:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn workers_that_are_killed_all_the_time_lose_no_payment() {
    const PAYMENTS: usize = 120;
    // Odd, so that kills fall before and after requests alike.
    const EVERY: usize = 23;
    let world = World::deploy().await;
    let calls = Arc::new(AtomicUsize::new(0));
    let hook: Hook = Arc::new(move |_| {
        if calls.fetch_add(1, Ordering::SeqCst) % EVERY == EVERY - 1 {
            return Verdict::Kill;
        }
        Verdict::Continue
    });
    let runner = world.setup().concurrency(4).hook(hook).start().await.expect("a runner");
    world.note_transitions(&runner).await;
    let polling = runner.poll().await.expect("polling");
    let mut clients = tokio::task::JoinSet::new();
    for client in 0..4 {
        let runner = runner.clone();
        clients.spawn(async move {
            for number in (client..PAYMENTS).step_by(4) {
                let request = payment(&format!("order-{number:05}"), 1250, TOKEN);
                assert_eq!(post(&runner, &request).await["statusCode"], 202);
            }
        });
    }
    clients.join_all().await;
    world.drained(PATIENCE).await;
    polling.stop().await.expect("it stops");

    let killed: usize = runner.report().0.iter().map(|row| row.failures).sum();
    assert!(killed >= PAYMENTS * 6 / EVERY / 2, "{killed} were killed");
    let rows = world
        .database()
        .await
        .query("SELECT transaction_id FROM payments WHERE state = 'settled'", &[])
        .await;
    let mut ended: Vec<String> = rows.expect("rows").iter().map(|row| row.get(0)).collect();
    let settled = ended.len();
    let dead = world.dead_letters().await;
    println!(
        "{PAYMENTS} payments, {killed} kills: {} settled, {} messages given up",
        ended.len(),
        dead.len()
    );
    // Five kills in a row at one message send it to the dead letter queue, settled or not: not lost either.
    ended.extend(dead.iter().map(|body| {
        body.split('"')
            .find(|part| part.starts_with("order-"))
            .expect("an id")
            .to_owned()
    }));
    ended.sort_unstable();
    ended.dedup();
    let once = i64::try_from(PAYMENTS + settled).expect("a count");
    assert_eq!(world.transitions().await, (once, once), "recorded once, settled once");
    assert_eq!(ended.len(), PAYMENTS);
}
