//! The SDK's configuration inside Lambda: region, endpoint and credentials come from the environment alone.

use std::time::Duration;

use aws_credential_types::{Credentials, provider::SharedCredentialsProvider};
use aws_sdk_sqs::config::{BehaviorVersion, Region, SharedHttpClient, retry::RetryConfig, timeout::TimeoutConfig};
use aws_smithy_async::rt::sleep::TokioSleep;
use aws_smithy_http_client::{Builder, tls};
use aws_types::SdkConfig;

use crate::settings::{Lookup, SettingsError, optional, required};

/// Makes the configuration all clients share. `AWS_ENDPOINT_URL` sends them to an emulator.
///
/// Lambda sets the credentials when it starts the function and they outlive it, so none is ever refreshed.
///
/// # Errors
///
/// When a variable is missing.
pub fn config(lookup: Lookup<'_>) -> Result<SdkConfig, SettingsError> {
    let credentials = Credentials::new(
        required(lookup, "AWS_ACCESS_KEY_ID")?,
        required(lookup, "AWS_SECRET_ACCESS_KEY")?,
        optional(lookup, "AWS_SESSION_TOKEN"),
        None,
        "lambda-environment",
    );
    config_with(lookup, SharedCredentialsProvider::new(credentials))
}

/// The same, with credentials from elsewhere: for programs that run in other places than Lambda.
///
/// # Errors
///
/// When a variable is missing.
pub fn config_with(lookup: Lookup<'_>, credentials: SharedCredentialsProvider) -> Result<SdkConfig, SettingsError> {
    let mut config = SdkConfig::builder()
        .behavior_version(BehaviorVersion::v2026_01_12())
        .region(Region::new(required(lookup, "AWS_REGION")?))
        .credentials_provider(credentials)
        .http_client(http_client())
        .sleep_impl(TokioSleep::new())
        .retry_config(RetryConfig::standard().with_max_attempts(3))
        .timeout_config(timeouts());
    config.set_endpoint_url(optional(lookup, "AWS_ENDPOINT_URL"));
    Ok(config.build())
}

/// What all clients send their requests by: TLS by rustls with ring.
pub fn http_client() -> SharedHttpClient {
    let builder = Builder::new().tls_provider(tls::Provider::Rustls(tls::rustls_provider::CryptoMode::Ring));
    builder.build_https()
}

/// Short enough for the whole request to be answered within API Gateway's 29 seconds.
fn timeouts() -> TimeoutConfig {
    TimeoutConfig::builder()
        .connect_timeout(Duration::from_secs(2))
        .operation_attempt_timeout(Duration::from_secs(3))
        .operation_timeout(Duration::from_secs(7))
        .build()
}
