"""Unmanaged Django models whose rows are PynamoDB records: what Django's admin and auth see.

    class Song(DynamoModel, record=SongRecord, listing={"kind": "song"}, filterable=["published"]):
        title_key = models.CharField(max_length=100, editable=False)

gets a field for every attribute it does not declare itself; None hides an attribute.
"""

from collections.abc import Iterable, Mapping
from typing import Any, ClassVar, Self
from urllib.parse import quote, unquote

from django.db import models
from django.db.models.base import ModelBase
from django.db.models.manager import BaseManager
from pynamodb import attributes
from pynamodb.attributes import Attribute

from .errors import NotFound
from .query import DynamoQuerySet
from .table import Table

COMPOSITE = "composite_key"  # the primary key field of a table with a hash and a range key


class DynamoManager(BaseManager.from_queryset(DynamoQuerySet)):  # type: ignore[misc]  # made at run time
    """Everything a DynamoQuerySet answers, for `Model.objects`."""


def field_for(attribute: Attribute[Any], *, primary_key: bool = False) -> "models.Field[Any, Any]":
    """The Django field that edits a PynamoDB attribute."""
    options: dict[str, Any] = {"null": attribute.null, "blank": attribute.null}
    default = attribute.default if attribute.default is not None else attribute.default_for_new
    if default is not None:
        options |= {"default": default, "blank": True}
    if primary_key:
        generated = models.NOT_PROVIDED if default is None else default
        return models.CharField(primary_key=True, editable=False, max_length=2048, default=generated)
    match attribute:
        case attributes.VersionAttribute():
            return models.IntegerField(editable=False, null=True)
        case attributes.BooleanAttribute():
            return models.BooleanField(**options)
        case attributes.NumberAttribute():
            return models.IntegerField(**options)
        case attributes.UTCDateTimeAttribute() | attributes.TTLAttribute():
            return models.DateTimeField(**options)
        case attributes.UnicodeAttribute():
            if options["null"]:
                return EmptyIsNone(max_length=2048, **options)
            return models.CharField(max_length=2048, **options)
        case _:
            return models.JSONField(editable=False, **options)


class EmptyIsNone(models.CharField):  # type: ignore[type-arg]
    """A text that is absent rather than empty, as attributes of sparse indexes must be."""

    def get_prep_value(self, value: Any) -> Any:
        return super().get_prep_value(value) or None

    def pre_save(self, model_instance: models.Model, add: bool) -> Any:
        return super().pre_save(model_instance, add) or None


class DynamoModelBase(ModelBase):
    """Gives a model its fields, from the attributes of its record."""

    def __new__(
        mcs,
        name: str,
        bases: tuple[type, ...],
        namespace: dict[str, Any],
        record: type[Table] | None = None,
        listing: Mapping[str, Any] | None = None,
        filterable: Iterable[str] = (),
        **kwargs: Any,
    ) -> Any:
        if record is None:
            return super().__new__(mcs, name, bases, namespace, **kwargs)
        composite = any(attribute.is_range_key for attribute in record.get_attributes().values())
        fields: dict[str, Any] = {
            attribute_name: field_for(attribute, primary_key=attribute.is_hash_key and not composite)
            for attribute_name, attribute in record.get_attributes().items()
            if attribute_name not in namespace
        }
        if composite:
            fields[COMPOSITE] = models.CharField(primary_key=True, editable=False, max_length=9216)
        own = {"record": record, "listing": dict(listing or {}), "filterable": tuple(filterable)}
        return super().__new__(mcs, name, bases, {**namespace, **fields, **own}, **kwargs)


class DynamoModel(models.Model, metaclass=DynamoModelBase):
    """A row of a table. `row` is its record; `listing` and `filterable` are those of `plans.plan`."""

    record: ClassVar[type[Table]]
    listing: ClassVar[dict[str, Any]]
    filterable: ClassVar[tuple[str, ...]]
    row: Any = None
    partial = False  # read from an index that does not carry every attribute

    objects = DynamoManager()

    class Meta:
        abstract = True
        managed = False
        base_manager_name = "objects"

    # ---- Django's interface ----
    def save(
        self,
        *,
        force_insert: Any = False,
        force_update: bool = False,
        using: str | None = None,
        update_fields: Iterable[str] | None = None,
    ) -> None:
        """Store a new object, or write what changed of a loaded one. Raises Conflict.

        A conflict is a key that is taken, an item deleted meanwhile, or a version that is not the
        one loaded. An object read from a partial index takes the current version first.
        """
        if self._state.adding:
            values = {name: value for name, value in self._values().items() if value is not None}
            self.row = self.record(**values)
            self.row.put_new()
        else:
            if self.partial:
                self._load(fields=())
            wanted = None if update_fields is None else set(update_fields)
            self._write_changes({name: v for name, v in self._values().items() if wanted is None or name in wanted})
        self._state.adding = False
        self._take(self.record.get_attributes())

    def delete(self, using: Any = None, keep_parents: bool = False) -> tuple[int, dict[str, int]]:
        """Delete the item. Raises Conflict if its version is not the one loaded."""
        if self.partial:
            self._load(fields=())
        self.row.remove()
        return 1, {self._meta.label: 1}

    def refresh_from_db(
        self, using: str | None = None, fields: Iterable[str] | None = None, from_queryset: Any = None
    ) -> None:
        """Read the item again, strongly. Raises the model's DoesNotExist.

        With `fields`, as Django asks for a deferred one, only what was deferred is taken over.
        """
        attributes = self.record.get_attributes()
        self._load(fields=attributes if fields is None else {*attributes} - {*self.__dict__})

    # ---- keys ----
    @classmethod
    def key_of(cls, pk: Any) -> tuple[Any, Any] | None:
        """Hash and range key of a primary key; None for one that no item can have."""
        attributes = cls.record.get_attributes()
        if cls.record._range_keyname is None:
            return (pk, None) if pk is not None and cls.record.possible(pk) else None
        parts = [unquote(part) for part in str(pk or "").split("~")]
        if len(parts) != 2:
            return None
        try:
            hash_key, range_key = (
                attributes[name].deserialize(part) for name, part in zip(cls._key_names(), parts, strict=True)
            )
        except (TypeError, ValueError):  # not the text of a date or a number
            return None
        return (hash_key, range_key) if cls.record.possible(hash_key, range_key) else None

    @classmethod
    def pk_of(cls, row: Table) -> Any:
        """The primary key of a record: its hash key, or "hash~range" with both parts quoted as in an address."""
        names = cls._key_names()
        if len(names) == 1:
            return getattr(row, names[0])
        attributes = cls.record.get_attributes()
        texts = [str(attributes[name].serialize(getattr(row, name))) for name in names]
        return "~".join(quote(text, safe="").replace("~", "%7E") for text in texts)

    @classmethod
    def _key_names(cls) -> list[str]:
        return [name for name in (cls.record._hash_keyname, cls.record._range_keyname) if name]

    # ---- from and to the record ----
    @classmethod
    def from_record(cls, row: Table) -> Self:
        """The model of a row."""
        names = [field.attname for field in cls._meta.concrete_fields]
        values = [cls.pk_of(row) if name == COMPOSITE else getattr(row, name) for name in names]
        instance = cls.from_db(None, names, values)
        instance.row = row
        return instance

    def keep(self, projected: set[str]) -> None:
        """Defer the fields an index did not carry: touching one reads the item, once for all of them."""
        self.partial = True
        for field in self._meta.concrete_fields:
            if field.attname not in projected and field.attname != COMPOSITE:
                self.__dict__.pop(field.attname, None)

    def _values(self) -> dict[str, Any]:
        """What the object says of each attribute that is loaded; a version belongs to the record alone."""
        attributes = self.record.get_attributes()
        return {
            field.attname: field.pre_save(self, self._state.adding)
            for field in self._meta.concrete_fields
            if field.attname in self.__dict__
            and field.attname in attributes
            and field.attname != self.record._version_attribute_name
        }

    def _write_changes(self, values: dict[str, Any]) -> None:
        changed = {
            name: value
            for name, value in values.items()
            if name not in self._key_names() and not _same(getattr(self.row, name), value)
        }
        if not changed:
            return
        exists = getattr(self.record, self._key_names()[0]).exists()
        self.row.change(*self.record.setting(changed), condition=exists)
        for name, value in changed.items():
            setattr(self.row, name, value)

    def _load(self, fields: Iterable[str]) -> None:
        key = self.key_of(self.pk)
        try:
            if key is None:
                raise NotFound("No item can have this key.")
            self.row = self.record.fetch(*key)
        except NotFound as error:
            raise type(self).DoesNotExist(f"This {self._meta.verbose_name} is gone.") from error
        self.partial = False
        self._take(fields)

    def _take(self, fields: Iterable[str]) -> None:
        wanted = set(fields)
        for field in self._meta.concrete_fields:
            if field.attname in wanted:
                setattr(self, field.attname, getattr(self.row, field.attname))
            elif field.attname == COMPOSITE:
                setattr(self, COMPOSITE, self.pk_of(self.row))


def _same(stored: Any, value: Any) -> bool:
    return bool(stored == (set(value or ()) if isinstance(stored, set) else value))
