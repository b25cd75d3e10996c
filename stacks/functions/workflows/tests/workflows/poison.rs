//! Messages that nobody can handle.

use std::{sync::Arc, time::Duration};

use lambda_runner::Redelivery;
use workflows::{System, cloud, settled};

const PATIENCE: Duration = Duration::from_secs(120);
/// No JSON; nothing in it; no text for an id; a payment that nobody made.
const POISON: [&str; 4] = [
    "poison",
    "{}",
    r#"{"transactionId": 7}"#,
    r#"{"transactionId": "order-99999", "correlationId": "correlation-1"}"#,
];

/// They end in the deployed dead letter queue after as many attempts as are deployed, and hold up nothing.
pub(crate) async fn check(system: Arc<impl System>) {
    let emulator = system.emulator();
    let runner = system
        .setup()
        .redelivery(Redelivery::AtOnce)
        .start()
        .await
        .expect("a runner");
    let polling = runner.poll().await.expect("polling");
    for queue in system.queues() {
        for body in POISON {
            cloud::send(emulator, queue, body).await;
        }
    }
    let answer = system
        .api()
        .insist(&runner, &system.payment("poison-00001", 1250))
        .await;
    assert_eq!(answer.status, 202, "{}", answer.body);
    settled(system.as_ref(), PATIENCE).await;
    polling.stop().await.expect("it stops");

    assert_eq!(system.processed().await.get("poison-00001"), Some(&1));
    for queue in system.queues() {
        let (letters, most) = cloud::redrive(emulator, queue).await;
        let mut dead = cloud::drain(emulator, &letters).await;
        dead.sort_unstable_by(|one, other| one.body.cmp(&other.body));
        let bodies: Vec<_> = dead.iter().map(|message| message.body.as_str()).collect();
        let mut expected = POISON;
        expected.sort_unstable();
        assert_eq!(bodies, expected, "{letters}");
        // Each was received once more from the dead letter queue.
        assert!(
            dead.iter().all(|message| message.received == most + 1),
            "{letters}: {dead:?}"
        );
    }
}
