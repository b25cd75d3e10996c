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
    #[exempt("destroyability", reason = " ")]
    let main = aws_vpc { cidr_block: "10.0.0.0/16" };
}

fn main() {}
