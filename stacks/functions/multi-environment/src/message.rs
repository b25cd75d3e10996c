//! The message that asks for a payment's settlement.

use payments::{correlation::CorrelationId, payment::TransactionId};
use serde::Deserialize;

/// A request to settle one payment. It names the payment only: the database says the rest.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SettlementMessage {
    /// Which payment.
    pub transaction_id: TransactionId,
    /// The correlation identifier of the request that recorded it.
    pub correlation_id: CorrelationId,
}

/// The message as it travels.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Wire {
    transaction_id: String,
    correlation_id: String,
}

impl SettlementMessage {
    /// The message's body.
    pub fn to_body(&self) -> String {
        serde_json::json!({
            "transactionId": self.transaction_id.as_str(),
            "correlationId": self.correlation_id,
        })
        .to_string()
    }

    /// Reads a body; `None` when it is no settlement message.
    pub fn from_body(body: &str, delivery: &str) -> Option<Self> {
        let wire: Wire = serde_json::from_str(body).ok()?;
        Some(Self {
            transaction_id: TransactionId::parse(&wire.transaction_id)?,
            correlation_id: CorrelationId::choose(Some(&wire.correlation_id), delivery),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_what_it_wrote() {
        let message = SettlementMessage {
            transaction_id: TransactionId::parse("order-00001").expect("an id"),
            correlation_id: CorrelationId::choose(None, "c-1"),
        };
        assert_eq!(SettlementMessage::from_body(&message.to_body(), "m-1"), Some(message));
    }

    #[test]
    fn refuses_anything_else() {
        for body in ["", "poison", "{}", r#"{"transactionId":"x","correlationId":"c"}"#] {
            assert_eq!(SettlementMessage::from_body(body, "m-1"), None, "{body}");
        }
    }
}
