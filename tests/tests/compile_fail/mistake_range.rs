use paydsl::prelude::*;

#[stack]
pub fn network() {
    let charge = aws_lambda_function {
        function_name: "charge",
        role: "arn:aws:iam::111122223333:role/charge",
        filename: "charge.zip",
        timeout: 901,
        memory_size: 64,
        handler: "bootstrap",
        runtime: "provided.al2023",
    };
}

fn main() {}
