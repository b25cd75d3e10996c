use paydsl::prelude::*;

#[environments]
pub mod env {
    pub struct Env {
        pub region: Str,
    }
    pub const DEV: Env = Env { region: "us-east-1" };
}

#[stack]
pub fn broken(env: &Env) {
    let audit = aws_s3_bucket { bucket: "audit" };
    let delivers = aws_iam_role { assume_role_policy: "{}" };
    let stream = aws_kinesis_firehose_delivery_stream {
        name: "audit",
        destination: "extended_s3",
        extended_s3_configuration: block { bucket_arn: audit.bucket, role_arn: delivers.arn },
    };
}

fn main() {}
