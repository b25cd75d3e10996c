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
    #[exempt("destroyability", reason = "it is kept")]
    let x = 1;
    #[exempt("destroyability", reason = "it is kept")]
    let replica = provider::aws { region: "us-west-2" };
}

fn main() {}
