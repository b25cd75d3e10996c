//! Findings as text, like a compiler's errors.

use std::fmt::Write as _;

use paydsl_check::Report;

pub(super) fn report(report: &Report) -> String {
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
    let _ = writeln!(
        text,
        "{} in {}",
        counted(report.findings.len(), "finding"),
        counted(report.checked, "declaration")
    );
    text
}

fn counted(number: usize, what: &str) -> String {
    match number {
        0 => format!("no {what}s"),
        1 => format!("1 {what}"),
        _ => format!("{number} {what}s"),
    }
}
