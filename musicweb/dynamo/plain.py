"""Records as what JSON can say: for exports, where nobody should need to know PynamoDB."""

import base64
from collections.abc import Collection
from datetime import datetime
from typing import Any

from pynamodb.attributes import MapAttribute

from .table import Table


def plain(record: Table, *, leave_out: Collection[str] = ()) -> dict[str, Any]:
    """Its attributes by their names in Python; times as ISO 8601, sets as sorted lists, bytes as base64."""
    return {name: _plain(value) for name, value in record.attribute_values.items() if name not in leave_out}


def _plain(value: Any) -> Any:
    match value:
        case datetime():
            return value.isoformat()
        case bytes():
            return base64.b64encode(value).decode()
        case MapAttribute():
            return _plain(value.as_dict())
        case dict():
            return {str(name): _plain(part) for name, part in value.items()}
        case set() | frozenset():
            return sorted(map(_plain, value))
        case list() | tuple():
            return [_plain(part) for part in value]
    return value
