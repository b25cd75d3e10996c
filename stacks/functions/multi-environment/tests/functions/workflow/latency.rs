//! How long the functions take, one payment after another.

use std::time::Duration;

use lambda_runner::ApiRequest;

use super::world::{VERIFY, World, payment, post};

const PAYMENTS: usize = 200;
/// What 99 of 100 invocations must not exceed.
const BOUND: Duration = Duration::from_secs(1);

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn validation_processing_and_settlement_take_less_than_a_second() {
    let world = World::deploy().await;
    let runner = world.setup().start().await.expect("a runner");
    let polling = runner.poll().await.expect("polling");
    for number in 0..PAYMENTS {
        let id = format!("order-{number:05}");
        assert_eq!(
            post(&runner, &payment(&id, 1250, "tok_visa_1")).await["statusCode"],
            202
        );
        let question = ApiRequest::new("GET", "/verify-payment").query("transactionId", &id);
        let found = runner.invoke(VERIFY, &question.event()).await.expect("an answer");
        assert_eq!(found["statusCode"], 200, "{found}");
    }
    world.drained(Duration::from_secs(60)).await;
    polling.stop().await.expect("it stops");

    let report = runner.report();
    println!("{PAYMENTS} payments, one after another\n{report}");
    for row in &report.0 {
        assert!(row.invocations.p99 < BOUND, "{}: {:?}", row.function, row.invocations);
        assert_eq!((row.cold_starts.count, row.failures), (1, 0), "{}", row.function);
    }
}
