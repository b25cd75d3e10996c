"""Structured logs: one JSON object a line on standard output, which Lambda hands to CloudWatch.

A line says what happened to which transaction. It never says what a request, a message or an error's text said:
those may hold what must not be stored.
"""

import json
import os
import sys
import traceback

from botocore.exceptions import ClientError

from payments import card_number, clock


def info(event: str, **fields: object) -> None:
    """Writes down something that is as it should be."""
    _write("INFO", event, fields)


def warning(event: str, **fields: object) -> None:
    """Writes down something a caller did wrong."""
    _write("WARN", event, fields)


def error(event: str, cause: BaseException | None = None, **fields: object) -> None:
    """Writes down a failure: what kind of error it was and where, without its text."""
    if cause is not None:
        fields = {**fields, **_described(cause)}
    _write("ERROR", event, fields)


def _described(cause: BaseException) -> dict[str, object]:
    frames = traceback.extract_tb(cause.__traceback__)
    ours = [f"{frame.name}:{frame.lineno}" for frame in frames if "botocore" not in frame.filename]
    described: dict[str, object] = {"error": type(cause).__name__, "where": ours[-4:]}
    if isinstance(cause, ClientError):
        described["awsError"] = cause.response.get("Error", {}).get("Code")
        described["awsOperation"] = cause.operation_name
    return described


def _write(level: str, event: str, fields: dict[str, object]) -> None:
    line: dict[str, object] = {"timestamp": clock.written(clock.system()), "level": level, "event": event}
    line["environment"] = os.environ.get("ENVIRONMENT", "")
    line.update((name, _safe(value)) for name, value in fields.items() if value is not None)
    sys.stdout.write(json.dumps(line) + "\n")
    sys.stdout.flush()


def _safe(value: object) -> object:
    if isinstance(value, list):
        return [_safe(part) for part in value]
    return value if isinstance(value, bool | int) else card_number.hidden(str(value))
