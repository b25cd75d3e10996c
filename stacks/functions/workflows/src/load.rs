//! Many payments at once, and what became of each.

use std::{
    collections::BTreeSet,
    fmt,
    sync::Arc,
    time::{Duration, Instant},
};

use lambda_runner::{Hook, Redelivery, Report, Runner, Verdict};
use tokio::{task::JoinSet, time::sleep};
use tokio_util::sync::CancellationToken;

use crate::{Counts, System, cloud, settled};

/// Of so many payments one is sent a second time, at the same time.
const DUPLICATES: usize = 10;
/// For so many payments one message is sent that nobody can handle.
const POISON: usize = 100;
const BETWEEN_LOOKS: Duration = Duration::from_secs(1);

/// How much there is to do.
#[derive(Clone, Debug)]
pub struct Load {
    /// What the transactions' ids begin with.
    pub name: String,
    /// How many payments.
    pub payments: usize,
    /// How many callers send them at the same time, and how many processes each function may have.
    pub workers: usize,
    /// Of so many requests that functions make to AWS one is their last: the process is killed before it or after it.
    pub kill_one_in: Option<usize>,
    /// What chance depends on.
    pub seed: u64,
}

/// What became of the payments.
#[derive(Clone, Debug)]
pub struct Tally {
    /// Payments whose caller was told that they are accepted.
    pub accepted: usize,
    /// Payments that were processed once.
    pub processed: usize,
    /// Payments that are in a dead letter queue, and were not processed.
    pub dead: usize,
    /// Accepted payments that are nowhere.
    pub lost: BTreeSet<String>,
    /// Payments that were processed more than once.
    pub doubled: BTreeSet<String>,
    /// Processed payments that nobody was told of, though the message to tell of them is in no dead letter queue.
    pub untold: BTreeSet<String>,
    /// Messages that nobody could handle, sent; and how many of them are in the dead letter queues.
    pub poison: (usize, usize),
    /// From the first payment to the last message.
    pub took: Duration,
    /// What the functions took.
    pub report: Report,
}

impl Load {
    /// Has a system do it.
    pub async fn run<S: System + 'static>(&self, system: &Arc<S>) -> Tally {
        let setup = system.setup().concurrency(self.workers).redelivery(Redelivery::AtOnce);
        let setup = match self.kill_one_in {
            Some(requests) => setup.hook(killing(requests, self.seed)),
            None => setup,
        };
        let runner = setup.start().await.expect("a runner");
        let polling = runner.poll().await.expect("polling");
        assert_eq!(
            polling.mappings().len(),
            system.queues().len(),
            "each queue feeds a function"
        );
        let listening = CancellationToken::new();
        let told = tokio::spawn(listen(Arc::clone(system), listening.clone()));
        let begun = Instant::now();
        let accepted = self.send_all(system, &runner).await;
        let poison = self.poison(system.as_ref()).await;
        settled(system.as_ref(), Duration::from_secs(120 + self.payments as u64)).await;
        let took = begun.elapsed();
        polling.stop().await.expect("it stops");
        listening.cancel();
        let told = told.await.expect("it listened");
        let done = Done {
            accepted,
            told,
            poison,
            took,
            report: runner.report(),
        };
        self.tally(system.as_ref(), done).await
    }

    /// Sends all payments, by workers that do not wait for one another; tells which were accepted.
    async fn send_all<S: System + 'static>(&self, system: &Arc<S>, runner: &Runner) -> BTreeSet<String> {
        let mut workers = JoinSet::new();
        for worker in 0..self.workers {
            let (load, system, runner) = (self.clone(), Arc::clone(system), runner.clone());
            workers.spawn(async move {
                let mut accepted = Vec::new();
                for number in (worker..load.payments).step_by(load.workers) {
                    let id = load.id(number);
                    let request = system.payment(&id, 1250);
                    let again = async {
                        if number % DUPLICATES == 0 {
                            system.api().insist(&runner, &request).await.status
                        } else {
                            202
                        }
                    };
                    let (answer, again) = tokio::join!(system.api().insist(&runner, &request), again);
                    assert_eq!((answer.status, again), (202, 202), "{id}: {}", answer.body);
                    accepted.push(id);
                }
                accepted
            });
        }
        workers.join_all().await.into_iter().flatten().collect()
    }

    fn id(&self, number: usize) -> String {
        format!("{}-{number:06}", self.name)
    }

    /// Sends what nobody can handle; tells how much.
    async fn poison(&self, system: &impl System) -> usize {
        let some = self.payments.div_ceil(POISON);
        for number in 0..some {
            for queue in system.queues() {
                cloud::send(system.emulator(), queue, &format!("poison {} {number}", self.name)).await;
            }
        }
        some * system.queues().len()
    }

    async fn tally(&self, system: &impl System, done: Done) -> Tally {
        let prefix = format!("{}-", self.name);
        let own = |counts: Counts| -> Counts { counts.into_iter().filter(|(id, _)| id.starts_with(&prefix)).collect() };
        let (accepted, told) = (&done.accepted, done.told);
        let processed = own(system.processed().await);
        let told = if told.is_empty() { None } else { Some(own(told)) };
        let mut dead = Vec::new();
        for queue in system.queues() {
            let (letters, _) = cloud::redrive(system.emulator(), queue).await;
            dead.extend(cloud::drain(system.emulator(), &letters).await);
        }
        let given_up = |id: &String| dead.iter().any(|message| message.body.contains(id.as_str()));
        let missing = || accepted.iter().filter(|id| !processed.contains_key(*id));
        let untold = |told: &Counts| -> BTreeSet<String> {
            let untold = processed.keys().filter(|id| !told.contains_key(*id) && !given_up(id));
            untold.cloned().collect()
        };
        let poisonous = format!("poison {} ", self.name);
        Tally {
            accepted: accepted.len(),
            processed: processed.values().filter(|times| **times == 1).count(),
            dead: missing().filter(|id| given_up(id)).count(),
            lost: missing().filter(|id| !given_up(id)).cloned().collect(),
            doubled: processed
                .iter()
                .filter(|(_, times)| **times > 1)
                .map(|(id, _)| id.clone())
                .collect(),
            untold: told.as_ref().map(untold).unwrap_or_default(),
            poison: (
                done.poison,
                dead.iter()
                    .filter(|message| message.body.starts_with(&poisonous))
                    .count(),
            ),
            took: done.took,
            report: done.report,
        }
    }
}

/// What was done, and not yet counted.
struct Done {
    accepted: BTreeSet<String>,
    told: Counts,
    poison: usize,
    took: Duration,
    report: Report,
}

/// Takes what is told as it comes: a queue of thousands makes the emulator slow.
async fn listen<S: System>(system: Arc<S>, stop: CancellationToken) -> Counts {
    let mut told = Counts::new();
    loop {
        let last = stop.is_cancelled();
        for (id, times) in system.told().await {
            *told.entry(id).or_default() += times;
        }
        if last {
            return told;
        }
        tokio::select! {
            () = sleep(BETWEEN_LOOKS) => {}
            () = stop.cancelled() => {}
        }
    }
}

impl Tally {
    /// Whether every payment was processed once or is in a dead letter queue, and every poisonous message is there.
    #[must_use]
    pub fn is_whole(&self) -> bool {
        self.lost.is_empty()
            && self.doubled.is_empty()
            && self.untold.is_empty()
            && self.processed + self.dead == self.accepted
            && self.poison.0 == self.poison.1
    }
}

impl fmt::Display for Tally {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(
            formatter,
            "{} accepted, {} processed, {} in a dead letter queue, {} lost, {} doubled, {} untold, {} of {} poisonous messages \
             in the dead letter queues, in {:.1} s",
            self.accepted,
            self.processed,
            self.dead,
            self.lost.len(),
            self.doubled.len(),
            self.untold.len(),
            self.poison.1,
            self.poison.0,
            self.took.as_secs_f64(),
        )?;
        write!(formatter, "{}", self.report)
    }
}

/// Kills at one in so many requests.
fn killing(requests: usize, seed: u64) -> Hook {
    let chance = std::sync::Mutex::new(fastrand::Rng::with_seed(seed));
    Arc::new(move |_| {
        // It is asked before and after each request.
        let unlucky = chance.lock().expect("the lock").usize(..2 * requests) == 0;
        if unlucky { Verdict::Kill } else { Verdict::Continue }
    })
}
