//! Many payments at once, while functions are killed: `PAYMENTS=1000` for as many, 200 unless said otherwise.

use std::sync::Arc;

use workflows::{System, load::Load};

const WORKERS: usize = 8;
/// Often enough for dozens of kills; rare enough for most messages to be handled within their attempts.
const KILL_ONE_IN: usize = 100;

/// Every payment is processed once or is in the dead letter queue, and none is lost.
pub(crate) async fn check(system: Arc<impl System + 'static>) {
    let number = |name: &str| std::env::var(name).ok().and_then(|text| text.parse().ok());
    let load = Load {
        name: "load".to_owned(),
        payments: number("PAYMENTS").unwrap_or(200),
        workers: WORKERS,
        kill_one_in: Some(KILL_ONE_IN),
        seed: number("SEED").map_or_else(|| fastrand::u64(..), |seed| seed as u64),
    };
    println!("SEED={} kills by the same chances again", load.seed);
    let tally = load.run(&system).await;
    println!("{tally}");
    assert!(
        tally.is_whole(),
        "{tally}\nseed {}, lost {:?}, doubled {:?}",
        load.seed,
        tally.lost,
        tally.doubled
    );
    assert!(tally.untold.is_empty(), "nobody was told of {:?}", tally.untold);
    assert_eq!(tally.accepted, load.payments);
    let killed: usize = tally.report.0.iter().map(|row| row.failures).sum();
    assert!(killed > 0, "nothing was killed: seed {}", load.seed);
}
