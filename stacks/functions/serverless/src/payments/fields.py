"""Reading what others send, field by field: every mistake is told, no value is repeated."""

import json
import re
from collections.abc import Callable, Mapping
from typing import Any, TypeVar

from payments import card_number

T = TypeVar("T")

LONGEST_BODY = 8 * 1024
"""The longest body that is read, in bytes: many times what any request needs."""

REFERENCE_RULE = "8 to 64 letters, digits, '-' and '_', without a card number"
NAME_RULE = "1 to 64 letters, digits, '-' and '_', without a card number"
TOKEN_RULE = "8 to 128 letters, digits, '-' and '_', never a card number"  # noqa: S105 (a rule, no token)

_WORD = re.compile(r"[A-Za-z0-9_\-]+")


class NotAnObject(Exception):
    """A text is not one JSON object."""


class Invalid(Exception):
    """Fields are missing or wrong."""

    def __init__(self, problems: list[dict[str, str]]) -> None:
        """Takes every mistake: the field's name and what it must be."""
        super().__init__("fields are missing or wrong")
        self.problems = problems


class Reader:
    """Reads the fields of one object and collects what is wrong with them."""

    def __init__(
        self, fields: Mapping[str, Any], prefix: str = "", problems: list[dict[str, str]] | None = None
    ) -> None:
        """Takes the object; `prefix` and `problems` are those of the object it stands in."""
        self._fields = fields
        self._prefix = prefix
        self._problems = [] if problems is None else problems

    def read(self, name: str, rule: str, parse: Callable[[Any], T | None]) -> T | None:
        """The field as `parse` reads it; `None`, with the mistake noted, when it is missing or not what it must be."""
        value = parse(self._fields[name]) if name in self._fields else None
        if value is None:
            self.complain(name, rule)
        return value

    def read_optional(self, name: str, rule: str, parse: Callable[[Any], T | None]) -> T | None:
        """The same, where the field may be left out."""
        return self.read(name, rule, parse) if name in self._fields else None

    def object(self, name: str) -> "Reader | None":
        """The fields of an object within this one."""
        value = self._fields.get(name)
        if isinstance(value, dict):
            return Reader(value, f"{self._prefix}{name}.", self._problems)
        self.complain(name, "an object")
        return None

    def only(self, *known: str) -> None:
        """Complains about fields with other names, without telling these."""
        if not set(self._fields) <= set(known):
            self.complain("(other)", "left out: there is a field that this endpoint does not know")

    def complain(self, name: str, rule: str) -> None:
        """Notes a mistake."""
        self._problems.append({"field": f"{self._prefix}{name}", "message": rule})

    def finish(self) -> None:
        """Raises `Invalid` when there were mistakes."""
        if self._problems:
            raise Invalid(self._problems)


def json_object(text: str) -> dict[str, Any]:
    """The object a text is, in which every name stands once; raises `NotAnObject`."""
    try:
        value = json.loads(text, object_pairs_hook=_without_duplicates)
    except (ValueError, RecursionError):
        # The error's own text can hold part of the body, so it goes no further.
        raise NotAnObject from None
    if not isinstance(value, dict):
        raise NotAnObject
    return value


def reference(value: object) -> str | None:
    """What a caller calls a transaction."""
    return _word(value, 8, 64)


def name(value: object) -> str | None:
    """What somebody calls anything else."""
    return _word(value, 1, 64)


def payment_token(value: object) -> str | None:
    """What stands for a card."""
    return _word(value, 8, 128)


def whole_number(least: int, greatest: int) -> Callable[[object], int | None]:
    """A number within bounds, written without a fraction."""

    def parse(value: object) -> int | None:
        # `True` is an `int` to Python, not to JSON.
        fits = isinstance(value, int) and not isinstance(value, bool) and least <= value <= greatest
        return value if fits else None

    return parse


def _word(value: object, shortest: int, longest: int) -> str | None:
    if not isinstance(value, str) or not shortest <= len(value) <= longest or not _WORD.fullmatch(value):
        return None
    return None if card_number.appears_in(value) else value


def _without_duplicates(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    fields = dict(pairs)
    if len(fields) != len(pairs):
        raise ValueError("a name stands twice in an object")
    return fields
