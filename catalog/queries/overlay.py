"""Reading one's own writes: an index lags, so what this browser just changed is laid over its page."""

from collections.abc import Callable, Iterable
from typing import Any, Protocol, TypeVar


class HasId(Protocol):
    @property
    def id(self) -> str: ...


Row = TypeVar("Row", bound=HasId)


def laid_over(
    rows: list[Row],
    records: Iterable[Any],
    *,
    row_of: Callable[[Any], Row],
    belongs: Callable[[Any], bool],
    may_add: bool,
) -> list[Row]:
    """`rows`, newest first, as they are once the index knows these strongly read records (None: not there).

    A row that no longer belongs is left out, a changed one replaced in its place, and on the first
    page (`may_add`) a new one put in front.
    """
    known = {record.id: record for record in records if record is not None}
    laid: list[Row] = []
    for row in rows:
        record = known.pop(row.id, None)
        if record is None:
            laid.append(row)
        elif belongs(record):
            laid.append(row_of(record))
    new = [record for record in known.values() if may_add and belongs(record)]
    new.sort(key=lambda record: record.id, reverse=True)
    return [*map(row_of, new), *laid]
