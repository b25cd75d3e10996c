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
        allow { actions: ["s3:GetObject"], action: "s3:GetObject", resource: "arn:aws:s3:::b/*" },
        alow { action: "s3:GetObject", resource: "arn:aws:s3:::b/*" },
    );
}

fn main() {}
