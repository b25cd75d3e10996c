//! What the three functions do with an event.

mod notify;
mod process;
mod verify;

pub use notify::{Notify, notify};
pub use process::{Process, process};
pub use verify::{Verify, verify};

use crate::{api::ApiRequest, correlation::CorrelationId};

/// The correlation identifier of a request: the caller's, API Gateway's or Lambda's, the first that is fit.
fn correlation(request: &ApiRequest, invocation: &str) -> CorrelationId {
    CorrelationId::choose(
        request.header("x-correlation-id"),
        request.request_id().unwrap_or(invocation),
    )
}
