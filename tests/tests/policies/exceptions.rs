//! Exceptions: needed, not needed, from rules that there are not.

use paydsl::policy::{UNKNOWN_RULE, UNUSED_EXEMPTION, destroyability, required_tags};
use paydsl::prelude::*;
use paydsl::project::AnyProject;

use super::{Env, env, line_of, report, report_on};

#[stack]
pub fn excepted(env: &Env) {
    #[exempt("destroyability", reason = "the archive outlives us")]
    #[exempt("required-tags", reason = "tagged by hand")]
    let archive = aws_s3_bucket {
        bucket: env.name("s3-archive"),
    };
    for name in ["a", "b"] {
        #[key(name)]
        #[exempt("destroyability", reason = "kept in production")]
        let bucket = aws_s3_bucket {
            bucket: env.name(name),
            force_destroy: !env.is_kept,
            tags: env.tags(name),
        };
    }
    let other = aws_s3_bucket {
        bucket: env.name("s3-other"),
        tags: env.tags("s3-other"),
    };
}

#[test]
fn what_is_excepted_is_no_finding_and_is_listed_with_its_reason() {
    let report = report([destroyability(), required_tags(["Project"])], &[excepted]);
    let addresses: Vec<&str> = report.findings.iter().map(|finding| finding.address.as_str()).collect();
    assert_eq!(addresses, ["aws_s3_bucket.other"]);
    let listed: Vec<String> = report
        .exceptions
        .iter()
        .map(|exception| {
            let on: Vec<&str> = exception.declarations.iter().map(|on| on.address.as_str()).collect();
            let environments: Vec<_> = exception.findings.iter().map(|finding| &finding.environments).collect();
            format!("{} {} {on:?} {environments:?}", exception.rule, exception.reason)
        })
        .collect();
    assert_eq!(
        listed,
        [
            r#"destroyability the archive outlives us ["aws_s3_bucket.archive"] [["dev", "prod"]]"#,
            r#"required-tags tagged by hand ["aws_s3_bucket.archive"] [["dev", "prod"]]"#,
            r#"destroyability kept in production ["aws_s3_bucket.bucket_a", "aws_s3_bucket.bucket_b"] [["prod"], ["prod"]]"#,
        ]
    );
}

#[component]
fn bucket(name: &str, env: &Env, is_kept: bool) {
    #[exempt("destroyability", reason = "some are kept")]
    let this = aws_s3_bucket {
        bucket: env.name(name),
        force_destroy: !is_kept,
    };
}

#[stack]
pub fn keeping(env: &Env) {
    bucket("a", env, true);
    bucket("b", env, false);
}

#[stack]
pub fn not_keeping(env: &Env) {
    bucket("a", env, false);
}

#[stack]
pub fn misspelt(env: &Env) {
    #[exempt("destroyabilty", reason = "kept")]
    let this = aws_s3_bucket {
        bucket: env.name("a"),
        force_destroy: true,
    };
}

#[test]
fn an_exception_that_nothing_needs_is_a_finding() {
    let report = report([destroyability()], &[not_keeping]);
    let [finding] = report.findings.as_slice() else {
        panic!("{report:?}");
    };
    assert_eq!(finding.rule, UNUSED_EXEMPTION);
    assert_eq!(finding.address, "aws_s3_bucket.a_this");
    let attribute = line_of(
        include_str!("exceptions.rs"),
        r#"#[exempt("destroyability", reason = "some are kept")]"#,
    );
    assert_eq!(finding.site.line, attribute);
    assert_eq!(finding.remedy, "delete the attribute");
}

#[test]
fn an_exception_is_needed_if_any_use_of_its_component_needs_it() {
    assert!(report([destroyability()], &[keeping]).is_clean());
    assert!(report([destroyability()], &[keeping, not_keeping]).is_clean());
}

#[test]
fn a_part_of_the_stacks_does_not_tell_that_an_exception_is_not_needed() {
    let project: AnyProject = Project::new("shop", env::all())
        .stack(not_keeping)
        .policies([destroyability()])
        .into();
    assert!(report_on(&project, false).is_clean());
    assert!(!report_on(&project, true).is_clean());
}

#[test]
fn an_exception_from_no_rule_is_a_finding_that_names_the_nearest() {
    let report = report([destroyability()], &[misspelt]);
    let [finding] = report.findings.as_slice() else {
        panic!("{report:?}");
    };
    assert_eq!(finding.rule, UNKNOWN_RULE);
    assert_eq!(finding.message, "is excepted from `destroyabilty`, which is no rule");
    assert_eq!(finding.remedy, "write `#[exempt(\"destroyability\", ..)]`");
}

#[stack]
pub fn scanned(env: &Env) {
    #[exempt("checkov:CKV_AWS_144", reason = "one region is asked for")]
    #[exempt("destroyability", reason = "kept")]
    let this = aws_s3_bucket { bucket: env.name("a") };
}

#[test]
fn an_exception_from_another_scanners_rule_is_listed_and_judged_by_that_scanner() {
    let report = report([destroyability()], &[scanned]);
    assert!(report.is_clean(), "{:?}", report.findings);
    let [own, scanners] = report.exceptions.as_slice() else {
        panic!("{report:?}");
    };
    assert_eq!(
        (scanners.rule, scanners.reason),
        ("checkov:CKV_AWS_144", "one region is asked for")
    );
    let attribute = line_of(include_str!("exceptions.rs"), r#"#[exempt("checkov:CKV_AWS_144""#);
    assert_eq!(scanners.site.line, attribute);
    let [on] = scanners.declarations.as_slice() else {
        panic!("{scanners:?}");
    };
    assert_eq!(
        (on.project.as_str(), on.stack, on.address.as_str()),
        ("shop", "scanned", "aws_s3_bucket.this")
    );
    assert_eq!(scanners.findings, []);
    assert_eq!(own.findings.len(), 1);
}
