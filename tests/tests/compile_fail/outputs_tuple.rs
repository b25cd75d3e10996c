use paydsl::prelude::*;

#[derive(Outputs)]
pub struct Network(Value<Str>);

fn main() {}
