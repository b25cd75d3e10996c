use paydsl::prelude::*;

#[environments]
pub mod other {
    pub struct Other {
        pub days: Num,
    }
}

fn main() {}
