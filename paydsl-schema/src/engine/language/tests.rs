use super::Language;
use proptest::prelude::*;

fn excludes(one: &str, other: &str) -> bool {
    let understood = |pattern: &str| Language::understood(pattern).expect(pattern);
    let (one, other) = (understood(one), understood(other));
    assert_eq!(one.excludes(&other), other.excludes(&one));
    one.excludes(&other)
}

#[test]
fn what_has_no_text_in_common_is_told() {
    for (one, other) in [
        ("^arn:", "^[0-9a-z.-]+$"),
        ("^vpc-[0-9a-f]+$", "^arn:"),
        ("^vpc-[0-9a-f]+$", "^subnet-"),
        ("^[0-9]+$", "^[a-z]+$"),
        ("^[0-9]+$", "[a-z]"),
        ("^.{3}$", "^.{4,}$"),
        ("^(a|b)+$", "c"),
        ("^a$", "^A$"),
        ("^(?i)a$", "^b$"),
        ("^[^/]+$", "/"),
        ("^ab", "^(?:b|ac)"),
        ("x$", "y$"),
        ("^$", "."),
        ("^(?:x{2}){2}$", "^x{3}$"),
        (r"^\d{12}$", r"^\d{11}$"),
        (r"^[\p{L}]+$", "^[0-9]+$"),
        (r"\A1\z", r"^\D$"),
        (r"a^", "."),
        ("^a.b$", "^a\nb$"),
        ("^[0-9A-Fa-f]{8}(-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}$", "^mrk-"),
    ] {
        assert!(excludes(one, other), "{one} {other}");
    }
}

#[test]
fn what_may_have_one_is_not() {
    for (one, other) in [
        ("^arn:", "aws"),
        ("^[0-9]+$", "^[0-9a-f]{4}$"),
        ("a", "b"),
        ("^a", "b$"),
        ("^(?i)a$", "^A$"),
        // The Kelvin sign.
        ("^(?i)k$", "^\u{212a}$"),
        ("(?m)^b$", "^a\nb$"),
        ("^a(?s:.)b$", "^a\nb$"),
        ("^.$", "^é$"),
        ("^[^a]$", "^é$"),
        (r"^\pL$", "^é$"),
        (r"a\b", "^ab$"),
        ("", ""),
        ("x*", "^$"),
        // More repetitions than are told apart.
        ("^x{2,900}$", "^x{1000}$"),
    ] {
        assert!(!excludes(one, other), "{one} {other}");
    }
}

#[test]
fn lengths_count() {
    let long = Language::of_length(Some(5), None);
    let short = Language::of_length(None, Some(4));
    assert!(long.excludes(&short));
    assert!(Language::of("^[0-9]{12}$").excludes(&Language::of_length(Some(13), None)));
    assert!(Language::of("^[0-9]{12}$").excludes(&Language::of_length(None, Some(11))));
    assert!(!Language::of("^[0-9]{12}$").excludes(&Language::of_length(Some(12), Some(12))));
    assert!(Language::of("^(ab)+$").excludes(&Language::of_length(Some(7), Some(7))));
    assert!(!Language::of("^(ab)+$").excludes(&Language::of_length(Some(7), Some(8))));
    // A search that grows too long gives up.
    assert!(!Language::of("^(ab)+$").excludes(&Language::of_length(Some(9_000_001), Some(9_000_001))));
}

#[test]
fn texts_are_told_apart() {
    let bucket = Language::of("^[0-9a-z.-]{3,63}$");
    assert!(bucket.may_hold("acme-logs") && !bucket.may_hold("acme:logs") && !bucket.may_hold(""));
    assert!(bucket.excludes(&Language::text("ENABLED", false)));
    assert!(!bucket.excludes(&Language::text("ENABLED", true)));
}

#[test]
fn what_is_not_understood_says_nothing() {
    for pattern in [r"\C", "(a", "a**", "(?x)a"] {
        assert!(Language::understood(pattern).is_none(), "{pattern}");
        assert!(Language::of(pattern).is_all());
    }
    // Too large.
    assert!(Language::understood("((([a-z]{1,60}){1,60}){1,60})").is_none());
}

/// What Go and the `regex` crate read alike.
fn pattern() -> impl Strategy<Value = String> {
    let atom = prop::sample::select(vec![
        "a",
        "b",
        "0",
        ".",
        "[a-c]",
        "[^a-c]",
        "[a-c0-9_.-]",
        r"\.",
        r"\-",
        "[[:alpha:]]",
        r"\n",
        "(?:ab)",
        "(?:a|)",
        "é",
        "(?i:b)",
        r"\b",
    ]);
    let operator = prop::sample::select(vec!["", "*", "+", "?", "{2}", "{1,2}", "{2,}", "*?"]);
    let repeated = (atom, operator).prop_map(|(atom, operator)| {
        let operator = if atom == r"\b" { "" } else { operator };
        format!("{atom}{operator}")
    });
    let sequence = prop::collection::vec(repeated, 0..5).prop_map(|parts| parts.concat());
    (prop::collection::vec(sequence, 1..3), any::<bool>(), any::<bool>()).prop_map(|(all, start, end)| {
        let all = all.join("|");
        format!(
            "{}(?:{all}){}",
            if start { "^" } else { "" },
            if end { "$" } else { "" }
        )
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]

    #[test]
    fn no_text_that_matches_is_left_out(pattern in pattern(), text in "[a-dB0_.éß\n-]{0,6}") {
        let other = regex::Regex::new(&pattern).expect("a pattern for `regex`");
        let language = Language::understood(&pattern).expect("understood");
        if other.is_match(&text) {
            prop_assert!(language.may_hold(&text), "{}", pattern);
        } else if !pattern.contains(r"\b") && text.is_ascii() && !pattern.contains('é') {
            // What is described is the same but for these.
            prop_assert!(!language.may_hold(&text), "{}", pattern);
        }
    }

    #[test]
    fn no_text_is_in_both_of_two_that_exclude_each_other(
        one in pattern(), other in pattern(), texts in prop::collection::vec("[a-cB0.-]{0,4}", 20),
    ) {
        let described = (Language::of(&one), Language::of(&other));
        if described.0.excludes(&described.1) {
            let (one, other) = (regex::Regex::new(&one).expect("one"), regex::Regex::new(&other).expect("other"));
            for text in texts {
                prop_assert!(!one.is_match(&text) || !other.is_match(&text), "{} {} {:?}", one, other, text);
            }
        }
    }
}
