use paydsl::prelude::*;

#[stack]
pub fn network() {
    let group = aws_security_group { name: "web", name_prefix: "web-" };
}

fn main() {}
