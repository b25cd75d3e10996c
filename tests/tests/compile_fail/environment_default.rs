use paydsl::prelude::*;

#[environments]
pub mod other {
    pub struct Other {
        pub days: Num,
    }
    pub const DEFAULT: Other = Other { days: 3 };
}

fn main() {}
