"""Fraud alerts and their table: partition key `alert_id`, sort key `timestamp`."""

from dataclasses import asdict, dataclass, replace
from typing import Any

from payments import fields, table

_LATEST = 9_999_999_999
_HIGHEST_SCORE = 1000


@dataclass(frozen=True, slots=True)
class FraudAlert:
    """What a fraud service has to say about a transaction."""

    alert_id: str
    timestamp: int
    """The service's moment of the alert, in seconds since 1970."""
    transaction_id: str
    reason: str | None
    score: int | None
    received_at: str
    correlation_id: str

    def says_the_same(self, other: "FraudAlert") -> bool:
        """Whether the other is this one, sent again."""
        own = {"received_at": self.received_at, "correlation_id": self.correlation_id}
        return replace(other, **own) == self


def parse(body: dict[str, Any], received_at: str, correlation_id: str) -> FraudAlert:
    """Reads an alert; raises `fields.Invalid`. Fields that mean nothing here are left alone, and not stored."""
    reader = fields.Reader(body)
    alert_id = reader.read("alertId", fields.NAME_RULE, fields.name)
    timestamp = reader.read("timestamp", "whole seconds since 1970", fields.whole_number(1, _LATEST))
    transaction_id = reader.read("transactionId", fields.REFERENCE_RULE, fields.reference)
    reason = reader.read_optional("reason", fields.NAME_RULE, fields.name)
    score_rule = f"a whole number from 0 to {_HIGHEST_SCORE}"
    score = reader.read_optional("score", score_rule, fields.whole_number(0, _HIGHEST_SCORE))
    reader.finish()
    return FraudAlert(str(alert_id), timestamp or 0, str(transaction_id), reason, score, received_at, correlation_id)


class FraudAlerts:
    """Keeps alerts."""

    def __init__(self, dynamodb: Any, name: str) -> None:
        """Takes a client and the table's name."""
        self._dynamodb = dynamodb
        self._table = name

    def record(self, alert: FraudAlert) -> FraudAlert:
        """Writes a new alert, and returns what now stands under its key: this one or an earlier one."""
        try:
            self._dynamodb.put_item(
                TableName=self._table,
                Item=table.to_item(asdict(alert)),
                ConditionExpression="attribute_not_exists(alert_id)",
            )
        except self._dynamodb.exceptions.ConditionalCheckFailedException:
            return self._get(alert)
        return alert

    def _get(self, alert: FraudAlert) -> FraudAlert:
        key = table.to_item({"alert_id": alert.alert_id, "timestamp": alert.timestamp})
        answer = self._dynamodb.get_item(TableName=self._table, Key=key, ConsistentRead=True)
        values = table.from_item(answer["Item"])
        return FraudAlert(**{"reason": None, "score": None, **values})
