//! The message that travels in both queues.

use payments::{batch::Message, payment::TransactionId};
use serde::Deserialize;

/// A call to do the next thing with one payment. It names the payment only: the ledger says the rest.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PaymentMessage {
    /// Which payment.
    pub transaction_id: TransactionId,
}

/// The message as it travels.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Wire {
    transaction_id: String,
}

impl PaymentMessage {
    /// The message's body.
    pub fn to_body(&self) -> String {
        serde_json::json!({"transactionId": self.transaction_id.as_str()}).to_string()
    }
}

impl Message for PaymentMessage {
    fn from_body(body: &str) -> Option<Self> {
        let wire: Wire = serde_json::from_str(body).ok()?;
        let transaction_id = TransactionId::parse(&wire.transaction_id)?;
        Some(Self { transaction_id })
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
        let transaction_id = TransactionId::parse("order-00001").expect("an id");
        let message = PaymentMessage { transaction_id };
        assert_eq!(PaymentMessage::from_body(&message.to_body()), Some(message));
        for body in [
            "",
            "poison",
            "{}",
            r#"{"transactionId":"x"}"#,
            r#"{"transactionId":"order-00001","a":1}"#,
        ] {
            assert_eq!(PaymentMessage::from_body(body), None, "{body}");
        }
    }
}
