use paydsl::prelude::*;

#[derive(Outputs)]
pub enum Network {
    Vpc,
}

fn main() {}
