"""Secrets and addresses, kept in the parameter store below `PARAMETER_PREFIX`."""

import time
from collections.abc import Callable
from typing import Any

LIFETIME = 300.0
"""How long a value is used before it is read again, in seconds: as long a rotation takes to be seen everywhere."""

SHORTEST_KEY = 32
"""The fewest characters of a key. A shorter one can be guessed, and with the token key's every card number."""


class UnusableParameter(Exception):
    """A parameter holds nothing that can be used."""


class Parameters:
    """Reads parameters with decryption and remembers them for a while."""

    def __init__(self, ssm: Any, prefix: str, monotonic: Callable[[], float] = time.monotonic) -> None:
        """Takes a client of the parameter store and the path the names are below."""
        self._ssm = ssm
        self._prefix = prefix.rstrip("/")
        self._monotonic = monotonic
        self._known: dict[str, tuple[float, str]] = {}

    def value(self, name: str) -> str:
        """The value of `<prefix>/<name>`."""
        until, value = self._known.get(name, (0.0, ""))
        if self._monotonic() < until:
            return value
        answer = self._ssm.get_parameter(Name=f"{self._prefix}/{name}", WithDecryption=True)
        value = answer["Parameter"]["Value"]
        self._known[name] = (self._monotonic() + LIFETIME, value)
        return value

    def key(self, name: str) -> bytes:
        """The value as a key for HMAC."""
        value = self.value(name)
        if len(value) < SHORTEST_KEY:
            raise UnusableParameter(f"the key {name} has fewer than {SHORTEST_KEY} characters")
        return value.encode()
