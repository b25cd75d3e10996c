//! Audit records: one object for each thing that happened to a payment.

use payments::{correlation::CorrelationId, timestamp::Timestamp};
use serde_json::json;

use crate::{state::State, stored_payment::StoredPayment};

/// An audit record, ready to be written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AuditRecord {
    /// Where it goes: the same for the same event, so that a repetition makes a version and no second record.
    pub key: String,
    /// What it says, in JSON: neither token nor card.
    pub body: String,
}

impl AuditRecord {
    /// The record of a payment's arrival.
    pub fn of_processing(stored: &StoredPayment, environment: &str, correlation: &CorrelationId) -> Self {
        Self::new(stored, State::Processed, &stored.received_at, environment, correlation)
    }

    /// The record of a payment's settlement; there is none before it settled.
    pub fn of_settlement(stored: &StoredPayment, environment: &str, correlation: &CorrelationId) -> Option<Self> {
        let moment = stored.settled_at.as_ref()?;
        Some(Self::new(stored, State::Settled, moment, environment, correlation))
    }

    fn new(
        stored: &StoredPayment,
        event: State,
        moment: &Timestamp,
        environment: &str,
        correlation: &CorrelationId,
    ) -> Self {
        let payment = &stored.payment;
        let (year, month, day) = moment.date();
        let transaction_id = &payment.transaction_id;
        let body = json!({
            "event": event.name(),
            "occurredAt": moment.as_str(),
            "environment": environment,
            "transactionId": transaction_id.as_str(),
            "amount": payment.amount.minor_units(),
            "currency": payment.currency.code(),
            "correlationId": correlation,
        });
        Self {
            key: format!("payments/year={year}/month={month}/day={day}/{transaction_id}/{event}.json"),
            body: body.to_string(),
        }
    }
}

#[cfg(test)]
mod tests {
    use payments::{
        currency::Currency,
        payment::{Amount, Payment, PaymentToken, TransactionId},
    };

    use super::*;

    fn stored() -> StoredPayment {
        StoredPayment {
            payment: Payment {
                transaction_id: TransactionId::parse("order-00001").expect("an id"),
                amount: Amount::parse(1250).expect("an amount"),
                currency: Currency::parse("EUR").expect("a currency"),
                token: PaymentToken::parse("tok_secret_1").expect("a token"),
            },
            state: State::Processed,
            received_at: Timestamp::parse("2026-01-31T23:59:59.123456Z").expect("a moment"),
            settled_at: Timestamp::parse("2026-02-01T00:00:01.000000Z"),
            dispatched: false,
        }
    }

    #[test]
    fn is_filed_by_the_date_of_the_event() {
        let correlation = CorrelationId::choose(None, "c-1");
        let processed = AuditRecord::of_processing(&stored(), "dev", &correlation);
        assert_eq!(
            processed.key,
            "payments/year=2026/month=01/day=31/order-00001/processed.json"
        );
        let settled = AuditRecord::of_settlement(&stored(), "dev", &correlation).expect("a record");
        assert_eq!(
            settled.key,
            "payments/year=2026/month=02/day=01/order-00001/settled.json"
        );
    }

    #[test]
    fn says_what_happened_without_the_token() {
        let record = AuditRecord::of_processing(&stored(), "dev", &CorrelationId::choose(None, "c-1"));
        let body: serde_json::Value = serde_json::from_str(&record.body).expect("JSON");
        assert_eq!(body["event"], "processed");
        assert_eq!(body["amount"], 1250);
        assert_eq!(body["correlationId"], "c-1");
        assert!(!record.body.contains("secret"));
    }
}
