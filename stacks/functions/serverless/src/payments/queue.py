"""Sending messages to a FIFO queue."""

import json
from typing import Any


def canonical(values: dict[str, Any]) -> str:
    """The one text of these values. Content-based deduplication compares texts."""
    return json.dumps(values, sort_keys=True, separators=(",", ":"))


class Queue:
    """A queue with content-based deduplication: the same body, sent twice within five minutes, arrives once."""

    def __init__(self, sqs: Any, url: str) -> None:
        """Takes a client and the queue's address."""
        self._sqs = sqs
        self._url = url

    def send(self, body: dict[str, Any], group: str, trace_header: str | None) -> None:
        """Sends a message. Those of one group arrive in their order; the trace header goes with it for X-Ray."""
        traced = {"AWSTraceHeader": {"DataType": "String", "StringValue": trace_header}} if trace_header else {}
        self._sqs.send_message(
            QueueUrl=self._url,
            MessageBody=canonical(body),
            MessageGroupId=group,
            MessageSystemAttributes=traced,
        )
