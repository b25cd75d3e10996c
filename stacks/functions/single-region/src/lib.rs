//! The code of the `single_region` payment system: three Lambda functions on `provided.al2023`.
//!
//! | binary                   | invoked by                                       | what it does                              |
//! |--------------------------|--------------------------------------------------|-------------------------------------------|
//! | `payment-validation`     | `POST /payments`                                 | checks a payment, puts a token in the card's place, keeps the session, queues the payment |
//! | `transaction-processing` | the transactions queue                           | records and processes a payment in PostgreSQL, once, and audits it |
//! |                          | `GET /payments/{transactionId}`                  | tells where a payment stands              |
//! | `notification`           | the notifications queue                          | tells the stakeholders                    |
//!
//! A card's number enters with the validation's request and goes no further. What is configured at one place for all
//! functions is in [`parameters`]. Why a payment is accepted once is written down in [`sessions`], why it is processed
//! once in [`database`].

pub mod audit;
pub mod configuration;
pub mod database;
pub mod failure;
pub mod handlers;
pub mod messages;
pub mod parameters;
pub mod reply;
pub mod request;
pub mod session_id;
pub mod sessions;
pub mod start;
pub mod state;
pub mod transaction;
