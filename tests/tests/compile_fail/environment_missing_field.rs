use paydsl::prelude::*;

#[environments]
pub mod other {
    pub struct Other {
        pub region: Str,
        pub days: Num,
    }
    pub const DEV: Other = Other { region: "us-east-1" };
}

fn main() {}
