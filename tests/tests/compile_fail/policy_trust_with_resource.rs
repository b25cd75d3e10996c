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
    let role = aws_iam_role {
        name: "x",
        assume_role_policy: policy!(allow { action: "sts:AssumeRole", resource: "*" }),
    };
}

fn main() {}
