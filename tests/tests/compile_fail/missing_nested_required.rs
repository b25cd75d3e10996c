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
    let main = aws_s3_bucket_lifecycle_configuration {
        bucket: "b",
        rule: [block { id: "a" }],
    };
}

fn main() {}
