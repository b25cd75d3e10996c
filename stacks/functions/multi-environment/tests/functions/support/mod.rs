//! What the tests stand on: a real PostgreSQL; an audit trail, a queue and a vault in memory; AWS as moto plays it; and
//! Lambda's side of a function.

pub(crate) mod certificates;
pub(crate) mod fakes;
pub(crate) mod moto;
pub(crate) mod postgres;
