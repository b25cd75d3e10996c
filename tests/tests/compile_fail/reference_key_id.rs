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
    let key = aws_kms_key {};
    let cluster = aws_rds_cluster { engine: "aurora-postgresql", kms_key_id: key.key_id };
}

fn main() {}
