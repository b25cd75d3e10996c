//! What the language's constructs come to, on the JSON that synth writes.

#![allow(missing_docs, reason = "the names in a test say what they are for")]

use paydsl::emit::{Format, write};
use paydsl::prelude::*;
use paydsl::project::AnyProject;
use paydsl::synth::synthesize;
use serde_json::{Value as Json, json};

#[environments]
pub mod env {
    pub struct Env {
        pub region: Str,
        pub big: Bool,
    }
    pub const DEV: Env = Env {
        region: "us-east-1",
        big: false,
    };
    pub const PRE_PROD: Env = Env { big: true, ..DEV };
}

#[derive(Clone, Copy)]
pub struct Logs {
    pub bucket: Value<Str>,
}

#[component]
fn logs(name: &str, key: aws_kms_key) -> Logs {
    let this = aws_s3_bucket { bucket_prefix: name };
    let encryption = aws_s3_bucket_server_side_encryption_configuration {
        bucket: this.id,
        rule: [block {
            apply_server_side_encryption_by_default: block {
                sse_algorithm: "aws:kms",
                kms_master_key_id: key.arn,
            },
        }],
    };
    Logs { bucket: this.bucket }
}

#[component]
fn system(name: &str, key: aws_kms_key) -> Logs {
    logs("inner", key)
}

#[helper]
fn from(port: u16) -> aws_security_group::ingress {
    aws_security_group::ingress {
        from_port: port,
        to_port: port,
        protocol: "tcp",
        cidr_blocks: ["10.0.0.0/8"],
    }
}

#[helper]
fn transition(days: u32) -> aws_s3_bucket_lifecycle_configuration::rule::transition {
    aws_s3_bucket_lifecycle_configuration::rule::transition {
        days: days,
        storage_class: "GLACIER",
    }
}

#[helper]
fn reads(bucket: Value<Str>) -> data::aws_iam_policy_document::statement {
    data::aws_iam_policy_document::statement {
        actions: ["s3:GetObject"],
        resources: [tf!("{bucket}/*")],
    }
}

#[stack]
pub fn whole(env: &Env) {
    let replica = provider::aws { region: "us-west-2" };
    let key = aws_kms_key {
        description: "all",
        provider: replica,
    };
    let direct = logs("direct", key);
    let nested = system("outer", key);
    let secret = ephemeral::aws_secretsmanager_secret_version { secret_id: "x" };
    let group = aws_security_group {
        name: "g",
        ingress: [80, 443].into_iter().map(from),
    };
    let ports: Value<Map<Num>> = variable {
        default: [("http", 80)],
    };
    let listener = aws_wafv2_ip_set {
        name: "s",
        scope: "REGIONAL",
        ip_address_version: "IPV4",
        addresses: None::<Vec<&str>>,
    };
    let archive = aws_s3_bucket_lifecycle_configuration {
        bucket: direct.bucket,
        rule: [
            block {
                id: "a",
                status: "Enabled",
                transition: each(ports, |name, days| block {
                    days: days,
                    storage_class: name,
                }),
            },
            block {
                id: "b",
                status: "Enabled",
                transition: (1..3).map(|n| transition(n * 30)),
            },
        ],
    };
    let readers = data::aws_iam_policy_document {
        statement: [reads(direct.bucket), reads(nested.bucket)],
    };
    for zone in ["a", "b"] {
        #[key(zone)]
        let address = aws_eip {
            tags: [("Zone", zone), ("Region", tf!("{env.region}"))],
        };
    }
    let maybe = when(env.big, || aws_eip { domain: "vpc" });
    let pools = each(ports, |name, port| module {
        source: "./pool",
        name: name,
        port: port,
        providers: [("aws", replica)],
    });
    let record = aws_route53_record {
        zone_id: "Z1",
        name: "x",
        r#type: "A",
        ttl: 60,
        records: [maybe.at(0).public_ip, env.big.then("1.1.1.1", "2.2.2.2")],
    };
    let cert = aws_acm_certificate {
        domain_name: "example.com",
        validation_method: "DNS",
    };
    let validation = aws_route53_record {
        zone_id: "Z1",
        name: cert.domain_validation_options.at(0).resource_record_name,
        r#type: cert.domain_validation_options.at(0).resource_record_type,
        records: [cert.domain_validation_options.at(0).resource_record_value],
        ttl: 60,
    };
}

fn main_file() -> Json {
    let project: AnyProject = Project::new("language", env::all()).stack(whole).into();
    let module = synthesize(&project, project.ordered()[0], &Backend::local());
    assert_eq!(module.errors, Vec::<String>::new());
    let texts = module.files.iter().map(|(name, body)| {
        (
            (*name).to_owned(),
            serde_json::from_str(&write(Format::Json, body, &module.arena)).expect("JSON"),
        )
    });
    Json::Object(texts.collect())
}

#[test]
fn every_construct_is_written_as_terraform_has_it() {
    let files = main_file();
    let resources = &files["main"]["resource"];

    assert_eq!(
        files["providers"]["provider"]["aws"],
        json!([{"region": "${local.env.region}"}, {"alias": "replica", "region": "us-west-2"}])
    );
    assert_eq!(resources["aws_kms_key"]["key"]["provider"], json!("aws.replica"));
    assert_eq!(
        files["main"]["data"]["aws_iam_policy_document"]["readers"]["statement"],
        json!([
            {"actions": ["s3:GetObject"], "resources": ["${aws_s3_bucket.direct_this.bucket}/*"]},
            {"actions": ["s3:GetObject"], "resources": ["${aws_s3_bucket.outer_inner_this.bucket}/*"]},
        ])
    );

    // Components put their name in front; one in another puts both.
    assert_eq!(
        resources["aws_s3_bucket"]["direct_this"]["bucket_prefix"],
        json!("direct")
    );
    let encryption = &resources["aws_s3_bucket_server_side_encryption_configuration"]["outer_inner_encryption"];
    let by_default = &encryption["rule"][0]["apply_server_side_encryption_by_default"][0];
    assert_eq!(by_default["kms_master_key_id"], json!("${aws_kms_key.key.arn}"));

    assert_eq!(
        files["main"]["ephemeral"]["aws_secretsmanager_secret_version"]["secret"]["secret_id"],
        json!("x")
    );

    // Blocks that are attributes have all of theirs; what is not written is null.
    let ingress = &resources["aws_security_group"]["group"]["ingress"];
    assert_eq!(
        (&ingress[1]["from_port"], &ingress[1]["description"]),
        (&json!(443), &Json::Null)
    );
    assert_eq!(ingress.as_array().map(Vec::len), Some(2));
    assert_eq!(resources["aws_wafv2_ip_set"]["listener"]["addresses"], Json::Null);

    let rules = &resources["aws_s3_bucket_lifecycle_configuration"]["archive"]["rule"];
    let dynamic = &rules[0]["dynamic"][0]["transition"];
    assert_eq!(dynamic["for_each"], json!("${var.ports}"));
    assert_eq!(
        dynamic["content"],
        json!({"days": "${transition.value}", "storage_class": "${transition.key}"})
    );
    let transitions = json!([{"days": 30, "storage_class": "GLACIER"}, {"days": 60, "storage_class": "GLACIER"}]);
    assert_eq!(rules[1]["transition"], transitions);

    let address = &resources["aws_eip"]["address_b"];
    assert_eq!(
        address["tags"],
        json!({"Zone": "b", "Region": "${tostring(local.env.region)}"})
    );
    assert_eq!(
        resources["aws_eip"]["maybe"]["count"],
        json!("${local.env.big ? 1 : 0}")
    );

    let pools = &files["main"]["module"]["pools"];
    assert_eq!(pools["for_each"], json!("${var.ports}"));
    assert_eq!(
        (&pools["name"], &pools["port"]),
        (&json!("${each.key}"), &json!("${each.value}"))
    );
    assert_eq!(
        (&pools["source"], &pools["providers"]),
        (&json!("./pool"), &json!({"aws": "aws.replica"}))
    );

    let record = &resources["aws_route53_record"]["record"];
    assert_eq!(record["type"], json!("A"));
    assert_eq!(
        record["records"],
        json!([
            "${aws_eip.maybe[0].public_ip}",
            "${local.env.big ? \"1.1.1.1\" : \"2.2.2.2\"}"
        ])
    );
    let name = "${tolist(aws_acm_certificate.cert.domain_validation_options)[0].resource_record_name}";
    assert_eq!(resources["aws_route53_record"]["validation"]["name"], json!(name));

    let environments = &files["locals"]["locals"]["environments"];
    assert_eq!(environments["pre-prod"], json!({"region": "us-east-1", "big": true}));
    assert_eq!(files["variables"]["variable"]["ports"]["type"], json!("map(number)"));
    assert_eq!(files["variables"]["variable"]["ports"]["default"], json!({"http": 80}));
}
