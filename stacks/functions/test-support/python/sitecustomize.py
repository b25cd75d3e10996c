"""Makes moto's DynamoDB isolate writes, as AWS does; Python imports this by its name when moto's server starts.

Moto serves requests in threads, checks a condition and writes in two steps, and undoes a cancelled transaction by putting
back a copy of the whole table: what other threads wrote meanwhile is lost. Here one request at a time is let at
the items, and a cancelled transaction undoes its own items only.
"""

import copy
import functools
import threading
import types

import moto.dynamodb.models as models
from moto.dynamodb.models.dynamo_type import DynamoType
from moto.dynamodb.models.table import Table

ONE_AT_A_TIME = threading.RLock()
Backend = models.DynamoDBBackend


def alone(operation):
    @functools.wraps(operation)
    def run(*arguments, **options):
        with ONE_AT_A_TIME:
            return operation(*arguments, **options)

    return run


def items_of(backend, transaction):
    """The partitions a transaction writes to, each with the items in it."""
    for entry in transaction:
        ((_, write),) = entry.items()
        table = backend.tables.get(write["TableName"])
        if table is not None:
            partition = DynamoType((write.get("Item") or write["Key"])[table.hash_key_attr])
            yield table, partition, copy.deepcopy(table.items[partition]) if partition in table.items else None


def undoing(operation):
    @functools.wraps(operation)
    def run(backend, transact_items):
        before = list(items_of(backend, transact_items))
        try:
            return operation(backend, transact_items)
        except Exception:
            for table, partition, items in before:
                if items is None:
                    table.items.pop(partition, None)
                else:
                    table.items[partition] = items
            raise

    return run


# The copy of the whole table that moto makes and puts back is then the table itself.
models.copy = types.SimpleNamespace(
    deepcopy=lambda value: value if isinstance(value, Table) else copy.deepcopy(value)
)
Backend.transact_write_items = alone(undoing(Backend.transact_write_items))
for name in ("put_item", "get_item", "update_item", "delete_item", "query", "scan"):
    setattr(Backend, name, alone(getattr(Backend, name)))
