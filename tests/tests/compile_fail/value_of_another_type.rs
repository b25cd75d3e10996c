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
    let size: Value<Bool> = variable {};
    let main = aws_sqs_queue { delay_seconds: size };
}

fn main() {}
