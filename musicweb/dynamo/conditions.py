"""Django's lookups, as DynamoDB's conditions and as tests of an object already read."""

import operator
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import FieldDoesNotExist, FieldError
from django.db.models import Field, Q
from django.db.models.options import Options
from pynamodb.expressions.condition import Condition as Expression

EXPRESSIONS: dict[str, Callable[[Any, Any], Expression]] = {
    "exact": operator.eq,
    "in": lambda attribute, values: attribute.is_in(*values),
    "startswith": lambda attribute, prefix: attribute.startswith(prefix),
    "contains": lambda attribute, part: attribute.contains(part),
    "gt": operator.gt,
    "gte": operator.ge,
    "lt": operator.lt,
    "lte": operator.le,
    "isnull": lambda attribute, yes: attribute.does_not_exist() if yes else attribute.exists(),
}
TESTS: dict[str, Callable[[Any, Any], bool]] = {
    "exact": operator.eq,
    "in": lambda value, values: value in values,
    "startswith": lambda value, prefix: str(value or "").startswith(prefix),
    "contains": lambda value, part: part in (value or ()),
    "gt": lambda value, bound: value is not None and value > bound,
    "gte": lambda value, bound: value is not None and value >= bound,
    "lt": lambda value, bound: value is not None and value < bound,
    "lte": lambda value, bound: value is not None and value <= bound,
    "isnull": lambda value, yes: (value is None) == yes,
}
RANGED = ("startswith", "gt", "gte", "lt", "lte")
RANGES = ("exact", *RANGED)  # what a sort key can be asked


class UnsupportedQuery(FieldError):
    """The table has no key or index that answers this question."""


@dataclass(frozen=True)
class Condition:
    """`field__lookup=value`, with the value in Python's type."""

    field: Any
    lookup: str
    value: Any

    @classmethod
    def parse(cls, opts: "Options[Any]", path: str, value: Any) -> "Condition":
        """Raises UnsupportedQuery for an unknown field or lookup, ValidationError for a senseless value."""
        name, _, lookup = path.partition("__")
        try:
            field = opts.pk if name == "pk" else opts.get_field(name)
        except FieldDoesNotExist as error:
            raise UnsupportedQuery(str(error)) from error
        lookup = lookup or "exact"
        if lookup not in EXPRESSIONS:
            raise UnsupportedQuery(f"DynamoDB has no “{lookup}” lookup ({path}).")
        if lookup == "exact" and value is None:
            lookup, value = "isnull", True
        return cls(field, lookup, _python(field, lookup, value))

    def expression(self, record: Any) -> Expression:
        return EXPRESSIONS[self.lookup](getattr(record, self.field.name), self.value)

    def holds(self, instance: Any) -> bool:
        return TESTS[self.lookup](getattr(instance, self.field.attname), self.value)

    def __str__(self) -> str:
        return f"{self.field.name}__{self.lookup}" if self.lookup != "exact" else self.field.name


def _python(field: "Field[Any, Any] | Any", lookup: str, value: Any) -> Any:
    if lookup == "isnull":
        return value in (True, "True", "true", "1")
    if lookup == "in":
        return [field.to_python(getattr(item, "pk", item)) for item in value]
    return field.to_python(getattr(value, "pk", value))


def conditions(opts: "Options[Any]", q: Q) -> list[Condition]:
    """Flatten a Q to ANDed conditions; ORed equals on one field become `in`. Raises UnsupportedQuery."""
    if q.negated:
        raise UnsupportedQuery("A key of DynamoDB is equal or in a range, never “not”.")
    parts: list[Condition] = []
    for child in q.children:
        if isinstance(child, Q):
            parts += conditions(opts, child)
        elif isinstance(child, tuple):
            parts.append(Condition.parse(opts, *child))
        else:
            raise UnsupportedQuery("DynamoDB evaluates no expressions of the database.")
    if q.connector == Q.AND or len(parts) < 2:
        return parts
    if len({part.field for part in parts}) > 1 or any(part.lookup != "exact" for part in parts):
        raise UnsupportedQuery("Of conditions joined by OR only equals on one field can be answered.")
    return [Condition(parts[0].field, "in", [part.value for part in parts])]
