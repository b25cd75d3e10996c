use paydsl::prelude::*;

#[stack]
pub fn network() {
    let main = aws_vpc { cidr_block: "10.0.0.1/16" };
}

fn main() {}
