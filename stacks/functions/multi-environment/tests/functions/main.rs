//! The functions against a real PostgreSQL: their handlers alone, and the deployed programs as Lambda runs them.

mod bootstrap;
mod handlers;
mod support;
