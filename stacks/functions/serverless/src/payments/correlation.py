"""The identifier that ties a request, its log lines, its records and its messages together."""

import re

from payments import card_number

HEADER = "X-Correlation-Id"

_FIT = re.compile(r"[A-Za-z0-9_\-]{1,64}")


def choose(*candidates: object) -> str:
    """The first candidate that is safe to log and to send back."""
    return next((candidate for candidate in candidates if _is_fit(candidate)), "unknown")


def _is_fit(candidate: object) -> bool:
    return (
        isinstance(candidate, str) and _FIT.fullmatch(candidate) is not None and not card_number.appears_in(candidate)
    )
