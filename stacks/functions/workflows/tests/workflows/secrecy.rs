//! No card number is stored, sent or logged, whatever callers do.

use std::{sync::Arc, time::Duration};

use lambda_runner::Redelivery;
use workflows::{System, card, settled};

const PATIENCE: Duration = Duration::from_secs(120);

/// Payments by card, and callers that put numbers where none belongs; then everything is searched.
pub(crate) async fn check(system: Arc<impl System>) {
    let runner = system
        .setup()
        .redelivery(Redelivery::AtOnce)
        .start()
        .await
        .expect("a runner");
    let polling = runner.poll().await.expect("polling");
    let number = card::number_for("secrecy-00001");
    let pay = |id: &str| system.payment(id, 1250);
    let attempts = [
        (pay("secrecy-00001"), 202),
        (pay("secrecy-00002").header("X-Correlation-Id", &number), 202),
        (pay(&number), 400),
        (pay(&format!("order-{number}")), 400),
        (
            pay("secrecy-00003").header("X-Amzn-Trace-Id", &format!("Root=1-0-0;Card={number}")),
            202,
        ),
    ];
    let mut texts = Vec::new();
    for (request, status) in attempts {
        let answer = system.api().insist(&runner, &request).await;
        assert_eq!(answer.status, status, "{}", answer.body);
        texts.push(answer.body.to_string());
    }
    settled(system.as_ref(), PATIENCE).await;
    polling.stop().await.expect("it stops");

    for measured in runner
        .report()
        .0
        .iter()
        .filter(|measured| measured.invocations.count > 0)
    {
        let log = runner.logged(&measured.function).expect("a log");
        assert!(!log.is_empty(), "{} logged nothing", measured.function);
        texts.push(log);
    }
    let traces = system.traces().await;
    assert!(
        traces.iter().any(|trace| trace.contains("secrecy-00003")),
        "the payments left traces"
    );
    for text in texts.iter().chain(&traces) {
        assert_eq!(card::found_in(text), None, "in {text}");
    }
}
