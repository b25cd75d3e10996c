//! What the tests stand on: a real PostgreSQL, and an audit trail, a queue and a vault in memory.

pub(crate) mod certificates;
pub(crate) mod fakes;
pub(crate) mod postgres;
