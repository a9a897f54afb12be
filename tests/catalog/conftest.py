"""Indexes as they are on AWS: late."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager

import pytest

from musicweb.dynamo.connection import dynamodb_client


@pytest.fixture
def stale_indexes() -> Callable[[], AbstractContextManager[None]]:
    """Inside it no index forgets anything."""
    return _stale


@contextmanager
def _stale() -> Iterator[None]:
    """A Query of an index also answers with the rows that the index had at the start and has not any more."""
    client = dynamodb_client()
    described = {name: client.describe_table(TableName=name)["Table"] for name in client.list_tables()["TableNames"]}
    then = {name: client.scan(TableName=name)["Items"] for name in described}
    asked: list[dict] = []

    def before(params, **_) -> None:
        asked.append(params)

    def after(parsed, **_) -> None:
        query = asked.pop()
        if "IndexName" not in query:
            return
        table = described[query["TableName"]]
        index = next(one for one in table["GlobalSecondaryIndexes"] if one["IndexName"] == query["IndexName"])
        key, partition = table["KeySchema"][0]["AttributeName"], index["KeySchema"][0]["AttributeName"]
        known = [item[key] for item in parsed["Items"]]
        values = list(query["ExpressionAttributeValues"].values())
        parsed["Items"] += [
            item for item in then[query["TableName"]] if item.get(partition) in values and item[key] not in known
        ]

    events = client.meta.events
    events.register("provide-client-params.dynamodb.Query", before)
    events.register("after-call.dynamodb.Query", after)
    try:
        yield
    finally:
        events.unregister("provide-client-params.dynamodb.Query", before)
        events.unregister("after-call.dynamodb.Query", after)
