//! What is done with each request.

use std::time::Instant;

use axum::{
    Router,
    body::{Body, to_bytes},
    extract::{Path, Request, State},
    http::{HeaderMap, Response},
    routing::{get, post},
};
use payments::{
    api::ApiResponse,
    correlation::CorrelationId,
    reply::{conflict, not_found, refuse, rejected, unavailable},
    request::{MAX_BODY, Rejection},
};
use uuid::Uuid;

use super::{
    answer::{accepted, found, healthy, http},
    incoming,
    store::{Failure, Store},
};

/// The routes. What no route knows is answered in JSON too, and its path is not logged: it may hold anything.
pub fn router(store: Store) -> Router {
    let wrong_method = |headers: HeaderMap| async move {
        let correlation = correlation(&headers);
        http(refuse(405, "method_not_allowed", "use another method", &correlation))
    };
    Router::new()
        .route("/health", get(health).fallback(wrong_method))
        .route("/payments", post(pay).fallback(wrong_method))
        .route("/payments/{transactionId}", get(find).fallback(wrong_method))
        .fallback(|headers: HeaderMap| async move {
            let correlation = correlation(&headers);
            http(refuse(404, "no_such_path", "there is no such path", &correlation))
        })
        .with_state(store)
}

/// The load balancer's question. It comes every few seconds, so only trouble is logged.
async fn health(State(store): State<Store>, headers: HeaderMap) -> Response<Body> {
    let correlation_id = correlation(&headers);
    http(match store.check().await {
        Ok(()) => healthy(&correlation_id),
        Err(error) => {
            tracing::error!(%correlation_id, %error, "the database does not answer");
            unavailable(&correlation_id)
        }
    })
}

async fn pay(State(store): State<Store>, headers: HeaderMap, request: Request) -> Response<Body> {
    let (correlation_id, begun) = (correlation(&headers), Instant::now());
    let answer = match to_bytes(request.into_body(), MAX_BODY).await {
        Ok(body) => match incoming::payment(&body) {
            Ok(payment) => match store.record(&payment).await {
                Ok(stored) if stored.payment == payment => accepted(&stored, &correlation_id),
                Ok(_) => conflict(&correlation_id),
                Err(error) => failed(&error, &correlation_id),
            },
            Err(rejection) => rejected(&rejection, &correlation_id),
        },
        // It is too long, or the caller went away, who gets no answer anyway.
        Err(_) => rejected(&Rejection::TooLong, &correlation_id),
    };
    log("POST /payments", &answer, &correlation_id, begun);
    http(answer)
}

async fn find(State(store): State<Store>, headers: HeaderMap, Path(id): Path<String>) -> Response<Body> {
    let (correlation_id, begun) = (correlation(&headers), Instant::now());
    let answer = match incoming::transaction_id(&id) {
        Ok(id) => match store.find(&id).await {
            Ok(Some(stored)) => found(&stored, &correlation_id),
            Ok(None) => not_found(&correlation_id),
            Err(error) => failed(&error, &correlation_id),
        },
        Err(rejection) => rejected(&rejection, &correlation_id),
    };
    log("GET /payments/{transactionId}", &answer, &correlation_id, begun);
    http(answer)
}

fn failed(error: &Failure, correlation_id: &CorrelationId) -> ApiResponse {
    tracing::error!(%correlation_id, %error, "payment not handled");
    unavailable(correlation_id)
}

fn log(route: &'static str, answer: &ApiResponse, correlation_id: &CorrelationId, begun: Instant) {
    let milliseconds = u64::try_from(begun.elapsed().as_millis()).unwrap_or(u64::MAX);
    tracing::info!(%correlation_id, route, status = answer.status_code, milliseconds, "request answered");
}

/// What correlates a request: the caller's identifier when it is fit, a new one otherwise.
fn correlation(headers: &HeaderMap) -> CorrelationId {
    let offered = headers.get("x-correlation-id").and_then(|value| value.to_str().ok());
    CorrelationId::choose(offered, &Uuid::new_v4().to_string())
}
