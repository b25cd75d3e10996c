//! Findings as text, like a compiler's errors.

use std::fmt::Write as _;

use paydsl_check::Report;

/// `whole` is whether everything could be read; what could not stands on standard error.
pub(super) fn report(report: &Report, whole: bool) -> String {
    let mut text = String::new();
    for finding in &report.findings {
        let _ = writeln!(
            text,
            "error: {}: {} {} [{}]",
            finding.place, finding.address, finding.message, finding.rule
        );
    }
    for note in &report.notes {
        let _ = writeln!(text, "note: {note}");
    }
    if whole || report.checked > 0 {
        let _ = writeln!(
            text,
            "{} in {}{}",
            counted(report.findings.len(), "finding"),
            counted(report.checked, "declaration"),
            if whole { "" } else { "; not everything could be read" }
        );
    }
    text
}

fn counted(number: usize, what: &str) -> String {
    match number {
        0 => format!("no {what}s"),
        1 => format!("1 {what}"),
        _ => format!("{number} {what}s"),
    }
}
