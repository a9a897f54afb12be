"""Why something was refused, as a sentence that says what to do."""

from datetime import datetime

from django.template.defaultfilters import filesizeformat
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from catalog.errors import Refused
from catalog.refusal_messages import message, message_of

OF_ACTS: dict[str, Promise] = {
    "handle_taken": gettext_lazy("Somebody has this address already. Choose another one."),
    "nobody": gettext_lazy("Nobody here has this handle. Check it, or ask them by their e-mail address."),
    "no_address": gettext_lazy("This is no e-mail address. Write it like lan@example.com, or write a handle."),
    "manages_already": gettext_lazy("They manage this artist already."),
    "too_many_managers": gettext_lazy("At most %(limit)s people are asked to manage an artist. Remove somebody first."),
    "date_ahead": gettext_lazy("This release is public already. Unpublish it before you give it a day to come."),
    "artist_withdrawn": gettext_lazy("This artist was withdrawn by a moderator, so nothing can be added."),
    "too_large": gettext_lazy("This file is %(size)s; the limit is %(limit)s. Send it in a smaller format, like FLAC."),
    "cover_too_large": gettext_lazy("This picture is too large; the limit is %(limit)s. Make it smaller first."),
    "format": gettext_lazy("This kind of file is not taken. Send one of: %(formats)s."),
    "quota": gettext_lazy("Your storage of %(limit)s is full. Delete songs you no longer need, then try again."),
    "day_files": gettext_lazy("You have sent %(limit)s files today, as many as one may. Send the next from %(until)s."),
    "day_bytes": gettext_lazy(
        "With this file you would have sent more than %(limit)s today, as much as one may. Send it from %(until)s."
    ),
    "not_settled": gettext_lazy("The song’s first file is still being processed. Replace it when that is done."),
    "too_many_tracks": gettext_lazy("A release holds at most %(limit)s songs. Make another release for the rest."),
    "part_number": gettext_lazy("The file is not the one that was announced. Choose it again."),
    "not_started": gettext_lazy("This upload is complete or was cancelled. Choose the file again."),
}


def words_of(refused: Refused) -> str:
    """Of something that was asked for just now; sizes are written out."""
    if refused.code in OF_ACTS:
        return str(OF_ACTS[refused.code]) % dict(_written(name, fact) for name, fact in refused.facts.items())
    return message(refused.code)


def words_for(code: str | None) -> str:
    """Of a code that was stored, like a song's `reason`; "" for none."""
    return message_of(code) if code else ""


def _written(name: str, fact: object) -> tuple[str, object]:
    if name.endswith("_bytes"):
        return name.removesuffix("_bytes"), filesizeformat(str(fact))
    if isinstance(fact, datetime):
        return name, f"{date_format(fact, 'DATETIME_FORMAT')} UTC"
    return name, fact
