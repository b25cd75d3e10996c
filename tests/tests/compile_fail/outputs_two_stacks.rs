use paydsl::prelude::*;

#[environments]
pub mod env {
    pub struct Env {
        pub region: Str,
    }
    pub const DEV: Env = Env { region: "us-east-1" };
}

#[derive(Outputs)]
pub struct Network {
    pub id: Value<Str>,
}

#[stack]
pub fn one(env: &Env) -> Network {
    Network { id: env.region }
}

#[stack]
pub fn two(env: &Env) -> Network {
    Network { id: env.region }
}

fn main() {}
