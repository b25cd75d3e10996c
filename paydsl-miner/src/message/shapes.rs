//! The shapes of messages: of the SDK, of the framework, and of the AWS provider's own validators.

use std::sync::LazyLock;

use paydsl_schema::{CombinationKind, Family, Form, Rule, Unit};
use regex::{Captures, Regex};

use super::Finding;
use super::go::{quoted_list, unquote};

/// A shape of message.
pub(super) struct Shape {
    pub(super) pattern: Regex,
    pub(super) read: fn(&Captures<'_>) -> Option<Finding>,
}

type Row = (&'static str, fn(&Captures<'_>) -> Option<Finding>);

pub(super) static TABLE: LazyLock<Vec<Shape>> = LazyLock::new(|| {
    let rows = [
        COMBINATIONS,
        CHOICES,
        NUMBERS,
        LENGTHS,
        PATTERNS,
        FORMS,
        COLLECTIONS,
        OTHERS,
    ];
    rows.into_iter()
        .flatten()
        .filter_map(|&(pattern, read)| {
            Some(Shape {
                pattern: Regex::new(pattern).ok()?,
                read,
            })
        })
        .collect()
});

#[cfg(test)]
pub(super) fn rows() -> usize {
    [
        COMBINATIONS,
        CHOICES,
        NUMBERS,
        LENGTHS,
        PATTERNS,
        FORMS,
        COLLECTIONS,
        OTHERS,
    ]
    .iter()
    .map(|rows| rows.len())
    .sum()
}

const COMBINATIONS: &[Row] = &[
    (
        r#"^Conflicting configuration arguments\n"([^"]+)": conflicts with (\S+)$"#,
        |c| {
            Some(combination(
                CombinationKind::ConflictsWith,
                Some(&c[1]),
                &[&c[1], &c[2]],
            ))
        },
    ),
    (
        r#"^Invalid combination of arguments\n"([^"]+)": one of `([^`]*)` must be specified$"#,
        |c| Some(group(CombinationKind::ExactlyOneOf, &c[1], &c[2])),
    ),
    (
        r#"^Invalid combination of arguments\n"([^"]+)": only one of `([^`]*)` can be specified, but `[^`]*` were specified\.$"#,
        |c| Some(group(CombinationKind::ExactlyOneOf, &c[1], &c[2])),
    ),
    (
        r#"^Missing required argument\n"([^"]+)": one of `([^`]*)` must be specified$"#,
        |c| Some(group(CombinationKind::AtLeastOneOf, &c[1], &c[2])),
    ),
    (
        r#"^Missing required argument\n"([^"]+)": all of `([^`]*)` must be specified$"#,
        |c| {
            let others = c[2].split(',').filter(|member| *member != &c[1]);
            let members: Vec<&str> = std::iter::once(&c[1]).chain(others).collect();
            Some(combination(CombinationKind::RequiredWith, Some(&c[1]), &members))
        },
    ),
    (
        r"^Invalid Attribute Combination\n(?:No attribute|\d+ attributes) specified when one \(and only one\) of \[(.*)\] is required",
        |c| Some(listed(CombinationKind::ExactlyOneOf, &c[1])),
    ),
    (
        r"^(?:Invalid Attribute Combination|Missing Attribute Configuration)\n(?:Exactly one of these attributes must be configured): \[(.*)\]",
        |c| Some(listed(CombinationKind::ExactlyOneOf, &c[1])),
    ),
    (
        r"^(?:Invalid Attribute Combination|Missing Attribute Configuration)\nAt least one (?:attribute out of|of these attributes must be configured:) \[(.*)\]",
        |c| Some(listed(CombinationKind::AtLeastOneOf, &c[1])),
    ),
    (
        r#"^Invalid Attribute Combination\nAttribute "(.+)" cannot be specified when "(.+)" is specified"#,
        |c| {
            Some(combination(
                CombinationKind::ConflictsWith,
                Some(&c[2]),
                &[&c[2], &c[1]],
            ))
        },
    ),
    (
        r#"^Invalid Attribute Combination\nAttribute "(.+)" must be specified when "(.+)" is specified"#,
        |c| Some(combination(CombinationKind::RequiredWith, Some(&c[2]), &[&c[2], &c[1]])),
    ),
];

const CHOICES: &[Row] = &[
    (
        r#"^expected (\S+) to be one of \[((?:"(?:[^"\\]|\\.)*" ?)*)\], got"#,
        |c| one_of(&c[2]),
    ),
    (r"^expected (\S+) to be one of \[([-\d. ]+)\], got", |c| {
        let values = c[2].split(' ').map(Box::from).collect();
        Some(rule(Rule::OneOf {
            values,
            ignores_case: false,
        }))
    }),
    (
        r#"^expected (\S+) to not be any of \[((?:"(?:[^"\\]|\\.)*" ?)*)\], got"#,
        |c| Some(rule(Rule::NoneOf(quoted_list(&c[2])?))),
    ),
    (
        r"^Invalid String Enum Value\n[\s\S]*Path: .*\nGiven Value: [\s\S]*\nValid Values: \[([^\]]*)\]$",
        |c| Some(unquoted_one_of(&c[1], " ")),
    ),
    (
        r"^Invalid String Enum Value\nValue [\s\S]* at attribute \S+ is not a valid enum value\. Valid values are: \[([^\]]*)\]",
        |c| Some(unquoted_one_of(&c[1], if c[1].contains(", ") { ", " } else { " " })),
    ),
    (
        r#"^Invalid Attribute Value Match\nAttribute .+? value must be one of: \[((?:"(?:[^"\\]|\\.)*" ?)*)\], got:"#,
        |c| one_of(&c[1]),
    ),
    (
        r#"^Invalid Attribute Value Match\nAttribute .+? value must be one of: \["?([-\d." ]+)"?\], got:"#,
        |c| {
            let values = c[1].split(' ').map(|value| value.trim_matches('"').into()).collect();
            Some(rule(Rule::OneOf {
                values,
                ignores_case: false,
            }))
        },
    ),
    (
        r#"^Invalid Attribute Value Match\nAttribute .+? value must be none of: \[((?:"(?:[^"\\]|\\.)*" ?)*)\], got:"#,
        |c| Some(rule(Rule::NoneOf(quoted_list(&c[1])?))),
    ),
];

const NUMBERS: &[Row] = &[
    (r"^expected (\S+) to be at between \((\S+)\) and \((\S+)\), got", |c| {
        range(Some(&c[2]), Some(&c[3]))
    }),
    (r"^\S+: cannot parse '[\s\S]*' as int: ", |_| {
        Some(rule(Rule::Pattern {
            pattern: r"^[+-]?[0-9]+$".into(),
            negated: false,
        }))
    }),
    (r"^\S+: cannot parse '[\s\S]*' as boolean: ", |_| {
        Some(rule(Rule::OneOf {
            values: TRUTHS.map(Box::from).into(),
            ignores_case: false,
        }))
    }),
    (r"^expected (\S+) to be in the range \((\S+) - (\S+)\), got", |c| {
        range(Some(&c[2]), Some(&c[3]))
    }),
    (r"^expected (\S+) to be at least \((\S+)\), got", |c| {
        range(Some(&c[2]), None)
    }),
    (r"^expected (\S+) to be at most \((\S+)\), got", |c| {
        range(None, Some(&c[2]))
    }),
    (r"^expected (\S+) to be greater than \((\S+)\), got", |c| {
        Some(rule(Rule::GreaterThan(c[2].parse().ok()?)))
    }),
    (r"^expected (\S+) to be divisible by (\d+), got", |c| {
        Some(rule(Rule::DivisibleBy(c[2].parse().ok()?)))
    }),
    (r"^Attribute must be a whole number, got", |_| Some(rule(Rule::Whole))),
    (r"is not an integer\.", |_| Some(rule(Rule::Whole))),
    (r"cannot be represented as a 32-bit integer", |_| {
        Some(rule(Rule::Whole32))
    }),
    (
        r"^Invalid Attribute Value\nAttribute .+? value must be between (\S+) and (\S+), got:",
        |c| range(Some(&c[1]), Some(&c[2])),
    ),
    (
        r"^Invalid Attribute Value\nAttribute .+? value must be at least (\S+), got:",
        |c| range(Some(&c[1]), None),
    ),
    (
        r"^Invalid Attribute Value\nAttribute .+? value must be at most (\S+), got:",
        |c| range(None, Some(&c[1])),
    ),
];

const LENGTHS: &[Row] = &[
    (r#"^"[^"]+" cannot be less than (\d+) UTF-8 characters?"#, |c| {
        length(Some(&c[1]), None, Unit::Characters)
    }),
    (r#"^"[^"]+" cannot be longer than (\d+) UTF-8 characters?"#, |c| {
        length(None, Some(&c[1]), Unit::Characters)
    }),
    (
        r#"^"[^"]+" length must be between (\d+)(?:-| and )(\d+) characters"#,
        |c| length(Some(&c[1]), Some(&c[2]), Unit::Bytes),
    ),
    (
        r"^expected length of (\S+) to be in the range \((\d+) - (\d+)\), got",
        |c| length(Some(&c[2]), Some(&c[3]), Unit::Bytes),
    ),
    (
        r#"^"[^"]+" cannot be (?:longer|more|greater) than (\d+) characters?"#,
        |c| length(None, Some(&c[1]), Unit::Bytes),
    ),
    (
        r#"^"[^"]+" (?:cannot|must not) be (?:shorter|less) than (\d+) characters?"#,
        |c| length(Some(&c[1]), None, Unit::Bytes),
    ),
    (
        r#"^(?:expected "?[^" ]+"? to not be an empty string|\S+ must not be empty), got"#,
        |_| length(Some("1"), None, Unit::Bytes),
    ),
    (r#"^"[^"]+" must be between (\d+) and (\d+) characters"#, |c| {
        length(Some(&c[1]), Some(&c[2]), Unit::Bytes)
    }),
    (
        r#"^parameter group "[^"]+" cannot be greater than (\d+) characters"#,
        |c| length(None, Some(&c[1]), Unit::Bytes),
    ),
    (r"^\S+ must not be zero, got", |_| {
        Some(rule(Rule::NoneOf(["0".into()].into())))
    }),
    (
        r"^Invalid Attribute Value Length\nAttribute .+? (?:string )?(UTF-8 character count|length) must be between (\d+) and (\d+)",
        |c| length(Some(&c[2]), Some(&c[3]), unit(&c[1])),
    ),
    (
        r"^Invalid Attribute Value Length\nAttribute .+? (?:string )?(UTF-8 character count|length) must be at least (\d+)",
        |c| length(Some(&c[2]), None, unit(&c[1])),
    ),
    (
        r"^Invalid Attribute Value Length\nAttribute .+? (?:string )?(UTF-8 character count|length) must be at most (\d+)",
        |c| length(None, Some(&c[2]), unit(&c[1])),
    ),
];

const PATTERNS: &[Row] = &[
    (
        r#"^expected value of (\S+) to (not )?match regular expression "((?:[^"\\]|\\.)*)", got"#,
        |c| {
            Some(rule(Rule::Pattern {
                pattern: unquote(&c[3])?.into(),
                negated: c.get(2).is_some(),
            }))
        },
    ),
    (
        r"^Invalid Attribute Value Match\nAttribute .+? value must match regular expression '(.*)', got:",
        |c| {
            Some(rule(Rule::Pattern {
                pattern: c[1].into(),
                negated: false,
            }))
        },
    ),
    (
        r#"^"[^"]+" (?:\([\s\S]*\) )?doesn't comply with restrictions \("((?:[^"\\]|\\.)*)"\)"#,
        |c| {
            Some(rule(Rule::Pattern {
                pattern: unquote(&c[1])?.into(),
                negated: false,
            }))
        },
    ),
    (r"^invalid value for (\S+) \((.*)\)$", |c| {
        Some(rule(Rule::Sentence(c[2].into())))
    }),
    (r"^invalid value for (\S+) \((.*)\)\n$", |c| {
        Some(rule(Rule::Sentence(c[2].into())))
    }),
];

/// What is said of a text that is no network at all.
pub(crate) const NETWORK: &str = "a network in CIDR notation";

/// What is said of a network with bits of a host.
pub(crate) const CANONICAL_NETWORK: &str = "a network in CIDR notation without bits of a host";

/// What Go's `strconv.ParseBool` takes.
const TRUTHS: [&str; 12] = [
    "1", "t", "T", "TRUE", "true", "True", "0", "f", "F", "FALSE", "false", "False",
];

/// What Go's `strconv.ParseFloat` takes.
const FLOAT: &str =
    r"^(?i:[+-]?(?:inf|infinity|[0-9]+\.?[0-9]*(?:e[+-]?[0-9]{1,2})?|\.[0-9]+(?:e[+-]?[0-9]{1,2})?)|nan)$";

/// What is said of a text of nothing but white space.
pub(crate) const BLANK: &str = "more than white space";

/// What is said of what is no date.
pub(crate) const DATE: &str = "a date, as in 2006-01-02";

/// What is said of what has to be an object of some kind.
pub(crate) const JSON_OBJECT: &str = "a JSON object";

/// What is said of what has to be JSON, and not empty.
pub(crate) const ANY_JSON: &str = "any JSON";

/// What is said of what ECS does not take for its containers.
pub(crate) const CONTAINERS: &str = "a JSON array of ECS container definitions";

const FORMS: &[Row] = &[
    // The provider adds a time of day to it first.
    (r#"^"[\s\S]*" cannot be parsed as RFC3339 Timestamp Format"#, |_| {
        sentence(DATE)
    }),
    (r"^AWS Batch Job \S+ is invalid: ", |_| sentence(JSON_OBJECT)),
    (r#"^Invalid format of "[^"]+": "#, |_| sentence(JSON_OBJECT)),
    (
        r"^(?:Invalid IAM Policy Value\nThe provided value is not valid JSON|Invalid value\nUnable to parse as JSON)",
        |_| sentence(ANY_JSON),
    ),
    (r"^Invalid Once A Week Window Value\n", |_| form(Form::WeeklyWindow)),
    (r"^Invalid Once A Day Window Value\n", |_| form(Form::DailyWindow)),
    (r#"^\([\s\S]*\) must satisfy the format of "hh24:mi-hh24:mi""#, |_| {
        form(Form::DailyWindow)
    }),
    (r"^[\s\S]* cannot be parsed as iso8601 Timestamp Format", |_| {
        form(Form::UtcTimestamp)
    }),
    (r"^[\s\S]* is not a valid IP address", |_| form(Form::Ip)),
    (r#"^expected "?[^" ]+"? to be a valid CIDR Value"#, |_| {
        sentence(NETWORK)
    }),
    (
        r#"^expected value of \S+ to not contain any of ("(?:[^"\\]|\\.)*"), got"#,
        |c| {
            let excluded = unquote(c[1].trim_matches('"'))?;
            Some(rule(Rule::Pattern {
                pattern: format!("[{}]", regex::escape(&excluded)).into(),
                negated: true,
            }))
        },
    ),
    (r"^\S+: [\s\S]* is invalid\. For (Valkey|Redis)\b", |c| {
        sentence(&format!("a version of {}", &c[1]))
    }),
    (r"^\S+: cannot parse '[\s\S]*' as float: ", |_| {
        Some(rule(Rule::Pattern {
            pattern: FLOAT.into(),
            negated: false,
        }))
    }),
    (
        r#"^expected "?[^" ]+"? to not be an empty string or whitespace"#,
        |_| sentence(BLANK),
    ),
    (r#"^expected "?[^" ]+"? to be an empty string: got"#, |_| {
        Some(rule(Rule::OneOf {
            values: ["".into()].into(),
            ignores_case: false,
        }))
    }),
    (r"^ECS Task Definition container_definitions is invalid: ", |_| {
        sentence(CONTAINERS)
    }),
    (
        r#"^\([\s\S]*\) must satisfy the format of "ddd:hh24:mi-ddd:hh24:mi""#,
        |_| form(Form::WeeklyWindow),
    ),
    (r#"^colons not allowed in "[^"]+":"#, |_| {
        Some(rule(Rule::Pattern {
            pattern: ":".into(),
            negated: true,
        }))
    }),
    (
        r#"^Invalid map value\nMap value expected to (not )?match regular expression "((?:[^"\\]|\\.)*)": "#,
        |c| {
            Some(rule(Rule::Pattern {
                pattern: unquote(&c[2])?.into(),
                negated: c.get(1).is_some(),
            }))
        },
    ),
    (
        r#"^Invalid map key\nMap key expected to (not )?match regular expression "((?:[^"\\]|\\.)*)": "#,
        |c| {
            Some(Finding::KeyRule(Rule::Pattern {
                pattern: unquote(&c[2])?.into(),
                negated: c.get(1).is_some(),
            }))
        },
    ),
    (r#"^"[^"]+" \([\s\S]*\) is an invalid ARN: "#, |_| form(Form::Arn)),
    (r"^Invalid Attribute Value Time Duration\n", |_| form(Form::Duration)),
    // Said of what is neither this nor an RFC 3339 duration.
    (r"^Invalid value\nCannot be parsed as duration: ", |_| {
        sentence("a duration of Go or an RFC 3339 duration")
    }),
    (r"^Invalid value\nCannot be parsed as an RFC 3339 duration: ", |_| {
        sentence("an RFC 3339 duration")
    }),
    (r"^An Amazon Resource Name\nvalue must be a valid ARN", |_| {
        form(Form::ArnParts)
    }),
    (r"^Invalid ARN Value\n", |_| form(Form::ArnParts)),
    (r#"^"[^"]+" doesn't look like AWS Account ID"#, |_| {
        form(Form::AccountId)
    }),
    (
        r"^Invalid Attribute Value\nAttribute .+? value must be (?:a valid )?AWS account ID",
        |_| form(Form::AccountId),
    ),
    (r#"^"[^"]+" contains an invalid JSON policy: "#, |_| {
        form(Form::PolicyJson)
    }),
    (r#"^"[^"]+" contains an invalid JSON: "#, |_| form(Form::Json)),
    (
        r"^Invalid Attribute Value\nAttribute .+? value must be valid JSON, got:",
        |_| form(Form::Json),
    ),
    (r"^Invalid JSON String Value\n", |_| form(Form::Json)),
    (r#"^"[^"]+" \([\s\S]*\) must be base64-encoded"#, |_| form(Form::Base64)),
    (r"^expected (\S+) to contain a valid IP, got", |_| form(Form::Ip)),
    (r#"^expected "?[^" ]+"? to be a valid IPv4 address, got"#, |_| {
        form(Form::Ipv4)
    }),
    (r"^expected (\S+) to contain a valid IPv4 address, got", |_| {
        form(Form::Ipv4)
    }),
    (
        r#"^expected "?[^" ]+"? to (?:be|contain) a valid IPv6 address, got"#,
        |_| form(Form::Ipv6),
    ),
    (
        r#"^expected "?[^" ]+"? to contain a (?:valid )?network Value with between (\d+) and (\d+) significant bits, got"#,
        |c| {
            form(Form::Cidr {
                min: c[1].parse().ok()?,
                max: c[2].parse().ok()?,
                family: Family::Any,
            })
        },
    ),
    (r"^expected (\S+) to contain a valid Value, got", |_| sentence(NETWORK)),
    (r"^expected (\S+) to contain a valid network Value, expected", |_| {
        sentence(CANONICAL_NETWORK)
    }),
    (r#"^"[\s\S]*" is not a valid IPv4 CIDR block"#, |_| {
        form(cidr(0, 32, Family::V4))
    }),
    (r#"^"[\s\S]*" is not a valid IPv6 CIDR block"#, |_| {
        form(cidr(0, 128, Family::V6))
    }),
    (r#"^"[\s\S]*" is not a valid CIDR block"#, |_| {
        form(cidr(0, 128, Family::Any))
    }),
    (
        r"^Invalid Attribute Value\nAttribute .+? value must be a valid IPv4 CIDR that represents a network address",
        |_| form(cidr(0, 32, Family::V4)),
    ),
    (
        r"^Invalid Attribute Value\nAttribute .+? value must be a valid IPv6 CIDR that represents a network address",
        |_| form(cidr(0, 128, Family::V6)),
    ),
    (r"^expected (\S+) to be a valid RFC3339 date, got", |_| {
        form(Form::Timestamp)
    }),
    (r#"^expected "?[^" ]+"? to be a valid RFC3339 date, got"#, |_| {
        form(Form::Timestamp)
    }),
    (r"^must be in RFC3339 time format ", |_| form(Form::Timestamp)),
    (r"^Invalid RFC3339 (?:String|DateTime) Value\n", |_| {
        form(Form::Timestamp)
    }),
    (r#"^"[^"]+" cannot be parsed as a duration: "#, |_| form(Form::Duration)),
    (
        r"^Invalid (?:Duration Value|Attribute Value)\n.*cannot be parsed as a duration",
        |_| form(Form::Duration),
    ),
    (r#"^"[^"]+" must be in the format \(?hh24:mi-hh24:mi\)?"#, |_| {
        form(Form::DailyWindow)
    }),
    (r#"^expected "?[^" ]+"? to be a valid port number or 0, got"#, |_| {
        form(Form::Port { zero: true })
    }),
    (r#"^expected "?[^" ]+"? to be a valid port number, got"#, |_| {
        form(Form::Port { zero: false })
    }),
    (r#"^expected "?[^" ]+"? to be a valid UUID, got"#, |_| form(Form::Uuid)),
    (r#"^"[^"]+": error parsing regexp"#, |_| form(Form::RegularExpression)),
];

const COLLECTIONS: &[Row] = &[
    (
        r"^Too many list items\nAttribute (\S+) supports (\d+) item maximum,",
        |c| items(None, Some(&c[2])),
    ),
    (
        r"^Not enough list items\nAttribute (\S+) requires (\d+) item minimum,",
        |c| items(Some(&c[2]), None),
    ),
    (
        r"^Invalid Attribute Value\nAttribute .+? (?:list|set|map) must contain at least (\d+) elements? and at most (\d+) elements?",
        |c| items(Some(&c[1]), Some(&c[2])),
    ),
    (
        r"^Invalid Attribute Value\nAttribute .+? (?:list|set|map) must contain at least (\d+) elements?",
        |c| items(Some(&c[1]), None),
    ),
    (
        r"^Invalid Attribute Value\nAttribute .+? (?:list|set|map) must contain at most (\d+) elements?",
        |c| items(None, Some(&c[1])),
    ),
    (
        r"^Invalid Attribute Value\nAttribute .+? (?:list|set|map) must contain exactly (\d+) elements?",
        |c| items(Some(&c[1]), Some(&c[1])),
    ),
    (r"^Bad map key length\n[\s\S]*in the range \((\d+) - (\d+)\)", |c| {
        Some(Finding::KeyRule(length_rule(Some(&c[1]), Some(&c[2]), Unit::Bytes)?))
    }),
    (r"^Bad map value length\n[\s\S]*in the range \((\d+) - (\d+)\)", |c| {
        length(Some(&c[1]), Some(&c[2]), Unit::Bytes)
    }),
];

const OTHERS: &[Row] = &[
    (r"^expected (\S+) to have prefix (.+), got", |c| {
        let pattern = format!("^{}", regex::escape(&c[2]));
        Some(rule(Rule::Pattern {
            pattern: pattern.into(),
            negated: false,
        }))
    }),
    (r#"^"[^"]+" cannot begin with a hyphen"#, |_| {
        Some(rule(Rule::Pattern {
            pattern: "^-".into(),
            negated: true,
        }))
    }),
    (r#"^"[^"]+" cannot end with a hyphen"#, |_| {
        Some(rule(Rule::Pattern {
            pattern: "-$".into(),
            negated: true,
        }))
    }),
    // The framework's own words when a validator shows no more than a sentence.
    (
        r"^Invalid Attribute Value (?:Match|Length|)\nAttribute (?:[^\[\s]|\[[^\]]*\])+ (?:value )?(.+), got:",
        |c| sentence(&c[1]),
    ),
    (
        r"^Invalid Attribute Value\nAttribute \S+ (?:value )?(must .*), got:",
        |c| sentence(&c[1]),
    ),
    (r"^Invalid or unknown key\n$", |_| {
        Some(Finding::CollectionRule(Rule::NotSettable))
    }),
    (
        r#"^Missing required argument\nThe argument "([^"]+)" is required, but no definition was found\."#,
        |c| Some(Finding::Required(Some(c[1].to_owned()))),
    ),
    (
        r"^Missing Configuration for Required Attribute\nMust set a configuration value for the (.+) attribute as the provider",
        |c| Some(Finding::Required(Some(c[1].to_owned()))),
    ),
    (r"^Invalid Block\nBlock (.*?) must have a configuration value", |c| {
        Some(Finding::Required(Some(c[1].to_owned())))
    }),
    (
        r"^(?:Argument is deprecated|Attribute Deprecated|Deprecated [Rr]esource|Deprecated [Aa]ttribute|Block Deprecated)\n",
        |_| Some(Finding::Noise),
    ),
    (
        r"^(?:Null value found in list|Unable to Convert Configuration)\n",
        |_| Some(Finding::Noise),
    ),
];

fn rule(rule: Rule) -> Finding {
    Finding::Rule(rule)
}

fn sentence(text: &str) -> Option<Finding> {
    Some(rule(Rule::Sentence(text.into())))
}

fn form(form: Form) -> Option<Finding> {
    Some(rule(Rule::Form(form)))
}

fn cidr(min: u8, max: u8, family: Family) -> Form {
    Form::Cidr { min, max, family }
}

fn one_of(list: &str) -> Option<Finding> {
    Some(rule(Rule::OneOf {
        values: quoted_list(list)?,
        ignores_case: false,
    }))
}

/// Values without quotes; a space at the end means the empty text.
fn unquoted_one_of(list: &str, separator: &str) -> Finding {
    let values = list.split(separator).map(Box::from).collect();
    rule(Rule::OneOf {
        values,
        ignores_case: false,
    })
}

fn range(min: Option<&str>, max: Option<&str>) -> Option<Finding> {
    let number = |text: Option<&str>| text.map(str::parse::<f64>).transpose().ok();
    Some(rule(Rule::Range {
        min: number(min)?,
        max: number(max)?,
    }))
}

fn length_rule(min: Option<&str>, max: Option<&str>, unit: Unit) -> Option<Rule> {
    let number = |text: Option<&str>| text.map(str::parse::<u64>).transpose().ok();
    Some(Rule::Length {
        min: number(min)?,
        max: number(max)?,
        unit,
    })
}

fn length(min: Option<&str>, max: Option<&str>, unit: Unit) -> Option<Finding> {
    length_rule(min, max, unit).map(rule)
}

fn unit(words: &str) -> Unit {
    if words == "length" {
        Unit::Bytes
    } else {
        Unit::Characters
    }
}

fn items(min: Option<&str>, max: Option<&str>) -> Option<Finding> {
    let number = |text: Option<&str>| text.map(str::parse::<u64>).transpose().ok();
    Some(Finding::CollectionRule(Rule::Items {
        min: number(min)?,
        max: number(max)?,
    }))
}

fn combination(kind: CombinationKind, subject: Option<&str>, members: &[&str]) -> Finding {
    Finding::Combination {
        kind,
        subject: subject.map(str::to_owned),
        members: members.iter().map(|&member| member.to_owned()).collect(),
    }
}

fn group(kind: CombinationKind, subject: &str, members: &str) -> Finding {
    combination(kind, Some(subject), &members.split(',').collect::<Vec<_>>())
}

/// The framework's list of paths, the subject of which only the diagnostic's path tells.
fn listed(kind: CombinationKind, members: &str) -> Finding {
    let members: Vec<&str> = outside_brackets(members)
        .into_iter()
        .map(|member| member.trim().trim_matches('"'))
        .collect();
    combination(kind, None, &members)
}

/// The parts between commas, but for those in brackets: a path through a set holds the element's value there.
fn outside_brackets(list: &str) -> Vec<&str> {
    let mut depth = 0_usize;
    list.split(|character: char| {
        match character {
            '[' => depth += 1,
            ']' => depth = depth.saturating_sub(1),
            _ => {}
        }
        character == ',' && depth == 0
    })
    .collect()
}
