//! What the systems have in common.

use std::{collections::BTreeMap, time::Duration};

use lambda_runner::{Emulator, Setup};
use tokio::time::{Instant, sleep};

use crate::{Api, Project, Request};

/// How often something happened to each payment, by transaction id.
pub type Counts = BTreeMap<String, usize>;

/// A system that terraform deployed.
pub trait System: Send + Sync + Sized {
    /// Its name, as the stacks command knows it.
    const NAME: &str;
    /// The function that validates payments when they come in.
    const VALIDATION: &str;
    /// The function that processes them out of the first queue.
    const PROCESSING: &str;

    /// Has terraform apply it.
    fn apply(project: &Project) -> impl Future<Output = Self> + Send;

    /// The emulated AWS, in the system's region.
    fn emulator(&self) -> &Emulator;

    /// The system's API.
    fn api(&self) -> &Api;

    /// Its functions' programs, to be run as they are deployed.
    fn setup(&self) -> Setup;

    /// Its queues, in the order in which a payment comes through them.
    fn queues(&self) -> &[String];

    /// The request that pays an amount, in minor units; each transaction by a card of its own.
    fn payment(&self, id: &str, amount: i64) -> Request;

    /// How often each payment was processed.
    fn processed(&self) -> impl Future<Output = Counts> + Send;

    /// How often stakeholders or merchants were told of each payment, since this was last asked; empty where none is told.
    fn told(&self) -> impl Future<Output = Counts> + Send;

    /// Everything that payments have left behind, as text.
    fn traces(&self) -> impl Future<Output = Vec<String>> + Send;
}

/// Waits until nothing is in the system's queues.
pub async fn settled(system: &impl System, patience: Duration) {
    let deadline = Instant::now() + patience;
    loop {
        // A payment is in the next queue before it has left this one, so in this order none is overlooked.
        let mut left = 0;
        for queue in system.queues() {
            let depth = system.emulator().depth(queue).await;
            left += depth.unwrap_or_else(|error| panic!("{error}")).total();
        }
        if left == 0 {
            return;
        }
        assert!(
            Instant::now() < deadline,
            "after {patience:?} the queues still hold {left} messages"
        );
        sleep(Duration::from_millis(100)).await;
    }
}
