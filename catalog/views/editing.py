"""One way to edit a stored thing with a form: a refusal is said at its field, a stale edit loses nothing.

An edit made meanwhile elsewhere answers 409: the form keeps what was typed, `meanwhile` shows what is
stored now beside it, and the form carries the new version, so that saving again is a decision.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any, Generic, TypeVar

from django.forms import Form
from django.http import HttpRequest
from django.utils.functional import Promise

from catalog.errors import Refused
from catalog.queries.grants import Owned
from catalog.views.answers import for_its_owner
from catalog.views.refusals import words_of
from musicweb.dynamo.errors import Conflict

Record = TypeVar("Record", bound=Owned)
AT_FIELD = {"handle_taken": "handle"}  # refusals that speak of one field


@dataclass(frozen=True)
class Difference:
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
        return Edit(record, form_class(initial=_values(form_class, record, stored)))
    for_its_owner(request, record)
    form = form_class(request.POST)
    if not form.is_valid():
        return Edit(record, form)
    try:
        return Edit(record, form, saved=save(record, form.cleaned_data))
    except Refused as refused:
        refuse(form, refused)
        return Edit(record, form)
    except Conflict:
        record = read()
        return _stale(request, form, record, _values(form_class, record, stored))


def refuse(form: Form, refused: Refused) -> None:
    """Says at the field, or at the form as a whole, why it was refused."""
    form.add_error(AT_FIELD.get(refused.code), words_of(refused))


def _stale(request: HttpRequest, form: Form, record: Record, values: dict[str, Any]) -> Edit[Record]:
    meanwhile = [
        Difference(form.fields[name].label or name, values[name], typed)
        for name, typed in form.cleaned_data.items()
        if name != "version" and typed != values[name]
    ]
    again = request.POST.copy()
    again["version"] = str(values["version"])
    return Edit(record, type(form)(again), stale=True, meanwhile=meanwhile)


def _values(
    form_class: type[Form], record: Record, stored: Callable[[Record], dict[str, Any]] | None
) -> dict[str, Any]:
    apart = stored(record) if stored else {}
    return {name: apart[name] if name in apart else getattr(record, name) for name in form_class.base_fields}
