//! The programs against AWS as moto plays it over HTTP.

mod backups;
