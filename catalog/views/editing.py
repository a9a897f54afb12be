"""One way to edit a stored thing with a form: a refusal is said at its field, a stale edit loses nothing.

An edit made meanwhile elsewhere is merged with this one, field by field (`merging`). Where both changed
the same field the answer is 409: the form keeps what was typed, `meanwhile` shows what is stored now
beside it, and saving again is a decision.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any, Generic, NamedTuple, Protocol, TypeVar

from django.forms import Form
from django.http import HttpRequest
from django.utils.functional import Promise

from catalog.errors import Refused
from catalog.queries.grants import Owned
from catalog.views.answers import for_its_owner, note_edit
from catalog.views.merging import Merged, merge, seal, shown_again
from catalog.views.refusals import words_of
from musicweb.dynamo.errors import Conflict


class Versioned(Owned, Protocol):
    version: Any


Record = TypeVar("Record", bound=Versioned)
AT_FIELD = {  # refusals that speak of one field
    "handle_taken": "handle",
    "date_ahead": "release_date",
    **dict.fromkeys(("nobody", "no_address", "manages_already", "too_many_managers"), "whom"),
}
TRIES = 4


class Difference(NamedTuple):
    """A field that somebody else changed: what is stored now, and what was typed here."""

    label: str | Promise
    stored: object
    typed: object


@dataclass(frozen=True)
class Edit(Generic[Record]):
    """How far an edit came. `saved` is the changed record, None while the form is to be shown (again)."""

    record: Record
    form: Form
    saved: Record | None = None
    stale: bool = False
    meanwhile: list[Difference] = field(default_factory=list)

    @property
    def status(self) -> int:
        """Of the answer that shows the form."""
        if self.stale:
            return HTTPStatus.CONFLICT
        return HTTPStatus.UNPROCESSABLE_ENTITY if self.form.errors else HTTPStatus.OK


def edit(
    request: HttpRequest,
    form_class: type[Form],
    *,
    read: Callable[[], Record],
    save: Callable[[Record, dict[str, Any]], Record],
    stored: Callable[[Record], dict[str, Any]] | None = None,
) -> Edit[Record]:
    """Shows the record in a form (GET), or saves what was typed (POST). `read` raises NotFound to strangers.

    `stored` reads the values of those fields that are no attributes of the record.
    """
    record = read()
    if request.method != "POST":
        values = values_of(form_class, record, stored)
        return Edit(record, form_class(initial={**values, "was": seal(form_class(), values)}))
    for_its_owner(request, record)
    done = save_typed(form_class(request.POST), record, read=read, save=save, stored=stored)
    if done.saved:
        note_edit(request, _title_of(done.saved), request.path)
    return done


def _title_of(record: Owned) -> str:
    return str(getattr(record, "title", "") or getattr(record, "name", ""))


def save_typed(
    form: Form,
    record: Record,
    *,
    read: Callable[[], Record],
    save: Callable[[Record, dict[str, Any]], Record],
    stored: Callable[[Record], dict[str, Any]] | None = None,
) -> Edit[Record]:
    """Merges a bound form with what is stored, and saves what was touched."""
    if not form.is_valid():
        return Edit(record, form)
    for _ in range(TRIES):
        values = values_of(type(form), record, stored)
        merged = merge(form, values, version=int(values["version"]))
        if merged.conflicts:
            return stale(form, record, values, merged)
        try:
            return Edit(record, form, saved=save(record, {**merged.touched, "version": values["version"]}))
        except Refused as refused:
            refuse(form, refused)
            return Edit(record, form)
        except Conflict:
            record = read()  # changed in this very moment: merged with that, too
    raise Conflict("It changes again and again.")


def refuse(form: Form, refused: Refused) -> None:
    """Says at the field, or at the form as a whole, why it was refused."""
    form.add_error(AT_FIELD.get(refused.code), words_of(refused))


def stale(form: Form, record: Record, values: dict[str, Any], merged: Merged) -> Edit[Record]:
    meanwhile = [
        Difference(
            form.fields[name].label or name,
            form.fields[name].prepare_value(values[name]),
            form.fields[name].prepare_value(merged.touched[name]),
        )
        for name in merged.conflicts
    ]
    return Edit(record, shown_again(form, values, merged), stale=True, meanwhile=meanwhile)


def values_of(
    form_class: type[Form], record: Record, stored: Callable[[Record], dict[str, Any]] | None = None
) -> dict[str, Any]:
    """What is stored of the fields of a form, by name."""
    apart = stored(record) if stored else {}
    names = [name for name in form_class.base_fields if name != "was"]
    return {name: apart[name] if name in apart else getattr(record, name) for name in names}
