//! What the Lambda functions of all payment systems share: reading events, answering them, the parts of a payment,
//! logs that name no card, and the AWS services every system uses.

pub mod api;
pub mod aws;
pub mod batch;
#[cfg(feature = "card")]
pub mod card;
pub mod card_number;
#[cfg(feature = "card")]
pub mod card_payment;
pub mod correlation;
pub mod currency;
#[cfg(feature = "postgres")]
pub mod database;
#[cfg(feature = "card")]
pub mod fields;
#[cfg(feature = "card")]
pub mod fraud;
pub mod log;
pub mod moment;
pub mod origin;
pub mod payment;
pub mod reply;
pub mod request;
pub mod settings;
pub mod sqs_event;
pub mod start;
pub mod timestamp;
