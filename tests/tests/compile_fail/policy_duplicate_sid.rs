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
    let document = policy!(
        deny { sid: "A", action: "s3:GetObject", resource: "*" },
        deny { sid: "A", action: "s3:PutObject", resource: "*", not_resource: "arn:aws:s3:::b/*" },
    );
}

fn main() {}
