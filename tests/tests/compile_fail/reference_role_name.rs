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
    let pay = aws_lambda_function { function_name: "pay", role: runs.name, image_uri: "i", package_type: "Image" };
}

fn main() {}
