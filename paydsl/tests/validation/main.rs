//! What providers would refuse, told for every environment: with a small provider whose demands are all there to see.
//!
//! Stacks are written as the macros expand them.

#![allow(missing_docs, reason = "the names in a test say what they are for")]

mod archives;
mod configurations;
mod environments;
mod functions;
mod instances;
mod provider;
mod support;
