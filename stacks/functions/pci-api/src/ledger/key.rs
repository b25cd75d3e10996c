//! The keys of the table's items.

use aws_sdk_dynamodb::types::AttributeValue;
use payments::{aws::Item, card::Token, moment::Moment, payment::TransactionId};

/// The partition key.
pub(super) const PARTITION: &str = "transactionId";
/// The sort key.
pub(super) const SORT: &str = "timestamp";

/// How long a window of the velocity limit is, in milliseconds.
const WINDOW: i64 = 10 * 60 * 1000;

/// The key of a payment as it stands.
pub(super) fn payment(id: &TransactionId) -> Item {
    key(id.as_str().to_owned(), 0)
}

/// The key of a change of a payment's state.
pub(super) fn change(id: &TransactionId, moment: Moment) -> Item {
    key(id.as_str().to_owned(), moment.millis())
}

/// The key of an accepted card.
pub(super) fn card(token: &Token) -> Item {
    key(format!("token#{}", token.expose()), 0)
}

/// The key of a card's count in the window a moment lies in.
pub(super) fn window(token: &Token, now: Moment) -> Item {
    key(format!("velocity#{}", token.expose()), now.millis() / WINDOW * WINDOW)
}

/// When the count of the window a moment lies in is of no more use, in seconds since 1970.
pub(super) fn window_expires_at(now: Moment) -> i64 {
    (now.millis() / WINDOW * WINDOW + 2 * WINDOW) / 1000
}

fn key(partition: String, sort: i64) -> Item {
    Item::from([
        (PARTITION.to_owned(), AttributeValue::S(partition)),
        (SORT.to_owned(), AttributeValue::N(sort.to_string())),
    ])
}
