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
    let document = policy!(allow { action: "sqss:SendMessage", resource: "arn:aws:sqs:us-east-1:123456789012:q" });
}

fn main() {}
