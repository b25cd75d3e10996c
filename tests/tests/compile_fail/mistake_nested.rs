use paydsl::prelude::*;

#[stack]
pub fn network() {
    let versioning = aws_s3_bucket_versioning {
        bucket: "audit",
        versioning_configuration: [block { status: "enabled" }],
    };
}

fn main() {}
