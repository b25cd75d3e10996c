//! Rules of other scanners, from which the code makes exceptions as it does from the project's own.

/// The scanner and its rule that an exception is from: `checkov:CKV_AWS_272` is checkov's `CKV_AWS_272`. Such a rule is not
/// applied here: whether the exception is needed, only the scanner knows.
pub(crate) fn rule_of_scanner(name: &str) -> Option<(&str, &str)> {
    name.split_once(':')
}
