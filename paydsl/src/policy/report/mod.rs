//! How findings are told: as text, as JSON, as SARIF.

pub(crate) mod json;
pub(crate) mod sarif;
pub(crate) mod text;

use super::finding::Finding;

/// A finding's sentence.
fn sentence(finding: &Finding) -> String {
    format!("{} {}", finding.address, finding.message)
}

/// Where a finding holds, in words.
fn environments(finding: &Finding) -> String {
    match finding.environments.as_slice() {
        _ if finding.everywhere => "in every environment".to_owned(),
        [only] => format!("in {only} only"),
        several => format!("in {}", several.join(", ")),
    }
}
