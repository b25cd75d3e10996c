//! Secrets in Secrets Manager.

use aws_sdk_secretsmanager::Client;
use aws_types::SdkConfig;

/// Makes a secret, and tells its ARN.
pub async fn make(config: &SdkConfig, name: &str, text: &str) -> String {
    let request = Client::new(config).create_secret().name(name).secret_string(text);
    request.send().await.expect("the secret").arn.expect("its ARN")
}

/// Puts another text into a secret.
pub async fn change(config: &SdkConfig, arn: &str, text: &str) {
    let request = Client::new(config)
        .put_secret_value()
        .secret_id(arn)
        .secret_string(text);
    request.send().await.expect("the secret is changed");
}
