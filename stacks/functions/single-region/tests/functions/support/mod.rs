//! What the tests stand on.

pub(crate) mod requests;
pub(crate) mod table;
pub(crate) mod world;
