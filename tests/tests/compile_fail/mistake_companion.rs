use paydsl::prelude::*;

#[stack]
pub fn network() {
    let charge = aws_lambda_function {
        function_name: "charge",
        role: "arn:aws:iam::123456789012:role/charge",
        s3_bucket: "code",
        handler: "bootstrap",
        runtime: "provided.al2023",
    };
}

fn main() {}
