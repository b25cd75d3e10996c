//! The functions against a real PostgreSQL: their handlers alone, the deployed programs as Lambda runs them, and the
//! whole workflow.

mod bootstrap;
mod handlers;
mod support;
mod workflow;
