"""Signed HTTP bodies: `X-Signature: t=<seconds since 1970>,v1=<hex HMAC-SHA256 of "t.body">`."""

import hashlib
import hmac
import re

HEADER = "X-Signature"
OLDEST = 300
"""For how many seconds a signature is good."""
EARLIEST = 60
"""By how many seconds the signer's clock may be ahead."""

_FORM = re.compile(r"t=([0-9]{1,12}),v1=([0-9a-f]{64})")


def sign(secret: bytes, body: bytes, moment: int) -> str:
    """The header's value for a body signed at a moment."""
    return f"t={moment},v1={_digest(secret, str(moment), body)}"


def is_valid(secret: bytes, body: bytes, header: str | None, now: float) -> bool:
    """Whether the header proves that somebody with the secret signed this body just now."""
    form = _FORM.fullmatch(header or "")
    if form is None:
        return False
    moment, claimed = form.groups()
    genuine = hmac.compare_digest(_digest(secret, moment, body), claimed)
    return genuine and -EARLIEST <= now - int(moment) <= OLDEST


def _digest(secret: bytes, moment: str, body: bytes) -> str:
    return hmac.new(secret, moment.encode() + b"." + body, hashlib.sha256).hexdigest()
