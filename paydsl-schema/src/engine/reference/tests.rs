use proptest::prelude::*;
use proptest::string::string_regex;
use proptest::test_runner::TestRunner;

use super::super::judgement::{Judgement, Scalar};
use super::super::language::Language;
use super::super::rules::scalar;
use super::held::Held;
use super::judge::excludes;
use super::kinds::{self, Kind};
use super::{facts, forms};
use crate::providers::Providers;
use crate::rule::{Family, Form, Rule, Unit};
use crate::schema::Type;

const FORMS: &[Form] = &[
    Form::Arn,
    Form::ArnParts,
    Form::AccountId,
    Form::Json,
    Form::PolicyJson,
    Form::Base64,
    Form::Ipv4,
    Form::Ipv6,
    Form::Ip,
    Form::Cidr {
        min: 16,
        max: 28,
        family: Family::V4,
    },
    Form::Cidr {
        min: 0,
        max: 128,
        family: Family::V6,
    },
    Form::Cidr {
        min: 0,
        max: 128,
        family: Family::Any,
    },
    Form::Timestamp,
    Form::Duration,
    Form::UtcTimestamp,
    Form::TimeOfDay,
    Form::DailyWindow,
    Form::WeeklyWindow,
    Form::Uuid,
    Form::Url,
    Form::RegularExpression,
];

fn pattern(pattern: &str) -> Rule {
    Rule::Pattern {
        pattern: pattern.into(),
        negated: false,
    }
}

fn rules() -> Vec<Rule> {
    let one_of = |values: &[&str], ignores_case| Rule::OneOf {
        values: values.iter().map(|value| Box::from(*value)).collect(),
        ignores_case,
    };
    let length = |min, max| Rule::Length {
        min,
        max,
        unit: Unit::Bytes,
    };
    let mut all: Vec<Rule> = FORMS.iter().map(|form| Rule::Form(*form)).collect();
    all.extend(super::super::sentences::all().map(|sentence| Rule::Sentence(sentence.into())));
    all.extend([
        one_of(&["ENABLED", "DISABLED"], false),
        one_of(&["aws", "tcp", "443", "vpc-0"], true),
        length(Some(1), Some(10)),
        length(Some(300), None),
        length(None, Some(3)),
        pattern("^arn:"),
        pattern("^(?i)ARN:AWS"),
        pattern("^(vpc|subnet)-"),
        pattern("^[a-z]+$"),
        pattern("^alias/"),
        pattern(r"^\d{12}$"),
        Rule::Any([Rule::Form(Form::Arn), pattern("^Z")].into()),
        Rule::Any([Rule::Form(Form::Arn), Rule::Sentence("nobody knows".into())].into()),
    ]);
    all
}

/// Texts of a kind: what its pattern generates, with anything behind it where it is open at the end.
fn members(pattern: &str) -> BoxedStrategy<String> {
    let inner = pattern.trim_start_matches('^');
    let is_open = !inner.ends_with('$');
    let generated = string_regex(inner.trim_end_matches('$')).expect(pattern);
    if is_open {
        (generated, "[ -~]{0,20}")
            .prop_map(|(start, end)| format!("{start}{end}"))
            .boxed()
    } else {
        generated.boxed()
    }
}

/// Some checks leave it open what Go makes of the cases of letters beyond ASCII.
fn is_refused(rule: &Rule, text: &str) -> bool {
    match scalar(rule, Scalar::Text(text)) {
        Judgement::Invalid(_) => true,
        Judgement::Undecidable => !text.is_ascii(),
        Judgement::Valid => false,
    }
}

fn held(kind: Kind) -> Held {
    Held::of_kind(kind, &Type::String)
}

#[test]
fn no_member_of_a_kind_satisfies_what_is_called_impossible() {
    let rules = rules();
    let mut runner = TestRunner::default();
    let mut impossible = 0;
    for (name, kind) in kinds::ALL {
        let held = held(*kind);
        let broken: Vec<&Rule> = rules
            .iter()
            .filter(|rule| excludes(&held, rule, &Type::String))
            .collect();
        impossible += broken.len();
        let texts = members(kind.pattern.expect(name));
        let outcome = runner.run(&texts, |text| {
            prop_assert!(held.language.may_hold(&text), "{} is not in {}", text, name);
            for rule in &broken {
                prop_assert!(is_refused(rule, &text), "{} {} {:?}", name, text, rule);
            }
            Ok(())
        });
        outcome.unwrap_or_else(|error| panic!("{name}: {error}"));
    }
    assert!(impossible > 1000, "{impossible}");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(3000))]

    /// The pattern that stands for a rule has all texts that the rule lets pass.
    #[test]
    fn no_text_that_a_form_lets_pass_is_left_out(text in prop_oneof![
        "[0-9a-fA-F:./-]{0,20}",
        r"[-+]?[0-9.]{1,4}(h|m|s|ms|us|µs|ns)([0-9]{1,3}[hms]){0,2}",
        "[0-9]{1,3}\\.[0-9]{1,3}\\.[0-9]{1,3}\\.0/[0-9]{1,2}",
        "(::ffff:)?[0-9a-f:]{1,9}(:[0-9.]{7})?(/[0-9]{1,3})?",
        "[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(Z|\\+01:00)?",
        "([a-zA-Z]{3}:)?[0-9]{1,2}:[0-9]{2}(-([a-zA-Z]{3}:)?[0-9]{1,2}:[0-9]{2})?",
        r#"\s{0,2}[\[{"]?[a-z0-9": ,]{0,8}[\]}"]?\s{0,2}"#,
        "[+-]?[0-9.eE]{1,5}|true|false|null",
        "arn:aws(-[a-z]{1,3})?:[a-z0-9]{1,5}:([a-z]{2}-[a-z]{4}-[0-9])?:([0-9]{12}|aws)?:.{0,5}",
        "[a-z]{1,6}://[a-z.]{0,9}(:[0-9]+)?(/.{0,4})?",
        "[0-9a-fA-F]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}",
        "[A-Za-z0-9+/\r\n]{0,8}={0,2}",
        any::<String>(),
    ]) {
        for form in FORMS {
            let rule = Rule::Form(*form);
            let Some(pattern) = forms::accepted(&rule) else { continue };
            let accepted = Language::understood(&pattern).expect("understood");
            if !is_refused(&rule, &text) {
                prop_assert!(accepted.may_hold(&text), "{:?} {:?}", form, text);
            }
        }
    }

    /// Numbers and bools, as Terraform writes them.
    #[test]
    fn numbers_are_never_networks_but_may_be_accounts(number in any::<i32>()) {
        let held = Held::of_kind(kinds::SET, &Type::Number);
        prop_assert!(held.language.may_hold(&number.to_string()));
        prop_assert!(excludes(&held, &Rule::Form(FORMS[9]), &Type::String));
        prop_assert!(!excludes(&held, &Rule::Form(Form::AccountId), &Type::String));
    }
}

#[test]
fn each_pattern_is_understood() {
    for (name, kind) in kinds::ALL {
        assert!(Language::understood(kind.pattern.expect(name)).is_some(), "{name}");
    }
    for rule in rules() {
        if let Some(pattern) = forms::accepted(&rule) {
            assert!(Language::understood(&pattern).is_some(), "{rule:?}");
        }
    }
}

#[test]
fn facts_are_of_attributes_that_there_are() {
    let mut count = 0;
    for is_data in [false, true] {
        for (type_name, facts) in facts::all(is_data) {
            let found = match is_data {
                true => Providers::builtin().data_source(type_name),
                false => Providers::builtin().resource(type_name),
            };
            let (_, block) = found.unwrap_or_else(|| panic!("{type_name}"));
            assert!(facts.is_sorted_by(|one, next| one.0 < next.0), "{type_name}");
            for (path, kind) in *facts {
                let path: Vec<&str> = path.split('.').collect();
                let (name, parents) = path.split_last().expect("a name");
                let ty = match super::block_at(block, parents) {
                    Some(block) => block.attribute(name).map(|attribute| attribute.ty.clone()),
                    None => super::field_at(block, &path).map(|field| field.ty.clone()),
                };
                let ty = ty.unwrap_or_else(|| panic!("{type_name} {path:?}"));
                let is_text = *super::held::element(&ty) == Type::String;
                assert_eq!(is_text, kind.pattern.is_some(), "{type_name} {path:?}");
                count += 1;
            }
        }
    }
    assert!(count > 400, "{count}");
}

#[test]
fn each_type_stands_once() {
    for is_data in [false, true] {
        let names: Vec<&str> = facts::all(is_data).map(|(name, _)| *name).collect();
        let mut sorted = names.clone();
        sorted.sort_unstable();
        sorted.dedup();
        assert_eq!(sorted.len(), names.len());
        for name in names {
            assert_eq!(facts::find(is_data, name, "no_such"), None);
        }
        for (name, facts) in facts::all(is_data) {
            for (path, kind) in *facts {
                assert_eq!(facts::find(is_data, name, path), Some(*kind), "{name} {path}");
            }
        }
    }
}

/// An argument that can be given holds what its own rules let pass: a fact must leave room for that.
#[test]
fn no_fact_contradicts_the_rules_of_its_own_argument() {
    for is_data in [false, true] {
        for (type_name, facts) in facts::all(is_data) {
            let found = match is_data {
                true => Providers::builtin().data_source(type_name),
                false => Providers::builtin().resource(type_name),
            };
            let Some((_, block)) = found else { continue };
            for (path, kind) in *facts {
                let Some(attribute) = block.attribute(path) else {
                    continue;
                };
                if !attribute.optional && !attribute.required || attribute.ty != Type::String {
                    continue;
                }
                for rule in attribute.rules() {
                    assert!(
                        !excludes(&held(*kind), rule, &Type::String),
                        "{type_name}.{path}: {rule:?}"
                    );
                }
            }
        }
    }
}
