//! How findings are told: as text, as JSON, as SARIF.

pub(crate) mod json;
pub(crate) mod sarif;
pub(crate) mod text;

use super::finding::Finding;

/// A finding's sentence.
fn sentence(finding: &Finding) -> String {
    format!("{} {}", finding.address, finding.message)
}

/// Where something holds, in words: in these environments, which may be all there are.
pub(crate) fn environments(environments: &[&str], everywhere: bool) -> String {
    match environments {
        _ if everywhere => "in every environment".to_owned(),
        [only] => format!("in {only} only"),
        several => format!("in {}", several.join(", ")),
    }
}
