"""Items of several tables in one request."""

from collections.abc import Sequence
from typing import Any, NamedTuple

from .connection import SharedConnection
from .errors import Throttled, translated
from .table import Key, Table

ITEMS_MAX = 100
ATTEMPTS = 4  # DynamoDB leaves keys over when a table's capacity is short or an answer passes 16 MB


class Want(NamedTuple):
    """An item one would like: `key` is the hash key, or (hash, range) where the table has both.

    `fresh` reads strongly, at twice the price. A batch reads all keys of one table alike, so one
    fresh want makes the others of its table fresh too.
    """

    model: type[Table]
    key: Key
    fresh: bool = False

    @property
    def parts(self) -> tuple[Key, Key]:
        return self.key if isinstance(self.key, tuple) else (self.key, None)


def get_together(wants: Sequence[Want]) -> list[Any]:
    """The wanted items in the order asked, None where there is none, by ONE BatchGetItem.

    At most 100 different keys (ValueError beyond); duplicates are read once. A request without
    keys is not sent. Raises Throttled if DynamoDB still leaves keys over after four rounds.
    """
    keys = [_key_of(want) for want in wants]
    distinct = {_name_of(want, key): (want, key) for want, key in zip(wants, keys, strict=True) if key}
    if len(distinct) > ITEMS_MAX:
        raise ValueError(f"At most {ITEMS_MAX} items can be read together, not {len(distinct)}.")
    asked: dict[str, dict[str, Any]] = {}
    for want, key in distinct.values():
        table = asked.setdefault(want.model.Meta.table_name, {"Keys": [], "ConsistentRead": False})
        table["Keys"].append(key)
        table["ConsistentRead"] = table["ConsistentRead"] or want.fresh
    items = _read(asked)
    found = {}
    for name, (want, key) in distinct.items():
        rows = items.get(want.model.Meta.table_name, ())
        match = next((item for item in rows if key.items() <= item.items()), None)
        found[name] = match
    return [_row(want, key, found) for want, key in zip(wants, keys, strict=True)]


def get_all(wants: Sequence[Want]) -> list[Any]:
    """As `get_together`, however many: one BatchGetItem for each hundred."""
    rows: list[Any] = []
    for start in range(0, len(wants), ITEMS_MAX):
        rows += get_together(wants[start : start + ITEMS_MAX])
    return rows


def _key_of(want: Want) -> dict[str, Any] | None:
    hash_key, range_key = want.parts
    if not want.model.possible(hash_key, range_key):
        return None
    key: dict[str, Any] = want.model.get_operation_kwargs_from_class(hash_key, range_key)["Key"]
    return key


def _name_of(want: Want, key: dict[str, Any]) -> tuple[str, str]:
    return want.model.Meta.table_name, repr(key)


def _row(want: Want, key: dict[str, Any] | None, found: dict[tuple[str, str], Any]) -> Table | None:
    item = found[_name_of(want, key)] if key else None
    return want.model.from_raw_data(item) if item else None


def _read(asked: dict[str, dict[str, Any]]) -> dict[str, list[dict[str, Any]]]:
    items: dict[str, list[dict[str, Any]]] = {}
    connection = SharedConnection()
    for _ in range(ATTEMPTS):
        if not asked:
            return items
        with translated():
            answer = connection.dispatch("BatchGetItem", {"RequestItems": asked})
        for table, rows in answer["Responses"].items():
            items.setdefault(table, []).extend(rows)
        asked = answer.get("UnprocessedKeys") or {}
    if asked:
        raise Throttled("DynamoDB left wanted items over four times in a row.")
    return items
