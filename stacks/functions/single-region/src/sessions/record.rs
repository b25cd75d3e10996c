//! Recording what was decided about a payment, with all it counts towards.

use aws_sdk_dynamodb::types::{
    Put, TransactWriteItem, Update,
    builders::{PutBuilder, UpdateBuilder},
};
use payments::{aws::Outcome, fraud::Reason, moment::Moment};

use super::{
    Attempt, DECLINES_ALLOWED, SESSION_LIFE, Session, Sessions, Standing, Verdict,
    item::{
        self,
        attribute::{ATTEMPTS, BLOCKED_AT, DECLINED, EXPIRES_AT, LAST_SEEN, PAYMENTS},
        number, seconds,
    },
    key::{self, KEY},
};
use crate::failure::Failure;

/// The payment's place in the transaction that records it.
const PAYMENT: usize = 0;
/// The session's.
const SESSION: usize = 1;

/// What became of a decision that was to be recorded.
#[derive(Debug, PartialEq, Eq)]
pub enum Recording {
    /// What stands under its transaction id now: this payment, or one that came before.
    Standing(Box<Standing>),
    /// Nothing was recorded: its card paid as often in this window as it may.
    TooOften,
    /// Nothing was recorded: the session is not as it was read.
    SessionMoved,
}

/// A decision to be recorded.
struct Decision<'a> {
    attempt: &'a Attempt,
    verdict: Verdict,
    /// The session as it was read.
    session: Option<Session>,
    /// Whether a blocked session counts.
    checked: bool,
}

impl Sessions {
    /// Accepts a payment of a session that was read to be so. `velocity` is how often its card may pay in ten minutes;
    /// without it there are no fraud checks, so it does not matter either whether the session is blocked.
    ///
    /// # Errors
    ///
    /// When the table fails; then the payment may be recorded or not.
    pub async fn accept(
        &self,
        attempt: &Attempt,
        session: Option<Session>,
        velocity: Option<u32>,
    ) -> Result<Recording, Failure> {
        let decision = Decision {
            attempt,
            verdict: Verdict::Accepted,
            session,
            checked: velocity.is_some(),
        };
        let card = self.table.put(item::of_card(&attempt.card), Put::builder())?;
        let count = velocity.map(|limit| self.count(attempt, limit)).transpose()?;
        self.record(decision, [card].into_iter().chain(count)).await
    }

    /// Declines a payment of a session that was read to be so.
    ///
    /// # Errors
    ///
    /// When the table fails; then the payment may be recorded or not.
    pub async fn decline(
        &self,
        attempt: &Attempt,
        session: Option<Session>,
        reason: Reason,
    ) -> Result<Recording, Failure> {
        let decision = Decision {
            attempt,
            verdict: Verdict::Declined(reason),
            session,
            checked: true,
        };
        self.record(decision, []).await
    }

    async fn record(
        &self,
        decision: Decision<'_>,
        others: impl IntoIterator<Item = TransactWriteItem>,
    ) -> Result<Recording, Failure> {
        let attempt = decision.attempt;
        let (id, now) = (&attempt.transaction.id, attempt.received_at);
        let standing = Standing::of(attempt, decision.verdict);
        let mut items = vec![
            self.table.put(item::of_standing(&standing), where_there_is_none(now))?,
            self.session_with(&decision)?,
        ];
        items.extend(others);
        match self.table.transact(items).await? {
            Outcome::Written => Ok(Recording::Standing(Box::new(standing))),
            Outcome::Refused(places) if places.contains(&PAYMENT) => {
                let found = self.standing(id, now).await?;
                let found = found.ok_or(Failure::Contention)?;
                Ok(Recording::Standing(Box::new(found)))
            }
            Outcome::Refused(places) if places.contains(&SESSION) => Ok(Recording::SessionMoved),
            Outcome::Refused(_) => Ok(Recording::TooOften),
        }
    }

    /// The session with one attempt more, where it is as it was read.
    fn session_with(&self, decision: &Decision<'_>) -> Result<TransactWriteItem, Failure> {
        let (id, now) = (&decision.attempt.session, decision.attempt.received_at);
        let declined = matches!(decision.verdict, Verdict::Declined(_));
        let expires_at = seconds(now) + SESSION_LIFE;
        let Some(session) = decision.session else {
            let first = item::of_first(id, declined.into(), now, expires_at);
            return Ok(self.table.put(first, where_there_is_none(now))?);
        };
        let mut update = Update::builder()
            .expression_attribute_names("#attempts", ATTEMPTS)
            .expression_attribute_names("#declined", DECLINED)
            .expression_attribute_names("#lastSeen", LAST_SEEN)
            .expression_attribute_names("#expiresAt", EXPIRES_AT)
            .expression_attribute_values(":one", number(1))
            .expression_attribute_values(":more", number(declined.into()))
            .expression_attribute_values(":now", number(now.millis()))
            .expression_attribute_values(":seconds", number(seconds(now)))
            .expression_attribute_values(":expiresAt", number(expires_at));
        let mut change = "SET #attempts = #attempts + :one, #declined = #declined + :more, #lastSeen = :now, \
                          #expiresAt = :expiresAt"
            .to_owned();
        let mut condition = "#expiresAt > :seconds".to_owned();
        if decision.checked {
            condition.push_str(" AND attribute_not_exists(#blockedAt)");
            update = update.expression_attribute_names("#blockedAt", BLOCKED_AT);
        }
        if declined {
            condition.push_str(" AND #declined = :declined");
            update = update.expression_attribute_values(":declined", number(session.declined.into()));
            if session.declined + 1 >= DECLINES_ALLOWED {
                change.push_str(", #blockedAt = :now");
            }
        }
        let update = update.update_expression(change).condition_expression(condition);
        Ok(self.table.update(key::session(id), update)?)
    }

    /// One payment more in the card's window, where the limit is not reached.
    fn count(&self, attempt: &Attempt, limit: u32) -> Result<TransactWriteItem, Failure> {
        let now = attempt.received_at;
        let update: UpdateBuilder = Update::builder()
            .update_expression("ADD #payments :one SET #expiresAt = :expiresAt")
            .condition_expression("attribute_not_exists(#payments) OR #payments < :limit")
            .expression_attribute_names("#payments", PAYMENTS)
            .expression_attribute_names("#expiresAt", EXPIRES_AT)
            .expression_attribute_values(":one", number(1))
            .expression_attribute_values(":limit", number(limit.into()))
            .expression_attribute_values(":expiresAt", number(key::window_expires_at(now)));
        Ok(self.table.update(key::window(&attempt.card.token, now), update)?)
    }
}

/// The condition that there is no such item, or none that counts any more.
fn where_there_is_none(now: Moment) -> PutBuilder {
    Put::builder()
        .condition_expression("attribute_not_exists(#key) OR #expiresAt <= :seconds")
        .expression_attribute_names("#key", KEY)
        .expression_attribute_names("#expiresAt", EXPIRES_AT)
        .expression_attribute_values(":seconds", number(seconds(now)))
}
