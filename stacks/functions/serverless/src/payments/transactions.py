"""The table of transactions: partition key `transaction_id`."""

from collections.abc import Callable
from dataclasses import asdict
from typing import Any

from payments import clock, table
from payments.clock import Clock
from payments.transaction import AFTER, FLAGGED, PROCESSED, RECEIVED, REVIEW, Transaction

# A state has at most two after it, so a writer loses at most two races.
_ATTEMPTS = 4


class NoSuchTransaction(Exception):
    """There is no transaction with this id."""


class KeptChanging(Exception):
    """Others changed the transaction each time it was to be written; trying again helps."""


class Transactions:
    """Records transactions and moves them on. Every write is conditional on what was read before it."""

    def __init__(self, dynamodb: Any, name: str, now: Clock = clock.system) -> None:
        """Takes a client and the table's name."""
        self._dynamodb = dynamodb
        self._table = name
        self._now = now

    def find(self, transaction_id: str) -> Transaction | None:
        """The transaction, as of its latest write."""
        answer = self._dynamodb.get_item(TableName=self._table, Key=_key(transaction_id), ConsistentRead=True)
        return _read(answer["Item"]) if "Item" in answer else None

    def get(self, transaction_id: str) -> Transaction:
        """The transaction; raises `NoSuchTransaction`."""
        found = self.find(transaction_id)
        if found is None:
            raise NoSuchTransaction
        return found

    def record(self, transaction: Transaction) -> Transaction:
        """Writes a new transaction, and returns what now stands under its id: this one or an earlier one."""
        try:
            self._dynamodb.put_item(
                TableName=self._table,
                Item=table.to_item({**asdict(transaction), "notified": None}),
                ConditionExpression="attribute_not_exists(transaction_id)",
            )
        except self._dynamodb.exceptions.ConditionalCheckFailedException:
            return self.get(transaction.transaction_id)
        return transaction

    def process(self, transaction_id: str) -> tuple[Transaction, bool]:
        """Charges a received transaction and blocks a flagged one; tells whether this call did it.

        The conditional write is the charge: of any number of calls, at any time, one makes it.
        """
        return self._change(transaction_id, self._processing)

    def flag(self, transaction_id: str) -> tuple[Transaction, bool]:
        """Stops a received transaction, and marks a processed one for review; tells whether this call did it."""
        return self._change(transaction_id, _flagging)

    def mark_notified(self, transaction_id: str, notification_id: str) -> None:
        """Remembers that the merchant has taken a notification."""
        self._dynamodb.update_item(
            TableName=self._table,
            Key=_key(transaction_id),
            ConditionExpression="attribute_exists(transaction_id)",
            UpdateExpression="SET notified_at = if_not_exists(notified_at, :now) ADD notified :new, version :one",
            ExpressionAttributeValues=table.to_item(
                {":now": clock.written(self._now()), ":new": {notification_id}, ":one": 1}
            ),
        )

    def _processing(self, transaction: Transaction) -> dict[str, Any] | None:
        after = AFTER.get(transaction.status)
        if after is None:
            return None
        return {"status": after, "processed_at": clock.written(self._now()) if after == PROCESSED else None}

    def _change(
        self, transaction_id: str, decide: Callable[[Transaction], dict[str, Any] | None]
    ) -> tuple[Transaction, bool]:
        """Makes the change `decide` finds due, if any, to the very state it saw."""
        for _ in range(_ATTEMPTS):
            seen = self.get(transaction_id)
            change = decide(seen)
            if change is None:
                return seen, False
            changed = self._write(seen, {name: value for name, value in change.items() if value is not None})
            if changed is not None:
                return changed, True
        raise KeptChanging

    def _write(self, seen: Transaction, change: dict[str, Any]) -> Transaction | None:
        """Writes the change unless the state is another by now."""
        # `status` is a reserved word of DynamoDB's, so every name has a placeholder.
        assignments = ", ".join(f"#{name} = :{name}" for name in change)
        try:
            answer = self._dynamodb.update_item(
                TableName=self._table,
                Key=_key(seen.transaction_id),
                ConditionExpression="#status = :seen",
                UpdateExpression=f"SET {assignments} ADD version :one",
                ExpressionAttributeNames={"#status": "status", **{f"#{name}": name for name in change}},
                ExpressionAttributeValues=table.to_item(
                    {":seen": seen.status, ":one": 1, **{f":{name}": value for name, value in change.items()}}
                ),
                ReturnValues="ALL_NEW",
            )
        except self._dynamodb.exceptions.ConditionalCheckFailedException:
            return None
        return _read(answer["Attributes"])


def _flagging(transaction: Transaction) -> dict[str, Any] | None:
    if transaction.status == RECEIVED:
        return {"status": FLAGGED}
    if transaction.status == PROCESSED and transaction.review is None:
        return {"review": REVIEW}
    return None


def _key(transaction_id: str) -> dict[str, Any]:
    return table.to_item({"transaction_id": transaction_id})


def _read(item: dict[str, Any]) -> Transaction:
    values = table.from_item(item)
    return Transaction(**{**values, "notified": frozenset(values.get("notified", ()))})
