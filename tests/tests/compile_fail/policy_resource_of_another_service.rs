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
    let bucket = aws_s3_bucket { bucket: "x" };
    let queue = aws_sqs_queue { name: "x" };
    let document = policy!(allow { action: "sqs:SendMessage", resource: [queue.arn, tf!("{bucket.arn}/*")] });
}

fn main() {}
