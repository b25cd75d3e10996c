//! The functions against AWS as moto plays it over HTTP and a real PostgreSQL: their handlers, and the deployed programs as
//! Lambda runs them.

mod configuration;
mod crashes;
mod journey;
mod load;
mod processing;
mod secrecy;
mod sessions;
mod support;
mod validation;
