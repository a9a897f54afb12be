"""What the tables' streams would say: the difference between two looks at a table, one record an item."""

import random
from typing import Any

import boto3

from catalog import events
from catalog.models import Artist, Release, Song
from musicweb.dynamo.errors import DynamoError

TABLES = [(Song, "id"), (Release, "id"), (Artist, "handle")]


class Changes:
    """`deliver()` hands over everything that changed since the last time, until nothing changes any more."""

    def __init__(self) -> None:
        self.seen = everything()

    def records(self) -> list[dict[str, Any]]:
        now, before = everything(), self.seen
        self.seen = now
        return [record(name, before.get((name, key)), now.get((name, key))) for name, key in changed(before, now)]

    def deliver(self, *, times: int = 1, order: random.Random | None = None) -> int:
        """How many rounds it took. Each record is handed over `times` times, shuffled if there is an `order`."""
        for round_number in range(20):
            records = self.records() * times
            if not records:
                return round_number
            if order:
                order.shuffle(records)
            for one in records:
                events.on_stream_record(one)
            for one in records:
                events.after_stream_record(one)
        raise DynamoError("The streams never come to rest.")


def everything() -> dict[tuple[str, str], dict[str, Any]]:
    client = boto3.client("dynamodb")
    return {
        (model.Meta.table_name, item[key]["S"]): item
        for model, key in TABLES
        for item in client.scan(TableName=model.Meta.table_name)["Items"]
    }


def changed(before: dict, now: dict) -> list[tuple[str, str]]:
    return [key for key in {**before, **now} if before.get(key) != now.get(key)]


def record(table: str, old: dict | None, new: dict | None) -> dict[str, Any]:
    images = {"OldImage": old, "NewImage": new}
    return {
        "eventSourceARN": f"arn:aws:dynamodb:us-east-1:000000000000:table/{table}/stream/2026",
        "dynamodb": {name: image for name, image in images.items() if image},
    }
