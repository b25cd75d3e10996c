//! The message in the transactions queue.

use payments::{
    batch::Message,
    card::{LastFour, Token},
    currency::Currency,
    payment::{Amount, TransactionId},
};
use serde::Deserialize;
use serde_json::json;

use crate::transaction::Transaction;

/// The message as it travels. Processing cannot read the sessions' table, so the message says all of the payment.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Wire {
    transaction_id: String,
    amount: i64,
    currency: String,
    payment_token: String,
    card_last_four: String,
}

impl Transaction {
    /// The body of the message that calls for its processing: with its token, never with a card's number.
    pub fn to_body(&self) -> String {
        json!({
            "transactionId": self.id.as_str(),
            "amount": self.amount.minor_units(),
            "currency": self.currency.code(),
            "paymentToken": self.token.expose(),
            "cardLastFour": self.last_four.as_str(),
        })
        .to_string()
    }
}

impl Message for Transaction {
    fn from_body(body: &str) -> Option<Self> {
        let wire: Wire = serde_json::from_str(body).ok()?;
        Some(Self {
            id: TransactionId::parse(&wire.transaction_id)?,
            amount: Amount::parse(wire.amount)?,
            currency: Currency::parse(&wire.currency)?,
            token: Token::parse(&wire.payment_token)?,
            last_four: LastFour::parse(&wire.card_last_four)?,
        })
    }

    fn transaction_id(&self) -> &TransactionId {
        &self.id
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_what_it_wrote_and_nothing_else() {
        let transaction = Transaction {
            id: TransactionId::parse("order-00001").expect("an id"),
            amount: Amount::parse(1250).expect("an amount"),
            currency: Currency::parse("EUR").expect("a currency"),
            token: Token::parse(&format!("tok_{}", "ab".repeat(16))).expect("a token"),
            last_four: LastFour::parse("1111").expect("digits"),
        };
        let body = transaction.to_body();
        assert_eq!(Transaction::from_body(&body), Some(transaction));
        for poison in [
            String::new(),
            "poison".to_owned(),
            "{}".to_owned(),
            body.replace("order-00001", "4111111111111111"),
            body.replace("1250", "-1"),
            body.replace("EUR", "eur"),
            body.replace("tok_", "tok-"),
            body.replace("\"1111\"", "\"4111111111111111\""),
            body.replacen('{', "{\"more\":1,", 1),
        ] {
            assert_eq!(Transaction::from_body(&poison), None, "{poison}");
        }
    }
}
