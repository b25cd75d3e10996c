//! The engine beside the real provider: a fixed share of what `paydsl provider verify` does as a whole.

use std::path::Path;
use std::process::Command;

/// What it prints; it has to end well.
fn verify(arguments: &[&str]) -> String {
    let output = Command::new(env!("CARGO_BIN_EXE_paydsl"))
        .args(["provider", "verify", "hashicorp/aws", "5.100.0"])
        .args(arguments)
        .current_dir(Path::new(env!("CARGO_MANIFEST_DIR")))
        .output()
        .expect("the paydsl command");
    let text = String::from_utf8_lossy(&[output.stdout.as_slice(), &output.stderr].concat()).into_owned();
    assert!(output.status.success(), "{text}");
    text
}

/// The percentages in the row of a table: refused, undecidable, missed.
fn shares(text: &str, class: &str) -> Vec<f64> {
    let row = text.lines().find(|line| line.starts_with(class)).expect(class);
    row.split_whitespace()
        .filter_map(|word| word.parse().ok())
        .skip(1)
        .collect()
}

#[test]
fn the_engine_agrees_with_the_provider_on_random_configurations() {
    let text = verify(&["--count", "2000", "--seed", "20261130"]);
    assert!(text.contains("seed 20261130"), "{text}");
    assert!(text.contains(" 0 refused though the provider accepts them"), "{text}");
    let shares = shares(&text, "all ");
    let [refused, undecidable, _missed] = shares.as_slice() else {
        panic!("{text}");
    };
    assert!(*refused >= 95.0, "{text}");
    assert!(refused + undecidable >= 99.0, "{text}");
}
