//! What this process told lately.

use std::{
    collections::{HashSet, VecDeque},
    sync::{Mutex, PoisonError},
};

use payments::payment::TransactionId;

/// How many payments are remembered.
const CAPACITY: usize = 1000;

/// The payments this process told of last, so that it tells none of them twice. Another process does not know of them, and
/// this one forgets them when it ends: a help, no guarantee.
#[derive(Default)]
pub struct Recent(Mutex<Memory>);

#[derive(Default)]
struct Memory {
    known: HashSet<TransactionId>,
    order: VecDeque<TransactionId>,
}

impl Recent {
    /// Whether a payment is among them.
    pub fn contains(&self, id: &TransactionId) -> bool {
        let memory = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        memory.known.contains(id)
    }

    /// Remembers a payment, and forgets the oldest when there are too many.
    pub fn add(&self, id: &TransactionId) {
        let mut memory = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if !memory.known.insert(id.clone()) {
            return;
        }
        memory.order.push_back(id.clone());
        if memory.order.len() > CAPACITY
            && let Some(oldest) = memory.order.pop_front()
        {
            memory.known.remove(&oldest);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn id(number: usize) -> TransactionId {
        TransactionId::parse(&format!("order-{number:05}")).expect("an id")
    }

    #[test]
    fn remembers_the_last_ones() {
        let recent = Recent::default();
        for number in 0..=CAPACITY {
            assert!(!recent.contains(&id(number)));
            recent.add(&id(number));
            recent.add(&id(number));
        }
        assert!(!recent.contains(&id(0)));
        assert!(recent.contains(&id(1)));
        assert!(recent.contains(&id(CAPACITY)));
    }
}
