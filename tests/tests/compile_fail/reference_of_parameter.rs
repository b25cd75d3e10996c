use paydsl::prelude::*;

#[environments]
pub mod env {
    pub struct Env {
        pub region: Str,
    }
    pub const DEV: Env = Env { region: "us-east-1" };
}

#[component]
fn vault(name: &str, key: aws_kms_key) {
    let this = aws_backup_vault { name: "vault", kms_key_arn: key.id };
}

#[stack]
pub fn broken(env: &Env) {
    let key = aws_kms_key {};
    vault("first", key);
}

fn main() {}
