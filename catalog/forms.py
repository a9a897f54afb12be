"""What people type in the studio and in the search box, cleaned and bounded."""

import unicodedata
from typing import Any

from django import forms
from django.core.validators import RegexValidator
from django.utils.translation import gettext_lazy as _
from ulid import ULID

NAME_LENGTH = 100  # characters
TITLE_LENGTH = 200
TEXT_LENGTH = 5_000
LYRICS_LENGTH = 20_000
QUERY_LENGTH = 100
HANDLE_LENGTH = 39
# First parts of studio addresses, so no artist may be called so.
RESERVED_HANDLES = {"artists", "releases", "songs", "uploads", "new", "admin", "studio", "settings"}
RELEASE_TYPES = [("album", _("Album")), ("ep", _("EP")), ("single", _("Single")), ("compilation", _("Compilation"))]


class CleanField(forms.CharField):
    """Text without NUL and other control characters; new lines stay where the widget has several lines."""

    def to_python(self, value: Any) -> str:
        kept = "\n\t" if isinstance(self.widget, forms.Textarea) else ""
        # A string is cleaned before Django's own validator would refuse it for its NUL.
        lines = str(value or "").replace("\r\n", "\n").replace("\r", "\n")
        cleaned = "".join(c for c in lines if c in kept or unicodedata.category(c) not in ("Cc", "Cs"))
        return super().to_python(cleaned) or ""


def _title(label: str = "") -> CleanField:
    return CleanField(label=label or _("Title"), max_length=TITLE_LENGTH)


class ArtistForm(forms.Form):
    """A new artist, or with `version` the details of one."""

    name = CleanField(
        label=_("Name"), max_length=NAME_LENGTH, widget=forms.TextInput(attrs={"autocomplete": "organization"})
    )
    handle = CleanField(
        label=_("Address"),
        min_length=2,
        max_length=HANDLE_LENGTH,
        help_text=_("Small letters, digits and single hyphens. It is the end of the page's address: /artists/…/"),
        validators=[
            RegexValidator(
                r"^[a-z0-9]+(-[a-z0-9]+)*\Z", _("Use small letters, digits and single hyphens, like “mua-dem”.")
            )
        ],
        widget=forms.TextInput(attrs={"autocapitalize": "none", "autocomplete": "off", "spellcheck": "false"}),
    )

    def clean_handle(self) -> str:
        handle: str = self.cleaned_data["handle"]
        if handle in RESERVED_HANDLES:
            raise forms.ValidationError(_("This address is kept for the site itself. Choose another one."))
        return handle


class ArtistDetailsForm(ArtistForm):
    """The details of an artist as of `version`."""

    bio = CleanField(label=_("About"), max_length=TEXT_LENGTH, required=False, widget=forms.Textarea(attrs={"rows": 6}))
    version = forms.IntegerField(widget=forms.HiddenInput)


class NewReleaseForm(forms.Form):
    """`release_id` is made with the form, so that sending it twice makes one release."""

    title = _title()
    release_type = forms.ChoiceField(label=_("Type"), choices=RELEASE_TYPES)
    release_id = forms.RegexField(r"^[0-9a-z]{26}\Z", widget=forms.HiddenInput, initial=lambda: str(ULID()).lower())


class ReleaseForm(forms.Form):
    """The details of a release as of `version`, so that an edit made meanwhile is noticed."""

    title = _title()
    release_type = forms.ChoiceField(label=_("Type"), choices=RELEASE_TYPES)
    description = CleanField(
        label=_("Description"),
        max_length=TEXT_LENGTH,
        required=False,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_("Shown on the release's page. Plain text."),
    )
    version = forms.IntegerField(widget=forms.HiddenInput)


class SongForm(forms.Form):
    """The details of a song as of `version`."""

    title = _title()
    track_number = forms.IntegerField(label=_("Track number"), min_value=0, max_value=999)
    disc_number = forms.IntegerField(label=_("Disc number"), min_value=1, max_value=99)
    lyrics = CleanField(
        label=_("Lyrics"), max_length=LYRICS_LENGTH, required=False, widget=forms.Textarea(attrs={"rows": 10})
    )
    version = forms.IntegerField(widget=forms.HiddenInput)


class SearchForm(forms.Form):
    q = CleanField(
        label=_("Search"),
        max_length=QUERY_LENGTH,
        required=False,
        widget=forms.TextInput(attrs={"type": "search", "autocomplete": "off"}),
    )


class UploadForm(forms.Form):
    """What a browser says about a file before it sends it; the service decides whether it is allowed."""

    filename = CleanField(max_length=255)
    size_bytes = forms.IntegerField(min_value=0)
    content_type = CleanField(max_length=255, required=False)


class NewUploadForm(forms.Form):
    """What is asked before the file itself where no script can look at it."""

    title = CleanField(
        label=_("Title"), max_length=TITLE_LENGTH, help_text=_("Kept unless the file's own tags name the song.")
    )
