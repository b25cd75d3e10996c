use paydsl::prelude::*;

#[environments]
pub mod other {
    pub struct Other {
        pub days: Num,
    }
    pub const A: Other = Other { ..B };
    pub const B: Other = Other { ..A };
}

fn main() {}
