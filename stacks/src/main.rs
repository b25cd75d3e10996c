//! The five payment systems.
fn main() {}
