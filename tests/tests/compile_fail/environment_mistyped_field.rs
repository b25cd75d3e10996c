use paydsl::prelude::*;

#[environments]
pub mod other {
    pub struct Other {
        pub days: Num,
    }
    pub const DEV: Other = Other { days: "three" };
}

fn main() {}
