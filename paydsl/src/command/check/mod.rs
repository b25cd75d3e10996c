//! `paydsl check`.

mod json;
mod sarif;
mod text;

use std::io::Write as _;
use std::path::Path;
use std::process::ExitCode;

use paydsl_schema::Providers;

/// That something cannot be read.
const UNREADABLE: u8 = 2;

pub(super) fn run(directory: &Path, format: &str) -> ExitCode {
    // The workspace around it may have archives, which an absolute path leads to.
    let absolute = directory.canonicalize();
    let (providers, broken) = Providers::for_crate(absolute.as_deref().unwrap_or(directory));
    for error in &broken {
        eprintln!("error: {error}");
    }
    let report = paydsl_check::check(directory, &providers);
    for problem in &report.problems {
        eprintln!("error: {}: {}", problem.place, problem.message);
    }
    let whole = broken.is_empty() && report.problems.is_empty();
    let told = match format {
        "json" => format!("{:#}\n", json::report(&report)),
        "sarif" => format!("{:#}\n", sarif::report(&report, &broken)),
        _ => text::report(&report, whole),
    };
    if format != "text" {
        for note in &report.notes {
            eprintln!("note: {note}");
        }
    }
    // A reader that has seen enough, such as `head`, is no failure.
    let _ = std::io::stdout().write_all(told.as_bytes());
    ExitCode::from(if whole {
        u8::from(!report.findings.is_empty())
    } else {
        UNREADABLE
    })
}
