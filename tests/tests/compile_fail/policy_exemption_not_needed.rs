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
    let document = policy!(
        #[exempt("least-privilege", reason = "there is nothing narrower")]
        allow { action: "xray:PutTraceSegments", resource: "*" },
        #[exempt("no-public-ingress", reason = "it is public")]
        allow { action: "xray:PutTelemetryRecords", resource: "*" },
    );
}

fn main() {}
