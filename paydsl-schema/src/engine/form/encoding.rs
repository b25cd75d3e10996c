//! Base64, UUIDs and URLs.

use super::super::judgement::Judgement;

/// Go's standard base64: with padding, line ends anywhere. Of an empty text the provider's checks say different things.
pub(super) fn base64(text: &str) -> Judgement {
    let digits: Vec<u8> = text.bytes().filter(|byte| !matches!(byte, b'\r' | b'\n')).collect();
    if digits.is_empty() {
        return Judgement::Undecidable;
    }
    let padding = digits.iter().rev().take_while(|byte| **byte == b'=').count();
    let is_digit = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/');
    let whole = digits.len().is_multiple_of(4) && padding <= 2;
    Judgement::certain(whole && digits[..digits.len() - padding].iter().all(is_digit))
}

/// 36 characters, in any case.
pub(super) fn uuid(text: &str) -> Judgement {
    if text.is_empty() {
        return Judgement::Undecidable;
    }
    let right = |(position, byte): (usize, u8)| match position {
        8 | 13 | 18 | 23 => byte == b'-',
        _ => byte.is_ascii_hexdigit(),
    };
    Judgement::certain(text.len() == 36 && text.bytes().enumerate().all(right))
}

/// A URL with a scheme and a host. Which schemes pass is not known, so only what is one of no scheme is refused.
pub(super) fn url(text: &str) -> Judgement {
    if text.is_empty() {
        return Judgement::Undecidable;
    }
    let Some((scheme, rest)) = text.split_once("://") else {
        return Judgement::because("it has no scheme and host, as in https://example.com");
    };
    let host = rest.split(['/', '?', '#']).next().unwrap_or_default();
    let plain = |c: char| c.is_ascii_alphanumeric() || "-._~/?#@!$&'()*+,;=:".contains(c);
    let has_host = host.starts_with(|c: char| c.is_ascii_alphanumeric())
        && host
            .chars()
            .all(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '.'));
    Judgement::perhaps(scheme == "https" && has_host && rest.chars().all(plain))
}

#[cfg(test)]
mod tests {
    use super::super::table;
    use super::*;
    use ::base64::Engine as _;
    use proptest::prelude::*;

    #[test]
    fn base64_is_padded() {
        table(
            base64,
            &["YQ==", "YWI=", "YWJj", "YW\nJj\r\n", "YR==", "+/+/"],
            &["YQ", "YQ=", "Y===", "====", "YQ==YQ==", "Y Q==", "YQ-_", "é==="],
            &["", "\n"],
        );
    }

    #[test]
    fn uuids_have_their_dashes() {
        table(
            uuid,
            &[
                "123e4567-e89b-12d3-a456-426614174000",
                "123E4567-E89B-12D3-A456-426614174000",
            ],
            &[
                "123e4567e89b12d3a456426614174000",
                "{123e4567-e89b-12d3-a456-426614174000}",
                "123e4567-e89b-12d3-a456-42661417400g",
                "x",
            ],
            &[""],
        );
    }

    #[test]
    fn urls_have_a_scheme() {
        table(
            url,
            &["https://example.com", "https://example.com/a?b=c#d"],
            &["example.com", "//example.com", "mailto:a@b"],
            &[
                "",
                "http://example.com",
                "ftp://x",
                "https://",
                "https://exa mple.com",
                "https://[::1]/",
                "https://a:80",
            ],
        );
    }

    proptest! {
        #[test]
        fn base64_is_that_of_another_implementation(bytes in prop::collection::vec(any::<u8>(), 1..40), at in 0usize..60, with in "[A-Za-z0-9+/=]") {
            let mut text = ::base64::engine::general_purpose::STANDARD.encode(&bytes);
            prop_assert_eq!(base64(&text), Judgement::Valid);
            let at = at % text.len();
            text.replace_range(at..=at, &with);
            // Go does not look at the bits behind the last byte.
            let lenient = ::base64::engine::GeneralPurpose::new(
                &::base64::alphabet::STANDARD,
                ::base64::engine::GeneralPurposeConfig::new().with_decode_allow_trailing_bits(true),
            );
            prop_assert_eq!(base64(&text) == Judgement::Valid, lenient.decode(&text).is_ok(), "{}", text);
        }
    }
}
