//! The runner against a real emulator, with real programs.

mod command;
mod feeding;
mod invoking;
mod killing;
mod programs;
mod world;
