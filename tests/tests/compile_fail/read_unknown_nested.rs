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
    let cert = aws_acm_certificate { domain_name: "example.com" };
    let bucket = aws_s3_bucket { bucket: cert.domain_validation_options.at(0).resource_record_nam };
}

fn main() {}
