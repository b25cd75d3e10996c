//! Structured logs: one JSON object a line on standard output, which Lambda hands to CloudWatch.

use std::env;

use tracing::level_filters::LevelFilter;

/// Starts logging.
///
/// `AWS_LAMBDA_LOG_LEVEL` may ask for less than `INFO`, never for more: below it, the database driver logs
/// statements' parameters and the Lambda runtime whole events.
pub fn start() {
    tracing_subscriber::fmt()
        .json()
        .flatten_event(true)
        .with_current_span(false)
        .with_span_list(false)
        .with_max_level(level(env::var("AWS_LAMBDA_LOG_LEVEL").ok().as_deref()))
        .init();
}

fn level(wanted: Option<&str>) -> LevelFilter {
    match wanted {
        Some("WARN") => LevelFilter::WARN,
        Some("ERROR" | "FATAL") => LevelFilter::ERROR,
        _ => LevelFilter::INFO,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn never_logs_more_than_info() {
        for wanted in [None, Some("DEBUG"), Some("TRACE"), Some("nonsense")] {
            assert_eq!(level(wanted), LevelFilter::INFO, "{wanted:?}");
        }
        assert_eq!(level(Some("ERROR")), LevelFilter::ERROR);
    }
}
