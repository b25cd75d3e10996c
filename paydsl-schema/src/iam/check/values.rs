//! Values of conditions: what can never be equal to what a request has.

use std::net::IpAddr;

use super::super::Operator;
use super::super::operator::Family;
use super::principals::is_account;

/// Keys whose values are account IDs.
const ACCOUNTS: &[&str] = &[
    "aws:principalaccount",
    "aws:resourceaccount",
    "aws:sourceaccount",
    "kms:calleraccount",
    "s3:resourceaccount",
];

/// What is wrong with a value that is compared by an operator.
pub(super) fn mistake(operator: Operator, key: &str, given: &str) -> Option<String> {
    let family = operator.family();
    let fits = match family {
        Family::Text => {
            let is_whole = !given.contains(['*', '?']);
            if is_whole && ACCOUNTS.contains(&key.to_lowercase().as_str()) && !is_account(given) {
                return Some(format!(
                    "`{key}` is an account ID, which has 12 digits, not \"{given}\""
                ));
            }
            true
        }
        Family::Bool | Family::Null => matches!(given.to_lowercase().as_str(), "true" | "false"),
        Family::Number => given.parse::<f64>().is_ok(),
        Family::Date => is_moment(given),
        Family::Address => is_network(given),
        Family::Arn => {
            given == "*" || (given.starts_with("arn:") && (given.splitn(6, ':').count() == 6 || given.contains('*')))
        }
        Family::Binary => true,
    };
    (!fits).then(|| format!("`{key}` is compared with {} here, not \"{given}\"", family.values()))
}

/// A moment in ISO 8601, to the day or finer, or seconds since 1970.
fn is_moment(text: &str) -> bool {
    let is_number = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    if is_number(text) {
        return true;
    }
    let mut parts = text.split(['-', 'T']);
    let mut part = |length: usize| parts.next().is_some_and(|part| part.len() == length && is_number(part));
    part(4) && part(2) && (text.len() == 7 || part(2))
}

/// An address, alone or with the length of a prefix.
fn is_network(text: &str) -> bool {
    let (address, prefix) = text.split_once('/').unwrap_or((text, "0"));
    match (address.parse::<IpAddr>(), prefix.parse::<u8>()) {
        (Ok(IpAddr::V4(_)), Ok(length)) => length <= 32,
        (Ok(IpAddr::V6(_)), Ok(length)) => length <= 128,
        _ => false,
    }
}
