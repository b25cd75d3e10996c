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
    let front = aws_lb { subnets: ["subnet-1", "subnet-2"] };
    let targets = aws_lb_target_group { port: 80, protocol: "HTTP" };
    let http = aws_lb_listener {
        load_balancer_arn: front.dns_name,
        port: 80,
        default_action: [block { r#type: "forward", target_group_arn: targets.arn_suffix }],
    };
}

fn main() {}
