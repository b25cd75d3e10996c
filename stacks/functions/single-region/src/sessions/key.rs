//! The keys of the table's items.

use aws_sdk_dynamodb::types::AttributeValue;
use payments::{aws::Item, card::Token, moment::Moment, payment::TransactionId};

use crate::session_id::SessionId;

/// The key's attribute.
pub(super) const KEY: &str = "sessionId";

/// How long a window of the velocity limit is, in milliseconds.
const WINDOW: i64 = 10 * 60 * 1000;

/// The key of a session.
pub(super) fn session(id: &SessionId) -> Item {
    key(id.to_string())
}

/// The key of a payment that was decided about.
pub(super) fn transaction(id: &TransactionId) -> Item {
    key(format!("transaction#{id}"))
}

/// The key of an accepted card.
pub(super) fn card(token: &Token) -> Item {
    key(format!("token#{}", token.expose()))
}

/// The key of a card's count in the window a moment lies in.
pub(super) fn window(token: &Token, now: Moment) -> Item {
    key(format!("velocity#{}#{}", window_start(now), token.expose()))
}

/// When the count of the window a moment lies in is of no more use, in seconds since 1970.
pub(super) fn window_expires_at(now: Moment) -> i64 {
    (window_start(now) + 2 * WINDOW) / 1000
}

fn window_start(now: Moment) -> i64 {
    now.millis() / WINDOW * WINDOW
}

fn key(text: String) -> Item {
    Item::from([(KEY.to_owned(), AttributeValue::S(text))])
}
