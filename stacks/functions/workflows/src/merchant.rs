//! A merchant's server on loopback, which takes signed notifications.

use std::{
    sync::{Arc, Mutex, PoisonError},
    time::{SystemTime, UNIX_EPOCH},
};

use axum::{
    Router,
    extract::State,
    http::{HeaderMap, StatusCode},
    routing::post,
};
use serde_json::Value;
use tokio::{net::TcpListener, task::JoinHandle};

use crate::signature;

/// For how many seconds a signature is good.
const OLDEST: i64 = 300;

/// A running server; it stops when dropped.
pub struct Merchant {
    url: String,
    desk: Arc<Desk>,
    serving: JoinHandle<()>,
}

/// A notification that the merchant took.
#[derive(Clone, Debug)]
pub struct Notice {
    /// By which it is known again.
    pub idempotency_key: String,
    /// What it says.
    pub body: Value,
}

struct Desk {
    secret: String,
    notices: Mutex<Vec<Notice>>,
    refused: Mutex<usize>,
}

impl Merchant {
    /// Starts it; it takes what is signed with this secret, and nothing else.
    pub async fn open(secret: String) -> Self {
        let desk = Arc::new(Desk {
            secret,
            notices: Mutex::default(),
            refused: Mutex::default(),
        });
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let url = format!("http://{}/payments", listener.local_addr().expect("an address"));
        let router = Router::new()
            .route("/payments", post(take))
            .with_state(Arc::clone(&desk));
        let serving = tokio::spawn(async move { axum::serve(listener, router).await.expect("it serves") });
        Self { url, desk, serving }
    }

    /// Where it takes notifications.
    #[must_use]
    pub fn url(&self) -> &str {
        &self.url
    }

    /// What it took, in the order of coming.
    ///
    /// # Panics
    /// Something came that was not signed as it must be.
    #[must_use]
    pub fn notices(&self) -> Vec<Notice> {
        let refused = *self.desk.refused.lock().unwrap_or_else(PoisonError::into_inner);
        assert_eq!(refused, 0, "notifications without a valid signature");
        self.desk.notices.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

impl Drop for Merchant {
    fn drop(&mut self) {
        self.serving.abort();
    }
}

async fn take(State(desk): State<Arc<Desk>>, headers: HeaderMap, body: String) -> StatusCode {
    match desk.read(&headers, &body) {
        Some(notice) => {
            desk.notices.lock().unwrap_or_else(PoisonError::into_inner).push(notice);
            StatusCode::NO_CONTENT
        }
        None => {
            *desk.refused.lock().unwrap_or_else(PoisonError::into_inner) += 1;
            StatusCode::UNAUTHORIZED
        }
    }
}

impl Desk {
    fn read(&self, headers: &HeaderMap, body: &str) -> Option<Notice> {
        let header = |name: &str| headers.get(name)?.to_str().ok();
        let moment = signature::moment_of(&self.secret, body, header(signature::HEADER)?)?;
        if (now() - moment).abs() > OLDEST {
            return None;
        }
        Some(Notice {
            idempotency_key: header("Idempotency-Key")?.to_owned(),
            body: serde_json::from_str(body).ok()?,
        })
    }
}

/// Seconds since 1970.
#[must_use]
pub fn now() -> i64 {
    let elapsed = SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .expect("a clock that is right");
    i64::try_from(elapsed.as_secs()).expect("a moment")
}
