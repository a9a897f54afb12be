"""Which one Query answers a question: of the table by its own keys, or of one index."""

import operator
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import reduce
from inspect import getmembers
from typing import Any, NamedTuple

from pynamodb.expressions.condition import Condition as Expression
from pynamodb.indexes import Index

from .conditions import RANGED, RANGES, Condition, UnsupportedQuery
from .table import Page, Table


@dataclass(frozen=True)
class Source:
    """The table itself (`index` is None) or one of its indexes, with the names of its two keys."""

    index: Index[Any] | None
    hash_name: str
    range_name: str | None


def sources(record: type[Table]) -> Iterator[Source]:
    yield Source(None, *_keys(record.get_attributes()))
    for _, index in getmembers(record, lambda member: isinstance(member, Index)):
        yield Source(index, *_keys(index.Meta.attributes))


def _keys(attributes: dict[str, Any]) -> tuple[str, str | None]:
    hash_name = next(name for name, attribute in attributes.items() if attribute.is_hash_key)
    return hash_name, next((name for name, attribute in attributes.items() if attribute.is_range_key), None)


class Plan(NamedTuple):
    """One Query: the partition, bounds on the sort key, filters the model allows."""

    record: type[Table]
    source: Source
    partition: Any
    bounds: tuple[Condition, ...]
    filters: tuple[Condition, ...]
    newest_first: bool
    whole: bool  # reads the listing's partition, not a chosen one

    def page(self, limit: int, after: str | None = None, *, backwards: bool = False) -> Page[Table]:
        filters = [condition.expression(self.record) for condition in self.filters]
        return self.record.page(
            self.source.index,
            self.partition,
            limit=limit,
            after=after,
            newest_first=self.newest_first != backwards,
            where=self.where(),
            only=reduce(operator.and_, filters) if filters else None,
            fresh=self.source.index is None,
        )

    def cursor_at(self, row: Table) -> str:
        return self.record.cursor_at(self.source.index, self.partition, row, where=self.where())

    def where(self) -> Expression | None:
        """One condition on the sort key; a lower and an upper bound become BETWEEN. Raises UnsupportedQuery."""
        if len(self.bounds) < 2:
            return self.bounds[0].expression(self.record) if self.bounds else None
        bounds = {condition.lookup: condition.value for condition in self.bounds}
        if len(self.bounds) > 2 or "gte" not in bounds or not bounds.keys() & {"lt", "lte"}:
            raise UnsupportedQuery(f"Of two bounds on {self.source.range_name}, one must be gte, the other lt or lte.")
        upper = bounds["lte"] if "lte" in bounds else _just_below(bounds["lt"])
        between: Expression = getattr(self.record, self.source.range_name or "").between(bounds["gte"], upper)
        return between

    def projected(self) -> set[str] | None:
        """The attributes, by Python name, that rows of this plan carry; None is all of them."""
        index = self.source.index
        if index is None or index.Meta.projection.projection_type == "ALL":
            return None
        stored = set(index.Meta.projection.non_key_attributes or ())
        keys = {*_keys(self.record.get_attributes()), self.source.hash_name, self.source.range_name}
        attributes = self.record.get_attributes().items()
        return {name for name, attribute in attributes if attribute.attr_name in stored or name in keys}


def _just_below(bound: Any) -> Any:
    if isinstance(bound, int):
        return bound - 1
    if hasattr(bound, "resolution"):
        return bound - bound.resolution
    raise UnsupportedQuery("An upper bound next to a lower one must be lte for this type.")


def plan(
    record: type[Table],
    where: Sequence[Condition],
    order: str,
    *,
    listing: dict[str, Any],
    filterable: Sequence[str],
) -> Plan:
    """The cheapest Query for these conditions and this order; fewest filters, then a chosen partition.

    `listing` names constant partitions that hold everything of a model, `filterable` the fields
    whose conditions may be filter expressions. Raises UnsupportedQuery, which says what index to add.
    """
    wanted = order.lstrip("-") or next((part.field.name for part in where if part.lookup in RANGED), None)
    equals = {part.field.name: part for part in where if part.lookup == "exact"}
    plans = []
    for source in sources(record):
        fixed = equals.get(source.hash_name)
        if (fixed is None and source.hash_name not in listing) or (wanted and wanted != source.range_name):
            continue
        rest = [part for part in where if part is not fixed]
        bounds = [part for part in rest if part.field.name == source.range_name and part.lookup in RANGES]
        filters = [part for part in rest if part not in bounds]
        partition = fixed.value if fixed else listing[source.hash_name]
        found = Plan(record, source, partition, tuple(bounds), tuple(filters), order.startswith("-"), not fixed)
        carried = found.projected()  # a filter sees nothing else, and would drop every row
        if all(part.field.name in filterable and (not carried or part.field.name in carried) for part in filters):
            plans.append(found)
    if not plans:
        raise UnsupportedQuery(_missing(record, where, order, wanted, equals, listing))
    return min(plans, key=lambda one: (len(one.filters), one.whole))


def _missing(
    record: type[Table],
    where: Sequence[Condition],
    order: str,
    wanted: str | None,
    equals: dict[str, Condition],
    listing: dict[str, Any],
) -> str:
    asked = " and ".join(map(str, where)) or "everything"
    hash_name = next(iter([*equals, *listing]), "an attribute that is asked by equals")
    range_key = f" and range key “{wanted}”" if wanted else ""
    rest = [part.field.name for part in where if part.field.name not in (hash_name, wanted)]
    filters = f", and name {', '.join(rest)} in `filterable`" if rest else ""
    return (
        f"No index of {record.__name__} answers {asked}{f' ordered by {order}' if order else ''}. "
        f"Missing: an index with hash key “{hash_name}”{range_key}{filters}."
    )
