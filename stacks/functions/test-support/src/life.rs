//! The life of a function that may be killed between any two of its steps: requests to AWS and to the database.

use std::sync::{
    Arc,
    atomic::{AtomicUsize, Ordering},
};

use aws_types::SdkConfig;

use crate::mortal_client;

/// When a function dies: its steps are counted from 0.
#[derive(Clone, Copy, Debug)]
pub enum Death {
    /// It does not.
    Never,
    /// Before a step.
    Before(usize),
    /// After a step was done, so that only its answer is lost.
    After(usize),
}

impl Death {
    /// Every way to die in so many steps.
    pub fn all(steps: usize) -> impl Iterator<Item = Self> {
        (0..steps).flat_map(|place| [Self::Before(place), Self::After(place)])
    }
}

/// A life, shared by everything the function reaches the outside by.
#[derive(Clone, Debug)]
pub struct Life {
    death: Death,
    steps: Arc<AtomicUsize>,
}

/// What becomes of a step.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Step {
    /// It is done and answered.
    Answered,
    /// It is done, and the function dies before the answer.
    Unanswered,
    /// The function is dead.
    Dead,
}

impl Life {
    /// A life that ends then.
    pub fn until(death: Death) -> Self {
        Self {
            death,
            steps: Arc::default(),
        }
    }

    /// How many steps there were.
    pub fn steps(&self) -> usize {
        self.steps.load(Ordering::SeqCst)
    }

    /// The SDK's configuration of this life's function. Nothing is sent twice by the SDK itself.
    pub fn config(&self, config: &SdkConfig) -> SdkConfig {
        mortal_client::config(config, self.clone())
    }

    /// Takes the next step.
    pub(crate) fn step(&self) -> Step {
        let place = self.steps.fetch_add(1, Ordering::SeqCst);
        match self.death {
            Death::Before(end) if place >= end => Step::Dead,
            Death::After(end) if place == end => Step::Unanswered,
            Death::After(end) if place > end => Step::Dead,
            _ => Step::Answered,
        }
    }
}
