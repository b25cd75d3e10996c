use paydsl_schema::{CombinationKind, Family, Form, Rule, Unit};

use super::{Finding, read, shapes};
use crate::diagnostic::Diagnostic;

fn finding(text: &str) -> Option<Finding> {
    let (summary, detail) = text.split_once('\n').unwrap_or((text, ""));
    read(&Diagnostic {
        is_error: true,
        summary: summary.to_owned(),
        detail: detail.to_owned(),
        path: Vec::new(),
    })
}

fn rule(rule: Rule) -> Option<Finding> {
    Some(Finding::Rule(rule))
}

fn one_of(values: &[&str]) -> Option<Finding> {
    rule(Rule::OneOf {
        values: values.iter().map(|&value| value.into()).collect(),
        ignores_case: false,
    })
}

fn length(min: Option<u64>, max: Option<u64>, unit: Unit) -> Option<Finding> {
    rule(Rule::Length { min, max, unit })
}

fn range(min: Option<f64>, max: Option<f64>) -> Option<Finding> {
    rule(Rule::Range { min, max })
}

fn items(min: Option<u64>, max: Option<u64>) -> Option<Finding> {
    Some(Finding::CollectionRule(Rule::Items { min, max }))
}

fn combination(kind: CombinationKind, subject: Option<&str>, members: &[&str]) -> Option<Finding> {
    Some(Finding::Combination {
        kind,
        subject: subject.map(str::to_owned),
        members: members.iter().map(|&member| member.to_owned()).collect(),
    })
}

fn cidr(min: u8, max: u8, family: Family) -> Option<Finding> {
    rule(Rule::Form(Form::Cidr { min, max, family }))
}

#[test]
fn every_row_of_the_table_is_a_pattern() {
    assert_eq!(shapes::TABLE.len(), shapes::rows());
}

#[test]
fn choices_are_read() {
    let table = [
        (
            r#"expected scope to be one of ["CLOUDFRONT" "REGIONAL"], got x"#,
            one_of(&["CLOUDFRONT", "REGIONAL"]),
        ),
        (
            r#"expected x to be one of ["a \"b\"" "c\\d" "\u2603"], got y"#,
            one_of(&["a \"b\"", "c\\d", "☃"]),
        ),
        (
            "expected retention_in_days to be one of [0 1 3], got 2",
            one_of(&["0", "1", "3"]),
        ),
        (
            "Invalid String Enum Value\nThe provided value does not match any valid values.\n\nPath: log_type\nGiven Value: ☃\nValid Values: [None Tail ]",
            one_of(&["None", "Tail", ""]),
        ),
        (
            "Invalid Attribute Value Match\nAttribute rule[0].status value must be one of: [\"Disabled\" \"Enabled\"], got: \"☃\"",
            one_of(&["Disabled", "Enabled"]),
        ),
        (
            r#"expected x to not be any of ["a"], got a"#,
            rule(Rule::NoneOf(["a".into()].into())),
        ),
    ];
    for (text, expected) in table {
        assert_eq!(finding(text), expected, "{text}");
    }
}

#[test]
fn numbers_and_lengths_are_read() {
    let table = [
        (
            "expected timeout to be in the range (1 - 900), got 0",
            range(Some(1.0), Some(900.0)),
        ),
        (
            "expected x to be in the range (0.000000 - 100.500000), got -1",
            range(Some(0.0), Some(100.5)),
        ),
        ("expected x to be at least (1), got 0", range(Some(1.0), None)),
        ("expected x to be at most (-1), got 0", range(None, Some(-1.0))),
        ("expected x to be greater than (0), got 0", rule(Rule::GreaterThan(0.0))),
        ("expected x to be divisible by 64, got 1", rule(Rule::DivisibleBy(64))),
        ("Attribute must be a whole number, got 0.5", rule(Rule::Whole)),
        (
            "Configuration Read Error\nAn error.\n\nError: Value %!s(*big.Float=0.5) is not an integer.",
            rule(Rule::Whole),
        ),
        (
            "Invalid Attribute Value\nAttribute a.b value must be between 1 and 5, got: 9",
            range(Some(1.0), Some(5.0)),
        ),
        (
            "Invalid Attribute Value\nAttribute a.b value must be at least 1, got: 0",
            range(Some(1.0), None),
        ),
        (
            "expected length of handler to be in the range (1 - 128), got ",
            length(Some(1), Some(128), Unit::Bytes),
        ),
        (
            r#""name" cannot be longer than 64 characters"#,
            length(None, Some(64), Unit::Bytes),
        ),
        (
            r#"expected "x" to not be an empty string, got "#,
            length(Some(1), None, Unit::Bytes),
        ),
        (
            "Invalid Attribute Value Length\nAttribute a string length must be between 1 and 9, got: 0",
            length(Some(1), Some(9), Unit::Bytes),
        ),
        (
            "Invalid Attribute Value Length\nAttribute a string UTF-8 character count must be at most 9, got: 10",
            length(None, Some(9), Unit::Characters),
        ),
    ];
    for (text, expected) in table {
        assert_eq!(finding(text), expected, "{text}");
    }
}

#[test]
fn patterns_and_forms_are_read() {
    let pattern = |pattern: &str, negated| {
        rule(Rule::Pattern {
            pattern: pattern.into(),
            negated,
        })
    };
    let form = |form| rule(Rule::Form(form));
    let table = [
        (
            r#"expected value of x to match regular expression "^[a-z]\\d$", got y"#,
            pattern(r"^[a-z]\d$", false),
        ),
        (
            r#"expected value of x to not match regular expression "^aws", got y"#,
            pattern("^aws", true),
        ),
        (
            "Invalid Attribute Value Match\nAttribute a value must match regular expression '^\\d+$', got: x",
            pattern(r"^\d+$", false),
        ),
        (
            "invalid value for name (must begin with a letter)",
            rule(Rule::Sentence("must begin with a letter".into())),
        ),
        (r#""role" (☃) is an invalid ARN: arn: invalid prefix"#, form(Form::Arn)),
        (
            "Invalid ARN Value\nThe provided value cannot be parsed as an ARN.\n\nPath: a\nValue: ☃",
            form(Form::ArnParts),
        ),
        (
            r#""id" doesn't look like AWS Account ID (exactly 12 digits): "☃""#,
            form(Form::AccountId),
        ),
        (
            r#""policy" contains an invalid JSON policy: not a JSON object"#,
            form(Form::PolicyJson),
        ),
        (
            r#""document" contains an invalid JSON: unexpected end"#,
            form(Form::Json),
        ),
        (
            r#"expected "cidr_block" to contain a network Value with between 16 and 28 significant bits, got: 8"#,
            cidr(16, 28, Family::Any),
        ),
        (
            "Invalid Attribute Value\nAttribute cidr_ipv4 value must be a valid IPv4 CIDR that represents a network address, got: ☃",
            cidr(0, 32, Family::V4),
        ),
        (
            r#""assume_role.0.duration" cannot be parsed as a duration: time: invalid"#,
            form(Form::Duration),
        ),
        (
            r#"expected "port" to be a valid port number or 0, got: -1"#,
            form(Form::Port { zero: true }),
        ),
    ];
    for (text, expected) in table {
        assert_eq!(finding(text), expected, "{text}");
    }
}

#[test]
fn collections_and_combinations_are_read() {
    use CombinationKind::{AtLeastOneOf, ConflictsWith, ExactlyOneOf, RequiredWith};
    let table = [
        (
            "Too many list items\nAttribute dead_letter_config supports 1 item maximum, but config has 2 declared.",
            items(None, Some(1)),
        ),
        (
            "Not enough list items\nAttribute x requires 2 item minimum, but config has only 1 declared.",
            items(Some(2), None),
        ),
        (
            "Invalid Attribute Value\nAttribute rule list must contain at least 1 elements, got: 0",
            items(Some(1), None),
        ),
        (
            "Invalid Attribute Value\nAttribute a set must contain at least 1 elements and at most 5 elements, got: 9",
            items(Some(1), Some(5)),
        ),
        (
            "Conflicting configuration arguments\n\"name\": conflicts with name_prefix",
            combination(ConflictsWith, Some("name"), &["name", "name_prefix"]),
        ),
        (
            "Invalid combination of arguments\n\"s3_bucket\": one of `filename,image_uri,s3_bucket` must be specified",
            combination(ExactlyOneOf, Some("s3_bucket"), &["filename", "image_uri", "s3_bucket"]),
        ),
        (
            "Invalid combination of arguments\n\"a\": only one of `a,b` can be specified, but `a,b` were specified.",
            combination(ExactlyOneOf, Some("a"), &["a", "b"]),
        ),
        (
            "Missing required argument\n\"a\": one of `a,b` must be specified",
            combination(AtLeastOneOf, Some("a"), &["a", "b"]),
        ),
        (
            "Missing required argument\n\"b\": all of `a,b` must be specified",
            combination(RequiredWith, Some("b"), &["b", "a"]),
        ),
        (
            "Invalid Attribute Combination\nNo attribute specified when one (and only one) of [a.<.b,a.<.c] is required",
            combination(ExactlyOneOf, None, &["a.<.b", "a.<.c"]),
        ),
        (
            "Invalid Attribute Combination\nAttribute \"b\" cannot be specified when \"a\" is specified",
            combination(ConflictsWith, Some("a"), &["a", "b"]),
        ),
        (
            "Invalid or unknown key\n",
            Some(Finding::CollectionRule(Rule::NotSettable)),
        ),
        (
            "Missing required argument\nThe argument \"role\" is required, but no definition was found.",
            Some(Finding::Required(Some("role".to_owned()))),
        ),
        (
            "Missing Configuration for Required Attribute\nMust set a configuration value for the a[0].b attribute as the provider has marked it as required.",
            Some(Finding::Required(Some("a[0].b".to_owned()))),
        ),
        (
            "Invalid Block\nBlock rule must have a configuration value as the provider has marked it as required",
            Some(Finding::Required(Some("rule".to_owned()))),
        ),
        ("Something else\nthat nobody knows", None),
    ];
    for (text, expected) in table {
        assert_eq!(finding(text), expected, "{text}");
    }
}

#[test]
fn kinds_of_messages_leave_out_names_and_values() {
    let kind = |text: &str, name: &str, value: &str| {
        let diagnostic = Diagnostic {
            is_error: true,
            summary: text.to_owned(),
            detail: String::new(),
            path: Vec::new(),
        };
        super::kind(&diagnostic, name, Some(value))
    };
    for (text, name, value, expected) in [
        (
            "only alphanumeric characters allowed in \"name\": \"☃ ☃\"",
            "name",
            "☃ ☃",
            "only alphanumeric characters allowed in {name}",
        ),
        (
            "\"a.0.port\" must be a valid port number",
            "port",
            "x",
            "{name} must be a valid port number",
        ),
        (
            "\"key\" (☃ ☃) is not a valid KMS Key ARN",
            "key",
            "☃ ☃",
            "{name} ({value}) is not a valid KMS Key ARN",
        ),
        (
            "expected x to be fine, got ☃ ☃",
            "x",
            "☃ ☃",
            "expected {name} to be fine",
        ),
    ] {
        assert_eq!(kind(text, name, value), expected, "{text}");
    }
}
