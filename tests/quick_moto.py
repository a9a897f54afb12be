"""moto, made quick: it answers the same, but does a few things once that it does anew for every request or test.

These few took a third of all processor time of the unit tests.
"""

from copy import copy, deepcopy
from functools import cache
from typing import Any

import pytest
from moto.core import models, responses
from moto.core.serialize import BaseJSONSerializer
from moto.dynamodb.models.table import Table

PLAIN = {"S", "N", "BOOL", "NULL", "SS", "NS"}  # values whose stored form is that of the wire
CHANGED_IN_PLACE = ("items", "stream_shard", "ttl", "continuous_backups", "tags", "lambda_event_source_mappings")


def hasten(patch: pytest.MonkeyPatch) -> None:
    """For as long as `patch` lasts."""
    serialize = BaseJSONSerializer._serialize

    def passing_values_on(self: BaseJSONSerializer, serialized: Any, value: Any, shape: Any, key: str) -> None:
        """A value of DynamoDB goes out as it is: moto asks for each of the ten kinds it could be, by two names."""
        if shape.name == "AttributeValue" and key and type(value) is dict and value.keys() <= PLAIN:
            serialized[key] = value
        else:
            serialize(self, serialized, value, shape, key)

    patch.setattr(BaseJSONSerializer, "_serialize", passing_values_on)
    patch.setattr(models, "CallbackResponse", cache(models.CallbackResponse))  # 1,300 of them for each test
    patch.setattr(responses, "method_names_from_class", cache(responses.method_names_from_class))
    patch.setattr(Table, "__deepcopy__", _items_only, raising=False)


def _items_only(table: Table, memo: dict[int, Any]) -> Table:
    """A copy of what a table holds; keys and indexes never change. Each transaction copies its tables."""
    copied = memo[id(table)] = copy(table)
    for name in CHANGED_IN_PLACE:
        setattr(copied, name, deepcopy(getattr(table, name), memo))
    return copied
