//! The code of the `multi_environment` payment system: three Lambda functions on `provided.al2023`.
//!
//! | binary            | invoked by                | what it does                                               |
//! |-------------------|---------------------------|------------------------------------------------------------|
//! | `process-payment` | `POST /process-payment`   | records a payment, audits it, queues its settlement        |
//! | `verify-payment`  | `GET /verify-payment`     | tells where a payment stands                               |
//! | `notify-payment`  | the settlement queue      | settles recorded payments, reporting failures one by one   |
//!
//! Everything that decides is a pure function of this library; what reaches the outside stands behind the
//! traits of [`ports`], except PostgreSQL and its secret, which the tests run for real.

pub mod audit;
pub mod database;
pub mod failure;
pub mod handlers;
pub mod message;
pub mod ports;
pub mod reply;
pub mod request;
pub mod start;
pub mod state;
pub mod stored_payment;
