//! The macros of paydsl.
