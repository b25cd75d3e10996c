use paydsl::prelude::*;

#[stack]
pub fn network() {
    let payments = aws_db_instance { instance_class: "db.t4g.micro", maintenance_window: "sunday:01:00-sunday:02:00" };
}

fn main() {}
