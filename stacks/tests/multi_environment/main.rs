//! The multi_environment system against real terraform, the real provider and the emulated AWS.
//!
//! Requirements are checked on what terraform plans for all three environments; the life of the system, from the first
//! apply to nothing left behind, in one test of its own.

#![allow(missing_docs, reason = "the names in a test say what they are for")]

mod life;
mod plan;
mod requirements;
mod world;
