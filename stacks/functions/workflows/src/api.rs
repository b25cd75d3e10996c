//! A deployed REST API: which function a request comes to, and its answer.

use lambda_runner::{ApiRequest, Ask, Emulator, Error, Runner};
use serde_json::Value;

/// How often a caller sends a request whose answer says that this is safe.
const ATTEMPTS: usize = 20;

/// A REST API, as it is deployed.
#[derive(Clone, Debug)]
pub struct Api {
    routes: Vec<Route>,
}

#[derive(Clone, Debug)]
struct Route {
    method: String,
    resource: String,
    function: String,
}

/// A request to an API.
#[derive(Clone, Debug, Default)]
pub struct Request {
    method: &'static str,
    path: String,
    headers: Vec<(String, String)>,
    query: Vec<(String, String)>,
    body: Option<String>,
}

/// An API's answer.
#[derive(Clone, Debug, PartialEq)]
pub struct Answer {
    /// The HTTP status.
    pub status: u64,
    /// The body; null when there is none.
    pub body: Value,
}

impl Request {
    /// A request for something.
    #[must_use]
    pub fn get(path: &str) -> Self {
        Self {
            method: "GET",
            path: path.to_owned(),
            ..Self::default()
        }
    }

    /// A request with a body.
    #[must_use]
    pub fn post(path: &str, body: impl Into<String>) -> Self {
        Self {
            method: "POST",
            path: path.to_owned(),
            body: Some(body.into()),
            ..Self::default()
        }
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

    /// Its body.
    #[must_use]
    pub fn body(&self) -> &str {
        self.body.as_deref().unwrap_or_default()
    }

    /// The same with another body.
    #[must_use]
    pub fn with_body(&self, body: &str) -> Self {
        Self {
            body: Some(body.to_owned()),
            ..self.clone()
        }
    }

    fn event(&self, resource: &str) -> Value {
        let mut request = ApiRequest::new(self.method, &self.path).resource(resource);
        for (name, value) in &self.headers {
            request = request.header(name, value);
        }
        for (name, value) in &self.query {
            request = request.query(name, value);
        }
        if let Some(body) = &self.body {
            request = request.body(body.clone());
        }
        request.event()
    }
}

impl Api {
    /// The API that answers at a URL: its stage's, or one at a domain of its own.
    pub async fn at(emulator: &Emulator, url: &str) -> Self {
        let host = url.trim_start_matches("https://").split('/').next().unwrap_or_default();
        let id = match host.split_once(".execute-api.") {
            Some((id, _)) => id.to_owned(),
            None => mapped(emulator, host).await,
        };
        let found = read(emulator, &format!("/restapis/{id}/resources?embed=methods&limit=500")).await;
        let routes: Vec<Route> = items(&found).iter().flat_map(routes_of).collect();
        assert!(!routes.is_empty(), "the API at {url} has no methods: {found}");
        Self { routes }
    }

    /// The function that requests come to, by method and resource.
    #[must_use]
    pub fn function(&self, method: &str, resource: &str) -> &str {
        let route = self
            .routes
            .iter()
            .find(|route| route.method == method && route.resource == resource);
        let route = route.unwrap_or_else(|| panic!("no {method} {resource} in {:?}", self.routes));
        &route.function
    }

    /// The functions behind the API.
    pub fn functions(&self) -> impl Iterator<Item = &str> {
        self.routes.iter().map(|route| route.function.as_str())
    }

    /// Answers a request, as API Gateway does: what the function says, 404 where nothing is, 502 when the function fails.
    ///
    /// # Panics
    /// The function cannot be run, or answers something else than an API's function must.
    pub async fn call(&self, runner: &Runner, request: &Request) -> Answer {
        let Some(route) = self
            .routes
            .iter()
            .find(|route| route.method == request.method && fits(&route.resource, &request.path))
        else {
            return Answer::without_body(404);
        };
        match runner.invoke(&route.function, &request.event(&route.resource)).await {
            Ok(answer) => Answer::of(&answer),
            Err(Error::Function(_)) => Answer::without_body(502),
            Err(error) => panic!("{} cannot be run: {error}", route.function),
        }
    }

    /// Sends a request as callers do: again, as long as the answer is that something failed.
    pub async fn insist(&self, runner: &Runner, request: &Request) -> Answer {
        let mut answer = self.call(runner, request).await;
        for _ in 1..ATTEMPTS {
            if answer.status < 500 {
                break;
            }
            answer = self.call(runner, request).await;
        }
        answer
    }
}

impl Answer {
    fn without_body(status: u64) -> Self {
        Self {
            status,
            body: Value::Null,
        }
    }

    fn of(answer: &Value) -> Self {
        let status = answer["statusCode"].as_u64();
        let body = answer["body"].as_str().map(serde_json::from_str);
        Self {
            status: status.unwrap_or_else(|| panic!("no status: {answer}")),
            body: body
                .transpose()
                .unwrap_or_else(|error| panic!("{error} in {answer}"))
                .unwrap_or_default(),
        }
    }
}

/// Whether a path is one of a resource: `/transaction/7` of `/transaction/{id}`.
fn fits(resource: &str, path: &str) -> bool {
    let (resource, path): (Vec<_>, Vec<_>) = (resource.split('/').collect(), path.split('/').collect());
    let same = |(part, given): (&&str, &&str)| part == given || part.starts_with('{');
    resource.len() == path.len() && resource.iter().zip(&path).all(same)
}

/// The methods of a resource that a function is behind.
fn routes_of(resource: &Value) -> Vec<Route> {
    let methods = resource["resourceMethods"].as_object().into_iter().flatten();
    methods
        .filter_map(|(method, details)| {
            // arn:aws:apigateway:REGION:lambda:path/2015-03-31/functions/FUNCTION-ARN/invocations
            let uri = details["methodIntegration"]["uri"].as_str()?;
            let arn = uri.split("/functions/").nth(1)?.split('/').next()?;
            Some(Route {
                method: method.clone(),
                resource: resource["path"].as_str()?.to_owned(),
                function: arn.split(':').nth(6)?.to_owned(),
            })
        })
        .collect()
}

/// The API that a domain leads to.
async fn mapped(emulator: &Emulator, domain: &str) -> String {
    let found = read(emulator, &format!("/domainnames/{domain}/basepathmappings")).await;
    let id = items(&found).first().and_then(|mapping| mapping["restApiId"].as_str());
    id.unwrap_or_else(|| panic!("{domain} leads nowhere: {found}"))
        .to_owned()
}

fn items(answer: &Value) -> &[Value] {
    let items = answer["item"].as_array().or_else(|| answer["items"].as_array());
    items.map(Vec::as_slice).unwrap_or_default()
}

async fn read(emulator: &Emulator, path: &str) -> Value {
    let ask = Ask {
        service: "apigateway",
        method: "GET",
        path,
        headers: &[],
        body: "",
    };
    let answer = emulator.ask(ask).await.and_then(|answer| answer.json(path));
    answer.unwrap_or_else(|error| panic!("{error}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_belong_to_their_resources() {
        assert!(fits("/transaction/{id}", "/transaction/7"));
        assert!(fits("/payments", "/payments"));
        for other in ["/transaction", "/transaction/7/8", "/payment/7"] {
            assert!(!fits("/transaction/{id}", other), "{other}");
        }
    }
}
