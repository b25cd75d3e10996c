//! Measurements: how long invocations and cold starts took.

use std::{fmt, time::Duration};

use serde_json::Value;

use crate::error::FunctionError;

/// What one invocation took.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Took {
    /// From handing out the event to the answer.
    pub(crate) duration: Duration,
    /// How much of it went into requests to the emulated AWS.
    pub(crate) in_aws: Duration,
}

/// Who invokes a function.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Invoker {
    /// Whoever calls [`Runner::invoke`](crate::Runner::invoke): an API, say.
    Caller,
    /// One of its queues.
    Queue,
}

/// What one function's runs took, as they happened.
#[derive(Debug, Default)]
pub(crate) struct Samples {
    calls: Durations,
    deliveries: Durations,
    cold_starts: Vec<Duration>,
    failures: usize,
    failed_starts: usize,
}

/// What invocations took, as they happened.
#[derive(Clone, Debug, Default)]
struct Durations {
    whole: Vec<Duration>,
    own: Vec<Duration>,
}

impl Durations {
    fn push(&mut self, took: Took) {
        self.whole.push(took.duration);
        // Requests side by side may add up to more than the whole.
        self.own.push(took.duration.saturating_sub(took.in_aws));
    }

    fn and(&self, other: &Self) -> Self {
        Self {
            whole: [&self.whole[..], &other.whole].concat(),
            own: [&self.own[..], &other.own].concat(),
        }
    }

    fn sum(&self) -> Invocations {
        Invocations {
            durations: Distribution::of(&self.whole),
            own_times: Distribution::of(&self.own),
        }
    }
}

impl Samples {
    pub(crate) fn invocation(&mut self, invoker: Invoker, took: Took, outcome: &Result<Value, FunctionError>) {
        match invoker {
            Invoker::Caller => self.calls.push(took),
            Invoker::Queue => self.deliveries.push(took),
        }
        self.failures += usize::from(outcome.is_err());
    }

    pub(crate) fn cold_start(&mut self, duration: Duration) {
        self.cold_starts.push(duration);
    }

    pub(crate) fn failed_start(&mut self) {
        self.failed_starts += 1;
    }

    pub(crate) fn measured(&self, function: &str) -> Measured {
        let all = self.calls.and(&self.deliveries).sum();
        Measured {
            function: function.to_owned(),
            failures: self.failures,
            failed_starts: self.failed_starts,
            invocations: all.durations,
            own_times: all.own_times,
            calls: self.calls.sum(),
            deliveries: self.deliveries.sum(),
            cold_starts: Distribution::of(&self.cold_starts),
        }
    }
}

/// What was measured of one function.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Measured {
    /// Its name.
    pub function: String,
    /// Invocations that ended in an error, a timeout or the end of the process.
    pub failures: usize,
    /// Processes that ended before they asked for an invocation.
    pub failed_starts: usize,
    /// From handing out the event to the answer, without the cold start.
    pub invocations: Distribution,
    /// The same without the time that requests to the emulated AWS took, which is one thread where AWS is many machines.
    pub own_times: Distribution,
    /// Those of the invocations that somebody called for.
    pub calls: Invocations,
    /// Those of the invocations that handled batches of queues.
    pub deliveries: Invocations,
    /// From starting the process to its first request for an invocation.
    pub cold_starts: Distribution,
}

/// Some of a function's invocations.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Invocations {
    /// From handing out the event to the answer, without the cold start.
    pub durations: Distribution,
    /// The same without the time that requests to the emulated AWS took.
    pub own_times: Distribution,
}

/// Durations, summed up.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Distribution {
    /// How many.
    pub count: usize,
    /// Half of them took no longer.
    pub p50: Duration,
    /// 99 of 100 took no longer.
    pub p99: Duration,
    /// None took longer.
    pub max: Duration,
}

impl Distribution {
    /// Sums up durations, in any order; all zero when there are none.
    #[must_use]
    pub fn of(durations: &[Duration]) -> Self {
        let mut sorted = durations.to_vec();
        sorted.sort_unstable();
        let percentile = |percent: usize| {
            let rank = (sorted.len() * percent).div_ceil(100);
            sorted.get(rank.saturating_sub(1)).copied().unwrap_or_default()
        };
        Self {
            count: sorted.len(),
            p50: percentile(50),
            p99: percentile(99),
            max: percentile(100),
        }
    }
}

/// What was measured of all functions. Its text is a table, with times in milliseconds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Report(pub Vec<Measured>);

impl fmt::Display for Report {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names = self.0.iter().map(|row| row.function.as_str()).chain([NAME]);
        let width = names.map(str::len).max().unwrap_or_default();
        write!(formatter, "{NAME:width$} {:>8}", "failures")?;
        for title in ["invocations", "without AWS", "cold starts"] {
            write!(formatter, " | {title:>11} {:>8} {:>8} {:>8}", "p50", "p99", "max")?;
        }
        writeln!(formatter)?;
        for row in &self.0 {
            write!(
                formatter,
                "{:width$} {:>8}",
                row.function,
                row.failures + row.failed_starts
            )?;
            for times in [row.invocations, row.own_times, row.cold_starts] {
                let [p50, p99, max] = [times.p50, times.p99, times.max].map(milliseconds);
                write!(formatter, " | {:>11} {p50:>8.1} {p99:>8.1} {max:>8.1}", times.count)?;
            }
            writeln!(formatter)?;
        }
        Ok(())
    }
}

const NAME: &str = "function";

fn milliseconds(duration: Duration) -> f64 {
    duration.as_secs_f64() * 1000.0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn percentiles_are_by_nearest_rank() {
        let durations: Vec<_> = (1..=200).rev().map(Duration::from_millis).collect();
        let sum = Distribution::of(&durations);
        let expected = [100, 198, 200].map(Duration::from_millis);
        assert_eq!([sum.p50, sum.p99, sum.max], expected);
        let one = Distribution::of(&[Duration::from_millis(7)]);
        assert_eq!(
            (one.p50, one.p99, one.max),
            (one.max, one.max, Duration::from_millis(7))
        );
        assert_eq!(Distribution::of(&[]), Distribution::default());
    }

    #[test]
    fn the_table_has_a_line_for_each_function() {
        let mut samples = Samples::default();
        let took = |duration, in_aws| Took {
            duration: Duration::from_micros(duration),
            in_aws: Duration::from_micros(in_aws),
        };
        samples.invocation(Invoker::Caller, took(1500, 1000), &Ok(Value::Null));
        let error = FunctionError::new(FunctionError::EXIT, String::new());
        samples.invocation(Invoker::Queue, took(2500, 2600), &Err(error));
        samples.cold_start(Duration::from_millis(20));
        let measured = samples.measured("pay");
        let longest = [measured.calls, measured.deliveries].map(|invocations| invocations.durations.max);
        assert_eq!(longest, [1500, 2500].map(Duration::from_micros));
        let table = Report(vec![measured]).to_string();
        let words: Vec<&str> = table.lines().nth(1).expect("a line").split_whitespace().collect();
        let expected = "pay 1 | 2 1.5 2.5 2.5 | 2 0.0 0.5 0.5 | 1 20.0 20.0 20.0";
        assert_eq!(words.join(" "), expected);
    }
}
