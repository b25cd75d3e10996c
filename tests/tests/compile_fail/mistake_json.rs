use paydsl::prelude::*;

#[stack]
pub fn network() {
    let policy = aws_sqs_queue_policy { queue_url: "https://example.com", policy: "{Statement: []}" };
}

fn main() {}
