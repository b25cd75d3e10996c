"""The messages between the functions. Each says which thing is meant; the tables say the rest.

A body depends on nothing but the thing it is about, so that sending it again is seen as sending it again.
"""

from dataclasses import dataclass
from typing import Any

from payments import correlation, fields
from payments.batch import Poison
from payments.transaction import BLOCKED, PROCESSED, Transaction

FRAUD_ALERT = "fraud.alert"
OUTCOMES = {PROCESSED: "transaction.processed", BLOCKED: "transaction.blocked"}
"""What a merchant is told about a transaction's final state."""


@dataclass(frozen=True, slots=True)
class ToProcess:
    """Asks for a transaction to be processed."""

    transaction_id: str
    correlation_id: str

    def body(self) -> dict[str, Any]:
        """The message."""
        return {"transactionId": self.transaction_id, "correlationId": self.correlation_id}

    @classmethod
    def read(cls, record: dict[str, Any]) -> "ToProcess":
        """Reads a delivered message; raises `Poison`."""
        body = _body(record)
        return cls(_transaction_id(body), _correlation_id(body, record))


@dataclass(frozen=True, slots=True)
class Notification:
    """Asks for a merchant to be told something."""

    event: str
    transaction_id: str
    correlation_id: str
    alert_id: str | None = None
    alert_timestamp: int | None = None

    @classmethod
    def of_outcome(cls, transaction: Transaction) -> "Notification | None":
        """What a transaction's state gives to tell, if it is final."""
        event = OUTCOMES.get(transaction.status)
        return None if event is None else cls(event, transaction.transaction_id, transaction.correlation_id)

    @property
    def identifier(self) -> str:
        """The notification's name, by which a merchant knows that it came before."""
        alert = () if self.alert_id is None else (self.alert_id, str(self.alert_timestamp))
        return ".".join((self.transaction_id, self.event, *alert))

    def body(self) -> dict[str, Any]:
        """The message."""
        body = {"event": self.event, "transactionId": self.transaction_id, "correlationId": self.correlation_id}
        if self.alert_id is None:
            return body
        return {**body, "alertId": self.alert_id, "alertTimestamp": self.alert_timestamp}

    @classmethod
    def read(cls, record: dict[str, Any]) -> "Notification":
        """Reads a delivered message; raises `Poison`."""
        body = _body(record)
        event, transaction_id, correlation_id = body.get("event"), _transaction_id(body), _correlation_id(body, record)
        if event in OUTCOMES.values():
            return cls(str(event), transaction_id, correlation_id)
        alert_id = fields.name(body.get("alertId"))
        timestamp = fields.whole_number(1, 9_999_999_999)(body.get("alertTimestamp"))
        if event != FRAUD_ALERT or alert_id is None or timestamp is None:
            raise Poison
        return cls(FRAUD_ALERT, transaction_id, correlation_id, alert_id, timestamp)


def _body(record: dict[str, Any]) -> dict[str, Any]:
    try:
        return fields.json_object(record.get("body", ""))
    except fields.NotAnObject:
        raise Poison from None


def _transaction_id(body: dict[str, Any]) -> str:
    transaction_id = fields.reference(body.get("transactionId"))
    if transaction_id is None:
        raise Poison
    return transaction_id


def _correlation_id(body: dict[str, Any], record: dict[str, Any]) -> str:
    return correlation.choose(body.get("correlationId"), record.get("messageId"))
