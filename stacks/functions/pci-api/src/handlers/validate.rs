//! `POST /payments`: checking a payment and recording it, once.

use payments::{
    api::{ApiRequest, ApiResponse},
    aws::Queue,
    card::{Card, Token},
    card_payment::{self, PaymentRequest, Source},
    fraud::{Reason, suspicion},
    moment::Moment,
    origin::Origin,
    payment::Amount,
    reply::{conflict, rejected, unavailable},
    request::{Problem, Rejection},
};
use zeroize::Zeroize;

use crate::{
    failure::Failure,
    ledger::{Ledger, Recording},
    message::PaymentMessage,
    reply,
    state::State,
    stored_payment::{Payment, StoredPayment},
    tokeniser::Tokeniser,
};

/// What validating payments needs.
pub struct Validate {
    /// Where payments are recorded.
    pub ledger: Ledger,
    /// Where they wait to be processed.
    pub queue: Queue,
    /// What puts tokens in the place of card numbers.
    pub tokeniser: Tokeniser,
    /// The greatest amount that is accepted.
    pub max_amount: Amount,
    /// How often a card may pay in ten minutes.
    pub velocity_limit: u32,
}

/// What became of a request.
enum Verdict {
    Rejected(Rejection),
    Declined,
    Conflict,
    Accepted(Box<StoredPayment>),
}

/// Answers a request. `invocation` is Lambda's name for it, `trace` its X-Ray header.
pub async fn validate(
    needs: &Validate,
    mut request: ApiRequest,
    invocation: &str,
    trace: Option<&str>,
    now: Moment,
) -> ApiResponse {
    let mut origin = Origin::of_request(&request, invocation, trace);
    let payment = card_payment::read(&request, &mut origin, now, &[], &|_, _, _| Some(()));
    // What is left of the card's number is in `payment`.
    request.body.zeroize();
    let verdict = match payment {
        Ok((payment, ())) => judge(needs, payment, &origin, now).await,
        Err(rejection) => Ok(Verdict::Rejected(rejection)),
    };
    answer(verdict, &origin)
}

fn answer(verdict: Result<Verdict, Failure>, origin: &Origin) -> ApiResponse {
    let correlation_id = &origin.correlation_id;
    match verdict {
        Ok(Verdict::Accepted(stored)) => {
            let transaction_id = &stored.transaction_id;
            tracing::info!(%correlation_id, %transaction_id, state = %stored.state, "payment accepted");
            reply::accepted(&stored, correlation_id)
        }
        Ok(Verdict::Declined) => reply::declined(correlation_id),
        Ok(Verdict::Conflict) => conflict(correlation_id),
        Ok(Verdict::Rejected(rejection)) => {
            tracing::info!(%correlation_id, "payment refused: the request is not valid");
            rejected(&rejection, correlation_id)
        }
        Err(error) => {
            tracing::error!(%correlation_id, %error, "payment not handled");
            unavailable(correlation_id)
        }
    }
}

async fn judge(needs: &Validate, request: PaymentRequest, origin: &Origin, now: Moment) -> Result<Verdict, Failure> {
    let Some(card) = identify(needs, request.source, now).await? else {
        let problem = Problem::new("paymentToken", Token::RULE);
        return Ok(Verdict::Rejected(Rejection::Invalid(vec![problem])));
    };
    let payment = Payment {
        transaction_id: request.transaction_id,
        amount: request.amount,
        currency: request.currency,
        card,
    };
    let stored = record(needs, &payment, origin, now).await?;
    let (correlation_id, transaction_id) = (&origin.correlation_id, &payment.transaction_id);
    if !stored.is(&payment) {
        tracing::warn!(%correlation_id, %transaction_id, "payment refused: its id is taken");
        return Ok(Verdict::Conflict);
    }
    match stored.state {
        State::Declined => return Ok(Verdict::Declined),
        // Also when it stood there before: its message may be what was missing.
        State::Validated => send(needs, &stored, origin).await?,
        State::Processed | State::Notified => {}
    }
    Ok(Verdict::Accepted(stored))
}

/// The card a request names; `None` for a token that was not given out, or whose card has expired.
async fn identify(needs: &Validate, source: Source, now: Moment) -> Result<Option<Card>, Failure> {
    match source {
        Source::Number(number, expiry) => Ok(Some(Card {
            token: needs.tokeniser.tokenise(&number).await?,
            last_four: number.last_four(),
            expiry,
        })),
        Source::Token(token) => {
            let card = needs.ledger.card(token).await?;
            Ok(card.filter(|card| !card.expiry.is_past(now)))
        }
    }
}

/// Records a payment, accepted or declined, and tells what stands under its transaction id.
async fn record(
    needs: &Validate,
    payment: &Payment,
    origin: &Origin,
    now: Moment,
) -> Result<Box<StoredPayment>, Failure> {
    if let Some(reason) = suspicion(payment.amount, payment.currency, needs.max_amount) {
        return decline(needs, payment, reason, origin, now).await;
    }
    let (ledger, correlation) = (&needs.ledger, &origin.correlation_id);
    match ledger.accept(payment, needs.velocity_limit, correlation, now).await? {
        Recording::Standing(stored) => Ok(stored),
        Recording::TooOften => decline(needs, payment, Reason::Velocity, origin, now).await,
    }
}

async fn decline(
    needs: &Validate,
    payment: &Payment,
    reason: Reason,
    origin: &Origin,
    now: Moment,
) -> Result<Box<StoredPayment>, Failure> {
    let (correlation_id, transaction_id) = (&origin.correlation_id, &payment.transaction_id);
    tracing::warn!(%correlation_id, %transaction_id, reason = reason.name(), "payment looks like fraud");
    needs.ledger.decline(payment, reason, correlation_id, now).await
}

async fn send(needs: &Validate, stored: &StoredPayment, origin: &Origin) -> Result<(), Failure> {
    let transaction_id = stored.transaction_id.clone();
    let sent = needs
        .queue
        .send_from(origin, PaymentMessage { transaction_id }.to_body());
    sent.await.map_err(|error| Failure::Queue(error.to_string()))
}
