"""The base of every table: strong or eventual gets, and pages with signed opaque cursors.

A model adds its access patterns as named methods over `fetch` and `page`; its key attributes and
indexes never leave it.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Generic, Self, TypeVar

from django.core import signing
from pynamodb.expressions.condition import Condition
from pynamodb.indexes import Index
from pynamodb.models import Model

from .errors import BadCursor, translated

Row = TypeVar("Row")
Key = Any  # what PynamoDB serialises as a hash or range key: str, int, datetime or bytes


@dataclass(frozen=True)
class Page(Generic[Row]):
    """One page of a listing. `next` is the cursor of the following page, None on the last one."""

    rows: list[Row]
    next: str | None = None

    def __iter__(self) -> Iterator[Row]:
        return iter(self.rows)

    def __len__(self) -> int:
        return len(self.rows)


class Table(Model):
    """A PynamoDB model whose errors are those of `musicweb.dynamo.errors`."""

    @classmethod
    def fetch(cls, hash_key: Key, range_key: Key = None, *, fresh: bool = True) -> Self:
        """The item of this key, strongly consistent unless `fresh` is False (half the price). Raises NotFound."""
        with translated():
            return cls.get(hash_key, range_key, consistent_read=fresh)

    @classmethod
    def page(
        cls,
        source: Index[Any] | None,
        hash_key: Key,
        *,
        limit: int,
        after: str | None = None,
        newest_first: bool = False,
        where: Condition | None = None,
        only: Condition | None = None,
        fresh: bool = False,
    ) -> Page[Self]:
        """One Query of an index (`source`) or, with None, of the table itself: at most `limit` rows.

        `where` bounds the sort key; `only` is a filter expression, so a page may hold fewer rows
        than `limit` and still have a next one. `fresh` reads strongly, which no global index can.
        Raises BadCursor for a cursor of another listing or one that was tampered with.
        """
        scope = cls._scope(source, hash_key)
        with translated():
            query = cls.query if source is None else source.query
            found = query(
                hash_key,
                range_key_condition=where,
                filter_condition=only,
                consistent_read=fresh,
                scan_index_forward=not newest_first,
                limit=limit,
                page_size=limit,
                last_evaluated_key=_opened(after, scope),
            )
            rows = list(found)
            last = found.last_evaluated_key
        return Page(rows, _sealed(last, scope) if last else None)

    @classmethod
    def _scope(cls, source: Index[Any] | None, hash_key: Key) -> str:
        index_name = source.Meta.index_name if source is not None else ""  # type: ignore[attr-defined]
        return f"{cls.Meta.table_name}/{index_name}/{hash_key}"


def _sealed(last: dict[str, Any], scope: str) -> str:
    return signing.dumps(last, salt=f"cursor:{scope}", compress=True)


def _opened(cursor: str | None, scope: str) -> dict[str, Any] | None:
    if not cursor:
        return None
    try:
        opened: dict[str, Any] = signing.loads(cursor, salt=f"cursor:{scope}")
    except signing.BadSignature as error:
        raise BadCursor("This link to a page of results is damaged or belongs to another list.") from error
    return opened
