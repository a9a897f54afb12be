"""Three-way merging of a form: what was shown, what was typed, and what is stored by now.

A form carries a short digest of every value it was shown with (`was`). A field whose typed value has
that digest was left alone, and must not overwrite what somebody else stored meanwhile; a field whose
stored value has it was changed here alone. Only what both changed, differently, is a conflict.
"""

import base64
import hashlib
import json
from collections.abc import Mapping
from typing import Any, NamedTuple, cast

from django.core.exceptions import ValidationError
from django.forms import Form
from django.http import QueryDict

from catalog.forms import EditForm

CARRIED = frozenset(EditForm.base_fields)  # by the form itself: no fields of the record
DIGEST_BYTES = 4


class Merged(NamedTuple):
    """`touched`: what is to be written. `conflicts`: names of fields that both changed."""

    touched: dict[str, Any]
    conflicts: list[str]


def seal(form: Form, values: Mapping[str, Any]) -> str:
    """`was` of a form that shows these values."""
    digests = {name: _digest(_as_typed(form, name, value)) for name, value in values.items() if name not in CARRIED}
    return json.dumps(digests, separators=(",", ":"))


def merge(form: Form, values: Mapping[str, Any], *, version: int) -> Merged:
    """What a valid form changes of the stored `values`.

    Without `was` (a form that was written by hand, a script) the version decides: fields that are not
    sent are left alone, all others were touched, and conflict if the record has changed at all since.
    """
    was = _opened(form.cleaned_data.get("was", ""))
    unknown = not was and form.cleaned_data.get("version") != version
    touched: dict[str, Any] = {}
    conflicts: list[str] = []
    for name, typed in form.cleaned_data.items():
        if name in CARRIED or name not in values or (not was and form.add_prefix(name) not in form.data):
            continue
        stored = _as_typed(form, name, values[name])
        if typed == stored or (name in was and _digest(typed) == was[name]):
            continue
        touched[name] = typed
        if unknown or (was and _digest(stored) != was.get(name)):
            conflicts.append(name)
    return Merged(touched, conflicts)


def shown_again(form: Form, values: Mapping[str, Any], merged: Merged) -> Form:
    """The form with what was typed where it was touched, and what is stored by now in all other fields."""
    data = cast(QueryDict, form.data).copy()
    for name, value in values.items():
        key = form.add_prefix(name)
        if name in merged.touched or name in CARRIED or name not in form.fields:
            continue
        plain = form.fields[name].prepare_value(value)
        if isinstance(plain, bool) or plain is None:
            data.pop(key, None)
            if plain:
                data[key] = "on"
        else:
            data[key] = str(plain)
    data[form.add_prefix("version")] = str(values["version"])
    data[form.add_prefix("was")] = seal(form, values)
    return type(form)(data, prefix=form.prefix)


def _as_typed(form: Form, name: str, value: Any) -> Any:
    """A stored value as it comes back from a form that nobody touched."""
    field = form.fields[name]
    try:
        return field.clean(field.prepare_value(value))
    except ValidationError:
        return value  # older than a rule of the form


def _digest(value: Any) -> str:
    plain = json.dumps(value, default=str, sort_keys=True)
    return base64.b85encode(hashlib.sha256(plain.encode()).digest()[:DIGEST_BYTES]).decode()


def _opened(was: str) -> dict[str, str]:
    try:
        found = json.loads(was) if was else {}
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}
