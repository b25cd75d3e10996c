//! The runner against a real emulator, with real programs.

mod feeding;
mod invoking;
mod killing;
mod programs;
mod world;
