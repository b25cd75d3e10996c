//! A connection to AWS that breaks when the function's life ends.

use aws_sdk_sqs::config::{RuntimeComponents, retry::RetryConfig};
use aws_smithy_runtime_api::client::{
    http::{
        HttpClient, HttpConnector, HttpConnectorFuture, HttpConnectorSettings, SharedHttpClient, SharedHttpConnector,
    },
    orchestrator::HttpRequest,
    result::ConnectorError,
};
use aws_types::SdkConfig;

use crate::life::{Life, Step};

/// The same configuration, with a connection that breaks then.
pub(crate) fn config(config: &SdkConfig, life: Life) -> SdkConfig {
    let client = MortalClient {
        client: config.http_client().expect("a client"),
        life,
    };
    let config = config.to_builder().http_client(client);
    config.retry_config(RetryConfig::disabled()).build()
}

#[derive(Debug)]
struct MortalClient {
    client: SharedHttpClient,
    life: Life,
}

impl HttpClient for MortalClient {
    fn http_connector(&self, settings: &HttpConnectorSettings, components: &RuntimeComponents) -> SharedHttpConnector {
        SharedHttpConnector::new(MortalConnector {
            connector: self.client.http_connector(settings, components),
            life: self.life.clone(),
        })
    }
}

#[derive(Debug)]
struct MortalConnector {
    connector: SharedHttpConnector,
    life: Life,
}

impl HttpConnector for MortalConnector {
    fn call(&self, request: HttpRequest) -> HttpConnectorFuture {
        let step = self.life.step();
        if step == Step::Dead {
            return HttpConnectorFuture::ready(Err(killed()));
        }
        let answer = self.connector.call(request);
        HttpConnectorFuture::new(async move {
            let answer = answer.await?;
            if step == Step::Answered {
                Ok(answer)
            } else {
                Err(killed())
            }
        })
    }
}

fn killed() -> ConnectorError {
    ConnectorError::io("killed by the test".into())
}
