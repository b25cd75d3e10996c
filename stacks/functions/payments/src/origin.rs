//! Where a piece of work comes from: what ties together everything that is done because of one request.

use crate::{api::ApiRequest, card_number, correlation::CorrelationId};

/// The longest X-Ray header that is passed on, in bytes.
const MAX_TRACE: usize = 128;

/// The request behind a piece of work.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Origin {
    /// Its correlation identifier.
    pub correlation_id: CorrelationId,
    /// Its X-Ray trace, as the tracing header has it.
    pub trace: Option<String>,
}

impl Origin {
    /// The origin of what an API request asks for. `invocation` is Lambda's name for it, `trace` its tracing header.
    pub fn of_request(request: &ApiRequest, invocation: &str, trace: Option<&str>) -> Self {
        Self {
            correlation_id: request.correlation_id(invocation),
            trace: trace.filter(|trace| is_trace(trace)).map(str::to_owned),
        }
    }

    /// The origin a message names; `delivery` stands in for a correlation identifier it lacks.
    pub fn of_message(correlation_id: Option<&str>, delivery: &str, trace: Option<&str>) -> Self {
        Self {
            correlation_id: CorrelationId::choose(correlation_id, delivery),
            trace: trace.filter(|trace| is_trace(trace)).map(str::to_owned),
        }
    }
}

/// Whether a text is a tracing header. Callers can choose parts of it, so anything else is not passed on.
fn is_trace(text: &str) -> bool {
    text.len() <= MAX_TRACE
        && text.starts_with("Root=1-")
        && text.split(';').all(is_trace_field)
        && !card_number::appears_in(text)
}

fn is_trace_field(field: &str) -> bool {
    let Some((name, value)) = field.split_once('=') else {
        return false;
    };
    let known = ["Root", "Parent", "Sampled", "Lineage", "Self"].contains(&name);
    known
        && value
            .bytes()
            .all(|byte| byte.is_ascii_hexdigit() || matches!(byte, b'-' | b':' | b'|' | b'?'))
}

#[cfg(test)]
mod tests {
    use super::*;

    const TRACE: &str =
        "Root=1-5759e988-bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad8;Sampled=1;Lineage=a87bd80c:1|68fd508a:5";

    fn trace_of(text: &str) -> Option<String> {
        Origin::of_message(None, "m-1", Some(text)).trace
    }

    #[test]
    fn passes_tracing_headers_on() {
        assert_eq!(trace_of(TRACE).as_deref(), Some(TRACE));
    }

    #[test]
    fn passes_nothing_else_on() {
        for text in [
            "",
            "Self=1-2-3",
            "Root=1-5759e988-bd862e3fe1be46a994272793;Card=4111111111111111",
            "Root=1-5759e988-bd862e3fe1be46a994272793;Note=hello",
            "Root=1-41111111-411111111111111100000000",
            &format!("Root=1-{}", "a".repeat(MAX_TRACE)),
        ] {
            assert_eq!(trace_of(text), None, "{text}");
        }
    }

    #[test]
    fn a_message_without_correlation_is_named_by_its_delivery() {
        let origin = Origin::of_message(None, "m-1", None);
        assert_eq!(origin.correlation_id.as_str(), "m-1");
    }
}
