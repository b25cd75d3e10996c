use paydsl::prelude::*;

#[environments]
pub mod env {
    pub struct Env {
        pub region: Str,
    }
    pub const DEV: Env = Env { region: "us-east-1" };
}

#[stack]
pub fn broken(env: &Env) {
    let db = aws_db_instance { instance_class: "db.t4g.micro" };
    let main = aws_vpc { cidr_block: db.port };
    let one = aws_subnet { vpc_id: main.id, cidr_block: main.id };
}

fn main() {}
