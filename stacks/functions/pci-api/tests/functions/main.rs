//! The functions against AWS as moto plays it over HTTP: their handlers, and the deployed programs as Lambda runs them.

mod crashes;
mod load;
mod requests;
mod secrecy;
mod support;
mod workers;
