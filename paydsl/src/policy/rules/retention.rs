//! How long logs are kept.

use crate::policy::Rule;

/// `retention`: every log group says how many days it keeps, so that none keeps everything for ever.
///
/// PCI DSS 3.2.1: what is no longer needed is deleted; 10.5.1: what is needed is kept.
pub fn log_retention() -> Rule {
    Rule::new("retention", |stack, findings| {
        for group in stack.resources("aws_cloudwatch_log_group") {
            let days = group.get("retention_in_days");
            if days.is_absent() || days.number() == Some(0.0) {
                findings.add(group, "keeps everything for ever");
            }
        }
    })
    .summary("Every log group says how long it keeps what it has")
    .remedy("write `retention_in_days`")
    .pci_dss(&["3.2.1", "10.5.1"])
}

/// `retention` with a number: every log group keeps exactly so many days. It takes the place of [`log_retention`].
///
/// PCI DSS 3.2.1: what is no longer needed is deleted; 10.5.1: what is needed is kept.
pub fn retention(days: u32) -> Rule {
    Rule::new("retention", move |stack, findings| {
        for group in stack.resources("aws_cloudwatch_log_group") {
            let kept = group.get("retention_in_days");
            let what = match kept.number() {
                _ if kept.is_absent() => "keeps everything for ever".to_owned(),
                Some(0.0) => "keeps everything for ever".to_owned(),
                Some(kept) if kept != f64::from(days) => format!("keeps {kept} days, not {days}"),
                _ => continue,
            };
            findings.add_with(group, what, format!("write `retention_in_days: {days}`"));
        }
    })
    .summary("Every log group keeps as many days as the project demands")
    .pci_dss(&["3.2.1", "10.5.1"])
}
