use paydsl::prelude::*;

#[stack]
pub fn network() {
    let payments = aws_db_instance { instance_class: "db.t4g.micro", backup_window: "1:00-2:00" };
}

fn main() {}
