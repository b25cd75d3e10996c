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
    let reads = aws_iam_policy { policy: "{}" };
    let runs = aws_iam_role { assume_role_policy: "{}", managed_policy_arns: [reads.arn, reads.name] };
}

fn main() {}
