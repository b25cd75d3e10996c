//! Parameter Store itself.

use aws_sdk_ssm::Client;
use aws_types::SdkConfig;
use payments::aws::CallError;

use super::{ParameterError, Values};

/// What is done with the parameters that are encrypted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Encrypted {
    /// They are decrypted, which the function's role must allow.
    Decrypt,
    /// They stay as they are, for a function that needs none of them.
    Leave,
}

/// The parameters below a path.
pub struct ParameterStore {
    client: Client,
    prefix: String,
    encrypted: Encrypted,
}

impl ParameterStore {
    /// The parameters below a prefix, such as `/single-region-dev`.
    pub fn new(config: &SdkConfig, prefix: &str, encrypted: Encrypted) -> Self {
        Self {
            client: Client::new(config),
            prefix: prefix.trim_end_matches('/').to_owned(),
            encrypted,
        }
    }

    /// Reads all of them, page by page.
    pub(super) async fn fetch(&self) -> Result<Values, ParameterError> {
        let mut values = Values::none(&self.prefix);
        let request = self.client.get_parameters_by_path().path(&self.prefix).recursive(true);
        let request = request.with_decryption(self.encrypted == Encrypted::Decrypt);
        let mut pages = request.into_paginator().send();
        while let Some(page) = pages.next().await {
            let page = page.map_err(|error| ParameterError::Store(CallError::new(&error).to_string()))?;
            for parameter in page.parameters.unwrap_or_default() {
                if let (Some(name), Some(value)) = (parameter.name, parameter.value) {
                    values.add(&name, value);
                }
            }
        }
        Ok(values)
    }
}
