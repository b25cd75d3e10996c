//! What every system here has to keep, whatever else its request asks for.

use paydsl::policy::{self, Rule};

/// The rules of all five systems.
pub(crate) fn guardrails() -> Vec<Rule> {
    let mut rules = policy::payments();
    rules.extend([
        policy::session_duration(3600),
        policy::bucket_versioning(),
        policy::point_in_time_recovery(),
    ]);
    rules
}

/// Besides, those of systems with a network of their own.
pub(crate) fn network_guardrails() -> Vec<Rule> {
    vec![policy::private_compute(), policy::flow_logs()]
}
