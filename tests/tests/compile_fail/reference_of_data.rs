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
    let me = data::aws_caller_identity {};
    let plan = aws_backup_plan {
        name: "plan",
        rule: [block { rule_name: "daily", target_vault_name: "vault" }],
    };
    let all = aws_backup_selection { name: "all", plan_id: plan.id, iam_role_arn: me.account_id };
}

fn main() {}
