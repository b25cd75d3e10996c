//! A connection to AWS that dies in the middle of a function's work, as the function does when it is killed.

use std::sync::{Arc, Mutex};

use aws_sdk_sqs::config::{RuntimeComponents, retry::RetryConfig};
use aws_smithy_runtime_api::client::{
    http::{
        HttpClient, HttpConnector, HttpConnectorFuture, HttpConnectorSettings, SharedHttpClient, SharedHttpConnector,
    },
    orchestrator::HttpRequest,
    result::ConnectorError,
};
use aws_types::SdkConfig;

/// When it dies: requests are counted from 0.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Death {
    /// It does not.
    Never,
    /// Before a request is sent.
    Before(usize),
    /// After a request arrived, before it is answered.
    After(usize),
    /// It does not, but one answer is lost on its way.
    Unheard(usize),
}

impl Death {
    /// Every way to die in so many requests.
    pub(crate) fn all(requests: usize) -> impl Iterator<Item = Self> {
        (0..requests).flat_map(|place| [Self::Before(place), Self::After(place)])
    }
}

/// What can die.
#[derive(Clone, Debug)]
pub(crate) struct Mortal {
    client: SharedHttpClient,
    death: Death,
    bodies: Arc<Mutex<Vec<String>>>,
}

impl Mortal {
    /// A connection that dies then, and the configuration that uses it. Once it is dead, nothing is sent again.
    pub(crate) fn new(config: &SdkConfig, death: Death) -> (Self, SdkConfig) {
        let retries = match death {
            Death::Unheard(_) => RetryConfig::standard(),
            Death::Never | Death::Before(_) | Death::After(_) => RetryConfig::disabled(),
        };
        let mortal = Self {
            client: config.http_client().expect("a client"),
            death,
            bodies: Arc::default(),
        };
        let config = config.to_builder();
        let config = config.http_client(mortal.clone()).retry_config(retries).build();
        (mortal, config)
    }

    /// How many requests there were.
    pub(crate) fn requests(&self) -> usize {
        self.bodies().len()
    }

    /// What was sent, or would have been.
    pub(crate) fn bodies(&self) -> Vec<String> {
        self.bodies.lock().expect("the lock").clone()
    }

    /// Notes a request and tells its place.
    fn note(&self, request: &HttpRequest) -> usize {
        let body = request.body().bytes().unwrap_or_default();
        let mut bodies = self.bodies.lock().expect("the lock");
        bodies.push(String::from_utf8_lossy(body).into_owned());
        bodies.len() - 1
    }
}

impl HttpClient for Mortal {
    fn http_connector(&self, settings: &HttpConnectorSettings, components: &RuntimeComponents) -> SharedHttpConnector {
        SharedHttpConnector::new(MortalConnector {
            connector: self.client.http_connector(settings, components),
            mortal: self.clone(),
        })
    }
}

#[derive(Debug)]
struct MortalConnector {
    connector: SharedHttpConnector,
    mortal: Mortal,
}

impl HttpConnector for MortalConnector {
    fn call(&self, request: HttpRequest) -> HttpConnectorFuture {
        let place = self.mortal.note(&request);
        let (sent, answered) = match self.mortal.death {
            Death::Never => (true, true),
            Death::Before(end) => (place < end, true),
            Death::After(end) => (place <= end, place < end),
            Death::Unheard(lost) => (true, place != lost),
        };
        if !sent {
            return HttpConnectorFuture::ready(Err(killed()));
        }
        let answer = self.connector.call(request);
        HttpConnectorFuture::new(async move {
            let answer = answer.await?;
            if answered { Ok(answer) } else { Err(killed()) }
        })
    }
}

fn killed() -> ConnectorError {
    ConnectorError::io("killed by the test".into())
}
