//! Learns what a provider demands of values: asks the provider binary itself, over Terraform's plugin protocol.
//!
//! `terraform providers schema` names attributes and types, and nothing of a provider's own checks. The binary runs all of
//! them when it is asked to validate a configuration, offline and without credentials. The miner sends it configurations
//! that break one check after the other, and reads the rules off the answers. What a provider only checks when it plans says
//! less of itself: there, configurations are varied until it is clear what the refusal depends on.

pub mod diagnostic;
pub mod message;
pub mod plan;
pub mod probe;
pub mod process;
pub mod protocol;
pub mod sweep;
pub mod value;
pub mod verify;

mod engine_body;
mod types;
