//! Where a container gets its AWS credentials from.

use aws_config::{ecs::EcsCredentialsProvider, provider_config::ProviderConfig};
use aws_credential_types::provider::SharedCredentialsProvider;
use aws_types::SdkConfig;
use payments::{
    aws::{config, config_with, http_client},
    settings::{Lookup, SettingsError, optional},
};

/// The variables by which ECS says where the task role's credentials are.
const ENDPOINTS: [&str; 2] = [
    "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI",
    "AWS_CONTAINER_CREDENTIALS_FULL_URI",
];

/// The SDK's configuration: with the task role's credentials in ECS, which are fetched again before they expire, and with
/// those of the environment variables elsewhere.
///
/// # Errors
///
/// When a variable is missing.
pub fn configuration(lookup: Lookup<'_>) -> Result<SdkConfig, SettingsError> {
    if ENDPOINTS.iter().all(|name| optional(lookup, name).is_none()) {
        return config(lookup);
    }
    let provider = ProviderConfig::without_region().with_http_client(http_client());
    let provider = EcsCredentialsProvider::builder().configure(&provider).build();
    config_with(lookup, SharedCredentialsProvider::new(provider))
}
