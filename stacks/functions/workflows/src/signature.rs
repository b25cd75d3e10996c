//! Signed HTTP bodies: `t=<seconds since 1970>,v1=<hex HMAC-SHA256 of "t.body">`.

use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;

/// The header that carries a signature.
pub const HEADER: &str = "X-Signature";

/// The header's value for a body that is signed at a moment.
#[must_use]
pub fn sign(secret: &str, body: &str, moment: i64) -> String {
    let mut mac = Hmac::<Sha256>::new_from_slice(secret.as_bytes()).expect("HMAC takes keys of any length");
    mac.update(format!("{moment}.{body}").as_bytes());
    let digest: String = mac
        .finalize()
        .into_bytes()
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect();
    format!("t={moment},v1={digest}")
}

/// When a body was signed, if this is its signature.
#[must_use]
pub fn moment_of(secret: &str, body: &str, signature: &str) -> Option<i64> {
    let moment = signature.strip_prefix("t=")?.split(',').next()?.parse().ok()?;
    (sign(secret, body, moment) == signature).then_some(moment)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_signature_is_of_one_secret_body_and_moment() {
        // printf '1700000000.{}' | openssl dgst -sha256 -hmac secret
        let signed = "t=1700000000,v1=b8569b78799ff9e3cbff0fc2d63a33a2b57f3282abd07c37ae5e8e7d79a5f163";
        assert_eq!(sign("secret", "{}", 1_700_000_000), signed);
        assert_eq!(moment_of("secret", "{}", signed), Some(1_700_000_000));
        for (secret, body, signature) in [
            ("other", "{}", signed.to_owned()),
            ("secret", "[]", signed.to_owned()),
            ("secret", "{}", signed.replace("17", "18")),
            ("secret", "{}", String::new()),
        ] {
            assert_eq!(moment_of(secret, body, &signature), None, "{secret} {body} {signature}");
        }
    }
}
