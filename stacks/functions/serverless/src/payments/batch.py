"""Batches of a FIFO queue, with failures reported one by one.

The event source mapping needs `ReportBatchItemFailures`. After a failure, the later messages of its group are
reported untouched: delivered again, they come in their order. A message that fails each time, whatever it is,
ends in the dead letter queue.
"""

from collections.abc import Callable
from typing import Any

from payments import log


class Poison(Exception):
    """A message that no delivery will make any better."""


def run(records: list[dict[str, Any]], work: Callable[[dict[str, Any]], None]) -> dict[str, Any]:
    """Does `work` for each record and answers which to deliver again."""
    broken_off: set[str] = set()
    failures = []
    for record in records:
        group = group_of(record)
        if group in broken_off or not _done(record, work):
            broken_off.add(group)
            failures.append({"itemIdentifier": record["messageId"]})
    return {"batchItemFailures": failures}


def group_of(record: dict[str, Any]) -> str:
    """The message group a record belongs to."""
    return record.get("attributes", {}).get("MessageGroupId", "")


def trace_header_of(record: dict[str, Any]) -> str | None:
    """The X-Ray header the message came with."""
    return record.get("attributes", {}).get("AWSTraceHeader")


def _done(record: dict[str, Any], work: Callable[[dict[str, Any]], None]) -> bool:
    try:
        work(record)
    except Poison as poison:
        log.error("message cannot be read", cause=poison, messageId=record["messageId"])
        return False
    # Whatever it is, the other messages of the batch must not suffer from it.
    except Exception as failure:
        log.error("message not handled", cause=failure, messageId=record["messageId"])
        return False
    return True
