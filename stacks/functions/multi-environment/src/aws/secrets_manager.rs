//! The database's secret in Secrets Manager.

use aws_sdk_secretsmanager::Client;
use aws_types::SdkConfig;

use super::explain;
use crate::{failure::Failure, ports::Vault};

/// The secret RDS keeps its master user in.
pub struct DatabaseSecret {
    client: Client,
    arn: String,
}

impl DatabaseSecret {
    /// A secret by its ARN.
    pub fn new(config: &SdkConfig, arn: String) -> Self {
        Self {
            client: Client::new(config),
            arn,
        }
    }
}

impl Vault for DatabaseSecret {
    async fn fetch(&self) -> Result<String, Failure> {
        let answer = self.client.get_secret_value().secret_id(&self.arn).send().await;
        let secret = answer.map_err(|error| Failure::Secret(explain(&error)))?;
        secret
            .secret_string
            .ok_or_else(|| Failure::Secret("the secret is not text".to_owned()))
    }
}
