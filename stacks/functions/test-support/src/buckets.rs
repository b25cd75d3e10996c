//! Buckets, as an auditor reads them.

use std::collections::HashMap;

use aws_sdk_s3::{
    Client,
    config::Builder,
    types::{BucketVersioningStatus, VersioningConfiguration},
};
use aws_types::SdkConfig;

/// Makes a bucket that keeps all versions of its objects.
pub async fn make(config: &SdkConfig, bucket: &str) {
    let client = client(config);
    client.create_bucket().bucket(bucket).send().await.expect("the bucket");
    let versioning = VersioningConfiguration::builder().status(BucketVersioningStatus::Enabled);
    let request = client.put_bucket_versioning().bucket(bucket);
    let request = request.versioning_configuration(versioning.build());
    request.send().await.expect("versioning");
}

/// The keys of all objects.
pub async fn keys(config: &SdkConfig, bucket: &str) -> Vec<String> {
    versions(config, bucket).await.into_keys().collect()
}

/// All objects, by key; each with the entity tags of its versions.
pub async fn versions(config: &SdkConfig, bucket: &str) -> HashMap<String, Vec<String>> {
    let client = client(config);
    let mut versions: HashMap<String, Vec<String>> = HashMap::new();
    let (mut key, mut version) = (None, None);
    loop {
        let page = client
            .list_object_versions()
            .bucket(bucket)
            .set_key_marker(key)
            .set_version_id_marker(version);
        let page = page.send().await.expect("a page of versions");
        for found in page.versions() {
            let tags = versions.entry(found.key().expect("a key").to_owned()).or_default();
            tags.push(found.e_tag().expect("a tag").to_owned());
        }
        if page.is_truncated() != Some(true) {
            return versions;
        }
        (key, version) = (page.next_key_marker, page.next_version_id_marker);
    }
}

/// The text of an object.
pub async fn text(config: &SdkConfig, bucket: &str, key: &str) -> String {
    let request = client(config).get_object().bucket(bucket).key(key);
    let object = request.send().await.expect("the object");
    let body = object.body.collect().await.expect("its body").to_vec();
    String::from_utf8(body).expect("text")
}

/// Emulators have no host name for each bucket, so the path names it.
fn client(config: &SdkConfig) -> Client {
    Client::from_conf(Builder::from(config).force_path_style(true).build())
}
