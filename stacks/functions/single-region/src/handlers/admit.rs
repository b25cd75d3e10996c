//! Deciding about a payment, and recording the decision.

use payments::{
    correlation::CorrelationId,
    fraud::{Reason, suspicion},
};

use crate::{
    configuration::Limits,
    failure::Failure,
    sessions::{Attempt, Recording, Session, Sessions, Standing},
};

/// How often a session is read again that other requests change meanwhile.
const ATTEMPTS: usize = 16;

/// What became of an attempt.
pub(super) enum Admission {
    /// What stands under its transaction id.
    Standing(Box<Standing>),
    /// Its session is blocked.
    Blocked,
}

/// Decides about an attempt once. Without limits there are no fraud checks, and blocked sessions pay too.
pub(super) async fn admit(
    sessions: &Sessions,
    attempt: &Attempt,
    limits: Option<Limits>,
) -> Result<Admission, Failure> {
    let (id, now) = (&attempt.session, attempt.received_at);
    for _ in 0..ATTEMPTS {
        let session = sessions.session(id, now).await?;
        if limits.is_some() && session.is_some_and(|session| session.blocked) {
            return blocked(sessions, attempt).await;
        }
        if let Recording::Standing(standing) = record(sessions, attempt, session, limits).await? {
            return Ok(Admission::Standing(standing));
        }
    }
    Err(Failure::Contention)
}

async fn record(
    sessions: &Sessions,
    attempt: &Attempt,
    session: Option<Session>,
    limits: Option<Limits>,
) -> Result<Recording, Failure> {
    let Some(limits) = limits else {
        return sessions.accept(attempt, session, None).await;
    };
    let transaction = &attempt.transaction;
    if let Some(reason) = suspicion(transaction.amount, transaction.currency, limits.max_amount) {
        return decline(sessions, attempt, session, reason).await;
    }
    match sessions.accept(attempt, session, Some(limits.velocity)).await? {
        Recording::TooOften => decline(sessions, attempt, session, Reason::Velocity).await,
        recording => Ok(recording),
    }
}

async fn decline(
    sessions: &Sessions,
    attempt: &Attempt,
    session: Option<Session>,
    reason: Reason,
) -> Result<Recording, Failure> {
    let (correlation_id, transaction_id): (&CorrelationId, _) = (&attempt.correlation_id, &attempt.transaction.id);
    tracing::warn!(%correlation_id, %transaction_id, reason = reason.name(), "payment looks like fraud");
    sessions.decline(attempt, session, reason).await
}

/// In a blocked session, what was decided before still stands; nothing new is decided.
async fn blocked(sessions: &Sessions, attempt: &Attempt) -> Result<Admission, Failure> {
    let now = attempt.received_at;
    if let Some(standing) = sessions.standing(&attempt.transaction.id, now).await? {
        return Ok(Admission::Standing(Box::new(standing)));
    }
    sessions.mark_refused(&attempt.session, now).await?;
    Ok(Admission::Blocked)
}
