//! The payments' database: PostgreSQL.

mod payments;
mod schema;

pub use self::payments::Payments;
