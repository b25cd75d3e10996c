//! Sessions, payments and cards as items.

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

use super::{Session, Standing, TRANSACTION_LIFE, Verdict, key};
use crate::{failure::Failure, session_id::SessionId, transaction::Transaction};

/// The attributes.
pub(super) mod attribute {
    pub(in crate::sessions) const ATTEMPTS: &str = "attempts";
    pub(in crate::sessions) const DECLINED: &str = "declined";
    pub(in crate::sessions) const LAST_SEEN: &str = "lastSeen";
    pub(in crate::sessions) const BLOCKED_AT: &str = "blockedAt";
    pub(in crate::sessions) const EXPIRES_AT: &str = "expiresAt";
    pub(in crate::sessions) const PAYMENTS: &str = "payments";
    pub(in crate::sessions) const QUEUED_AT: &str = "queuedAt";
    pub(super) const VERDICT: &str = "verdict";
    pub(super) const REASON: &str = "declineReason";
    pub(super) const SESSION: &str = "session";
    pub(super) const AMOUNT: &str = "amount";
    pub(super) const CURRENCY: &str = "currency";
    pub(super) const TOKEN: &str = "paymentToken";
    pub(super) const LAST_FOUR: &str = "cardLastFour";
    pub(super) const EXPIRY: &str = "cardExpiry";
    pub(super) const CORRELATION_ID: &str = "correlationId";
    pub(super) const RECEIVED_AT: &str = "receivedAt";
}
use attribute::{
    AMOUNT, ATTEMPTS, BLOCKED_AT, CORRELATION_ID, CURRENCY, DECLINED, EXPIRES_AT, EXPIRY, LAST_FOUR, LAST_SEEN,
    QUEUED_AT, REASON, RECEIVED_AT, SESSION, TOKEN, VERDICT,
};

const ACCEPTED: &str = "ACCEPTED";
const REFUSED: &str = "DECLINED";

/// A session's first attempt.
pub(super) fn of_first(id: &SessionId, declined: u32, now: Moment, expires_at: i64) -> Item {
    let mut item = key::session(id);
    item.extend([
        (ATTEMPTS.to_owned(), number(1)),
        (DECLINED.to_owned(), number(declined.into())),
        (LAST_SEEN.to_owned(), number(now.millis())),
        (EXPIRES_AT.to_owned(), number(expires_at)),
    ]);
    item
}

/// A payment that was decided about.
pub(super) fn of_standing(standing: &Standing) -> Item {
    let transaction = &standing.transaction;
    let mut item = key::transaction(&transaction.id);
    item.extend([
        (SESSION.to_owned(), text(standing.session.as_str())),
        (AMOUNT.to_owned(), number(transaction.amount.minor_units())),
        (CURRENCY.to_owned(), text(transaction.currency.code())),
        (TOKEN.to_owned(), text(transaction.token.expose())),
        (LAST_FOUR.to_owned(), text(transaction.last_four.as_str())),
        (CORRELATION_ID.to_owned(), text(standing.correlation_id.as_str())),
        (RECEIVED_AT.to_owned(), number(standing.received_at.millis())),
        (
            EXPIRES_AT.to_owned(),
            number(seconds(standing.received_at) + TRANSACTION_LIFE),
        ),
    ]);
    match standing.verdict {
        Verdict::Accepted => drop(item.insert(VERDICT.to_owned(), text(ACCEPTED))),
        Verdict::Declined(reason) => item.extend([
            (VERDICT.to_owned(), text(REFUSED)),
            (REASON.to_owned(), text(reason.name())),
        ]),
    }
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

/// Whether an item is to be forgotten.
pub(super) fn is_expired(item: &Item, now: Moment) -> Result<bool, Failure> {
    Ok(read_number(item, EXPIRES_AT, Some)? <= seconds(now))
}

/// Reads a session.
pub(super) fn to_session(item: &Item) -> Result<Session, Failure> {
    let count = |name| read_number(item, name, |count| u32::try_from(count).ok());
    Ok(Session {
        attempts: count(ATTEMPTS)?,
        declined: count(DECLINED)?,
        blocked: item.contains_key(BLOCKED_AT),
    })
}

/// Reads a payment that was decided about.
pub(super) fn to_standing(item: &Item, id: &TransactionId) -> Result<Standing, Failure> {
    Ok(Standing {
        transaction: Transaction {
            id: id.clone(),
            amount: read_number(item, AMOUNT, Amount::parse)?,
            currency: read_text(item, CURRENCY, Currency::parse)?,
            token: read_text(item, TOKEN, Token::parse)?,
            last_four: read_text(item, LAST_FOUR, LastFour::parse)?,
        },
        session: read_text(item, SESSION, SessionId::parse)?,
        verdict: match read_text(item, VERDICT, |name| Some(name.to_owned()))?.as_str() {
            ACCEPTED => Verdict::Accepted,
            REFUSED => Verdict::Declined(read_text(item, REASON, Reason::parse)?),
            _ => return Err(Failure::StoredValue(VERDICT)),
        },
        correlation_id: read_text(item, CORRELATION_ID, |text| {
            Some(CorrelationId::choose(Some(text), "unknown"))
        })?,
        received_at: read_number(item, RECEIVED_AT, Moment::from_millis)?,
        queued: item.contains_key(QUEUED_AT),
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

/// A moment in seconds since 1970, as DynamoDB wants the time of expiry.
pub(super) fn seconds(moment: Moment) -> i64 {
    moment.millis() / 1000
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

    fn standing(verdict: Verdict) -> Standing {
        Standing {
            transaction: Transaction {
                id: TransactionId::parse("order-00001").expect("an id"),
                amount: Amount::parse(1250).expect("an amount"),
                currency: Currency::parse("EUR").expect("a currency"),
                token: Token::parse(&format!("tok_{}", "ab".repeat(16))).expect("a token"),
                last_four: LastFour::parse("1111").expect("digits"),
            },
            session: SessionId::parse("session-00001").expect("a session"),
            verdict,
            correlation_id: CorrelationId::choose(None, "c-1"),
            received_at: Moment::from_millis(1_769_903_999_120).expect("a moment"),
            queued: false,
        }
    }

    #[test]
    fn a_payment_reads_back() {
        for verdict in [
            Verdict::Accepted,
            Verdict::Declined(Reason::Amount),
            Verdict::Declined(Reason::Currency),
            Verdict::Declined(Reason::Velocity),
        ] {
            let standing = standing(verdict);
            let item = of_standing(&standing);
            assert_eq!(
                to_standing(&item, &standing.transaction.id).expect("a payment"),
                standing
            );
        }
    }

    #[test]
    fn a_card_reads_back() {
        let card = Card {
            token: standing(Verdict::Accepted).transaction.token,
            last_four: LastFour::parse("1111").expect("digits"),
            expiry: Expiry::new(2031, 9),
        };
        assert_eq!(to_card(&of_card(&card), card.token.clone()).expect("a card"), card);
    }

    #[test]
    fn what_is_no_payment_is_told_by_its_attribute() {
        let standing = standing(Verdict::Declined(Reason::Amount));
        for name in [
            VERDICT,
            REASON,
            SESSION,
            AMOUNT,
            CURRENCY,
            TOKEN,
            LAST_FOUR,
            CORRELATION_ID,
            RECEIVED_AT,
        ] {
            let mut item = of_standing(&standing);
            item.insert(name.to_owned(), AttributeValue::Bool(true));
            let failure = to_standing(&item, &standing.transaction.id).expect_err("a failure");
            assert!(
                matches!(failure, Failure::StoredValue(found) if found == name),
                "{failure}"
            );
        }
    }

    #[test]
    fn what_expires_now_is_expired() {
        let moment = |millis| Moment::from_millis(millis).expect("a moment");
        let session = SessionId::parse("session-00001").expect("a session");
        let item = of_first(&session, 0, moment(0), 100);
        assert!(!is_expired(&item, moment(99_999)).expect("a time"));
        assert!(is_expired(&item, moment(100_000)).expect("a time"));
    }
}
