//! API Gateway's REST proxy events and the answers to them, as far as these functions use them.

use std::collections::HashMap;

use serde::{Deserialize, Serialize};

use crate::correlation::CorrelationId;

/// A request through API Gateway.
#[derive(Clone, Default, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ApiRequest {
    /// `GET`, `POST`, ….
    #[serde(default)]
    pub http_method: String,
    /// The headers, in the caller's spelling.
    #[serde(default)]
    headers: Option<HashMap<String, String>>,
    /// The query's parameters.
    #[serde(default)]
    query_string_parameters: Option<HashMap<String, String>>,
    /// What stands in the path's places.
    #[serde(default)]
    path_parameters: Option<HashMap<String, String>>,
    /// The body, if there is one.
    #[serde(default)]
    pub body: Option<String>,
    /// Whether the body is encoded, which a JSON body never is.
    #[serde(default)]
    pub is_base64_encoded: bool,
    #[serde(default)]
    request_context: RequestContext,
}

/// What API Gateway says about the request.
#[derive(Clone, Default, Deserialize)]
#[serde(rename_all = "camelCase")]
struct RequestContext {
    #[serde(default)]
    request_id: Option<String>,
}

impl ApiRequest {
    /// A header's value, its name in lower case.
    pub fn header(&self, name: &str) -> Option<&str> {
        let headers = self.headers.as_ref()?;
        headers
            .iter()
            .find(|(key, _)| key.eq_ignore_ascii_case(name))
            .map(|(_, value)| value.as_str())
    }

    /// A query parameter's value.
    pub fn query(&self, name: &str) -> Option<&str> {
        self.query_string_parameters.as_ref()?.get(name).map(String::as_str)
    }

    /// What stands in a place of the path, such as `{transactionId}`.
    pub fn path(&self, name: &str) -> Option<&str> {
        self.path_parameters.as_ref()?.get(name).map(String::as_str)
    }

    /// API Gateway's own identifier of the request.
    pub fn request_id(&self) -> Option<&str> {
        self.request_context.request_id.as_deref()
    }

    /// What correlates the request: the caller's identifier, API Gateway's or Lambda's, the first that is fit.
    pub fn correlation_id(&self, invocation: &str) -> CorrelationId {
        CorrelationId::choose(self.header("x-correlation-id"), self.request_id().unwrap_or(invocation))
    }
}

/// The answer to a request.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ApiResponse {
    /// The HTTP status.
    pub status_code: u16,
    /// The headers.
    pub headers: HashMap<&'static str, String>,
    /// The body, in JSON.
    pub body: String,
    /// Whether the body is encoded: it never is.
    pub is_base64_encoded: bool,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_a_gateway_event() {
        let request: ApiRequest = serde_json::from_str(
            r#"{"resource":"/verify-payment","httpMethod":"GET","headers":{"X-Correlation-Id":"c-1"},
                "queryStringParameters":{"transactionId":"order-00001"},"pathParameters":{"id":"order-00002"},
                "body":null,"isBase64Encoded":false,"requestContext":{"requestId":"r-1","stage":"dev"},"stageVariables":null}"#,
        )
        .expect("an event");
        assert_eq!(request.header("x-correlation-id"), Some("c-1"));
        assert_eq!(request.query("transactionId"), Some("order-00001"));
        assert_eq!(request.path("id"), Some("order-00002"));
        assert_eq!(request.request_id(), Some("r-1"));
    }

    #[test]
    fn reads_an_event_of_nulls() {
        let request: ApiRequest =
            serde_json::from_str(r#"{"httpMethod":"POST","headers":null,"queryStringParameters":null}"#)
                .expect("an event");
        assert_eq!(request.header("x-correlation-id"), None);
        assert_eq!(request.query("transactionId"), None);
    }
}
