//! What was measured, as tables in Markdown.

use std::{fmt::Write, time::Duration};

use lambda_runner::{Distribution, Invocations};
use workflows::{load::Tally, systems::deployed};

use crate::{Measured, Outcome};

/// The tables: what became of the payments, how long functions took, how long they took to start.
pub(crate) fn of(outcomes: &[Outcome]) -> String {
    let mut text = String::new();
    rows(&mut text, outcomes).expect("a String takes everything");
    text
}

/// The validations and the processings.
pub(crate) fn invocations([validation, processing]: [&str; 2], tally: &Tally) -> [Invocations; 2] {
    let of = |name: &str| {
        let name = deployed(name);
        let row = tally.report.0.iter().find(|row| row.function == name);
        row.unwrap_or_else(|| panic!("{name} was not measured"))
    };
    [of(validation).calls, of(processing).deliveries]
}

fn rows(text: &mut String, outcomes: &[Outcome]) -> std::fmt::Result {
    writeln!(
        text,
        "| system | callers | accepted | processed | in a dead letter queue | lost | doubled | seconds | load of the machine |"
    )?;
    writeln!(text, "|---|--:|--:|--:|--:|--:|--:|--:|--:|")?;
    for (
        system,
        Measured {
            workers,
            tally,
            machine,
        },
    ) in measured(outcomes)
    {
        writeln!(
            text,
            "| `{system}` | {workers} | {} | {} | {} | {} | {} | {:.0} | {machine} |",
            tally.accepted,
            tally.processed,
            tally.dead,
            tally.lost.len(),
            tally.doubled.len(),
            tally.took.as_secs_f64(),
        )?;
    }
    writeln!(text, "\nMilliseconds, p50 / p99:\n")?;
    writeln!(
        text,
        "| system | callers | validation | without AWS | processing a batch | without AWS | messages in a batch |"
    )?;
    writeln!(text, "|---|--:|--:|--:|--:|--:|--:|")?;
    for outcome in outcomes {
        for Measured { workers, tally, .. } in [&outcome.calm, &outcome.busy] {
            let [validation, processing] = invocations(outcome.functions, tally);
            let times = [validation, processing].map(|some| (pair(some.durations), pair(some.own_times)));
            let messages = tally.accepted as f64 / processing.durations.count.max(1) as f64;
            writeln!(
                text,
                "| `{}` | {workers} | {} | {} | {} | {} | {messages:.1} |",
                outcome.system, times[0].0, times[0].1, times[1].0, times[1].1
            )?;
        }
    }
    writeln!(text, "\nCold starts, in milliseconds:\n")?;
    writeln!(text, "| function | callers | starts | p50 | max |")?;
    writeln!(text, "|---|--:|--:|--:|--:|")?;
    for (_, Measured { workers, tally, .. }) in measured(outcomes) {
        for row in tally.report.0.iter().filter(|row| row.cold_starts.count > 0) {
            let Distribution { count, p50, max, .. } = row.cold_starts;
            let [p50, max] = [p50, max].map(milliseconds);
            writeln!(
                text,
                "| `{}` | {workers} | {count} | {p50:.0} | {max:.0} |",
                row.function
            )?;
        }
    }
    Ok(())
}

fn measured(outcomes: &[Outcome]) -> impl Iterator<Item = (&str, &Measured)> {
    outcomes
        .iter()
        .flat_map(|outcome| [&outcome.calm, &outcome.busy].map(|measured| (outcome.system, measured)))
}

fn pair(times: Distribution) -> String {
    format!("{:.1} / {:.1}", milliseconds(times.p50), milliseconds(times.p99))
}

fn milliseconds(duration: Duration) -> f64 {
    duration.as_secs_f64() * 1000.0
}
