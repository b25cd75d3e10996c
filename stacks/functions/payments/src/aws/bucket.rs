//! A bucket in S3.

use aws_sdk_s3::{Client, config::Builder, primitives::ByteStream};
use aws_types::SdkConfig;

use super::CallError;

/// A bucket that JSON documents are written to.
pub struct Bucket {
    client: Client,
    bucket: String,
}

impl Bucket {
    /// A bucket by its name. Emulators have no host name for each bucket, so there the path names it.
    pub fn new(config: &SdkConfig, bucket: String) -> Self {
        let on_emulator = config.endpoint_url().is_some();
        let config = Builder::from(config).force_path_style(on_emulator).build();
        Self {
            client: Client::from_conf(config),
            bucket,
        }
    }

    /// Writes a JSON document, over what stands under that key.
    ///
    /// # Errors
    ///
    /// When S3 does not take it.
    pub async fn write(&self, key: String, json: String) -> Result<(), CallError> {
        let object = self.client.put_object().bucket(&self.bucket).key(key);
        object
            .content_type("application/json")
            .body(ByteStream::from(json.into_bytes()))
            .send()
            .await
            .map(drop)
            .map_err(|error| CallError::new(&error))
    }
}
