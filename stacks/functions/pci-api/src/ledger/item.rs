//! Payments, cards and changes as items.

use aws_sdk_dynamodb::types::AttributeValue;
use payments::{
    aws::Item,
    card::{Card, Expiry, LastFour, Token},
    correlation::CorrelationId,
    currency::Currency,
    fraud::Reason,
    moment::Moment,
    payment::{Amount, TransactionId},
};

use super::key;
use crate::{failure::Failure, state::State, stored_payment::StoredPayment};

/// The attributes.
pub(super) mod attribute {
    pub(in crate::ledger) const STATE: &str = "state";
    pub(in crate::ledger) const CHANGED_AT: &str = "changedAt";
    pub(in crate::ledger) const PROCESSED_AT: &str = "processedAt";
    pub(super) const AMOUNT: &str = "amount";
    pub(super) const CURRENCY: &str = "currency";
    pub(super) const TOKEN: &str = "paymentToken";
    pub(super) const LAST_FOUR: &str = "cardLastFour";
    pub(super) const EXPIRY: &str = "cardExpiry";
    pub(super) const CORRELATION_ID: &str = "correlationId";
    pub(super) const RECEIVED_AT: &str = "receivedAt";
    pub(super) const REASON: &str = "declineReason";
}
use attribute::{
    AMOUNT, CHANGED_AT, CORRELATION_ID, CURRENCY, EXPIRY, LAST_FOUR, PROCESSED_AT, REASON, RECEIVED_AT, STATE, TOKEN,
};

/// A payment as it stands.
pub(super) fn of_payment(stored: &StoredPayment, reason: Option<Reason>) -> Item {
    let mut item = key::payment(&stored.transaction_id);
    item.extend([
        (STATE.to_owned(), text(stored.state.name())),
        (AMOUNT.to_owned(), number(stored.amount.minor_units())),
        (CURRENCY.to_owned(), text(stored.currency.code())),
        (TOKEN.to_owned(), text(stored.token.expose())),
        (LAST_FOUR.to_owned(), text(stored.last_four.as_str())),
        (CORRELATION_ID.to_owned(), text(stored.correlation_id.as_str())),
        (RECEIVED_AT.to_owned(), number(stored.received_at.millis())),
        (CHANGED_AT.to_owned(), number(stored.changed_at.millis())),
    ]);
    if let Some(reason) = reason {
        item.insert(REASON.to_owned(), text(reason.name()));
    }
    item
}

/// A change of a payment's state.
pub(super) fn of_change(id: &TransactionId, to: State, moment: Moment, correlation: &CorrelationId) -> Item {
    let mut item = key::change(id, moment);
    item.extend([
        (STATE.to_owned(), text(to.name())),
        (CORRELATION_ID.to_owned(), text(correlation.as_str())),
    ]);
    item
}

/// An accepted card.
pub(super) fn of_card(card: &Card) -> Item {
    let mut item = key::card(&card.token);
    item.extend([
        (LAST_FOUR.to_owned(), text(card.last_four.as_str())),
        (EXPIRY.to_owned(), text(&card.expiry.to_string())),
    ]);
    item
}

/// Reads a payment as it stands.
pub(super) fn to_payment(item: &Item) -> Result<StoredPayment, Failure> {
    let processed_at = item.contains_key(PROCESSED_AT).then_some(PROCESSED_AT);
    Ok(StoredPayment {
        transaction_id: read_text(item, key::PARTITION, TransactionId::parse)?,
        amount: read_number(item, AMOUNT, Amount::parse)?,
        currency: read_text(item, CURRENCY, Currency::parse)?,
        token: read_text(item, TOKEN, Token::parse)?,
        last_four: read_text(item, LAST_FOUR, LastFour::parse)?,
        state: read_text(item, STATE, State::parse)?,
        correlation_id: read_text(item, CORRELATION_ID, |text| {
            Some(CorrelationId::choose(Some(text), "unknown"))
        })?,
        received_at: read_number(item, RECEIVED_AT, Moment::from_millis)?,
        changed_at: read_number(item, CHANGED_AT, Moment::from_millis)?,
        processed_at: processed_at
            .map(|name| read_number(item, name, Moment::from_millis))
            .transpose()?,
    })
}

/// Reads an accepted card, whose token is known.
pub(super) fn to_card(item: &Item, token: Token) -> Result<Card, Failure> {
    Ok(Card {
        token,
        last_four: read_text(item, LAST_FOUR, LastFour::parse)?,
        expiry: read_text(item, EXPIRY, Expiry::parse)?,
    })
}

/// A text as an attribute's value.
pub(super) fn text(value: &str) -> AttributeValue {
    AttributeValue::S(value.to_owned())
}

/// A number as an attribute's value.
pub(super) fn number(value: i64) -> AttributeValue {
    AttributeValue::N(value.to_string())
}

fn read_text<T>(item: &Item, name: &'static str, parse: impl Fn(&str) -> Option<T>) -> Result<T, Failure> {
    let value = item.get(name).and_then(|value| value.as_s().ok());
    value.and_then(|value| parse(value)).ok_or(Failure::StoredValue(name))
}

fn read_number<T>(item: &Item, name: &'static str, parse: impl Fn(i64) -> Option<T>) -> Result<T, Failure> {
    let value = item.get(name).and_then(|value| value.as_n().ok()?.parse().ok());
    value.and_then(parse).ok_or(Failure::StoredValue(name))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn stored() -> StoredPayment {
        let moment = Moment::from_millis(1_769_903_999_120).expect("a moment");
        StoredPayment {
            transaction_id: TransactionId::parse("order-00001").expect("an id"),
            amount: Amount::parse(1250).expect("an amount"),
            currency: Currency::parse("EUR").expect("a currency"),
            token: Token::parse(&format!("tok_{}", "ab".repeat(16))).expect("a token"),
            last_four: LastFour::parse("1111").expect("digits"),
            state: State::Validated,
            correlation_id: CorrelationId::choose(None, "c-1"),
            received_at: moment,
            changed_at: moment,
            processed_at: None,
        }
    }

    #[test]
    fn a_payment_reads_back() {
        let item = of_payment(&stored(), Some(Reason::Velocity));
        assert_eq!(item[REASON], text("velocity"));
        assert_eq!(to_payment(&item).expect("a payment"), stored());
    }

    #[test]
    fn a_card_reads_back() {
        let card = Card {
            token: stored().token,
            last_four: stored().last_four,
            expiry: Expiry::new(2031, 9),
        };
        assert_eq!(to_card(&of_card(&card), stored().token).expect("a card"), card);
    }

    #[test]
    fn what_is_no_payment_is_told_by_its_attribute() {
        for name in [
            STATE,
            AMOUNT,
            CURRENCY,
            TOKEN,
            LAST_FOUR,
            CORRELATION_ID,
            RECEIVED_AT,
            CHANGED_AT,
        ] {
            let mut item = of_payment(&stored(), None);
            item.insert(name.to_owned(), AttributeValue::Bool(true));
            let failure = to_payment(&item).expect_err("a failure");
            assert!(
                matches!(failure, Failure::StoredValue(found) if found == name),
                "{failure}"
            );
        }
    }
}
