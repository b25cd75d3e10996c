"""Moments, as records, signatures and expiry dates need them."""

import datetime
import time
from collections.abc import Callable

Clock = Callable[[], float]
"""Tells the time in seconds since 1970; `time.time` unless a test says otherwise."""

system: Clock = time.time


def written(seconds: float) -> str:
    """A moment as answers and records have it: `2026-01-31T23:59:59.123Z`."""
    moment = datetime.datetime.fromtimestamp(seconds, datetime.UTC)
    return moment.isoformat(timespec="milliseconds").replace("+00:00", "Z")
