//! The programs against AWS as moto plays it over HTTP and a real PostgreSQL.

mod backups;
mod http;
mod running;
mod service;
