//! Event source mappings: what takes messages from queues and hands them to functions.

use std::{sync::Arc, time::Duration};

use serde_json::Value;
use tokio::{sync::Mutex, task::JoinSet, time::sleep};
use tokio_util::sync::CancellationToken;

use crate::{
    deployed::Mapping,
    emulator::Emulator,
    error::Error,
    queue::{Message, Queue},
    runner::Runner,
    setup::Redelivery,
    sqs_event,
};

/// How long to wait before an empty queue is asked again.
const PAUSE: Duration = Duration::from_millis(50);
/// How long to wait before an emulator that failed is asked again.
const RECOVERY: Duration = Duration::from_secs(1);

/// Functions that are being fed. Dropping it ends that at once; [`Polling::stop`] lets running invocations end.
///
/// Meanwhile the emulator's own delivery is off, so its mappings read as disabled until [`Polling::stop`].
pub struct Polling {
    emulator: Emulator,
    mappings: Vec<Mapping>,
    stop: CancellationToken,
    pollers: JoinSet<()>,
}

impl Polling {
    pub(crate) async fn start(runner: &Runner) -> Result<Self, Error> {
        let emulator = runner.emulator().clone();
        let mut polling = Self {
            mappings: Vec::new(),
            stop: CancellationToken::new(),
            pollers: JoinSet::new(),
            emulator,
        };
        for mapping in polling.emulator.mappings().await? {
            if !runner.runs(&mapping.function) {
                continue;
            }
            if !mapping.enabled {
                tracing::warn!(
                    mapping = mapping.id,
                    function = mapping.function,
                    "a disabled mapping stays so"
                );
                continue;
            }
            polling.take_over(runner, mapping).await?;
        }
        Ok(polling)
    }

    /// The mappings that are served.
    #[must_use]
    pub fn mappings(&self) -> &[Mapping] {
        &self.mappings
    }

    /// Takes no more messages, waits for the invocations that run, and gives delivery back to the emulator.
    ///
    /// # Errors
    /// The emulator does not answer.
    pub async fn stop(mut self) -> Result<(), Error> {
        self.stop.cancel();
        while self.pollers.join_next().await.is_some() {}
        for mapping in &self.mappings {
            self.emulator.set_delivery(mapping, true).await?;
        }
        Ok(())
    }

    async fn take_over(&mut self, runner: &Runner, mapping: Mapping) -> Result<(), Error> {
        self.emulator.set_delivery(&mapping, false).await?;
        let most = mapping.maximum_concurrency.unwrap_or(usize::MAX);
        let source = Arc::new(Source {
            runner: runner.clone(),
            queue: Queue::of(&self.emulator, &mapping.queue_arn).await?,
            mapping: mapping.clone(),
            taking: Mutex::default(),
        });
        for _ in 0..runner.concurrency().min(most) {
            let poller = poll(Arc::clone(&source), self.stop.clone());
            self.pollers.spawn(poller);
        }
        self.mappings.push(mapping);
        Ok(())
    }
}

/// A queue and the function it feeds.
struct Source {
    runner: Runner,
    queue: Queue,
    mapping: Mapping,
    /// Pollers take batches one after another: an empty queue is asked by one of them only.
    taking: Mutex<()>,
}

async fn poll(source: Arc<Source>, stop: CancellationToken) {
    while !stop.is_cancelled() {
        let delivered = match source.take(&stop).await {
            Ok(batch) if batch.is_empty() => continue,
            Ok(batch) => source.deliver(&batch).await,
            Err(error) => Err(error),
        };
        if let Err(error) = delivered {
            // The messages that were under way are delivered again.
            tracing::warn!(%error, queue = source.mapping.queue_arn, "delivery failed");
            pause(RECOVERY, &stop).await;
        }
    }
}

async fn pause(duration: Duration, stop: &CancellationToken) {
    tokio::select! {
        () = sleep(duration) => {}
        () = stop.cancelled() => {}
    }
}

impl Source {
    /// The next batch; none when the queue is empty or polling stops.
    async fn take(&self, stop: &CancellationToken) -> Result<Vec<Message>, Error> {
        let _taking = self.taking.lock().await;
        if stop.is_cancelled() {
            return Ok(Vec::new());
        }
        let batch = self.queue.receive(self.mapping.batch_size).await?;
        if batch.is_empty() {
            pause(PAUSE, stop).await;
        }
        Ok(batch)
    }

    /// Has the function handle a batch; deletes what it handled and leaves the rest.
    async fn deliver(&self, batch: &[Message]) -> Result<(), Error> {
        let event = sqs_event::event(&self.mapping.queue_arn, batch);
        let outcome = self.runner.deliver(&self.mapping.function, &event).await;
        let (failed, handled): (Vec<&Message>, Vec<&Message>) = self.sort(&outcome, batch);
        if let Err(error) = &outcome {
            tracing::warn!(%error, function = self.mapping.function, "a batch failed");
        }
        self.queue.delete(&handled).await?;
        if self.runner.redelivery() == Redelivery::AtOnce {
            for message in failed {
                self.queue.release(message).await?;
            }
        }
        Ok(())
    }

    /// The messages that failed, and those that were handled.
    fn sort<'m>(&self, outcome: &Result<Value, Error>, batch: &'m [Message]) -> (Vec<&'m Message>, Vec<&'m Message>) {
        let Ok(answer) = outcome else {
            return (batch.iter().collect(), Vec::new());
        };
        if !self.mapping.reports_failures {
            return (Vec::new(), batch.iter().collect());
        }
        let failed = sqs_event::failed(answer, batch);
        batch
            .iter()
            .partition(|message| failed.contains(message.message_id.as_str()))
    }
}
