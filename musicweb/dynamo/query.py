"""A QuerySet-shaped reader that turns filters and orderings into one get, one batch get or one Query."""

import operator
from collections.abc import Iterator, Sequence
from types import SimpleNamespace
from typing import Any, NamedTuple

from django.db.models import Q

from .batch import Want, get_all
from .conditions import Condition, UnsupportedQuery, conditions
from .errors import BadCursor, NotFound, translated
from .plans import Plan, plan
from .table import Table

__all__ = ["DynamoQuerySet", "KeyPage", "UnsupportedQuery"]
FILTERED_QUERIES_MAX = 2  # of a page of a list with filter expressions,
FILTERED_ROWS = 70  # each of which looks at so many rows
ROWS_MAX = 1000  # of a list that is read without a page


class KeyPage(NamedTuple):
    """A page with the cursors of its neighbours, None where there are none."""

    items: list[Any]
    previous: str | None = None
    next: str | None = None


class DynamoQuerySet:
    """Lazy, chainable, and only as clever as DynamoDB: never a Scan.

    Reads by primary key are strongly consistent; reads of an index cannot be. A list read without
    a page ends with UnsupportedQuery after 1,000 rows, so that no loop reads a table by accident.
    """

    # What Django's admin reads besides rows.
    query = SimpleNamespace(select_related=False, order_by=(), distinct=False)
    ordered = True
    db = "default"
    _prefetch_related_lookups = ()

    def __init__(
        self,
        model: Any = None,
        query: object = None,
        using: str | None = None,
        hints: object = None,
        *,
        where: Sequence[Condition] = (),
        ordering: Sequence[str] = (),
        window: tuple[int, int | None] = (0, None),
    ) -> None:
        self.model = model
        self.where = tuple(where)
        self.ordering = tuple(ordering)
        self.window = window
        self._results: list[Any] | None = None

    def __getattr__(self, name: str) -> Any:
        raise AttributeError(f"A queryset of DynamoDB does not answer .{name}: it can get, filter, order_by and page.")

    @property
    def verbose_name(self) -> Any:
        return self.model._meta.verbose_name

    @property
    def verbose_name_plural(self) -> Any:
        return self.model._meta.verbose_name_plural

    # ---- chaining ----
    def _clone(self, **changes: Any) -> "DynamoQuerySet":
        state = {"where": self.where, "ordering": self.ordering, "window": self.window, **changes}
        return type(self)(self.model, **state)

    def all(self) -> "DynamoQuerySet":
        return self._clone()

    def using(self, alias: str | None) -> "DynamoQuerySet":
        return self._clone()

    def none(self) -> "DynamoQuerySet":
        return self._clone(window=(0, 0))

    def filter(self, *args: Q, **kwargs: Any) -> "DynamoQuerySet":
        return self._clone(where=(*self.where, *conditions(self.model._meta, Q(*args, **kwargs))))

    def exclude(self, *, pk: Any) -> "DynamoQuerySet":
        """Without the object of this key: as much as ModelForm.validate_unique() asks."""
        return self.holding([row for row in self if row.pk != pk])

    def order_by(self, *names: str) -> "DynamoQuerySet":
        """By one field. Every index is totally ordered by itself, so the admin's tie-breaker "pk" is dropped."""
        return self._clone(ordering=[name for name in names if name.lstrip("-") != "pk"])

    def holding(self, items: list[Any]) -> "DynamoQuerySet":
        """This queryset, already read."""
        clone = self._clone()
        clone._results = items
        return clone

    # ---- reading ----
    def __iter__(self) -> Iterator[Any]:
        if self._results is None:
            self._results = self._read()
        return iter(self._results)

    def __len__(self) -> int:
        return len(list(iter(self)))

    def __bool__(self) -> bool:
        return any(True for _ in self)

    def __getitem__(self, key: int | slice) -> Any:
        if isinstance(key, slice):
            return self._between(key.start or 0, key.stop)
        return self._between(key, key + 1)[0]

    def count(self) -> int:
        """How many rows there are, by reading them."""
        return len(self)

    def exists(self) -> bool:
        return bool(self._between(0, 1))

    def first(self) -> Any:
        return next(iter(self._between(0, 1)), None)

    def get(self, *args: Q, **kwargs: Any) -> Any:
        """The one object of these conditions. Raises the model's DoesNotExist or MultipleObjectsReturned."""
        rows = self.filter(*args, **kwargs)[:2]
        if not rows:
            raise self.model.DoesNotExist(f"No {self.model._meta.object_name} matches this query.")
        if len(rows) > 1:
            raise self.model.MultipleObjectsReturned(f"More than one {self.model._meta.object_name} matches.")
        return rows[0]

    def create(self, **values: Any) -> Any:
        """Store a new object. Raises Conflict if its key is taken."""
        instance = self.model(**values)
        instance.save(force_insert=True)
        return instance

    def delete(self) -> tuple[int, dict[str, int]]:
        """Delete each object, whatever its version."""
        rows = list(self)
        with translated(), self.model.record.batch_write() as batch:
            for row in rows:
                batch.delete(row.row)
        return len(rows), {self.model._meta.label: len(rows)}

    def page(self, size: int, cursor: str | None = None) -> KeyPage:
        """One page by key: never an offset, never a count.

        One Query. With filter expressions up to two, which look at 140 rows; such a page may be
        short, even empty, and still have a next one.
        Raises UnsupportedQuery or BadCursor.
        """
        if self._results is not None or self._keyed() or self.window != (0, None):
            return KeyPage(list(self)[:size])
        chosen = self.plan()
        if not cursor:
            rows, following = self._collected(chosen, size, None, backwards=False)
            return KeyPage(self._instances(chosen, rows), None, following and f"a{following}")
        backwards = {"a": False, "b": True}.get(cursor[0])
        if backwards is None or len(cursor) == 1:
            raise BadCursor("This link to a page of results is damaged.")
        rows, following = self._collected(chosen, size, cursor[1:], backwards=backwards)
        if backwards:
            rows = rows[::-1]
            after = f"a{chosen.cursor_at(rows[-1])}" if rows else None
            return KeyPage(self._instances(chosen, rows), following and f"b{following}", after)
        before = f"b{chosen.cursor_at(rows[0])}" if rows else None
        return KeyPage(self._instances(chosen, rows), before, following and f"a{following}")

    def plan(self) -> Plan:
        """The Query that answers this. Raises UnsupportedQuery, naming the missing index."""
        if len(self.ordering) > 1:
            raise UnsupportedQuery("An index orders by one attribute only.")
        order = next(iter(self.ordering), "")
        return plan(self.model.record, self.where, order, listing=self.model.listing, filterable=self.model.filterable)

    # ---- below ----
    def _collected(
        self, chosen: Plan, size: int, cursor: str | None, *, backwards: bool
    ) -> tuple[list[Table], str | None]:
        rows: list[Table] = []
        if not chosen.filters:
            page = chosen.page(size, cursor, backwards=backwards)
            return page.rows, page.next
        for _ in range(FILTERED_QUERIES_MAX):
            page = chosen.page(FILTERED_ROWS, cursor, backwards=backwards)
            rows += page.rows
            cursor = page.next
            if len(rows) > size:
                return rows[:size], chosen.cursor_at(rows[size - 1])
            if len(rows) == size or not cursor:
                break
        return rows, cursor

    def _between(self, start: int, stop: int | None) -> list[Any]:
        if self._results is not None or self.window != (0, None):
            return list(self)[start:stop]
        return list(self._clone(window=(start, stop)))

    def _instances(self, chosen: Plan, rows: Sequence[Table]) -> list[Any]:
        instances = [self.model.from_record(row) for row in rows]
        if projected := chosen.projected():
            for instance in instances:
                instance.keep(projected)
        return instances

    def _keyed(self) -> Condition | None:
        """The condition that names primary keys, if there is one."""
        return next((part for part in self.where if part.field.primary_key and part.lookup in ("exact", "in")), None)

    def _read(self) -> list[Any]:
        start, stop = self.window
        if stop == 0:
            return []
        if keyed := self._keyed():
            return self._by_key(keyed)[start:stop]
        chosen = self.plan()
        rows: list[Table] = []
        cursor = None
        while stop is None or len(rows) < stop:
            page = chosen.page(min(stop - len(rows), ROWS_MAX) if stop else ROWS_MAX, cursor)
            rows += page.rows
            cursor = page.next
            if not cursor:
                break
            if len(rows) >= ROWS_MAX and stop is None:
                raise UnsupportedQuery(f"More than {ROWS_MAX} rows answer this: read them by page().")
        return self._instances(chosen, rows[start:])

    def _by_key(self, keyed: Condition) -> list[Any]:
        model = self.model
        keys = [model.key_of(pk) for pk in (keyed.value if keyed.lookup == "in" else [keyed.value])]
        keys = [key for key in dict.fromkeys(keys) if key is not None]
        if len(keys) == 1:
            try:
                rows = [model.record.fetch(*keys[0])]
            except NotFound:
                rows = []
        else:
            rows = [row for row in get_all([Want(model.record, key, fresh=True) for key in keys]) if row is not None]
        others = [part for part in self.where if part is not keyed]
        listed = [row for row in rows if all(getattr(row, name) == value for name, value in model.listing.items())]
        items = [model.from_record(row) for row in listed]
        items = [item for item in items if all(part.holds(item) for part in others)]
        for name in reversed(self.ordering):
            items.sort(key=operator.attrgetter(name.lstrip("-")), reverse=name.startswith("-"))
        return items
