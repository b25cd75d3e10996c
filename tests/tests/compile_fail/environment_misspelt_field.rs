use paydsl::prelude::*;

#[environments]
pub mod other {
    pub struct Other {
        pub region: Str,
    }
    pub const DEV: Other = Other { region: "us-east-1", regoin: "x" };
}

fn main() {}
