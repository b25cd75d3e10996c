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
    let many = count(2, |i| aws_vpc { cidr_block: "10.0.0.0/16" });
    let bucket = aws_s3_bucket { bucket: many.at(0).idd };
}

fn main() {}
