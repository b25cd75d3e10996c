"""The environment variables that the stack sets."""

import os
from collections.abc import Mapping


class MissingSetting(Exception):
    """A variable is not set, or is not the number it should be."""


class Settings:
    """Reads the variables a function needs, by name, and complains about the one that is wrong."""

    def __init__(self, variables: Mapping[str, str] | None = None) -> None:
        """Takes the process's environment unless told otherwise."""
        self._variables = os.environ if variables is None else variables

    def text(self, name: str) -> str:
        """The variable's value, which must not be empty."""
        value = self._variables.get(name, "")
        if not value:
            raise MissingSetting(f"the environment variable {name} is not set")
        return value

    def whole_number(self, name: str) -> int:
        """The variable's value as a number from 1."""
        value = self.text(name)
        if not (value.isascii() and value.isdecimal() and int(value) > 0):
            raise MissingSetting(f"the environment variable {name} must be a whole number from 1")
        return int(value)

    def switch(self, name: str) -> bool:
        """Whether the variable says `true`; unset means no."""
        return self._variables.get(name) == "true"
