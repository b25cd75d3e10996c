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
    let zones = data::aws_availability_zone_list { state: "available" };
}

fn main() {}
