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
    let zones = data::aws_availability_zones { stat: "available" };
    let main = aws_vpc { cidr_blok: "10.0.0.0/16", enable_dns_support: 1 };
    let subnet = aws_subnet { cidr_block: main.idd };
}

fn main() {}
