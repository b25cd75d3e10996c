"""DynamoDB."""

import copy
import functools
import threading
import types

import moto.dynamodb.models as models
from moto.dynamodb.models.dynamo_type import DynamoType
from moto.dynamodb.models.table import Table

from .support import turns

Backend = models.DynamoDBBackend


def apply():
    cancelled_transactions_undo_their_own_items()
    # A condition was checked and its write done in two steps, with room for another thread's write between them.
    turns(
        threading.RLock(),
        Backend,
        "put_item",
        "get_item",
        "update_item",
        "delete_item",
        "query",
        "scan",
        "execute_statement",
        "transact_write_items",
    )


def cancelled_transactions_undo_their_own_items():
    """A cancelled transaction was undone by putting back a copy of the whole table, which took seconds where there are
    thousands of items, for transactions that succeed too."""
    # The copies that moto makes, and puts back, are then the tables themselves.
    models.copy = types.SimpleNamespace(
        deepcopy=lambda value: value if isinstance(value, Table) else copy.deepcopy(value)
    )
    original = Backend.transact_write_items

    @functools.wraps(original)
    def transact_write_items(self, transact_items):
        before = list(touched(self, transact_items))
        try:
            return original(self, transact_items)
        except Exception:
            for table, partition, items in before:
                if items is None:
                    table.items.pop(partition, None)
                else:
                    table.items[partition] = items
            raise

    Backend.transact_write_items = transact_write_items


def touched(backend, transact_items):
    """The partitions that a transaction writes to, each with its table and a copy of its items; None if it has none."""
    for entry in transact_items:
        ((_, write),) = entry.items()
        table = backend.tables.get(write["TableName"])
        if table is None:
            continue
        partition = DynamoType((write.get("Item") or write["Key"])[table.hash_key_attr])
        yield table, partition, copy.deepcopy(table.items[partition]) if partition in table.items else None
