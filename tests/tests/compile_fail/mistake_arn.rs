use paydsl::prelude::*;

#[stack]
pub fn network() {
    let attachment = aws_iam_role_policy_attachment { role: "charge", policy_arn: "ReadOnlyAccess" };
}

fn main() {}
