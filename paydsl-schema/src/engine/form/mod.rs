//! The forms of texts, each as the provider's own validators take it.

mod arn;
mod encoding;
mod json;
mod network;
mod time;

pub(super) use network::{any_network, multicast};

use super::judgement::{Judgement, Scalar};
use crate::rule::Form;

pub(super) fn form(form: Form, value: Scalar<'_>) -> Judgement {
    let text = match (form, value) {
        (Form::Port { zero }, value) => return network::port(zero, value),
        (_, Scalar::Text(text)) => text,
        (_, Scalar::Number(_) | Scalar::Bool(_)) => return Judgement::Undecidable,
    };
    match form {
        Form::Arn => arn::arn(text),
        Form::ArnParts => arn::parts(text),
        Form::AccountId => arn::account_id(text),
        Form::Json => json::json(text),
        Form::PolicyJson => json::policy(text),
        Form::Base64 => encoding::base64(text),
        Form::Uuid => encoding::uuid(text),
        Form::Url => encoding::url(text),
        Form::RegularExpression => super::pattern::is_pattern(text),
        Form::Ipv4 => network::ipv4(text),
        Form::Ipv6 => network::ipv6(text),
        Form::Ip => network::ip(text),
        Form::Cidr { min, max, family } => network::cidr(text, min, max, family),
        Form::Timestamp => time::timestamp(text),
        Form::UtcTimestamp => time::utc_timestamp(text),
        Form::Duration => time::duration(text),
        Form::TimeOfDay => time::time_of_day(text),
        Form::DailyWindow => time::daily_window(text),
        Form::WeeklyWindow => time::weekly_window(text),
        Form::Port { .. } => Judgement::Undecidable,
    }
}

/// For the tables of tests: what is accepted, what is refused, what cannot be told.
#[cfg(test)]
fn table(judge: impl Fn(&str) -> Judgement, accepted: &[&str], refused: &[&str], undecidable: &[&str]) {
    for text in accepted {
        assert_eq!(judge(text), Judgement::Valid, "{text:?}");
    }
    for text in refused {
        assert!(
            matches!(judge(text), Judgement::Invalid(_)),
            "{text:?} {:?}",
            judge(text)
        );
    }
    for text in undecidable {
        assert_eq!(judge(text), Judgement::Undecidable, "{text:?}");
    }
}
