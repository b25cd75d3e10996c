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
    let document = policy!(allow { action: 1, resource: ["arn:aws:s3:::b/*", 2] });
}

fn main() {}
