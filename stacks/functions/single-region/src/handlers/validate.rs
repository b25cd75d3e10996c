//! `POST /payments`: checking a payment and accepting it, once.

use payments::{
    api::{ApiRequest, ApiResponse},
    aws::Queue,
    card::{Card, Token, TokenKey},
    card_payment::{PaymentRequest, Source},
    moment::Moment,
    origin::Origin,
    reply::{conflict, rejected, unavailable},
    request::{Problem, Rejection},
};
use zeroize::Zeroize;

use super::admit::{Admission, admit};
use crate::{
    configuration::Validation,
    failure::Failure,
    parameters::Parameters,
    reply, request,
    session_id::SessionId,
    sessions::{Attempt, Sessions, Standing, Verdict},
    transaction::Transaction,
};

/// What validating payments needs.
pub struct Validate {
    /// The configuration.
    pub parameters: Parameters<Validation>,
    /// Where sessions are kept.
    pub sessions: Sessions,
    /// Where payments wait to be processed.
    pub queue: Queue,
}

/// What becomes of a request.
enum Answer {
    Rejected(Rejection),
    Declined,
    Blocked,
    Conflict,
    Accepted { standing: Box<Standing>, api_url: String },
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
    let payment = request::payment(&request, &mut origin, now);
    // What is left of the card's number is in `payment`.
    request.body.zeroize();
    let answer = match payment {
        Ok((payment, session)) => judge(needs, payment, session, &origin, now).await,
        Err(rejection) => Ok(Answer::Rejected(rejection)),
    };
    respond(answer, &origin)
}

fn respond(answer: Result<Answer, Failure>, origin: &Origin) -> ApiResponse {
    let correlation_id = &origin.correlation_id;
    match answer {
        Ok(Answer::Accepted { standing, api_url }) => {
            let transaction_id = &standing.transaction.id;
            tracing::info!(%correlation_id, %transaction_id, "payment accepted");
            reply::accepted(&standing, &api_url, correlation_id)
        }
        Ok(Answer::Declined) => reply::declined(correlation_id),
        Ok(Answer::Blocked) => {
            tracing::warn!(%correlation_id, "payment refused: its session is blocked");
            reply::blocked(correlation_id)
        }
        Ok(Answer::Conflict) => {
            tracing::warn!(%correlation_id, "payment refused: its id is taken");
            conflict(correlation_id)
        }
        Ok(Answer::Rejected(rejection)) => {
            tracing::info!(%correlation_id, "payment refused: the request is not valid");
            rejected(&rejection, correlation_id)
        }
        Err(error) => {
            tracing::error!(%correlation_id, %error, "payment not handled");
            unavailable(correlation_id)
        }
    }
}

async fn judge(
    needs: &Validate,
    request: PaymentRequest,
    session: SessionId,
    origin: &Origin,
    now: Moment,
) -> Result<Answer, Failure> {
    let configuration = needs.parameters.current().await?;
    let Some(card) = identify(&needs.sessions, &configuration.token_key, request.source, now).await? else {
        let problem = Problem::new("paymentToken", Token::RULE);
        return Ok(Answer::Rejected(Rejection::Invalid(vec![problem])));
    };
    let attempt = Attempt {
        transaction: Transaction {
            id: request.transaction_id,
            amount: request.amount,
            currency: request.currency,
            token: card.token.clone(),
            last_four: card.last_four.clone(),
        },
        card,
        session,
        correlation_id: origin.correlation_id.clone(),
        received_at: now,
    };
    let standing = match admit(&needs.sessions, &attempt, configuration.fraud_checks).await? {
        Admission::Blocked => return Ok(Answer::Blocked),
        Admission::Standing(standing) => standing,
    };
    if !standing.is(&attempt) {
        return Ok(Answer::Conflict);
    }
    if let Verdict::Declined(_) = standing.verdict {
        return Ok(Answer::Declined);
    }
    if !standing.queued {
        send(needs, &standing, origin, now).await?;
    }
    let api_url = configuration.api_url.clone();
    Ok(Answer::Accepted { standing, api_url })
}

/// The card a request names; `None` for a token that was not given out, or whose card has expired.
async fn identify(
    sessions: &Sessions,
    token_key: &TokenKey,
    source: Source,
    now: Moment,
) -> Result<Option<Card>, Failure> {
    match source {
        Source::Number(number, expiry) => Ok(Some(Card {
            token: token_key.token_of(&number),
            last_four: number.last_four(),
            expiry,
        })),
        Source::Token(token) => {
            let card = sessions.card(token).await?;
            Ok(card.filter(|card| !card.expiry.is_past(now)))
        }
    }
}

/// Queues an accepted payment. Where it cannot be noted that this is done, a repetition queues it again, which is harmless.
async fn send(needs: &Validate, standing: &Standing, origin: &Origin, now: Moment) -> Result<(), Failure> {
    let transaction = &standing.transaction;
    let sent = needs.queue.send_from(origin, transaction.to_body()).await;
    sent.map_err(|error| Failure::Queue(error.to_string()))?;
    if let Err(error) = needs.sessions.mark_queued(&transaction.id, now).await {
        tracing::warn!(correlation_id = %origin.correlation_id, %error, "it is not noted that the payment is queued");
    }
    Ok(())
}
