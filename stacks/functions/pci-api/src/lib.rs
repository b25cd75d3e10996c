//! The code of the `pci_api` payment system: three Lambda functions on `provided.al2023`.
//!
//! | binary              | invoked by                 | what it does                                                      |
//! |---------------------|----------------------------|-------------------------------------------------------------------|
//! | `payment-validator` | `POST /payments`           | checks a payment, puts a token in the card's place, records it    |
//! | `payment-processor` | the payments queue         | processes a recorded payment, once, and audits it                 |
//! | `payment-notifier`  | the notifications queue    | tells the stakeholders                                            |
//!
//! A card's number enters with the validator's request and goes no further: [`payments::card::CardNumber`] holds it until the
//! token is made. How payments are recorded, and why nothing is processed twice, is written down in [`ledger`].

pub mod audit;
pub mod failure;
pub mod handlers;
pub mod ledger;
pub mod message;
pub mod notification;
pub mod reply;
pub mod start;
pub mod state;
pub mod stored_payment;
pub mod tokeniser;
