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
    let main = aws_vpc { arn: "arn:aws:ec2:us-east-1:123456789012:vpc/vpc-1" };
}

fn main() {}
