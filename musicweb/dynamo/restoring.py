"""Tables brought back as they were at a moment, beside those there are, and what is in a table said in one hash.

AWS restores into a new table only. All of them get another prefix; the site moves to it by its setting. This is an
operator's tool with an operator's credentials: the site's own roles may neither restore nor Scan.
"""

import hashlib
import json
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from .connection import dynamodb_client
from .errors import Unavailable, translated

WAIT_SECONDS, POLL_SECONDS = 4 * 3600, 5.0


@dataclass(frozen=True)
class Content:
    """How many items a table has, and a hash of all of them, whatever their order."""

    items: int
    hash: str


def tables_of(prefix: str) -> list[str]:
    """Names of the tables there are, by name."""
    with translated():
        pages = dynamodb_client().get_paginator("list_tables").paginate(ExclusiveStartTableName=prefix[:-1])
        return [name for page in pages for name in page["TableNames"] if name.startswith(prefix)]


def is_recoverable(table: str) -> bool:
    """Whether point-in-time recovery is on."""
    with translated():
        found = dynamodb_client().describe_continuous_backups(TableName=table)["ContinuousBackupsDescription"]
    recovery = found.get("PointInTimeRecoveryDescription", {})
    return bool(recovery.get("PointInTimeRecoveryStatus") == "ENABLED")


def restore(table: str, target: str, *, at: datetime | None = None) -> None:
    """Begin to bring a table back into a new one, as of a moment, or of some minutes ago. `wait_for` its end.

    Indexes come along. Expiry, streams and point-in-time recovery do not: the stack's import or a console sets them.
    """
    moment: dict[str, Any] = {"RestoreDateTime": at} if at else {"UseLatestRestorableTime": True}
    with translated():
        dynamodb_client().restore_table_to_point_in_time(SourceTableName=table, TargetTableName=target, **moment)


def wait_for(table: str, *, poll_seconds: float = POLL_SECONDS) -> None:
    """Raises Unavailable after four hours."""
    ends = time.monotonic() + WAIT_SECONDS
    while time.monotonic() < ends:
        with translated():
            state = dynamodb_client().describe_table(TableName=table)["Table"]["TableStatus"]
        if state == "ACTIVE":
            return
        time.sleep(poll_seconds)
    raise Unavailable(f"{table} is still not restored.")


def content_of(table: str) -> Content:
    """Reads the whole table, strongly: as many units as it has pages of 4 KB."""
    number, together = 0, 0
    for item in _items(table):
        number += 1
        plain = json.dumps(_plain(item), sort_keys=True, ensure_ascii=False).encode()
        together ^= int.from_bytes(hashlib.sha256(plain).digest(), "big")  # keys are unique, so no two cancel out
    return Content(number, f"{together:064x}")


def _items(table: str) -> Iterator[dict[str, Any]]:
    with translated():
        for page in dynamodb_client().get_paginator("scan").paginate(TableName=table, ConsistentRead=True):
            yield from page["Items"]


def _plain(value: Any) -> Any:
    """Sets in an order, bytes as text, so that what is equal looks equal."""
    if isinstance(value, dict):
        return {name: sorted(one) if name in ("SS", "NS") else _plain(one) for name, one in value.items()}
    if isinstance(value, list | tuple | set):
        return [_plain(one) for one in value]
    return value.hex() if isinstance(value, bytes) else value
