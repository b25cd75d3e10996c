//! Running stacks in dependency order, independent ones side by side.

use std::num::NonZero;
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};

use super::interrupt;

/// How it went with a stack.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) enum Outcome {
    /// Well; the exit code is not always zero (`plan -detailed-exitcode`).
    Done(u8),
    /// Not well, with this exit code.
    Failed(u8),
    /// It was not tried, because of what is said here.
    Skipped(String),
}

/// The stacks to run, by number: `after[n]` are the numbers of those that have to be done before `n`.
pub(crate) struct Schedule {
    pub(crate) after: Vec<Vec<usize>>,
    pub(crate) names: Vec<String>,
    pub(crate) jobs: NonZero<usize>,
}

impl Schedule {
    /// Calls `run` for each stack when all before it are done; one that fails stops only what comes after it.
    ///
    /// `skipped` is told of each stack that is not tried.
    pub(crate) fn run(
        &self,
        run: &(dyn Fn(usize) -> Outcome + Sync),
        skipped: &(dyn Fn(usize, &str) + Sync),
    ) -> Vec<Outcome> {
        let state = Mutex::new(vec![Step::Waiting; self.after.len()]);
        let changed = Condvar::new();
        std::thread::scope(|scope| {
            for _ in 0..self.jobs.get().min(self.after.len()) {
                scope.spawn(|| self.work(&state, &changed, run, skipped));
            }
        });
        let steps = state.into_inner().unwrap_or_else(PoisonError::into_inner);
        let outcomes = steps.into_iter().map(|step| match step {
            Step::Over(outcome) => outcome,
            Step::Waiting | Step::Running => Outcome::Skipped("it was never reached".into()),
        });
        outcomes.collect()
    }

    fn work(
        &self,
        state: &Mutex<Vec<Step>>,
        changed: &Condvar,
        run: &(dyn Fn(usize) -> Outcome + Sync),
        skipped: &(dyn Fn(usize, &str) + Sync),
    ) {
        let mut steps = lock(state);
        loop {
            match self.next(&steps) {
                Next::Run(index) => {
                    steps[index] = Step::Running;
                    drop(steps);
                    let outcome = run(index);
                    steps = lock(state);
                    steps[index] = Step::Over(outcome);
                    changed.notify_all();
                }
                Next::Skip(index, why) => {
                    skipped(index, &why);
                    steps[index] = Step::Over(Outcome::Skipped(why));
                    changed.notify_all();
                }
                Next::Wait => steps = changed.wait(steps).unwrap_or_else(PoisonError::into_inner),
                Next::Nothing => return,
            }
        }
    }

    fn next(&self, steps: &[Step]) -> Next {
        let waiting = (0..steps.len()).filter(|index| steps[*index] == Step::Waiting);
        let mut is_over = true;
        for index in waiting {
            is_over = false;
            if interrupt::is_interrupted() {
                return Next::Skip(index, "it was interrupted".into());
            }
            let mut before = self.after[index].iter().map(|before| (*before, &steps[*before]));
            if let Some((before, _)) = before.clone().find(|(_, step)| step.stops_others()) {
                return Next::Skip(index, self.reason(before, &steps[before]));
            }
            if before.all(|(_, step)| matches!(step, Step::Over(Outcome::Done(_)))) {
                return Next::Run(index);
            }
        }
        if is_over { Next::Nothing } else { Next::Wait }
    }

    fn reason(&self, before: usize, step: &Step) -> String {
        let how = match step {
            Step::Over(Outcome::Skipped(_)) => "was skipped",
            _ => "failed",
        };
        format!("{} {how}", self.names[before])
    }
}

#[derive(Clone, PartialEq, Eq)]
enum Step {
    Waiting,
    Running,
    Over(Outcome),
}

impl Step {
    fn stops_others(&self) -> bool {
        matches!(self, Step::Over(Outcome::Failed(_) | Outcome::Skipped(_)))
    }
}

enum Next {
    Run(usize),
    Skip(usize, String),
    Wait,
    Nothing,
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test fails by it")]
mod tests {
    use super::*;

    #[test]
    fn a_failure_stops_only_what_comes_after() {
        let schedule = Schedule {
            after: vec![vec![], vec![0], vec![], vec![2], vec![1]],
            names: ["a", "b", "c", "d", "e"].map(String::from).to_vec(),
            jobs: NonZero::new(3).unwrap(),
        };
        let order = Mutex::new(Vec::new());
        let run = |index: usize| {
            order.lock().unwrap().push(index);
            if index == 0 {
                Outcome::Failed(7)
            } else {
                Outcome::Done(0)
            }
        };
        let outcomes = schedule.run(&run, &|_, _| {});
        let skipped = |why: &str| Outcome::Skipped(why.into());
        assert_eq!(
            outcomes,
            [
                Outcome::Failed(7),
                skipped("a failed"),
                Outcome::Done(0),
                Outcome::Done(0),
                skipped("b was skipped")
            ]
        );
        let order = order.into_inner().unwrap();
        let position = |wanted| order.iter().position(|index| *index == wanted);
        assert!(position(2) < position(3));
    }
}
