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
    let runs = aws_iam_role { assume_role_policy: "{}" };
    let reads = aws_iam_policy { policy: "{}" };
    let attached = aws_iam_role_policy_attachment { role: runs.name, policy_arn: reads.name };
}

fn main() {}
