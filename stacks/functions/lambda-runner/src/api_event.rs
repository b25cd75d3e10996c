//! The event that API Gateway's REST proxy integration makes of a request.

use std::time::{SystemTime, UNIX_EPOCH};

use serde_json::{Map, Value, json};
use uuid::Uuid;

/// A request to a REST API.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ApiRequest {
    method: String,
    path: String,
    resource: String,
    headers: Vec<(String, String)>,
    query: Vec<(String, String)>,
    body: Option<String>,
}

impl ApiRequest {
    /// A request without headers, query and body.
    #[must_use]
    pub fn new(method: &str, path: &str) -> Self {
        Self {
            method: method.to_owned(),
            path: path.to_owned(),
            resource: path.to_owned(),
            headers: Vec::new(),
            query: Vec::new(),
            body: None,
        }
    }

    /// The API's resource that the path is one of, `/transaction/{id}`; its parameters are read from the path.
    #[must_use]
    pub fn resource(mut self, resource: &str) -> Self {
        resource.clone_into(&mut self.resource);
        self
    }

    /// With one more header.
    #[must_use]
    pub fn header(mut self, name: &str, value: &str) -> Self {
        self.headers.push((name.to_owned(), value.to_owned()));
        self
    }

    /// With one more parameter in the query.
    #[must_use]
    pub fn query(mut self, name: &str, value: &str) -> Self {
        self.query.push((name.to_owned(), value.to_owned()));
        self
    }

    /// With a body.
    #[must_use]
    pub fn body(mut self, body: impl Into<String>) -> Self {
        self.body = Some(body.into());
        self
    }

    /// The event, with a request id of its own.
    #[must_use]
    pub fn event(&self) -> Value {
        let milliseconds = SystemTime::now()
            .duration_since(UNIX_EPOCH)
            .unwrap_or_default()
            .as_millis();
        json!({
            "resource": self.resource,
            "path": self.path,
            "httpMethod": self.method,
            "headers": last_of_each(&self.headers),
            "multiValueHeaders": all_of_each(&self.headers),
            "queryStringParameters": last_of_each(&self.query),
            "multiValueQueryStringParameters": all_of_each(&self.query),
            "pathParameters": parameters(&self.resource, &self.path),
            "stageVariables": null,
            "requestContext": {
                "accountId": "123456789012",
                "apiId": "local",
                "domainName": "127.0.0.1",
                "httpMethod": self.method,
                "identity": {"sourceIp": "127.0.0.1", "userAgent": "lambda-runner"},
                "path": self.path,
                "protocol": "HTTP/1.1",
                "requestId": Uuid::new_v4().to_string(),
                "requestTimeEpoch": u64::try_from(milliseconds).unwrap_or_default(),
                "resourcePath": self.resource,
                "stage": "local",
            },
            "body": self.body,
            "isBase64Encoded": false,
        })
    }
}

/// API Gateway keeps the last of equal names; null when there is none at all.
fn last_of_each(pairs: &[(String, String)]) -> Value {
    or_null(pairs.iter().map(|(name, value)| (name.clone(), json!(value))).collect())
}

fn all_of_each(pairs: &[(String, String)]) -> Value {
    let values_of = |name: &str| {
        let same = pairs.iter().filter(|(other, _)| other == name);
        same.map(|(_, value)| json!(value)).collect::<Vec<_>>()
    };
    or_null(
        pairs
            .iter()
            .map(|(name, _)| (name.clone(), json!(values_of(name))))
            .collect(),
    )
}

fn parameters(resource: &str, path: &str) -> Value {
    let pairs = resource.split('/').zip(path.split('/'));
    let parameters = pairs.filter_map(|(pattern, part)| {
        let name = pattern.strip_prefix('{')?.strip_suffix('}')?;
        Some((name.to_owned(), json!(part)))
    });
    or_null(parameters.collect())
}

fn or_null(map: Map<String, Value>) -> Value {
    if map.is_empty() {
        Value::Null
    } else {
        Value::Object(map)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_event_says_what_the_request_did() {
        let request = ApiRequest::new("GET", "/transaction/t-1")
            .resource("/transaction/{id}")
            .header("X-Correlation-Id", "c-1")
            .query("a", "1")
            .query("a", "2");
        let event = request.event();
        assert_eq!(event["pathParameters"], json!({"id": "t-1"}));
        assert_eq!(event["headers"], json!({"X-Correlation-Id": "c-1"}));
        assert_eq!(event["queryStringParameters"], json!({"a": "2"}));
        assert_eq!(event["multiValueQueryStringParameters"], json!({"a": ["1", "2"]}));
        assert_ne!(
            event["requestContext"]["requestId"],
            request.event()["requestContext"]["requestId"]
        );
    }

    #[test]
    fn what_a_request_has_not_is_null() {
        let event = ApiRequest::new("POST", "/payments").body("{}").event();
        for absent in ["headers", "queryStringParameters", "pathParameters", "stageVariables"] {
            assert_eq!(event[absent], Value::Null, "{absent}");
        }
        assert_eq!(event["body"], "{}");
    }
}
