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
    let keys = count(2, |i| aws_kms_key {});
    let vault = aws_backup_vault { name: "vault", kms_key_arn: keys.at(0).id };
}

fn main() {}
