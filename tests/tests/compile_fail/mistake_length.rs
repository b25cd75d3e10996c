use paydsl::prelude::*;

#[stack]
pub fn network() {
    let role = aws_iam_role {
        name: "a-role-with-a-name-that-is-longer-than-the-sixty-four-characters-",
        assume_role_policy: "{}",
    };
}

fn main() {}
