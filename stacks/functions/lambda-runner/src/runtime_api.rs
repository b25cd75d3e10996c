//! Lambda's Runtime API, as one program sees it:
//! <https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html>.

use std::{
    io,
    net::SocketAddr,
    sync::{Arc, Mutex, PoisonError},
};

use http_body_util::{BodyExt, LengthLimitError, Limited};
use hyper::{
    Method, Request, StatusCode,
    body::{Bytes, Incoming},
    header::{CONTENT_TYPE, HeaderName, HeaderValue},
};
use serde_json::json;
use tokio::sync::mpsc;

use crate::{
    error::FunctionError,
    loopback::{Reply, Server, reply},
};

const PREFIX: &str = "/2018-06-01/runtime/";
/// The longest answer of a function, in bytes.
const LONGEST: usize = 6 * 1024 * 1024 + 100;

/// One invocation, as the program gets it.
#[derive(Debug)]
pub(crate) struct Invocation {
    pub(crate) request_id: String,
    /// Milliseconds since the epoch.
    pub(crate) deadline: u128,
    pub(crate) function_arn: String,
    pub(crate) trace_id: String,
    pub(crate) event: Bytes,
}

/// What is heard of a program.
#[derive(Debug)]
pub(crate) enum Signal {
    /// It asks for an invocation.
    Ready,
    /// It answers the invocation.
    Answer(Bytes),
    /// It reports that the invocation failed.
    Failed(FunctionError),
    /// It reports that it cannot start.
    NotStarted(FunctionError),
    /// A hook decided that it dies here.
    Kill,
}

/// The API for one program.
pub(crate) struct RuntimeApi {
    server: Server,
    invocations: mpsc::Sender<Invocation>,
}

struct Exchange {
    invocations: tokio::sync::Mutex<mpsc::Receiver<Invocation>>,
    signals: mpsc::UnboundedSender<Signal>,
    current: Mutex<Option<String>>,
}

impl RuntimeApi {
    /// Serves it. What the program says goes to `signals`.
    pub(crate) async fn start(signals: mpsc::UnboundedSender<Signal>) -> io::Result<Self> {
        let (invocations, waiting) = mpsc::channel(1);
        let exchange = Arc::new(Exchange {
            invocations: tokio::sync::Mutex::new(waiting),
            signals,
            current: Mutex::default(),
        });
        let server = Server::start(move |request| {
            let exchange = Arc::clone(&exchange);
            async move { exchange.handle(request).await }
        })
        .await?;
        Ok(Self { server, invocations })
    }

    /// Where it listens: the program's `AWS_LAMBDA_RUNTIME_API`.
    pub(crate) fn address(&self) -> SocketAddr {
        self.server.address()
    }

    /// Hands the program an invocation as soon as it asks for one.
    pub(crate) async fn hand_out(&self, invocation: Invocation) {
        // The receiver lives as long as the server, and so as long as this.
        let _ = self.invocations.send(invocation).await;
    }
}

impl Exchange {
    async fn handle(&self, request: Request<Incoming>) -> Reply {
        let path = request.uri().path().to_owned();
        let Some(rest) = path.strip_prefix(PREFIX) else {
            return problem(StatusCode::NOT_FOUND, "NotFound", "no such resource");
        };
        let parts: Vec<&str> = rest.split('/').collect();
        match (request.method(), parts.as_slice()) {
            (&Method::GET, ["invocation", "next"]) => self.next().await,
            (&Method::POST, ["invocation", id, "response"]) => self.end(id, request, Signal::Answer).await,
            (&Method::POST, ["invocation", id, "error"]) => {
                self.end(id, request, |body| Signal::Failed(function_error(&body)))
                    .await
            }
            (&Method::POST, ["init", "error"]) => self.not_started(request).await,
            _ => problem(StatusCode::NOT_FOUND, "NotFound", "no such resource"),
        }
    }

    async fn next(&self) -> Reply {
        self.tell(Signal::Ready);
        let Some(invocation) = self.invocations.lock().await.recv().await else {
            return problem(StatusCode::INTERNAL_SERVER_ERROR, "Shutdown", "no more invocations");
        };
        *self.current.lock().unwrap_or_else(PoisonError::into_inner) = Some(invocation.request_id.clone());
        invocation.into_reply()
    }

    async fn end(&self, id: &str, request: Request<Incoming>, signal: impl FnOnce(Bytes) -> Signal) -> Reply {
        let body = match body_of(request).await {
            Ok(body) => body,
            Err(refusal) => return refusal,
        };
        let mut current = self.current.lock().unwrap_or_else(PoisonError::into_inner);
        if current.as_deref() != Some(id) {
            return problem(
                StatusCode::BAD_REQUEST,
                "InvalidRequestID",
                "not the current invocation",
            );
        }
        *current = None;
        self.tell(signal(body));
        accepted()
    }

    async fn not_started(&self, request: Request<Incoming>) -> Reply {
        match body_of(request).await {
            Ok(body) => {
                self.tell(Signal::NotStarted(function_error(&body)));
                accepted()
            }
            Err(refusal) => refusal,
        }
    }

    fn tell(&self, signal: Signal) {
        // Whoever listened has given the program up: there is nobody to tell.
        let _ = self.signals.send(signal);
    }
}

impl Invocation {
    fn into_reply(self) -> Reply {
        let headers = [
            ("lambda-runtime-aws-request-id", self.request_id),
            ("lambda-runtime-deadline-ms", self.deadline.to_string()),
            ("lambda-runtime-invoked-function-arn", self.function_arn),
            ("lambda-runtime-trace-id", self.trace_id),
        ];
        let mut reply = reply(StatusCode::OK, self.event);
        for (name, value) in headers {
            if let Ok(value) = HeaderValue::try_from(value) {
                reply.headers_mut().insert(HeaderName::from_static(name), value);
            }
        }
        json_typed(reply)
    }
}

async fn body_of(request: Request<Incoming>) -> Result<Bytes, Reply> {
    match Limited::new(request.into_body(), LONGEST).collect().await {
        Ok(body) => Ok(body.to_bytes()),
        Err(error) if error.is::<LengthLimitError>() => Err(problem(
            StatusCode::PAYLOAD_TOO_LARGE,
            "RequestEntityTooLarge",
            "the answer is longer than 6 MB",
        )),
        Err(_) => Err(problem(StatusCode::BAD_REQUEST, "BadRequest", "the body broke off")),
    }
}

/// What the program said about its failure; it may say anything.
fn function_error(body: &[u8]) -> FunctionError {
    serde_json::from_slice(body)
        .unwrap_or_else(|_| FunctionError::new("Runtime.Unknown", String::from_utf8_lossy(body).into_owned()))
}

fn accepted() -> Reply {
    json_typed(reply(StatusCode::ACCEPTED, json!({"status": "OK"}).to_string()))
}

fn problem(status: StatusCode, error_type: &str, message: &str) -> Reply {
    let body = FunctionError::new(error_type, message.to_owned()).payload();
    json_typed(reply(status, body.to_string()))
}

fn json_typed(mut reply: Reply) -> Reply {
    reply
        .headers_mut()
        .insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
    reply
}
