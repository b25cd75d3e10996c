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
    let orders = aws_sqs_queue {};
    let invoke = aws_lambda_permission {
        action: "lambda:InvokeFunction",
        function_name: "pay",
        principal: "sqs.amazonaws.com",
        source_arn: orders.url,
    };
}

fn main() {}
