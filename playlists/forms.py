"""What people type about playlists and the player says of plays, cleaned and bounded."""

from django import forms
from django.utils.translation import gettext_lazy as _

from catalog.forms import TITLE_LENGTH, CleanField
from musicweb.ids import new_id

DESCRIPTION_LENGTH = 2_000
VISIBILITIES = [
    ("public", _("Public: everybody, and on your profile")),
    ("unlisted", _("Unlisted: whoever has the link")),
    ("private", _("Private: only you")),
]
STEPS = [("up", "up"), ("down", "down"), ("first", "first"), ("last", "last")]
DAY_MS = 86_400_000
ENTRY_ID = r"^[0-9A-Za-z]{1,10}\Z"


def _title() -> CleanField:
    return CleanField(label=_("Title"), max_length=TITLE_LENGTH)


def _visibility() -> forms.ChoiceField:
    return forms.ChoiceField(label=_("Who can open it"), choices=VISIBILITIES, initial="private")


class NewPlaylistForm(forms.Form):
    """`playlist_id` is made with the form, so that sending it twice makes one playlist; the player leaves it out."""

    title = _title()
    visibility = _visibility()
    playlist_id = forms.RegexField(r"^[0-9a-z]{26}\Z", widget=forms.HiddenInput, initial=new_id, required=False)


class PlaylistForm(forms.Form):
    """The details of a playlist as of `version`."""

    title = _title()
    description = CleanField(
        label=_("Description"),
        max_length=DESCRIPTION_LENGTH,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Shown on the playlist's page. Plain text."),
    )
    visibility = _visibility()
    version = forms.IntegerField(widget=forms.HiddenInput)


class PlaceForm(forms.Form):
    """Where an entry is to go: one of its fields says it."""

    after = forms.RegexField(ENTRY_ID, required=False)
    before = forms.RegexField(ENTRY_ID, required=False)
    step = forms.ChoiceField(choices=STEPS, required=False)
    position = forms.IntegerField(
        label=_("Place in the list"),
        min_value=1,
        required=False,
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
    )


class PlayForm(forms.Form):
    """What the player says that somebody listened to; written by static/js/plays.js and no person."""

    play_id = forms.UUIDField()
    song_id = forms.RegexField(r"^[0-9a-z]{26}\Z")
    listened_ms = forms.IntegerField(min_value=1, max_value=DAY_MS)
    source = forms.ChoiceField(choices=[("site", "site"), ("embed", "embed")])

    def clean_play_id(self) -> str:
        return str(self.cleaned_data["play_id"].hex)
