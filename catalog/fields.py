"""Fields for what people type about music. Each gives back what is stored, in the form it is stored in."""

import re
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from catalog.text import TAG_LENGTH, tag
from musicweb.forms import CleanField

TAGS_MAX = 10
LINKS_MAX = 5
LINK_LENGTH = 300  # characters
CREDITS_MAX = 30  # lines
ROLE_LENGTH, CREDITED_LENGTH = 40, 100  # characters
CREDITS_LENGTH = 1_500  # of all together: a song's page is one item of at most 4 KB
FIRST_YEAR = 1860  # of the oldest sound that was recorded
YEARS_AHEAD = 2
ISRC = re.compile(r"[A-Z]{2}[A-Z0-9]{3}[0-9]{7}")


class TagsField(CleanField):
    """Up to TAGS_MAX tags, between commas; a list of them as catalog.text.tag writes them."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("label", _("Tags"))
        kwargs.setdefault("help_text", _("Up to 10, with commas between them: ambient, field recording"))
        super().__init__(required=False, max_length=1_000, **kwargs)

    def prepare_value(self, value: Any) -> Any:
        return ", ".join(value) if isinstance(value, list) else value

    def clean(self, value: Any) -> Any:
        words = re.split(r"[,;#\n]", super().clean(value))
        found = list(dict.fromkeys(filter(None, map(tag, words))))
        for one in found:
            if len(one) > TAG_LENGTH:
                raise ValidationError(
                    _("“%(tag)s…” is too long for a tag: at most %(most)d characters. Put commas between tags."),
                    params={"tag": one[:20], "most": TAG_LENGTH},
                )
        if len(found) > TAGS_MAX:
            raise ValidationError(
                _("These are %(count)d tags; at most %(most)d are kept. Take out the least important ones."),
                params={"count": len(found), "most": TAGS_MAX},
            )
        return found


class LinesField(CleanField):
    """Several things, each on a line of its own; blank lines do not count."""

    rows = 3

    def __init__(self, **kwargs: Any) -> None:
        widget = forms.Textarea(attrs={"rows": self.rows})
        super().__init__(required=False, max_length=5_000, widget=widget, **kwargs)

    def line_of(self, thing: Any) -> str:
        raise NotImplementedError

    def thing_of(self, line: str) -> Any:
        """Raises ValidationError."""
        raise NotImplementedError

    def prepare_value(self, value: Any) -> Any:
        return "\n".join(map(self.line_of, value)) if isinstance(value, list) else value

    def clean(self, value: Any) -> Any:
        return [self.thing_of(line.strip()) for line in super().clean(value).splitlines() if line.strip()]


class LinksField(LinesField):
    """Up to LINKS_MAX addresses, https where a line does not say."""

    url = URLValidator(schemes=["http", "https"])

    def line_of(self, thing: Any) -> str:
        return str(thing)

    def thing_of(self, line: str) -> str:
        address = line if re.match(r"[A-Za-z][A-Za-z0-9+.-]*:", line) else f"https://{line}"
        try:
            self.url(address)
        except ValidationError as error:
            wrong = _("“%(line)s” is no address of a page. Write it like https://example.com/me.")
            raise ValidationError(wrong, params={"line": line[:60]}) from error
        if len(address) > LINK_LENGTH:
            raise ValidationError(_("An address is at most %(most)d characters long."), params={"most": LINK_LENGTH})
        return address

    def clean(self, value: Any) -> Any:
        links = list(dict.fromkeys(super().clean(value)))
        if len(links) > LINKS_MAX:
            raise ValidationError(_("At most %(most)d links are shown."), params={"most": LINKS_MAX})
        return links


class CreditsField(LinesField):
    """Lines of “Role: Name”; a list of [role, name]."""

    rows = 4

    def line_of(self, thing: Any) -> str:
        return ": ".join(thing)

    def thing_of(self, line: str) -> list[str]:
        role, _colon, name = (part.strip() for part in line.partition(":"))
        if not (role and name):
            wrong = _("“%(line)s” names no role or nobody. Write each line like “Bass: Lan Anh”.")
            raise ValidationError(wrong, params={"line": line[:60]})
        if len(role) > ROLE_LENGTH or len(name) > CREDITED_LENGTH:
            raise ValidationError(
                _("“%(line)s…” is too long: a role has at most %(role)d characters, a name %(name)d."),
                params={"line": line[:40], "role": ROLE_LENGTH, "name": CREDITED_LENGTH},
            )
        return [role, name]

    def clean(self, value: Any) -> Any:
        lines = super().clean(value)
        if len(lines) > CREDITS_MAX or sum(len(word) for pair in lines for word in pair) > CREDITS_LENGTH:
            raise ValidationError(
                _("These credits are too long: at most %(lines)d lines and %(letters)d characters together."),
                params={"lines": CREDITS_MAX, "letters": CREDITS_LENGTH},
            )
        return lines


class ReleaseDateField(forms.DateField):
    """A day from FIRST_YEAR to YEARS_AHEAD from now, as “2026-11-27”; None for none."""

    def __init__(self, **kwargs: Any) -> None:
        widget = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date", "min": f"{FIRST_YEAR}-01-01"})
        wrong = {"invalid": _("This is no day. Write it as year, month and day: 2026-11-27.")}
        super().__init__(required=False, widget=widget, input_formats=["%Y-%m-%d"], error_messages=wrong, **kwargs)

    def clean(self, value: Any) -> Any:
        day: date | None = super().clean(value)
        if day is None:
            return None
        last_year = timezone.now().year + YEARS_AHEAD
        if day.year < FIRST_YEAR:
            raise ValidationError(
                _("Nothing was recorded before %(year)d. Check the year."), params={"year": FIRST_YEAR}
            )
        if day.year > last_year:
            raise ValidationError(
                _("A release can be planned until the end of %(year)d. Check the year."), params={"year": last_year}
            )
        return day.isoformat()


class IsrcField(CleanField):
    """Twelve letters and digits; hyphens and blanks are left away."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(required=False, max_length=20, **kwargs)

    def clean(self, value: Any) -> str:
        code = re.sub(r"[\s.-]|^ISRC", "", super().clean(value).upper())
        if code and not ISRC.fullmatch(code):
            raise ValidationError(
                _("An ISRC has twelve letters and digits, like VN-A1B-26-00001: country, registrant, year, number.")
            )
        return code
