//! Messages that nobody can handle.

use std::{sync::Arc, time::Duration};

use lambda_runner::Redelivery;
use workflows::{System, cloud, settled};

const PATIENCE: Duration = Duration::from_secs(120);

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
        cloud::send(emulator, queue, "poison").await;
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
        let dead = cloud::drain(emulator, &letters).await;
        let [message] = &dead[..] else {
            panic!("one message in {letters}, not {dead:?}")
        };
        // It was received once more from the dead letter queue.
        assert_eq!(
            (message.body.as_str(), message.received),
            ("poison", most + 1),
            "{letters}"
        );
    }
}
