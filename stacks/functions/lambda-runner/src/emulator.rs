//! The emulated AWS, by plain HTTP.

use std::sync::Arc;

use http_body_util::{BodyExt, Full};
use hyper::{
    Method, Request, Response,
    body::Bytes,
    header::{AUTHORIZATION, CONNECTION, HOST, HeaderValue, TRANSFER_ENCODING},
};
use hyper_util::{
    client::legacy::{Client, connect::HttpConnector},
    rt::TokioExecutor,
};
use serde_json::Value;
use tokio::sync::Mutex;

use crate::error::Error;

/// A connection to the emulated AWS, for one region.
///
/// Requests take turns. AWS's conditional writes and queues are safe under concurrency; the emulator's threads
/// overwrite one another's changes (a message sent while two others are deleted can vanish), and it runs on one
/// processor anyhow.
#[derive(Clone)]
pub struct Emulator {
    endpoint: String,
    region: String,
    client: Client<HttpConnector, Full<Bytes>>,
    turn: Arc<Mutex<()>>,
}

/// A request to a service.
#[derive(Clone, Copy, Debug)]
pub struct Ask<'a> {
    /// The service as its signature names it.
    pub service: &'a str,
    /// `GET`, `POST`, ….
    pub method: &'a str,
    /// Path and query.
    pub path: &'a str,
    /// Headers besides the signature.
    pub headers: &'a [(&'a str, &'a str)],
    /// The body.
    pub body: &'a str,
}

/// What it answers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer {
    /// The HTTP status.
    pub status: u16,
    /// The body.
    pub body: Bytes,
}

impl Emulator {
    /// The emulator at `endpoint` (`http://127.0.0.1:PORT`).
    #[must_use]
    pub fn new(endpoint: &str, region: &str) -> Self {
        Self {
            endpoint: endpoint.trim_end_matches('/').to_owned(),
            region: region.to_owned(),
            client: Client::builder(TokioExecutor::new()).build_http(),
            turn: Arc::default(),
        }
    }

    /// Where it answers.
    #[must_use]
    pub fn endpoint(&self) -> &str {
        &self.endpoint
    }

    /// The region.
    #[must_use]
    pub fn region(&self) -> &str {
        &self.region
    }

    /// Asks a service. The signature is not checked; its scope says which service and region are meant.
    ///
    /// # Errors
    /// It does not answer, or not with success.
    pub async fn ask(&self, ask: Ask<'_>) -> Result<Answer, Error> {
        let scope = format!(
            "AWS4-HMAC-SHA256 Credential=test/20260101/{}/{}/aws4_request, SignedHeaders=host, Signature=0",
            self.region, ask.service
        );
        let mut request = Request::builder()
            .method(ask.method)
            .uri(ask.path)
            .header(AUTHORIZATION, scope)
            .header("x-amz-date", "20260101T000000Z");
        for (name, value) in ask.headers {
            request = request.header(*name, *value);
        }
        let request = request
            .body(Full::new(Bytes::copy_from_slice(ask.body.as_bytes())))
            .map_err(|error| Error::Unreachable(error.to_string()))?;
        let (head, body) = self.forward(request).await?.into_parts();
        if head.status.is_success() {
            return Ok(Answer {
                status: head.status.as_u16(),
                body,
            });
        }
        Err(Error::Refused {
            request: format!("{} {} {}", ask.service, ask.method, ask.path),
            status: head.status.as_u16(),
            body: String::from_utf8_lossy(&body).into_owned(),
        })
    }

    /// Asks a service whose protocol is JSON with the operation in a header: `target` is `AmazonSQS.SendMessage`.
    ///
    /// # Errors
    /// As [`Emulator::ask`]; or the answer is not JSON.
    pub async fn ask_json(&self, service: &str, target: &str, body: &Value) -> Result<Value, Error> {
        let answer = self
            .ask(Ask {
                service,
                method: Method::POST.as_str(),
                path: "/",
                headers: &[("content-type", "application/x-amz-json-1.0"), ("x-amz-target", target)],
                body: &body.to_string(),
            })
            .await
            .map_err(|error| named(error, target))?;
        answer.json(target)
    }

    /// Hands on a request that is complete but for its destination. It is carried out even if the caller gives up.
    pub(crate) async fn forward(&self, mut request: Request<Full<Bytes>>) -> Result<Response<Bytes>, Error> {
        let unreachable =
            |reason: &dyn ToString| Error::Unreachable(format!("{}: {}", self.endpoint, reason.to_string()));
        let target = request.uri().path_and_query().map_or("/", |target| target.as_str());
        *request.uri_mut() = format!("{}{target}", self.endpoint)
            .parse()
            .map_err(|error: hyper::http::uri::InvalidUri| unreachable(&error))?;
        for connection_only in [HOST, CONNECTION, TRANSFER_ENCODING] {
            request.headers_mut().remove(connection_only);
        }
        let (client, turn) = (self.client.clone(), Arc::clone(&self.turn));
        // A task of its own: a turn that ended before its request would let the next one run beside it.
        let carried_out = tokio::spawn(async move {
            let _turn = turn.lock().await;
            let (head, body) = client
                .request(request)
                .await
                .map_err(|error| chain(&error))?
                .into_parts();
            let body = body.collect().await.map_err(|error| chain(&error))?.to_bytes();
            Ok::<_, String>(Response::from_parts(head, body))
        });
        match carried_out.await {
            Ok(answer) => answer.map_err(|reason| unreachable(&reason)),
            Err(error) => Err(unreachable(&error)),
        }
    }
}

impl Answer {
    /// The body, read as JSON.
    ///
    /// # Errors
    /// It is not JSON; `request` names the request in the error.
    pub fn json(&self, request: &str) -> Result<Value, Error> {
        if self.body.is_empty() {
            return Ok(Value::Null);
        }
        serde_json::from_slice(&self.body).map_err(|error| Error::Unreadable {
            request: request.to_owned(),
            reason: error.to_string(),
        })
    }
}

/// The service that a request is signed for.
pub(crate) fn service_of(authorization: Option<&HeaderValue>) -> &str {
    authorization
        .and_then(|value| value.to_str().ok())
        .and_then(|value| value.split_once("Credential="))
        .and_then(|(_, scope)| scope.split('/').nth(3))
        .unwrap_or_default()
}

fn named(error: Error, target: &str) -> Error {
    match error {
        Error::Refused { status, body, .. } => Error::Refused {
            request: target.to_owned(),
            status,
            body,
        },
        other => other,
    }
}

fn chain(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(error) = cause {
        text = format!("{text}: {error}");
        cause = error.source();
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_signature_names_the_service() {
        let signed = HeaderValue::from_static(
            "AWS4-HMAC-SHA256 Credential=test/20260101/us-east-1/sqs/aws4_request, SignedHeaders=host, Signature=0",
        );
        assert_eq!(service_of(Some(&signed)), "sqs");
        for nothing in ["", "Bearer x", "Credential=a/b"] {
            assert_eq!(service_of(Some(&HeaderValue::from_static(nothing))), "");
        }
        assert_eq!(service_of(None), "");
    }
}
