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
    #[exempt("destroyability")]
    let main = aws_vpc { cidr_block: "10.0.0.0/16" };
    #[exempt]
    let other = aws_vpc { cidr_block: "10.1.0.0/16" };
    #[exempt("destroyability", because = "it is kept")]
    let third = aws_vpc { cidr_block: "10.2.0.0/16" };
}

fn main() {}
