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
    let main = aws_s3_bucket_versioning { bucket: "b", versioning_configuration: [] };
}

fn main() {}
