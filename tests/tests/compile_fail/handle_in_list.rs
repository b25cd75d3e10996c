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
    let group = aws_security_group { name: "x" };
    let balancer = aws_lb { security_groups: [group], subnets: ["a", "b"] };
}

fn main() {}
