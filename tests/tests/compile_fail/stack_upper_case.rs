use paydsl::prelude::*;

#[environments]
pub mod env {
    pub struct Env {
        pub region: Str,
    }
    pub const DEV: Env = Env { region: "us-east-1" };
}

#[stack]
#[allow(non_snake_case)]
pub fn Network(env: &Env) {}

fn main() {}
