use paydsl::prelude::*;

#[stack]
pub fn network() {
    let table = aws_dynamodb_table { name: "payments", billing_mode: PAY_PER_REQEST };
}

fn main() {}
