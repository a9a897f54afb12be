"""What DynamoDB and S3 are asked for and would bill, where the engine's own figures cannot be used.

DynamoDB Local reports right units for everything but transactions, of which it counts a part, and missing items
of a batch. So those are reckoned by AWS's rule: two units for each KB of each item of a transaction, a condition
check included, and one for each index that a put item is in; of a missing item what the smallest one costs.
"""

from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings

from musicweb.aws.clients import s3, s3_resource
from musicweb.dynamo.capacity import READS, Measured, measured
from musicweb.dynamo.connection import dynamodb_client
from musicweb.local import stack

KB = 1024


@dataclass
class Asked:
    """Requests to DynamoDB and their units by table; S3's operations, counted."""

    dynamo: Measured
    transactions: Counter[str] = field(default_factory=Counter)
    reads: Counter[str] = field(default_factory=Counter)
    s3: Counter[str] = field(default_factory=Counter)

    def figures(self) -> dict[str, Any]:
        writes = Counter(self.transactions)
        for call in self.dynamo.calls:
            if call.tables and call.operation not in READS | {"TransactWriteItems"}:
                writes[call.tables[0]] += call.units  # a batch of several tables is none of what is measured
        return {
            "requests": self.dynamo.requests,
            "read_units": sum(self.reads.values()),
            "write_units": sum(writes.values()),
            "reads_by_table": {_short(name): units for name, units in sorted(self.reads.items())},
            "writes_by_table": {_short(name): units for name, units in sorted(writes.items())},
            "s3": dict(sorted(self.s3.items())),
        }


@contextmanager
def asked() -> Iterator[Asked]:
    indexes = _indexes()
    with measured() as spent:
        found = Asked(spent)

        wanted: list[Mapping[str, Any]] = []

        def count_transaction(params: Mapping[str, Any], **_: Any) -> None:
            for item in params["TransactItems"]:
                ((kind, act),) = item.items()
                found.transactions[act["TableName"]] += _units(kind, act, indexes[act["TableName"]])

        def note_batch(params: Mapping[str, Any], **_: Any) -> None:
            wanted.append(params["RequestItems"])

        def count_missing(parsed: Mapping[str, Any], **_: Any) -> None:
            """AWS bills what is not there as the smallest item, DynamoDB Local does not."""
            for name, asked_for in wanted.pop().items():
                missing = len(asked_for["Keys"]) - len(parsed.get("Responses", {}).get(name, []))
                found.reads[name] += missing * (1 if asked_for.get("ConsistentRead") else 0.5)

        def count_reads(parsed: Mapping[str, Any], model: Any, **_: Any) -> None:
            consumed = parsed.get("ConsumedCapacity") or []
            for part in [consumed] if isinstance(consumed, dict) else consumed:
                if model.name in READS:
                    found.reads[part["TableName"]] += part["CapacityUnits"]

        def count_s3(model: Any, **_: Any) -> None:
            found.s3[model.name] += 1

        hooks = (
            (dynamodb_client().meta.events, "before-parameter-build.dynamodb.TransactWriteItems", count_transaction),
            (dynamodb_client().meta.events, "before-parameter-build.dynamodb.BatchGetItem", note_batch),
            (dynamodb_client().meta.events, "after-call.dynamodb.BatchGetItem", count_missing),
            (dynamodb_client().meta.events, "after-call.dynamodb", count_reads),
            (s3().meta.events, "before-call.s3", count_s3),
            (s3_resource().meta.client.meta.events, "before-call.s3", count_s3),  # django-storages'
        )
        for events, name, act in hooks:
            events.register(name, act)
        try:
            yield found
        finally:
            for events, name, act in hooks:
                events.unregister(name, act)


def _units(kind: str, act: Mapping[str, Any], indexes: list[set[str]]) -> int:
    item = act.get("Item", {})
    size = sum(len(name) + _bytes(value) for name, value in item.items())
    return 2 * max(1, -(-size // KB)) + (sum(keys <= item.keys() for keys in indexes) if kind == "Put" else 0)


def _bytes(value: Any) -> int:
    """About how long a value in DynamoDB's JSON is."""
    if isinstance(value, dict):
        return sum(len(name) + _bytes(one) for name, one in value.items() if name not in "SNBM") + sum(
            _bytes(one) for name, one in value.items() if name in "SNBM"
        )
    if isinstance(value, list | tuple | set):
        return sum(1 + _bytes(one) for one in value)
    return len(value.encode() if isinstance(value, str) else value) if isinstance(value, str | bytes) else 1


def _indexes() -> dict[str, list[set[str]]]:
    """Table → the keys of each of its indexes."""
    return {
        table["TableName"]: [
            {key["AttributeName"] for key in index["KeySchema"]} for index in table.get("GlobalSecondaryIndexes", [])
        ]
        for table in stack.tables(prefix=settings.DYNAMO_PREFIX)
    }


def _short(table: str) -> str:
    return table.removeprefix(settings.DYNAMO_PREFIX)
