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
        assume_role_policy: policy!(allow { action: "sts:AssumeRole", principal: service("lambda.amazonaws.com") }),
    };
    let policy = aws_iam_role_policy {
        role: role.id,
        policy: policy!(allow { action: ["s3:GetObject", "s3:PutObjct"], resource: "arn:aws:s3:::b/*" }),
    };
}

fn main() {}
