//! Functions that are killed at any of their writes.

use std::{
    sync::{Arc, Mutex},
    time::Duration,
};

use lambda_runner::{Call, Hook, Moment, Redelivery, Runner, Verdict};
use workflows::{System, cloud, settled};

const PATIENCE: Duration = Duration::from_secs(120);
const WRITES: [&str; 6] = [
    "PutItem",
    "UpdateItem",
    "TransactWriteItems",
    "SendMessage",
    "Publish",
    "PUT",
];

/// A request that a function makes: the function, the service and the operation.
type Request = [String; 3];
/// A write that a payment takes: the request, and how many like it come before.
type Write = (Request, usize);

/// What the hook sees and does.
#[derive(Default)]
struct Plan {
    /// The writes so far, in their order.
    seen: Vec<Request>,
    /// Where the next kill is due.
    target: Option<(Write, Moment)>,
}

/// Before and after each write that a payment takes, its function is killed once; each payment is processed once.
pub(crate) async fn check(system: Arc<impl System>) {
    let plan = Arc::new(Mutex::new(Plan::default()));
    let setup = system
        .setup()
        .redelivery(Redelivery::AtOnce)
        .hook(hook(Arc::clone(&plan)));
    let runner = setup.start().await.expect("a runner");
    let polling = runner.poll().await.expect("polling");
    let mut ids = vec!["kill-none".to_owned()];
    pay(system.as_ref(), &runner, &ids[0]).await;
    let writes = numbered(&plan.lock().expect("the plan").seen);
    let functions = system.queues().len() + 1;
    assert!(writes.len() > functions, "each function writes something: {writes:?}");
    for (place, write) in writes.iter().enumerate() {
        for moment in [Moment::Before, Moment::After] {
            plan.lock().expect("the plan").target = Some((write.clone(), moment));
            let id = format!("kill-{place}-{moment:?}").to_lowercase();
            pay(system.as_ref(), &runner, &id).await;
            let left = plan.lock().expect("the plan").target.take();
            assert_eq!(left, None, "nothing was killed");
            ids.push(id);
        }
    }
    polling.stop().await.expect("it stops");

    let killed: usize = runner.report().0.iter().map(|row| row.failures).sum();
    println!("{killed} kills at {writes:?}");
    assert_eq!(killed, 2 * writes.len());
    let (processed, told) = (system.processed().await, system.told().await);
    for id in &ids {
        assert_eq!(processed.get(id), Some(&1), "{id}");
        assert!(told.is_empty() || told.contains_key(id), "nobody was told of {id}");
    }
    for queue in system.queues() {
        let (letters, _) = cloud::redrive(system.emulator(), queue).await;
        assert_eq!(cloud::drain(system.emulator(), &letters).await.len(), 0, "{letters}");
    }
}

async fn pay(system: &impl System, runner: &Runner, id: &str) {
    let answer = system.api().insist(runner, &system.payment(id, 1250)).await;
    assert_eq!(answer.status, 202, "{id}: {}", answer.body);
    settled(system, PATIENCE).await;
}

fn hook(plan: Arc<Mutex<Plan>>) -> Hook {
    Arc::new(move |call: &Call<'_>| {
        let mut plan = plan.lock().expect("the plan");
        let request = [call.function, call.service, call.operation].map(str::to_owned);
        if let Some(((due, before), moment)) = &mut plan.target
            && *due == request
            && *moment == call.moment
        {
            if *before == 0 {
                plan.target = None;
                return Verdict::Kill;
            }
            *before -= 1;
        }
        if call.moment == Moment::Before && WRITES.contains(&call.operation) {
            plan.seen.push(request);
        }
        Verdict::Continue
    })
}

fn numbered(requests: &[Request]) -> Vec<Write> {
    let before = |place: usize| {
        requests[..place]
            .iter()
            .filter(|other| **other == requests[place])
            .count()
    };
    (0..requests.len())
        .map(|place| (requests[place].clone(), before(place)))
        .collect()
}
