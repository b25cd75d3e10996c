"""What stands in a card's place.

Both are HMAC-SHA256 under the token key, so that nobody without it can try out card numbers. They are written in
the letters a to p only: no digits, so none can ever be taken for a card number.
"""

import hashlib
import hmac
import json

from payments.card_number import CardNumber

_LETTERS = str.maketrans("0123456789abcdef", "abcdefghijklmnop")


def of_card(key: bytes, card: CardNumber) -> str:
    """The card's token: the same card always has the same."""
    return "tok_" + _keyed(key, "card", card.expose())[:32]


def fingerprint(key: bytes, *content: str | int | None) -> str:
    """Stands for a request's content, to tell a repeated request from another one with the same id."""
    return _keyed(key, "request", json.dumps(content))


def _keyed(key: bytes, purpose: str, text: str) -> str:
    """The purpose keeps one kind of result from ever standing for the other."""
    return hmac.new(key, f"{purpose}:{text}".encode(), hashlib.sha256).hexdigest().translate(_LETTERS)
