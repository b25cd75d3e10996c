//! The message in the notifications queue.

use payments::{
    batch::Message,
    card::LastFour,
    currency::Currency,
    payment::{Amount, TransactionId},
    timestamp::Timestamp,
};
use serde::Deserialize;
use serde_json::json;

use crate::transaction::StoredTransaction;

/// The news that a payment was processed, as stakeholders may know it: neither token nor card number.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct News {
    /// Which payment.
    pub transaction_id: TransactionId,
    /// How much.
    pub amount: Amount,
    /// In what.
    pub currency: Currency,
    /// From which card.
    pub last_four: LastFour,
    /// When it was processed.
    pub processed_at: Timestamp,
}

/// The message as it travels. The notification function cannot read the database, so the message says everything.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Wire {
    transaction_id: String,
    amount: i64,
    currency: String,
    card_last_four: String,
    processed_at: String,
}

impl News {
    /// The news of a payment; there is none before it was processed.
    pub fn of(stored: &StoredTransaction) -> Option<Self> {
        let transaction = &stored.transaction;
        Some(Self {
            transaction_id: transaction.id.clone(),
            amount: transaction.amount,
            currency: transaction.currency,
            last_four: transaction.last_four.clone(),
            processed_at: stored.processed_at.clone()?,
        })
    }

    /// The message's body.
    pub fn to_body(&self) -> String {
        json!({
            "transactionId": self.transaction_id.as_str(),
            "amount": self.amount.minor_units(),
            "currency": self.currency.code(),
            "cardLastFour": self.last_four.as_str(),
            "processedAt": self.processed_at.as_str(),
        })
        .to_string()
    }
}

impl Message for News {
    fn from_body(body: &str) -> Option<Self> {
        let wire: Wire = serde_json::from_str(body).ok()?;
        Some(Self {
            transaction_id: TransactionId::parse(&wire.transaction_id)?,
            amount: Amount::parse(wire.amount)?,
            currency: Currency::parse(&wire.currency)?,
            last_four: LastFour::parse(&wire.card_last_four)?,
            processed_at: Timestamp::parse(&wire.processed_at)?,
        })
    }

    fn transaction_id(&self) -> &TransactionId {
        &self.transaction_id
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_what_it_wrote_and_nothing_else() {
        let news = News {
            transaction_id: TransactionId::parse("order-00001").expect("an id"),
            amount: Amount::parse(1250).expect("an amount"),
            currency: Currency::parse("EUR").expect("a currency"),
            last_four: LastFour::parse("1111").expect("digits"),
            processed_at: Timestamp::parse("2026-01-31T23:59:59.123456Z").expect("a moment"),
        };
        let body = news.to_body();
        assert_eq!(News::from_body(&body), Some(news));
        for poison in [
            "poison".to_owned(),
            "{}".to_owned(),
            body.replace("order-00001", "x"),
            body.replace("2026", "year"),
            body.replacen('{', "{\"paymentToken\":\"t\",", 1),
        ] {
            assert_eq!(News::from_body(&poison), None, "{poison}");
        }
    }
}
