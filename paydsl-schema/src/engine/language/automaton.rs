//! Automata that read texts: Thompson's construction.

use super::chars::Chars;
use super::parse::Tree;

/// How many repetitions are told apart. With more of them the bound is left out, which can only let more texts pass.
const TOLD_APART: u32 = 70;

/// How many states an automaton has at most; a pattern that needs more is not understood.
const STATES: usize = 4000;

/// A state, by its number.
pub(super) type State = u32;

/// What can be done in a state.
#[derive(Clone, Debug)]
enum Step {
    Read(Chars, State),
    /// Go on to any of these.
    Jump(Vec<State>),
    /// Go on, at the text's start.
    Start(State),
    /// Go on, at its end.
    End(State),
    Accept,
}

/// An automaton that accepts at least the texts that a pattern is found in.
#[derive(Clone, Debug)]
pub(in super::super) struct Automaton {
    steps: Vec<Step>,
    start: State,
}

/// What is reached from a state without reading.
#[derive(Clone, Default, Debug)]
pub(super) struct Reach {
    /// What may be read, and the state behind it.
    pub(super) reads: Vec<(Chars, State)>,
    /// Whether a text may end here.
    pub(super) accepts: bool,
}

impl Automaton {
    /// The texts that a pattern is found in. `None` where it is too large.
    pub(super) fn finding(tree: &Tree) -> Option<Automaton> {
        let mut automaton = Automaton {
            steps: vec![Step::Accept],
            start: 0,
        };
        let anything = Tree::Repeat(Box::new(Tree::Read(Chars::ALL)), 0, None);
        let found = [anything.clone(), tree.clone(), anything];
        automaton.start = automaton.sequence(&found, 0)?;
        Some(automaton)
    }

    /// One text.
    pub(super) fn text(text: &str, ignores_case: bool) -> Automaton {
        let mut steps = vec![Step::Accept];
        for character in text.chars().rev() {
            let mut chars = Chars::one(character);
            if ignores_case {
                chars = chars.with_both_cases();
            }
            steps.push(Step::Read(chars, steps.len() as State - 1));
        }
        Automaton {
            start: steps.len() as State - 1,
            steps,
        }
    }

    pub(super) fn start(&self) -> State {
        self.start
    }

    /// What is reached from a state without reading; `at_start`, where nothing has been read yet.
    pub(super) fn reach(&self, state: State, at_start: bool) -> Reach {
        let mut reach = Reach::default();
        // Behind the end nothing is read any more.
        let mut open = vec![(state, false)];
        let mut seen = vec![(state, false)];
        while let Some((state, at_end)) = open.pop() {
            let mut follow = |next: State, at_end: bool| {
                if !seen.contains(&(next, at_end)) {
                    seen.push((next, at_end));
                    open.push((next, at_end));
                }
            };
            match self.steps.get(state as usize) {
                Some(Step::Read(chars, next)) if !at_end => reach.reads.push((*chars, *next)),
                Some(Step::Jump(all)) => all.iter().for_each(|next| follow(*next, at_end)),
                Some(Step::Start(next)) if at_start => follow(*next, at_end),
                Some(Step::End(next)) => follow(*next, true),
                Some(Step::Accept) => reach.accepts = true,
                Some(Step::Read(..) | Step::Start(_)) | None => {}
            }
        }
        reach
    }

    fn add(&mut self, step: Step) -> Option<State> {
        if self.steps.len() >= STATES {
            return None;
        }
        self.steps.push(step);
        Some(self.steps.len() as State - 1)
    }

    /// The state in which a tree is read, before `next`.
    fn state(&mut self, tree: &Tree, next: State) -> Option<State> {
        match tree {
            Tree::Nothing => Some(next),
            Tree::Start => self.add(Step::Start(next)),
            Tree::End => self.add(Step::End(next)),
            Tree::Read(chars) => self.add(Step::Read(*chars, next)),
            Tree::All(trees) => self.sequence(trees, next),
            Tree::Any(trees) => {
                let states: Option<Vec<State>> = trees.iter().map(|tree| self.state(tree, next)).collect();
                self.add(Step::Jump(states?))
            }
            Tree::Repeat(tree, least, most) => self.repeat(tree, *least, *most, next),
        }
    }

    fn sequence(&mut self, trees: &[Tree], next: State) -> Option<State> {
        trees.iter().rev().try_fold(next, |next, tree| self.state(tree, next))
    }

    fn repeat(&mut self, tree: &Tree, least: u32, most: Option<u32>, next: State) -> Option<State> {
        let most = most.filter(|most| *most <= TOLD_APART);
        let least = least.min(TOLD_APART);
        let mut state = match most {
            None => {
                let again = self.add(Step::Jump(vec![next]))?;
                let inner = self.state(tree, again)?;
                if let Some(Step::Jump(all)) = self.steps.get_mut(again as usize) {
                    all.push(inner);
                }
                again
            }
            Some(most) => {
                let mut state = next;
                for _ in least..most {
                    let inner = self.state(tree, state)?;
                    state = self.add(Step::Jump(vec![inner, next]))?;
                }
                state
            }
        };
        for _ in 0..least {
            state = self.state(tree, state)?;
        }
        Some(state)
    }
}
