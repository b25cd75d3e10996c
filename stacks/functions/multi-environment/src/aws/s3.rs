//! The audit trail in S3.

use aws_sdk_s3::{Client, config::Builder, primitives::ByteStream};
use aws_types::SdkConfig;

use super::explain;
use crate::{audit::AuditRecord, failure::Failure, ports::AuditTrail};

/// The bucket of the audit records.
pub struct AuditBucket {
    client: Client,
    bucket: String,
}

impl AuditBucket {
    /// A bucket by its name. Emulators have no host name for each bucket, so there the path names it.
    pub fn new(config: &SdkConfig, bucket: String) -> Self {
        let on_emulator = config.endpoint_url().is_some();
        let config = Builder::from(config).force_path_style(on_emulator).build();
        Self {
            client: Client::from_conf(config),
            bucket,
        }
    }
}

impl AuditTrail for AuditBucket {
    async fn write(&self, record: AuditRecord) -> Result<(), Failure> {
        let object = self.client.put_object().bucket(&self.bucket).key(record.key);
        object
            .content_type("application/json")
            .body(ByteStream::from(record.body.into_bytes()))
            .send()
            .await
            .map(drop)
            .map_err(|error| Failure::Audit(explain(&error)))
    }
}
