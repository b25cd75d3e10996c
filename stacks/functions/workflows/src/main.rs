//! The big run: thousands of payments through each system as terraform deploys it, and what became of them.

mod table;

use std::{fs, process::ExitCode, sync::Arc, time::Duration};

use clap::Parser;
use workflows::{
    Project, System,
    load::{Load, Tally},
    systems::{MultiEnvironment, PciApi, Serverless, SingleRegion},
};

/// What 99 of 100 invocations must not exceed where the machine carries the load.
const BOUND: Duration = Duration::from_secs(1);

/// Has terraform apply systems to an emulated AWS of its own, and sends payments all the way through them.
#[derive(Parser)]
struct Arguments {
    /// The systems; all that have a workflow unless some are named.
    #[arg(value_parser = NAMES)]
    systems: Vec<String>,
    /// How many payments each gets.
    #[arg(long, value_name = "NUMBER", default_value_t = 10_000)]
    payments: usize,
    /// How many callers send them at the same time, and how many processes each function may have.
    #[arg(long, value_name = "NUMBER", default_value_t = 8)]
    workers: usize,
    /// How many are sent before those, to measure latency.
    #[arg(long, value_name = "NUMBER", default_value_t = 500)]
    calm_payments: usize,
    /// By how many callers those are sent: as many as the emulator, one thread on this machine, can serve.
    #[arg(long, value_name = "NUMBER", default_value_t = 1)]
    calm_workers: usize,
    /// Kills the function at one in so many of its requests to AWS, in the first load.
    #[arg(long, value_name = "NUMBER")]
    kill_one_in: Option<usize>,
    /// What the kills depend on.
    #[arg(long, value_name = "NUMBER", default_value_t = 1)]
    seed: u64,
}

const NAMES: [&str; 4] = [
    MultiEnvironment::NAME,
    PciApi::NAME,
    Serverless::NAME,
    SingleRegion::NAME,
];

/// What became of one system's payments.
struct Outcome {
    system: &'static str,
    /// The functions that validate and process.
    functions: [&'static str; 2],
    /// As many callers as were asked for.
    busy: Measured,
    /// As many as the emulator can serve.
    calm: Measured,
}

struct Measured {
    workers: usize,
    tally: Tally,
    /// How many processes wanted to run, of the machine's as a whole, at the end of it.
    machine: String,
}

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    let runtime = tokio::runtime::Runtime::new().expect("a runtime");
    let outcomes = runtime.block_on(run(&arguments));
    print!("{}", table::of(&outcomes));
    let failures: Vec<String> = outcomes.iter().flat_map(Outcome::failures).collect();
    for failure in &failures {
        eprintln!("{failure}");
    }
    if failures.is_empty() {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    }
}

async fn run(arguments: &Arguments) -> Vec<Outcome> {
    let project = Project::up();
    let mut outcomes = Vec::new();
    for name in NAMES {
        if !arguments.systems.is_empty() && !arguments.systems.iter().any(|system| system == name) {
            continue;
        }
        // One after another, so that none disturbs what is measured of the others.
        outcomes.push(match name {
            MultiEnvironment::NAME => measure::<MultiEnvironment>(&project, arguments).await,
            PciApi::NAME => measure::<PciApi>(&project, arguments).await,
            Serverless::NAME => measure::<Serverless>(&project, arguments).await,
            _ => measure::<SingleRegion>(&project, arguments).await,
        });
    }
    outcomes
}

async fn measure<S: System + 'static>(project: &Project, arguments: &Arguments) -> Outcome {
    eprintln!("{}: terraform applies it", S::NAME);
    let system = Arc::new(S::apply(project).await);
    let busy = Load {
        name: "busy".to_owned(),
        payments: arguments.payments,
        workers: arguments.workers,
        kill_one_in: arguments.kill_one_in,
        seed: arguments.seed,
    };
    let calm = Load {
        name: "calm".to_owned(),
        payments: arguments.calm_payments,
        workers: arguments.calm_workers,
        kill_one_in: None,
        seed: arguments.seed,
    };
    Outcome {
        system: S::NAME,
        functions: [S::VALIDATION, S::PROCESSING],
        calm: carry(&system, &calm).await,
        busy: carry(&system, &busy).await,
    }
}

async fn carry<S: System + 'static>(system: &Arc<S>, load: &Load) -> Measured {
    eprintln!("{}: {} payments by {} callers", S::NAME, load.payments, load.workers);
    let tally = load.run(system).await;
    eprintln!("{}: {tally}", S::NAME);
    Measured {
        workers: load.workers,
        machine: fs::read_to_string("/proc/loadavg")
            .ok()
            .and_then(|text| text.split(' ').next().map(str::to_owned))
            .unwrap_or_else(|| "unknown".to_owned()),
        tally,
    }
}

impl Outcome {
    /// What is not as it must be.
    fn failures(&self) -> Vec<String> {
        let mut failures = Vec::new();
        for Measured { workers, tally, .. } in [&self.busy, &self.calm] {
            if !tally.is_whole() {
                failures.push(format!(
                    "{} with {workers} callers: lost {:?}, doubled {:?}, untold {:?}",
                    self.system, tally.lost, tally.doubled, tally.untold
                ));
            }
        }
        for invocations in table::invocations(self.functions, &self.calm.tally) {
            if invocations.durations.p99 >= BOUND {
                failures.push(format!(
                    "{} with {} callers: 99 of 100 invocations take up to {:?}",
                    self.system, self.calm.workers, invocations.durations.p99
                ));
            }
        }
        failures
    }
}
