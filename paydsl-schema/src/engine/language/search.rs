//! The search for a text that several automata accept.

use std::collections::{HashMap, HashSet};

use super::automaton::{Automaton, Reach, State};
use super::chars::Chars;

/// How many steps are taken before the search gives up.
const STEPS: usize = 60_000;

/// Whether it is certain that no text of `least` to `most` characters is accepted by all automata.
pub(super) fn is_empty(automata: &[&Automaton], least: u64, most: Option<u64>) -> bool {
    if most.is_some_and(|most| most < least) {
        return true;
    }
    let mut search = Search {
        automata,
        reached: HashMap::new(),
        steps: 0,
    };
    search.finds_nothing(least, most) == Some(true)
}

struct Search<'a> {
    automata: &'a [&'a Automaton],
    /// What is reached without reading, by automaton and state, behind the start.
    reached: HashMap<(usize, State), Reach>,
    steps: usize,
}

impl Search<'_> {
    /// Breadth first, one character at a time. `None` where it gives up.
    fn finds_nothing(&mut self, least: u64, most: Option<u64>) -> Option<bool> {
        let start: Vec<State> = self.automata.iter().map(|automaton| automaton.start()).collect();
        let mut layer: HashSet<Vec<State>> = [start].into();
        let mut seen: HashSet<Vec<State>> = HashSet::new();
        let mut length = 0;
        while !layer.is_empty() {
            if most.is_some_and(|most| length > most) {
                return Some(true);
            }
            let mut next = HashSet::new();
            for states in &layer {
                let reaches = self.reach(states, length == 0);
                if length >= least && reaches.iter().all(|reach| reach.accepts) {
                    return Some(false);
                }
                self.read(&reaches, 0, Chars::ALL, &mut Vec::new(), &mut next)?;
            }
            // What was met in a shorter text leads nowhere else, once that is long enough.
            if length >= least {
                next.retain(|states| !seen.contains(states));
                seen.extend(next.iter().cloned());
            }
            layer = next;
            length += 1;
        }
        Some(true)
    }

    fn reach(&mut self, states: &[State], at_start: bool) -> Vec<Reach> {
        let each = self.automata.iter().zip(states).enumerate();
        each.map(|(position, (automaton, state))| {
            if at_start {
                return automaton.reach(*state, true);
            }
            let known = self.reached.entry((position, *state));
            known.or_insert_with(|| automaton.reach(*state, false)).clone()
        })
        .collect()
    }

    /// Collects the states behind each character that all can read.
    fn read(
        &mut self,
        reaches: &[Reach],
        position: usize,
        chars: Chars,
        chosen: &mut Vec<State>,
        found: &mut HashSet<Vec<State>>,
    ) -> Option<()> {
        self.steps += 1;
        if self.steps > STEPS {
            return None;
        }
        let Some(reach) = reaches.get(position) else {
            found.insert(chosen.clone());
            return Some(());
        };
        for (readable, state) in &reach.reads {
            let both = chars.and(*readable);
            if !both.is_none() {
                chosen.push(*state);
                self.read(reaches, position + 1, both, chosen, found)?;
                chosen.pop();
            }
        }
        Some(())
    }
}
