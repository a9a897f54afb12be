"""The base of every table: strong or eventual gets, pages with signed opaque cursors, conditional writes.

A model adds its access patterns as named methods over `fetch` and `page`; its key attributes and
indexes never leave it. There is no scan.
"""

from base64 import b64decode, b64encode
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from json import loads
from typing import Any, Generic, NoReturn, Self, TypeVar

from django.core import signing
from pynamodb.attributes import Attribute, MapAttribute, NumberAttribute, UnicodeAttribute
from pynamodb.connection.table import TableConnection
from pynamodb.constants import PAY_PER_REQUEST_BILLING_MODE
from pynamodb.expressions.condition import Condition
from pynamodb.expressions.update import Action
from pynamodb.indexes import Index
from pynamodb.models import Model

from .connection import SharedConnection
from .errors import BadCursor, NotFound, translated

Row = TypeVar("Row")
Key = Any  # what PynamoDB serialises as a hash or range key: str, int, datetime or bytes
KEY_BYTES_MAX = 2048, 1024  # of a hash key, of a range key


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
    """A PynamoDB model whose errors are those of `musicweb.dynamo.errors`, billed by request."""

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        meta = cls.__dict__.get("Meta")
        if meta is not None and not hasattr(meta, "billing_mode"):
            meta.billing_mode = PAY_PER_REQUEST_BILLING_MODE

    # ---- reading ----
    @classmethod
    def fetch(cls, hash_key: Key, range_key: Key = None, *, fresh: bool = True) -> Self:
        """The item of this key, strongly consistent unless `fresh` is False (half the price). Raises NotFound."""
        if not cls.possible(hash_key, range_key):
            raise NotFound("No item can have this key.")
        with translated():
            return cls.get(hash_key, range_key, consistent_read=fresh)

    def refresh(self, consistent_read: bool = True) -> None:
        """Take over what is stored now. Raises NotFound."""
        with translated():
            super().refresh(consistent_read=consistent_read)

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
        """Exactly one Query of an index (`source`) or, with None, of the table itself: at most `limit` rows.

        In the order of the sort key, or the reverse with `newest_first`. `where` bounds the sort
        key. `only` is a filter expression: rows it drops are read, paid for and counted by
        `limit`, so a page may hold fewer rows and still have a next one. `fresh` reads strongly,
        which no global index can. Raises BadCursor for a cursor of another listing or a changed one.
        """
        scope = cls._scope(source, hash_key, where)
        start = _opened(after, scope)
        if not cls.possible(hash_key):
            return Page([])
        with translated():
            query = cls.query if source is None else source.query
            found = query(
                hash_key,
                range_key_condition=where,
                filter_condition=only,
                consistent_read=fresh,
                scan_index_forward=not newest_first,
                page_size=limit + 1,  # the one more tells whether this is the last page
                last_evaluated_key=start,
            ).page_iter
            items = next(found)["Items"]
        if len(items) > limit:
            last: dict[str, Any] | None = {name: items[limit - 1][name] for name in found.key_names}
        else:
            last = found.last_evaluated_key
        rows = [cls.from_raw_data(item) for item in items[:limit]]
        return Page(rows, _sealed(last, scope) if last else None)

    @classmethod
    def cursor_at(cls, source: Index[Any] | None, hash_key: Key, row: Self, *, where: Condition | None = None) -> str:
        """The cursor that continues `page` with the same arguments after this row, in either direction."""
        index_name = source.Meta.index_name if source is not None else None
        item = row.serialize(null_check=False)
        names = cls._get_connection().get_meta_table().get_key_names(index_name)
        return _sealed({name: item[name] for name in names}, cls._scope(source, hash_key, where))

    @classmethod
    def possible(cls, hash_key: Key, range_key: Key = None) -> bool:
        """False for keys that DynamoDB would refuse (empty, too long), such as come from an address."""
        return all(
            not isinstance(key, str) or 0 < len(key.encode("utf-8", "surrogatepass")) <= most
            for key, most in zip((hash_key, range_key), KEY_BYTES_MAX, strict=True)
        )

    @classmethod
    def scan(cls, *args: Any, **kwargs: Any) -> NoReturn:
        """Refuse: a Scan reads, and bills, the whole table."""
        raise NotImplementedError(f"{cls.__name__} is never scanned: add an index for this question.")

    # ---- writing ----
    def put_new(self) -> None:
        """Store an item whose key nobody has yet. Raises Conflict where somebody has."""
        with translated():
            self.save(condition=getattr(type(self), self._hash_keyname or "").does_not_exist())

    def put(self, condition: Condition | None = None) -> None:
        """Store the whole item. Raises Conflict if its version is not the stored one any more."""
        with translated():
            self.save(condition=condition)

    def change(self, *actions: Action, condition: Condition | None = None) -> None:
        """Apply update expressions and take over what is stored then.

        Raises Conflict if the version is not the stored one any more. Without a version attribute
        only `condition` guards it, and a missing item is created.
        """
        with translated():
            self.update(list(actions), condition=condition)

    @classmethod
    def setting(cls, facts: Mapping[str, Any]) -> list[Action]:
        """Actions that make an item say these facts, by attribute. None cannot be stored: it takes the attribute away."""
        attributes = [(getattr(cls, name), value) for name, value in facts.items()]
        return [attribute.remove() if value is None else attribute.set(value) for attribute, value in attributes]

    def remove(self, condition: Condition | None = None, *, any_version: bool = False) -> None:
        """Delete the item; without a version, or whatever its version, that succeeds where there is none. Raises Conflict."""
        with translated():
            self.delete(condition=condition, add_version_condition=not any_version)

    # ---- below PynamoDB's surface ----
    @classmethod
    def from_raw_data(cls, data: dict[str, Any]) -> Self:
        """As PynamoDB's, at a third of its cost, which lists of fifty rows feel: only what is stored is looked at."""
        record = cls.__new__(cls)
        constants, made = cls._defaults()
        record.attribute_values = values = constants.copy()
        attributes = cls._by_stored_name()
        for stored, value in data.items():
            if (known := attributes.get(stored)) and "NULL" not in value:
                name, attribute = known
                if type(attribute) is UnicodeAttribute and "S" in value:
                    values[name] = value["S"]
                    continue
                if type(attribute) is NumberAttribute and "N" in value:
                    number = value["N"]
                    values[name] = int(number) if number.isdigit() else loads(number)
                    continue
                plain = attribute.deserialize(attribute.get_value(value))
                if isinstance(attribute, MapAttribute):
                    setattr(record, name, plain)  # which wraps it
                else:
                    values[name] = plain
        for name, default in made:
            if name not in values:
                setattr(record, name, default())
        return record

    @classmethod
    @cache
    def _by_stored_name(cls) -> dict[str, tuple[str, Attribute[Any]]]:
        return {attribute.attr_name: (name, attribute) for name, attribute in cls.get_attributes().items()}

    @classmethod
    @cache
    def _defaults(cls) -> tuple[dict[str, Any], list[tuple[str, Callable[[], Any]]]]:
        """What an attribute is that is not stored, by name: constants, and what is made for each record."""
        found = {name: one.default for name, one in cls.get_attributes().items() if one.default is not None}
        made = [(name, default) for name, default in found.items() if callable(default)]
        return {name: default for name, default in found.items() if not callable(default)}, made

    @classmethod
    def _get_connection(cls) -> TableConnection:
        connection = super()._get_connection()
        if not isinstance(connection.connection, SharedConnection):
            shared = SharedConnection()
            shared.add_meta_table(connection.get_meta_table())
            connection.connection = shared
        return connection

    @classmethod
    def _scope(cls, source: Index[Any] | None, hash_key: Key, where: Condition | None) -> str:
        index_name = source.Meta.index_name if source is not None else ""
        return f"{cls.Meta.table_name}/{index_name}/{hash_key}/{where}"


def _sealed(last: dict[str, Any], scope: str) -> str:
    plain = {name: _texted(value) for name, value in last.items()}
    return signing.dumps(plain, salt=f"cursor:{scope}", compress=True)


def _opened(cursor: str | None, scope: str) -> dict[str, Any] | None:
    if not cursor:
        return None
    try:
        plain: dict[str, Any] = signing.loads(cursor, salt=f"cursor:{scope}")
    except signing.BadSignature as error:
        raise BadCursor("This link to a page of results is damaged or belongs to another list.") from error
    return {name: _untexted(value) for name, value in plain.items()}


def _texted(value: dict[str, Any]) -> dict[str, Any]:
    return {"B": b64encode(value["B"]).decode()} if "B" in value else value


def _untexted(value: dict[str, Any]) -> dict[str, Any]:
    return {"B": b64decode(value["B"])} if "B" in value else value
