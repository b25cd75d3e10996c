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
    let archive = aws_cloudwatch_log_group {};
    let account = aws_api_gateway_account { cloudwatch_role_arn: archive.name };
    let topic = aws_sns_topic {};
    let calls = aws_sns_topic_subscription { protocol: "email", endpoint: "a@example.com", topic_arn: topic.owner };
}

fn main() {}
