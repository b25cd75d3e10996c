//! What a sweep tells people as it goes.

use std::sync::Mutex;
use std::time::{Duration, Instant};

use super::Task;

/// How often there is something to say.
const BETWEEN_LINES: Duration = Duration::from_secs(5);

pub(super) struct Progress<'w> {
    say: &'w (dyn Fn(&str) + Sync),
    types: usize,
    weight: usize,
    started: Instant,
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    types: usize,
    weight: usize,
    /// Of what this sweep itself asked.
    new_weight: usize,
    calls: u64,
    last: Option<Instant>,
}

impl<'w> Progress<'w> {
    pub(super) fn new(say: &'w (dyn Fn(&str) + Sync), tasks: &[Task]) -> Self {
        Progress {
            say,
            types: tasks.len(),
            weight: tasks.iter().map(|task| task.weight).sum(),
            started: Instant::now(),
            state: Mutex::default(),
        }
    }

    pub(super) fn done(&self, task: &Task, calls: u64, is_new: bool) {
        let Ok(mut state) = self.state.lock() else {
            return;
        };
        state.types += 1;
        state.weight += task.weight;
        if is_new {
            state.new_weight += task.weight;
            state.calls += calls;
        }
        let is_time = state.last.is_none_or(|last| last.elapsed() >= BETWEEN_LINES);
        if !is_time && state.types < self.types {
            return;
        }
        state.last = Some(Instant::now());
        let left = self.weight.saturating_sub(state.weight);
        let seconds = match state.new_weight {
            0 => 0,
            done => self.started.elapsed().as_secs() * left as u64 / done as u64,
        };
        (self.say)(&format!(
            "{} of {} types, {} calls, about {} left: {}",
            state.types,
            self.types,
            state.calls,
            minutes(seconds),
            task.name,
        ));
    }
}

fn minutes(seconds: u64) -> String {
    format!("{}:{:02} min", seconds / 60, seconds % 60)
}
