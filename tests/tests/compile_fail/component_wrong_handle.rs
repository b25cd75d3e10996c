use paydsl::prelude::*;

#[environments]
pub mod env {
    pub struct Env {
        pub region: Str,
    }
    pub const DEV: Env = Env { region: "us-east-1" };
}

#[component]
fn logs(name: &str, bucket: aws_s3_bucket) {}

#[stack]
pub fn stack(env: &Env) {
    let main = aws_vpc { cidr_block: "10.0.0.0/16" };
    logs("x", main);
}

fn main() {}
