//! The one way from a program to the emulated AWS, where hooks are asked.

use std::{
    io,
    sync::{Arc, Mutex, PoisonError},
    time::{Duration, Instant},
};

use http_body_util::{BodyExt, Full};
use hyper::{
    Request, StatusCode,
    body::Incoming,
    header::{AUTHORIZATION, CONNECTION, CONTENT_LENGTH, TRANSFER_ENCODING},
    http::request::Parts,
};
use tokio::sync::mpsc;

use crate::{
    emulator::{Emulator, service_of},
    hook::{Call, Hook, Moment, Verdict},
    loopback::{Reply, Server, reply},
    runtime_api::Signal,
};

/// A proxy for one program.
pub(crate) struct Tap {
    server: Server,
    line: Arc<Line>,
}

struct Line {
    function: String,
    emulator: Emulator,
    hook: Option<Hook>,
    signals: mpsc::UnboundedSender<Signal>,
    waited: Mutex<Duration>,
}

impl Tap {
    /// Starts it. A hook that decides to kill is heard of through `signals`.
    pub(crate) async fn start(
        function: &str,
        emulator: Emulator,
        hook: Option<Hook>,
        signals: mpsc::UnboundedSender<Signal>,
    ) -> io::Result<Self> {
        let line = Arc::new(Line {
            function: function.to_owned(),
            emulator,
            hook,
            signals,
            waited: Mutex::default(),
        });
        let serving = Arc::clone(&line);
        let server = Server::start(move |request| {
            let line = Arc::clone(&serving);
            async move { line.pass(request).await }
        });
        let server = server.await?;
        Ok(Self { server, line })
    }

    /// The program's `AWS_ENDPOINT_URL`.
    pub(crate) fn endpoint(&self) -> String {
        format!("http://{}", self.server.address())
    }

    /// How long requests to the emulated AWS have taken since this was last asked.
    pub(crate) fn take_waited(&self) -> Duration {
        std::mem::take(&mut *self.line.waited.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

impl Line {
    async fn pass(&self, request: Request<Incoming>) -> Reply {
        let (head, body) = request.into_parts();
        let body = match body.collect().await {
            Ok(body) => body.to_bytes(),
            Err(error) => return reply(StatusCode::BAD_REQUEST, error.to_string()),
        };
        let operation = operation(&head, &body);
        let call = |moment| Called {
            service: service_of(head.headers.get(AUTHORIZATION)).to_owned(),
            operation: operation.clone(),
            path: head.uri.path().to_owned(),
            moment,
        };
        let (before, after) = (call(Moment::Before), call(Moment::After));
        self.ask(&before).await;
        let begun = Instant::now();
        let answer = self.emulator.forward(Request::from_parts(head, Full::new(body))).await;
        *self.waited.lock().unwrap_or_else(PoisonError::into_inner) += begun.elapsed();
        self.ask(&after).await;
        match answer {
            Ok(answer) => {
                let (mut head, body) = answer.into_parts();
                // An answer to HEAD keeps its length, which is not this body's.
                if !body.is_empty() {
                    head.headers.remove(CONTENT_LENGTH);
                }
                head.headers.remove(CONNECTION);
                head.headers.remove(TRANSFER_ENCODING);
                Reply::from_parts(head, Full::new(body))
            }
            Err(error) => reply(StatusCode::BAD_GATEWAY, error.to_string()),
        }
    }

    /// Asks the hook. One that kills is not returned from: the program must not get any further.
    async fn ask(&self, called: &Called) {
        let Some(hook) = &self.hook else { return };
        let call = Call {
            function: &self.function,
            service: &called.service,
            operation: &called.operation,
            path: &called.path,
            moment: called.moment,
        };
        if hook(&call) == Verdict::Kill {
            // Whoever listened is killing the program already.
            let _ = self.signals.send(Signal::Kill);
            std::future::pending::<()>().await;
        }
    }
}

/// A [`Call`] that owns what it says.
struct Called {
    service: String,
    operation: String,
    path: String,
    moment: Moment,
}

/// What a request asks for, in whichever of AWS's protocols.
fn operation(head: &Parts, body: &[u8]) -> String {
    let target = head.headers.get("x-amz-target").and_then(|value| value.to_str().ok());
    if let Some((_, operation)) = target.and_then(|target| target.rsplit_once('.')) {
        return operation.to_owned();
    }
    let form = std::str::from_utf8(body).unwrap_or_default();
    let action = form.split('&').find_map(|pair| pair.strip_prefix("Action="));
    action.unwrap_or(head.method.as_str()).to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn operation_of(request: hyper::http::request::Builder, body: &str) -> String {
        let (head, ()) = request.body(()).expect("a request").into_parts();
        operation(&head, body.as_bytes())
    }

    #[test]
    fn the_operation_is_found_in_every_protocol() {
        let json = Request::post("/").header("X-Amz-Target", "DynamoDB_20120810.PutItem");
        assert_eq!(operation_of(json, "{}"), "PutItem");
        assert_eq!(operation_of(Request::post("/"), "Version=1&Action=Publish"), "Publish");
        assert_eq!(operation_of(Request::put("/bucket/key"), "content"), "PUT");
    }
}
