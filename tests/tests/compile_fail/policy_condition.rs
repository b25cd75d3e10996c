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
    let document = policy!(allow {
        action: "s3:ListBucket",
        resource: "arn:aws:s3:::b",
        condition: [
            string_equal("s3:prefix", "a"),
            string_equals("s3:prefx", "a"),
            bool("aws:SecureTransport", "yes"),
            string_equals("s3:delimiter"),
            "aws:SourceArn",
        ],
    });
}

fn main() {}
