"""Card numbers: a type that cannot be shown, and recognising them where they must not be.

A card number is 13 to 19 digits that pass the Luhn check. It is looked for in two shapes: digits in one run,
wherever they stand (`tok_4111111111111111`), and digits in groups as printed on a card (`4111 1111 1111 1111`).
A UUID is neither: its longest run is twelve digits, and its groups of four are only three.
"""

import re
from typing import Any, NoReturn

SHORTEST, LONGEST = 13, 19

_RUN = re.compile(r"[0-9]+")
# Groups of two to seven digits, each with letters or digits on neither side, a single separator between them.
_GROUPED = re.compile(r"(?<![0-9A-Za-z])[0-9]{2,7}(?:[ .\-][0-9]{2,7})+(?![0-9A-Za-z])")


class CardNumber:
    """A valid card number. Printing, formatting or logging it shows the last four digits; it refuses to be copied
    into anything that stores it.
    """

    __slots__ = ("_digits",)

    RULE = "the 13 to 19 digits of a valid card number, as a string without spaces"

    def __init__(self, digits: str) -> None:
        """Takes digits that `parse` has found valid."""
        self._digits = digits

    @classmethod
    def parse(cls, value: object) -> "CardNumber | None":
        """The card number a request's value is, if it is one."""
        if not isinstance(value, str) or not _RUN.fullmatch(value) or not SHORTEST <= len(value) <= LONGEST:
            return None
        return cls(value) if passes_luhn(value) else None

    @property
    def last_four(self) -> str:
        """The digits that may be shown."""
        return self._digits[-4:]

    def expose(self) -> str:
        """The whole number, for the one place that turns it into a token."""
        return self._digits

    def __repr__(self) -> str:
        return f"CardNumber(**** {self.last_four})"

    def __str__(self) -> str:
        return f"**** {self.last_four}"

    def __format__(self, spec: str) -> str:
        return format(str(self), spec)

    def __reduce__(self) -> NoReturn:
        raise TypeError("a card number is not to be stored")

    def __reduce_ex__(self, protocol: Any) -> NoReturn:
        raise TypeError("a card number is not to be stored")


def passes_luhn(digits: str) -> bool:
    """The check of ISO/IEC 7812: from the right, every second digit doubled, the digits' sum divisible by ten."""
    total = 0
    for place, digit in enumerate(reversed(digits)):
        value = int(digit) * (1 + place % 2)
        total += value - 9 if value > 9 else value
    return total % 10 == 0 and any(digit != "0" for digit in digits)


def appears_in(text: str) -> bool:
    """Whether a text holds a card number."""
    in_a_run = any(_holds_number(run) for run in _RUN.findall(text))
    return in_a_run or any(_groups_hold_number(_RUN.findall(match.group())) for match in _GROUPED.finditer(text))


def hidden(text: str) -> str:
    """The text, or a note in its place when it holds a card number: the last line of defence, for logs."""
    return "(withheld: looks like a card number)" if appears_in(text) else text


def _groups_hold_number(groups: list[str]) -> bool:
    """Whether neighbouring groups make a card number; an expiry date may stand beside it."""
    # Groups have two digits at least, so more than nine of them have too many.
    joined = ("".join(groups[start : start + count]) for start in range(len(groups)) for count in range(2, 10))
    return any(SHORTEST <= len(digits) <= LONGEST and passes_luhn(digits) for digits in joined)


def _holds_number(digits: str) -> bool:
    """Whether the digits are a card number or, being more than one can have, contain one."""
    if len(digits) < SHORTEST:
        return False
    if len(digits) <= LONGEST:
        return passes_luhn(digits)
    return any(
        passes_luhn(digits[start : start + length])
        for length in range(SHORTEST, LONGEST + 1)
        for start in range(len(digits) - length + 1)
    )
